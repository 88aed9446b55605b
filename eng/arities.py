#!/usr/bin/env python3
"""Writes the files that differ only in the number of arguments. Run from the repository root; a test checks that they are current."""
import os

ORD = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth"]


def types(n):
    return [f"T{i}" for i in range(1, n + 1)]


def signatures():
    out = ["""namespace Linum.Extending;

// Written by eng/arities.py.
"""]
    for n in range(0, 9):
        ts = types(n)
        func = f"Func<{', '.join(ts + ['TResult'])}>"
        params = ", ".join(f"{t} a{i}" for i, t in enumerate(ts, 1))
        reads = ", ".join(f"reader.Field<{t}>({i})" for i, t in enumerate(ts))
        writes = "\n".join(f"                writer.Field(Names.Of(Info, {i}), a{i + 1});" for i in range(n))
        out.append(f"""
/// <summary>Functions of {n} arguments.</summary>
internal sealed class Signature{n}<{', '.join(ts + ['TResult'])}> : Signature<{func}>
{{
    /// <inheritdoc/>
    public override FlatFunction Flatten({func} f, TreeDef arguments) => (NDArray[] leaves, out TreeDef result) =>
    {{
        TreeReader reader = new(arguments, leaves);
        return Tree.Flatten(f({reads}), out result);
    }};

    /// <inheritdoc/>
    public override {func} Wrap(Transformed target) => new Adapter(target).Invoke;

    private sealed class Adapter(Transformed target) : CallAdapter(target)
    {{
        public TResult Invoke({params})
        {{
            TreeWriter writer = default;
            Begin(ref writer);
            do
            {{
                writer.Open(typeof(Arguments));
{writes + chr(10) if writes else ''}                writer.Close();
            }}
            while (IsOther(ref writer));
            return Call<TResult>(in writer);
        }}
    }}
}}
""")
    out.append("""
public static partial class Signatures
{
    // For a program compiled ahead of time, which cannot close a generic type while it runs.
""")
    for n in range(0, 9):
        ts = types(n)
        func = f"Func<{', '.join(ts + ['TResult'])}>"
        out.append(f"""
    /// <summary>Registers functions of {n} arguments of these types; generated code does this for what it sees given to a transformation.</summary>
    public static void RegisterFunc<{', '.join(ts + ['TResult'])}>()
    {{
        if (!Registered.ContainsKey(typeof({func}))) Register(new Signature{n}<{', '.join(ts + ['TResult'])}>());
    }}
""")
    out.append("""}

/// <summary>Stands for the arguments of a call in structures.</summary>
internal sealed class Arguments;

internal static class Names
{
    public static string Of(FunctionInfo info, int i) => i < info.Parameters.Count ? info.Parameters[i] : $"args[{i}]";
}
""")
    return "".join(out).replace("            {\n\n", "            {\n")


DOC_VMAP = """    /// <summary>A function over one example becomes a function over all of them.</summary>
    /// <param name="f">The function of one example. It is run once, on stand-ins for all examples.</param>
    /// <param name="inAxes">Which axis of each argument counts the examples; null for an argument that all share.</param>
    /// <param name="outAxes">Where the examples are stacked in each result; null for a result that does not depend on the example.</param>
    /// <param name="axisSize">The number of examples, where no argument is mapped.</param>
    /// <param name="axisName">A name under which collectives (<c>Lax.Psum</c>) reach all examples.</param>
    /// <param name="spmdAxisName">An annotation for sharding; it never changes values.</param>
    /// <param name="chunkSize">At most how many examples at once, to bound memory.</param>
    /// <exception cref="AxesException">The axes do not fit the arguments or results.</exception>
"""
DOC_JIT = """    /// <summary>Traces once per structure and type of the arguments, compiles, and from then on runs the compiled program.</summary>
    /// <param name="f">A function without side effects. Arguments that are no arrays (int, string, enum) are static: the program is compiled once per value.</param>
    /// <param name="donate">Arguments whose memory the results may take over; they must not be used afterwards.</param>
"""
DOC_CKPT = """    /// <summary>The same function; for the backward pass its intermediate values are computed again instead of kept.</summary>
    /// <param name="f">A function without side effects.</param>
"""
DOC_PMAP = """    /// <summary>Like Vmap, with one example per device: all run at the same time.</summary>
    /// <param name="f">The function of one device.</param>
    /// <param name="inAxes">Which axis of each argument is spread over the devices; null for an argument that all get whole.</param>
    /// <param name="outAxes">Where the devices are stacked in each result; null takes one device's result.</param>
    /// <param name="axisName">A name under which collectives reach all devices.</param>
    /// <param name="axisSize">How many devices; it must fit the arguments.</param>
    /// <exception cref="AxesException">The axes do not fit, or there are not enough devices.</exception>
"""


def keep_signature():
    out = ["""using Linum.Extending;

namespace Linum;

// Written by eng/arities.py: the same for functions over arrays alone, which lets method groups and lambdas without types infer.
public static partial class Transform
{
"""]
    vm = "Axes inAxes = default, Axes outAxes = default, int? axisSize = null, string? axisName = null, string? spmdAxisName = null, int? chunkSize = null"
    va = "inAxes, outAxes, axisSize, axisName, spmdAxisName, chunkSize"
    pm = "Axes inAxes = default, Axes outAxes = default, string? axisName = null, int? axisSize = null"
    pa = "inAxes, outAxes, axisName, axisSize"
    for n in range(0, 9):
        func = f"Func<{', '.join(['NDArray'] * (n + 1))}>"
        ref = f"<inheritdoc cref=\"{{}}{{{{TDelegate}}}}(TDelegate, {{}})\"/>"
        out.append(f"    /// <inheritdoc cref=\"Vmap{{TDelegate}}\"/>\n    public static {func} Vmap({func} f, {vm}) =>\n        Vmap<{func}>(f, {va});\n\n")
        out.append(f"    /// <inheritdoc cref=\"Jit{{TDelegate}}\"/>\n    public static {func} Jit({func} f, Donate donate = default) => Jit<{func}>(f, donate);\n\n")
        out.append(f"    /// <inheritdoc cref=\"Checkpoint{{TDelegate}}\"/>\n    public static {func} Checkpoint({func} f) => Checkpoint<{func}>(f);\n\n")
        if n:
            out.append(f"    /// <inheritdoc cref=\"Pmap{{TDelegate}}\"/>\n    public static {func} Pmap({func} f, {pm}) =>\n        Pmap<{func}>(f, {pa});\n\n")
    return "".join(out).rstrip() + "\n}\n"


def gradients():
    out = ["""using Linum.Extending;

namespace Linum;

// Written by eng/arities.py: one overload per number of arguments and per argument that is differentiated.
public static partial class Transform
{
"""]

    def overload(n, which, array, aux):
        """which: list of positions, or None for the default (the first)."""
        ts = ["NDArray"] * n if array else types(n)
        value = "NDArray"
        ret = f"({value} Value, TAux Aux)" if aux else value
        generic = ([] if array else ts) + (["TAux"] if aux else [])
        g = f"<{', '.join(generic)}>" if generic else ""
        func = f"Func<{', '.join(ts + [ret])}>"
        pos = which if which else [0]
        grad_t = ts[pos[0]] if len(pos) == 1 else f"({', '.join(ts[p] for p in pos)})"
        marker = "" if which is None else (f", {ORD[pos[0]]} wrt" if len(pos) == 1 else f", ({', '.join(ORD[p] for p in pos)}) wrt")
        ps = ", ".join(f"a{i}" for i in range(1, n + 1))
        at = f"a{pos[0] + 1}" if len(pos) == 1 else f"({', '.join(f'a{p + 1}' for p in pos)})"
        call = ", ".join((("x" if len(pos) == 1 else f"x.Item{pos.index(i) + 1}") if i in pos else f"a{i + 1}") for i in range(n))
        lam = ps if n == 1 else f"({ps})"
        infix = "Aux" if aux else ""
        res = []
        if aux:
            res.append((f"Func<{', '.join(ts + [f'({grad_t} Gradient, TAux Aux)'])}>", f"GradWithAux{g}({func} f{marker})",
                        f"{lam} => Differentiation.GradientAux<{grad_t}, TAux>(\"GradWithAux\", info, {at}, x => f({call}))"))
            res.append((f"Func<{', '.join(ts + [f'((NDArray Value, TAux Aux) Output, {grad_t} Gradient)'])}>", f"ValueAndGradWithAux{g}({func} f{marker})",
                        f"{lam} => Differentiation.ValueAndGradientAux<{grad_t}, TAux>(\"ValueAndGradWithAux\", info, {at}, x => f({call}))"))
        else:
            res.append((f"Func<{', '.join(ts + [grad_t])}>", f"Grad{g}({func} f{marker})", f"{lam} => Differentiation.Gradient(\"Grad\", info, {at}, x => f({call}))"))
            res.append((f"Func<{', '.join(ts + [f'(NDArray Value, {grad_t} Gradient)'])}>", f"ValueAndGrad{g}({func} f{marker})",
                        f"{lam} => Differentiation.ValueAndGradient(\"ValueAndGrad\", info, {at}, x => f({call}))"))
        text = ""
        for rtype, head, body in res:
            name = head.split("(")[0].split("<")[0]
            doc = {
                "Grad": "The derivative of a scalar function with respect to an argument: a value of that argument's structure.",
                "ValueAndGrad": "The value of a scalar function and its derivative with respect to an argument.",
                "GradWithAux": "The derivative of a scalar function that also returns something else, and that.",
                "ValueAndGradWithAux": "The value of a scalar function that also returns something else, that, and the derivative.",
            }[name]
            text += f"    /// <summary>{doc}</summary>\n"
            text += f"    public static {rtype} {head}\n    {{\n        FunctionInfo info = FunctionInfo.Of(f, {', '.join(map(str, pos))});\n        return {body};\n    }}\n\n"
        return text

    for n in range(1, 9):
        for array in (True, False):
            out.append(overload(n, None, array, False))
            for p in range(n):
                out.append(overload(n, [p], array, False))
        if n >= 2:
            combos = [[i, j] for i in range(n) for j in range(i + 1, n)] if n <= 4 else [[0, 1]]
            combos += [list(range(n))] if n > 2 else []
            for c in combos:
                out.append(overload(n, c, False, False))
                out.append(overload(n, c, True, False))
        out.append(overload(n, None, False, True))
        if n <= 4:
            for p in range(1, n):
                out.append(overload(n, [p], False, True))
    return "".join(out).rstrip() + "\n}\n"


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


if __name__ == "__main__":
    write("src/Linum.Core/7.Transforms/Signatures.Arities.cs", signatures())
    write("src/Linum/Transform.Arities.cs", keep_signature())
    write("src/Linum/Transform.Grad.cs", gradients())
