using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>
/// What a kernel over rows is called with (<see cref="RowLoop"/>), as far as it is the same at every call: made once, and then copied. A sum of 10⁴ numbers took 620 ns where each call
/// looked all of it up in the plan of the kernel and the space of its rows, and takes 590 (with shorter frames on the way there).
/// </summary>
internal sealed unsafe class RowCall
{
    private readonly nint[] extra;

    /// <summary>Where an address of working memory stands, and how far into that memory it points.</summary>
    private readonly (int At, nint Offset)[] working;

    /// <param name="plan">The phases of the kernel.</param>
    /// <param name="space">The rows.</param>
    /// <param name="inputs">How many arrays are operands.</param>
    /// <param name="hasConstants">Whether a table of constants stands behind the operands.</param>
    /// <param name="atOnce">How many rows a block has.</param>
    public RowCall(RowPlan plan, RowSpace space, int inputs, bool hasConstants, int atOnce)
    {
        int axes = space.AxisSizes.Length, arrays = space.Sizes.Length, shift = hasConstants ? 1 : 0;
        int behind = arrays + shift;
        Index = 1 + behind;
        extra = new nint[Index + axes + 2];
        for (int i = 0; i < arrays; i++) extra[1 + (i < inputs ? i : i + shift)] = (nint)space.AxisSteps[i][axes - 1];
        extra[Index + axes] = atOnce;
        int places = behind + 1 + plan.Scratch.Count, blocks = plan.Overlap is null ? 1 : 2;
        Buffers = blocks * places;
        List<(int, nint)> all = [];
        for (int block = 0; block < blocks; block++)
        {
            for (int k = 0; k <= plan.Scratch.Count; k++)
            {
                all.Add((block * places + behind + k, (nint)WorkingBytes));
                WorkingBytes += k == 0 ? RowBlocks.RoomForValues(plan, atOnce) : RowBlocks.RoomForRows(plan.Scratch[k - 1].Size, space.Length, atOnce);
            }
        }

        working = [.. all];
    }

    /// <summary>How much working memory a call needs.</summary>
    public long WorkingBytes { get; }

    /// <summary>How many addresses a call needs room for.</summary>
    public int Buffers { get; }

    /// <summary>How many other numbers.</summary>
    public int Extra => extra.Length;

    /// <summary>Where, among the other numbers, positions along the axes over rows begin.</summary>
    public int Index { get; }

    /// <summary>Where the position of the first element stands, in its row.</summary>
    private int First => extra.Length - 1;

    /// <summary>Writes what does not depend on which rows there are: all but the addresses of operands and results, and positions other than 0.</summary>
    /// <param name="buffers">Room for addresses.</param>
    /// <param name="numbers">Room for other numbers.</param>
    /// <param name="first">The first element of each row.</param>
    /// <param name="length">How many elements there are from there.</param>
    /// <param name="memory">Where working memory is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint* buffers, nint* numbers, long first, long length, nint memory)
    {
        for (int i = 0; i < extra.Length; i++) numbers[i] = extra[i];
        (numbers[0], numbers[First]) = ((nint)length, (nint)first);
        foreach ((int at, nint offset) in working) buffers[at] = memory + offset;
    }
}
