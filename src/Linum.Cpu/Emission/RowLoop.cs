using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What a kernel over rows is made from.</summary>
/// <param name="Body">What is computed; its positions are those of a <see cref="RowSpace"/>.</param>
/// <param name="Axes">How many axes over rows that space has.</param>
/// <param name="End">How its rows end.</param>
/// <param name="Streams">Whether results for each element go past the caches; see <see cref="Bulk.StreamsAll"/>.</param>
/// <param name="Staged">Whether long bodies are computed in stages, see <see cref="CutPhases"/>.</param>
/// <param name="Strides">How far operands go on from one element of a row to the next (<see cref="StridedLoads.Listed"/>).</param>
/// <param name="Units">How many units of elements a row has at most whose results over rows stay in registers (<see cref="ColumnRegisters"/>); 0 if they do not.</param>
internal sealed record RowKernelKey(RowBody Body, int Axes, RowEnd End, bool Streams, bool Staged, ValueList<int> Strides, int Units)
{
    /// <summary>For the kernel's name.</summary>
    public Fingerprint Fingerprint => Fingerprint.Of(Axes, (long)End, Streams ? 1 : 0, Staged ? 1 : 0, Units).WithAny(Strides).With(Body);
}

/// <summary>A loop over rows: interpreted until it is worth emitting.</summary>
internal sealed unsafe class RowLoop
{
    private readonly LateKernel late;

    /// <param name="key">What the kernel is made from.</param>
    /// <param name="whole">The phases as they are scheduled.</param>
    /// <param name="plan">See <see cref="Plan"/>.</param>
    public RowLoop(RowKernelKey key, RowPlan whole, RowPlan plan)
    {
        Plan = plan;
        late = new(RowInterpreter.StepsOf(whole), () => RowKernel.Emit(key, plan), () => new RowInterpreter(key, whole, plan));
    }

    /// <summary>The phases, for what working memory is needed.</summary>
    public RowPlan Plan { get; }

    /// <summary>
    /// The loop over rows begin to end. Buffers: operands and results at the first of these rows, then the working memory of values, then rows of working memory. Extra: the length of a
    /// row, the bytes from row to row of operands and results, then the positions along the axes over rows (along the last of them: of row 0), then how many rows a block has if there are blocks, then which element
    /// of its row the first one is, for bodies that ask for positions along rows.
    /// </summary>
    public void Run(nint* buffers, nint begin, nint end, nint* extra)
    {
        Kernel? kernel = late.Known;
        if (kernel is null)
        {
            if (late.Interprets(Elements(end - begin, extra[0]), buffers, begin, end, extra)) return;
            kernel = late.Prepare();
        }

        kernel(buffers, begin, end, extra);
    }

    /// <summary>Says that a program will run over so many rows; see <see cref="LateKernel.Expect"/>.</summary>
    public void Expect(long rows, long length) => late.Expect(Elements(rows, length));

    /// <summary>Getting to a row, and to what it is combined to, takes as long as some 256 elements: 1024 short rows of three steps took 0.2 ms.</summary>
    private static long Elements(long rows, long length) => rows * (length + BlockProgram.Elements);
}
