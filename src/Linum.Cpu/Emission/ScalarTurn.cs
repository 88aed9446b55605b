using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Emits a scalar function inside a loop: what depends on constants alone before it, the rest in it. A local is used again after the last use of its value, since the JIT compiler stops
/// optimizing where there are many.
/// </summary>
internal sealed class ScalarTurn
{
    private readonly ILGenerator il;
    private readonly ScalarFunction f;
    private readonly Action<int, int> pushInput;
    private readonly Action<int, LocalBuilder>? pushElement;
    private readonly LocalBuilder[] locals;
    private readonly bool[] isHoisted;
    private readonly List<int>[] ending;
    private readonly Dictionary<Type, Stack<LocalBuilder>> free = [];

    /// <param name="il">Where to write.</param>
    /// <param name="f">The function.</param>
    /// <param name="isConstant">Whether an input is the same in every turn.</param>
    /// <param name="pushInput">Pushes a component of an input.</param>
    /// <param name="pushElement">Pushes the component of an input whose number a local holds.</param>
    public ScalarTurn(ILGenerator il, ScalarFunction f, Func<int, bool> isConstant, Action<int, int> pushInput, Action<int, LocalBuilder>? pushElement = null)
    {
        (this.il, this.f, this.pushInput, this.pushElement) = (il, f, pushInput, pushElement);
        int count = f.Steps.Count;
        locals = new LocalBuilder[count];
        isHoisted = new bool[count];
        ending = new List<int>[count];
        var lastUse = new int[count];
        for (int i = 0; i < count; i++)
        {
            ScalarStep s = f.Steps[i];
            (ending[i], lastUse[i]) = ([], i);
            if (s.Op is ScalarOp.Input or ScalarOp.Constant)
            {
                isHoisted[i] = s.Op == ScalarOp.Constant || isConstant(s.A);
                continue;
            }

            isHoisted[i] = s.Op != ScalarOp.Element || isConstant(s.A);
            foreach (int used in (ReadOnlySpan<int>)[s.Op == ScalarOp.Element ? -1 : s.A, s.B, s.C])
            {
                if (used < 0) continue;
                lastUse[used] = i;
                isHoisted[i] &= isHoisted[used];
            }
        }

        foreach (int result in f.Results) lastUse[result] = int.MaxValue;
        for (int i = 0; i < count; i++)
            if (lastUse[i] < count && !isHoisted[i]) ending[lastUse[i]].Add(i);
    }

    /// <summary>The local that holds a component of the results.</summary>
    public LocalBuilder Result(int component) => locals[f.Results[component]];

    /// <summary>Whether a component of the results is a constant of these bits.</summary>
    public bool IsConstant(int component, long bits) => f.Steps[f.Results[component]] is { Op: ScalarOp.Constant } constant && constant.Bits == bits;

    /// <summary>What is the same in every turn.</summary>
    public void EmitHoisted()
    {
        for (int i = 0; i < locals.Length; i++)
            if (isHoisted[i]) Emit(i, il.DeclareLocal(ScalarEmitter.TypeOf(f.Steps[i].DType)));
    }

    /// <summary>The rest.</summary>
    public void EmitTurn()
    {
        for (int i = 0; i < locals.Length; i++)
        {
            if (isHoisted[i]) continue;
            Emit(i, Take(ScalarEmitter.TypeOf(f.Steps[i].DType)));
            foreach (int ended in ending[i]) Give(locals[ended]);
        }
    }

    private void Emit(int i, LocalBuilder local)
    {
        ScalarStep s = f.Steps[i];
        locals[i] = local;
        if (s.Op == ScalarOp.Input) pushInput(s.A, s.B);
        else if (s.Op == ScalarOp.Constant) ScalarEmitter.Constant(il, s);
        else if (s.Op == ScalarOp.Element) pushElement!(s.A, locals[s.B]);
        else ScalarEmitter.Step(il, f, s, locals);
        il.Emit(OpCodes.Stloc, local);
    }

    private LocalBuilder Take(Type type) => free.TryGetValue(type, out Stack<LocalBuilder>? stack) && stack.Count > 0 ? stack.Pop() : il.DeclareLocal(type);

    private void Give(LocalBuilder local)
    {
        if (!free.TryGetValue(local.LocalType, out Stack<LocalBuilder>? stack)) free[local.LocalType] = stack = new();
        stack.Push(local);
    }
}
