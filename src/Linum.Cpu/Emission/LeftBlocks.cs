using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// The long rare blocks that a vector loop does not have: where one is asked for, the loop is left, and a <see cref="RareRest"/> goes on. A sine has 90 steps, and two of three are for angles
/// beyond 100,000.
/// </summary>
internal sealed class LeftBlocks
{
    /// <summary>Blocks of fewer vector operations stand in the loop.</summary>
    private const int LongBlock = 16;

    private readonly ILGenerator il;
    private readonly Func<Label>? exit;
    private readonly List<RareBlock> blocks;
    private readonly bool[] writes;

    /// <param name="il">Where to write.</param>
    /// <param name="f">The loop's function.</param>
    /// <param name="rare">All of its blocks.</param>
    /// <param name="isHoisted">Which steps stand before the loop.</param>
    /// <param name="exit">Gives where to go; null if all blocks stand in the loop.</param>
    public LeftBlocks(ILGenerator il, ScalarFunction f, List<RareBlock> rare, Func<int, bool> isHoisted, Func<Label>? exit)
    {
        (this.il, this.exit) = (il, exit);
        blocks = exit is null ? [] : rare.FindAll(IsLong);
        writes = Writes(f, isHoisted);

        bool IsLong(RareBlock block)
        {
            int operations = 0;
            for (int i = block.Start; i < block.Selects; i++)
                if (!isHoisted(i)) operations += f.Steps[i].DType.Size == 8 ? 2 : 1;
            return operations >= LongBlock;
        }
    }

    /// <summary>Whether a block is left.</summary>
    public bool Contains(RareBlock block) => blocks.Contains(block);

    /// <summary>Whether a step is written: those of blocks that are left are not, nor what stands before the loop for nothing else.</summary>
    public bool Writes(int step) => writes[step];

    /// <summary>Writes the jump out of the loop, where a condition holds for some element of the round: not if all of these are behind the end, for what was read there may be anything.</summary>
    /// <param name="lane">The type of the condition's lanes.</param>
    /// <param name="pushPart">Pushes one of the registers in whose lanes it holds.</param>
    /// <param name="elements">How many elements the round has.</param>
    /// <param name="position">The number of the round's first element.</param>
    /// <param name="last">The element behind the last; null for the end in the kernel's argument.</param>
    public void EmitLeaving(DType lane, Action<int> pushPart, int elements, LocalBuilder position, LocalBuilder? last)
    {
        int lanes = VectorInstructions.Width / 8 / lane.Size;
        LocalBuilder bits = il.DeclareLocal(typeof(ulong)), left = il.DeclareLocal(typeof(nint));
        for (int p = 0; p * lanes < elements; p++)
        {
            pushPart(p);
            il.Emit(OpCodes.Call, VectorInstructions.Get("ExtractMostSignificantBits", VectorInstructions.Element(lane), 1));
            il.Emit(OpCodes.Conv_U8);
            if (p == 0) continue;
            il.Emit(OpCodes.Ldc_I4, p * lanes);
            il.Emit(OpCodes.Shl);
            il.Emit(OpCodes.Or);
        }

        il.Emit(OpCodes.Stloc, bits);
        EmittedLoop.PushEnd(il, last);
        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, left);
        Label whole = il.DefineLabel();
        il.Emit(OpCodes.Ldloc, left);
        il.Emit(OpCodes.Ldc_I4, elements);
        il.Emit(OpCodes.Bge, whole);
        // A round has 64 elements at most: the bits of those behind the end are shifted out.
        il.Emit(OpCodes.Ldloc, bits);
        il.Emit(OpCodes.Ldc_I4, 64);
        il.Emit(OpCodes.Ldloc, left);
        il.Emit(OpCodes.Conv_I4);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Shl);
        il.Emit(OpCodes.Stloc, bits);
        il.MarkLabel(whole);
        il.Emit(OpCodes.Ldloc, bits);
        il.Emit(OpCodes.Brtrue, exit!());
    }

    private bool[] Writes(ScalarFunction f, Func<int, bool> isHoisted)
    {
        var written = new bool[f.Steps.Count];
        Array.Fill(written, true);
        if (blocks.Count == 0) return written;
        var used = new bool[f.Steps.Count];
        foreach (int result in f.Results) used[result] = true;
        for (int i = f.Steps.Count - 1; i >= 0; i--)
        {
            ScalarStep s = f.Steps[i];
            written[i] = !blocks.Exists(b => b.Start <= i && i < b.Selects) && (used[i] || !isHoisted(i));
            if (!written[i] || s.Op is ScalarOp.Input or ScalarOp.Index or ScalarOp.Constant) continue;
            // A select takes its usual operand, the third.
            bool isUsual = blocks.Exists(b => b.Selects <= i && i < b.End);
            foreach (int operand in (ReadOnlySpan<int>)[s.A, isUsual ? -1 : s.B, s.C])
                if (operand >= 0) used[operand] = true;
        }

        return written;
    }
}
