using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Linum.Extending;

/// <summary>Functions traced into programs.</summary>
public static class Staging
{
    /// <summary>A function written down for arguments of given types.</summary>
    /// <param name="Program">The program; its first inputs are captured arrays of outer transformations.</param>
    /// <param name="Captures">Those arrays.</param>
    /// <param name="Result">The structure of the result.</param>
    public sealed record Traced(Jaxpr Program, NDArray[] Captures, TreeDef Result);

    /// <summary>Writes a function down.</summary>
    public static Traced Trace(string description, FlatFunction f, ReadOnlySpan<ArrayType> types)
    {
        TreeDef? result = null;
        (Jaxpr program, NDArray[] captures) = StagingTrace.Stage(description, types, leaves => f(leaves, out result));
        return new(program, captures, result!);
    }

    /// <summary>Writes a function of trees down.</summary>
    public static Traced Trace<T, TResult>(string description, Func<T, TResult> f, TreeDef structure, ReadOnlySpan<ArrayType> types) =>
        Trace(description, (NDArray[] leaves, out TreeDef result) => Tree.Flatten(f(Tree.Unflatten<T>(structure, leaves)), out result), types);

    /// <summary>A function that is compiled.</summary>
    public static Transformed Jit<TDelegate>(TDelegate f, ValueList<int> donatedArguments)
        where TDelegate : Delegate => new JitFunction(arguments => Signature<TDelegate>.Instance.Flatten(f, arguments), FunctionInfo.Of(f), donatedArguments);

    /// <summary>The arrays whose memory a function's results may take over: of a jitted function those of its donated arguments, of others none.</summary>
    /// <param name="f">The function.</param>
    /// <param name="arguments">The structures of its arguments.</param>
    /// <returns>The numbers of leaves.</returns>
    public static ValueList<int> DonatedLeaves(Delegate f, params ReadOnlySpan<TreeDef> arguments) => f.Target is CallAdapter { Target: JitFunction jitted } ? jitted.DonatedLeaves(arguments) : [];

    /// <summary>A function whose intermediate values are computed again for the backward pass.</summary>
    public static Transformed Checkpoint<TDelegate>(TDelegate f)
        where TDelegate : Delegate => new CheckpointFunction<TDelegate>(f, FunctionInfo.Of(f));

    private sealed class CheckpointFunction<TDelegate>(TDelegate f, FunctionInfo info) : Transformed(info)
        where TDelegate : Delegate
    {
        public override NDArray[] Invoke(TreeDef arguments, NDArray[] leaves, out TreeDef result)
        {
            Traced traced = Staging.Trace($"Checkpoint of {Info.Name}", Signature<TDelegate>.Instance.Flatten(f, arguments), Types(leaves));
            result = traced.Result;
            return new Checkpoint(traced.Program, Info.Name).BindAll([.. traced.Captures, .. leaves]);
        }
    }

    /// <summary>The program that a function is traced to for given arguments.</summary>
    public static Jaxpr Program<T, TResult>(FunctionInfo info, T arguments, Func<T, TResult> f)
    {
        NDArray[] leaves = Tree.Flatten(arguments, out TreeDef structure);
        return Trace($"MakeJaxpr of {info.Name}", f, structure, Types(leaves)).Program;
    }

    /// <summary>The types of arrays.</summary>
    public static ArrayType[] Types(ReadOnlySpan<NDArray> arrays)
    {
        var types = new ArrayType[arrays.Length];
        for (int i = 0; i < types.Length; i++) types[i] = arrays[i].Type;
        return types;
    }
}

/// <summary>A function that is compiled once per structure and types of its arguments, and mode of tracing.</summary>
/// <param name="flatten">From the structure of arguments to the function over their arrays.</param>
/// <param name="info">The user's function.</param>
/// <param name="donatedArguments">Arguments whose memory results may take over.</param>
internal sealed class JitFunction(Func<TreeDef, FlatFunction> flatten, FunctionInfo info, ValueList<int> donatedArguments) : Transformed(info)
{
    private readonly ConcurrentDictionary<Key, Lazy<Entry>> cache = new();

    /// <summary>What the last call used: what the next one will use, most of the time.</summary>
    private volatile Recent? recent;

    private sealed record Recent(Key Key, Entry Entry);

    /// <summary>How many programs have been traced.</summary>
    public int TraceCount => cache.Count;

    /// <inheritdoc/>
    public override NDArray[] Invoke(TreeDef arguments, NDArray[] leaves, out TreeDef result)
    {
        if (recent is { } last && last.Key.IsFor(arguments, leaves))
        {
            result = last.Entry.Traced.Result;
            if (Extending.Trace.Current is not EvalTrace || !AllConcrete(leaves)) return last.Entry.Primitive.BindAll(leaves);
            return last.Entry.Run(leaves, Info.Name);
        }

        return InvokeOther(arguments, leaves, out result);
    }

    /// <summary>A call unlike the last. Apart, so that the others do not clear its room in their frames.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private NDArray[] InvokeOther(TreeDef arguments, NDArray[] leaves, out TreeDef result)
    {
        Key key = new(arguments, Staging.Types(leaves), AxisEnvironment.Names, TracingModes.Current);
        if (!cache.TryGetValue(key, out Lazy<Entry>? lazy))
        {
            Staging.Traced traced = Staging.Trace($"Jit of {Info.Name}", flatten(arguments), key.Types);
            if (traced.Captures.Length > 0)
            {
                // The program belongs to arrays of an outer transformation that runs now; it cannot be used again.
                result = traced.Result;
                return new Jit(traced.Program, Info.Name).BindAll([.. traced.Captures, .. leaves]);
            }

            lazy = cache.GetOrAdd(key, new Lazy<Entry>(() => new(traced, new Jit(traced.Program, Info.Name), DonatedLeaves([.. arguments.Fields.ToArray().Select(a => a.Node)]))));
        }

        Entry entry = lazy.Value;
        recent = new(key, entry);
        result = entry.Traced.Result;
        if (Extending.Trace.Current is not EvalTrace || !AllConcrete(leaves)) return entry.Primitive.BindAll(leaves);
        return entry.Run(leaves, Info.Name);
    }

    /// <summary>Whether all arrays have values.</summary>
    public static bool AllConcrete(NDArray[] leaves)
    {
        foreach (NDArray leaf in leaves)
            if (leaf is not ConcreteArray) return false;
        return true;
    }

    /// <summary>The leaves of the donated arguments.</summary>
    /// <param name="arguments">The structures of the arguments.</param>
    public ValueList<int> DonatedLeaves(ReadOnlySpan<TreeDef> arguments)
    {
        List<int> donated = [];
        for (int i = 0, leaf = 0; i < arguments.Length; i++)
        {
            int count = arguments[i].LeafCount;
            if (donatedArguments.Span.Contains(i)) donated.AddRange(Enumerable.Range(leaf, count));
            leaf += count;
        }

        return [.. donated];
    }

    private sealed record Entry(Staging.Traced Traced, Jit Primitive, ValueList<int> Donated)
    {
        private IExecutable? executable;

        public NDArray[] Run(NDArray[] leaves, string name)
        {
            executable ??= BackendRegistry.Default.Compile(Traced.Program, new(Donated));
            int buffers = leaves.Length + executable.OutputCount;
            NDArray[] outputs = buffers <= Few.Capacity ? Run<Few>(leaves, buffers) : buffers <= Many.Capacity ? Run<Many>(leaves, buffers) : Run(leaves, new IBuffer[buffers]);
            foreach (int i in Donated) ((ConcreteArray)leaves[i]).DonateTo(name);
            return outputs;
        }

        private NDArray[] Run<TRoom>(NDArray[] leaves, int buffers)
            where TRoom : struct
        {
            TRoom room = default;
            return Run(leaves, MemoryMarshal.CreateSpan(ref Unsafe.As<TRoom, IBuffer>(ref room), buffers));
        }

        /// <summary>Runs the program, with room for the buffers of its inputs and outputs.</summary>
        private NDArray[] Run(NDArray[] leaves, Span<IBuffer> buffers)
        {
            Span<IBuffer> inputs = buffers[..leaves.Length], results = buffers[leaves.Length..];
            for (int i = 0; i < inputs.Length; i++) inputs[i] = ((ConcreteArray)leaves[i]).Buffer;
            executable!.Run(inputs, results);
            ReadOnlySpan<Atom> variables = Traced.Program.Outputs.Span;
            // Through spans, because every store into an array of a class asks whether the element's class is one of those.
            var made = new NDArray[results.Length];
            Span<NDArray> outputs = made;
            for (int i = 0; i < outputs.Length; i++) outputs[i] = new ConcreteArray(variables[i].Type, results[i]);
            GC.KeepAlive(leaves);
            return made;
        }
    }

    [InlineArray(Capacity)]
    private struct Few
    {
        public const int Capacity = 16;

        private IBuffer first;
    }

    [InlineArray(Capacity)]
    private struct Many
    {
        public const int Capacity = 128;

        private IBuffer first;
    }

    private readonly struct Key(TreeDef arguments, ArrayType[] types, ValueList<(string Name, int Size)> axes, TracingModes modes) : IEquatable<Key>
    {
        public TreeDef Arguments => arguments;

        public ArrayType[] Types => types;

        public ValueList<(string Name, int Size)> Axes => axes;

        public TracingModes Modes => modes;

        /// <summary>Whether this is the key of a call, without making that call's key.</summary>
        public bool IsFor(TreeDef called, NDArray[] leaves)
        {
            if (!ReferenceEquals(arguments, called) && !arguments.Equals(called)) return false;
            if (leaves.Length != types.Length) return false;
            for (int i = 0; i < leaves.Length; i++)
                if (leaves[i].Type != types[i]) return false;
            return axes.Count == 0 ? AxisEnvironment.IsEmpty && modes == TracingModes.Current : axes == AxisEnvironment.Names && modes == TracingModes.Current;
        }

        public bool Equals(Key other) => arguments.Equals(other.Arguments) && types.AsSpan().SequenceEqual(other.Types) && axes == other.Axes && modes == other.Modes;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.Add(arguments);
            foreach (ArrayType type in types) hash.Add(type);
            hash.Add(axes);
            hash.Add(modes);
            return hash.ToHashCode();
        }
    }
}
