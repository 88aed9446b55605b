using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Where the values of steps are kept. A local is used again after the last use of its value: with one local per value the JIT compiler stops optimizing at about a thousand.
/// </summary>
internal sealed class VectorLocals
{
    private readonly ILGenerator il;
    private readonly Func<int, bool> isHoisted;
    private readonly int rounds;
    private readonly int[] lastUse;
    private readonly LocalBuilder[]?[] values;
    private readonly LocalBuilder[]?[] narrowMasks;
    private readonly LocalBuilder[]?[] wideMasks;
    private readonly Dictionary<Type, Stack<LocalBuilder>> free = [];
    private readonly Dictionary<Type, LocalBuilder[]> passed = [];
    private readonly List<int>[] ending;
    private readonly List<(int Step, int Width)> madeInBlock = [];
    private int blockStart = int.MaxValue;

    /// <param name="il">Where to write.</param>
    /// <param name="f">The steps.</param>
    /// <param name="isHoisted">Which of them stand before the loop.</param>
    /// <param name="rounds">How many vectors of 32-bit lanes are computed side by side.</param>
    public VectorLocals(ILGenerator il, ScalarFunction f, Func<int, bool> isHoisted, int rounds)
    {
        (this.il, this.isHoisted, this.rounds) = (il, isHoisted, rounds);
        int count = f.Steps.Count;
        (lastUse, values, narrowMasks, wideMasks, ending) = (new int[count], new LocalBuilder[count][], new LocalBuilder[count][], new LocalBuilder[count][], new List<int>[count]);
        for (int i = 0; i < count; i++)
        {
            ScalarStep s = f.Steps[i];
            lastUse[i] = i;
            ending[i] = [];
            if (s.Op is ScalarOp.Input or ScalarOp.Index or ScalarOp.Constant) continue;
            foreach (int used in (ReadOnlySpan<int>)[s.A, s.B, s.C])
                if (used >= 0) lastUse[used] = i;
            if (Rotation.Of(f, s) is Rotation rotation) lastUse[rotation.Value] = i;
            if (NegatedProduct.Factor(f, s) is >= 0 and int factor) lastUse[factor] = i;
        }

        foreach (int result in f.Results) lastUse[result] = int.MaxValue;
        for (int i = 0; i < count; i++)
            if (lastUse[i] < count && !isHoisted(i)) ending[lastUse[i]].Add(i);
    }

    /// <summary>Locals for the value of a step: two per round for 64-bit types, else one; a mask for bool. One and the same serves wherever all lanes are equal.</summary>
    public LocalBuilder[] Define(int step, DType type)
    {
        if (type == DType.Bool) return DefineMask(step, 4);
        int count = type.Size / 4 * rounds;
        return values[step] = isHoisted(step) ? Repeated(VectorInstructions.Element(type), count) : Take(VectorInstructions.Element(type), count);
    }

    /// <summary>Locals for the mask of a step, with lanes of 4 or 8 bytes.</summary>
    public LocalBuilder[] DefineMask(int step, int width)
    {
        if (width == 8) return wideMasks[step] = Take(typeof(long), 2 * rounds);
        return narrowMasks[step] = isHoisted(step) ? Repeated(typeof(int), rounds) : Take(typeof(int), rounds);
    }

    private LocalBuilder[] Repeated(Type element, int count)
    {
        var same = new LocalBuilder[count];
        Array.Fill(same, Take(element, 1)[0]);
        return same;
    }

    /// <summary>Two locals through which registers are passed to a method by address.</summary>
    public LocalBuilder[] Passed(Type register)
    {
        if (!passed.TryGetValue(register, out LocalBuilder[]? known)) passed[register] = known = [il.DeclareLocal(register), il.DeclareLocal(register)];
        return known;
    }

    /// <summary>The locals that hold a step's value.</summary>
    public LocalBuilder[] Parts(int step) => values[step]!;

    /// <summary>The width of the mask that a bool step has already.</summary>
    public int MaskWidth(int step) => narrowMasks[step] is not null ? 4 : 8;

    /// <summary>The mask of a bool step in a width; it is made where it is not there yet.</summary>
    public LocalBuilder[] Mask(int step, int width)
    {
        if (width == 4)
        {
            if (narrowMasks[step] is { } narrow) return narrow;
            LocalBuilder[] wide = wideMasks[step]!, made = DefineMask(step, 4);
            if (blockStart < int.MaxValue && step < blockStart) madeInBlock.Add((step, 4));
            for (int p = 0; p < rounds; p++)
            {
                il.Emit(OpCodes.Ldloc, wide[2 * p]);
                il.Emit(OpCodes.Ldloc, wide[2 * p + 1]);
                il.Emit(OpCodes.Call, VectorInstructions.Get("Narrow", typeof(long), 2));
                il.Emit(OpCodes.Stloc, made[p]);
            }

            return made;
        }

        if (wideMasks[step] is { } known) return known;
        LocalBuilder[] source = narrowMasks[step]!, target = DefineMask(step, 8);
        if (blockStart < int.MaxValue && step < blockStart) madeInBlock.Add((step, 8));
        for (int p = 0; p < target.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, source[p / 2]);
            il.Emit(OpCodes.Call, VectorInstructions.Get(p % 2 == 0 ? "WidenLower" : "WidenUpper", typeof(int), 1));
            il.Emit(OpCodes.Stloc, target[p]);
        }

        return target;
    }

    /// <summary>Gives back the locals of the results of the round before, and forgets masks that it widened: another round may run without it.</summary>
    public void BeginRound()
    {
        for (int i = 0; i < lastUse.Length; i++)
        {
            if (isHoisted(i))
            {
                Give(wideMasks[i]);
                wideMasks[i] = null;
            }
            else if (lastUse[i] == int.MaxValue)
            {
                GiveAll(i);
            }
        }
    }

    /// <summary>Gives back the locals of values that this step was the last to use.</summary>
    public void EndOfStep(int step)
    {
        foreach (int ended in ending[step]) GiveAll(ended);
    }

    private void GiveAll(int step)
    {
        Give(values[step]);
        Give(narrowMasks[step]);
        Give(wideMasks[step]);
        values[step] = narrowMasks[step] = wideMasks[step] = null;
    }

    /// <summary>What is made from here on is there only if the code is not jumped over.</summary>
    /// <param name="step">The first step inside.</param>
    public void BeginBlock(int step)
    {
        madeInBlock.Clear();
        blockStart = step;
    }

    /// <summary>Forgets the masks of steps before the block that were made inside it in another width.</summary>
    public void EndBlock()
    {
        foreach ((int step, int width) in madeInBlock)
        {
            LocalBuilder[]?[] masks = width == 4 ? narrowMasks : wideMasks;
            Give(masks[step]);
            masks[step] = null;
        }

        blockStart = int.MaxValue;
    }

    private LocalBuilder[] Take(Type element, int count)
    {
        Type type = VectorInstructions.Of(element);
        var taken = new LocalBuilder[count];
        for (int i = 0; i < count; i++) taken[i] = free.TryGetValue(type, out Stack<LocalBuilder>? stack) && stack.Count > 0 ? stack.Pop() : il.DeclareLocal(type);
        return taken;
    }

    private void Give(LocalBuilder[]? locals)
    {
        foreach (LocalBuilder local in locals ?? [])
        {
            if (!free.TryGetValue(local.LocalType, out Stack<LocalBuilder>? stack)) free[local.LocalType] = stack = new();
            stack.Push(local);
        }
    }
}
