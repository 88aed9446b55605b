using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Runs a kernel over rows. Rows are shared out in parts that follow from shapes alone. A few rows that are very long are cut into pieces, and what is combined over a row is
/// combined over its pieces in order.
/// </summary>
internal sealed unsafe class RowsStep : Step
{
    private const int ScratchOnStack = 8192;

    /// <summary>Bytes of a line of memory: registers that lie in two take twice as long.</summary>
    private const int Line = Prefetch.Line;

    /// <summary>The elements of a piece of a long row.</summary>
    private const long PieceElements = 1 << 16;

    /// <summary>Rows of so many elements are in the first cache when the next stage of a long body reads them.</summary>
    private const long LongestStaged = 1 << 11;

    private readonly RowLoop loop;
    private readonly RowLoop? streaming;
    private readonly RowSpace space;
    private readonly int[] slots;
    private readonly int inputs;
    private readonly RowOutput[] outputs;
    private readonly Partition partition;
    private readonly RowCall call;
    private readonly ColumnSums? columns;
    private readonly Combination?[] pieces;
    private readonly ConstantTable? constants;
    private readonly int parts;
    private readonly long strip;
    private readonly Action<int, nint>? part;

    /// <summary>How the results of pieces of a row are combined.</summary>
    private sealed record Combination(RowLoop Loop, int Size);

    /// <param name="node">What to compute.</param>
    /// <param name="slots">The slots of operands, then of results.</param>
    /// <param name="partition">How to share the work out.</param>
    /// <param name="streams">Whether results for each element are so large, and read so late, that they need not stay in a cache.</param>
    /// <param name="isApart">Whether nothing is written over what is read.</param>
    /// <param name="inBlocks">Whether <see cref="Block"/> will ask for parts of rows, of any length.</param>
    public RowsStep(RowsNode node, int[] slots, Partition partition, bool streams = false, bool isApart = false, bool inBlocks = false)
    {
        (this.slots, this.partition) = (slots, partition);
        space = new(node);
        parts = (int)Math.Min(space.Rows, partition.Parts);
        if (parts > 1) part = (number, addresses) => Rows((nint*)addresses, space.Rows * number / parts, space.Rows * (number + 1) / parts);
        inputs = node.Operands.Count;
        outputs = node.Body.Outputs.ToArray();
        RowBody body = space.Body;
        ScalarStep[] scalars = [.. body.Steps.ToArray().Select(s => s.Step)];
        constants = ConstantTable.Extract(scalars, inputs);
        if (constants is not null) body = new([.. body.Inputs, DType.Float32], [.. body.IsRow, true], [.. body.Steps.ToArray().Select((s, i) => s with { Step = scalars[i] })], body.Outputs);
        bool staged = space.Length <= LongestStaged;
        bool overRows = Array.Exists(outputs, o => o.Kind == RowOutputKind.Columns);
        // A piece of a row may be short.
        RowEnd end = inBlocks ? RowEnd.Masked : RowKernel.EndOf(space.Length, isApart && !overRows && !InPieces);
        int units = overRows ? ColumnRegisters.UnitsOf(body, space, inputs) : 0;
        loop = RowKernel.Get(body, space.AxisSizes.Length, end, staged: staged && units == 0, strides: space.Strides, units: units);
        int atOnce = RowBlocks.RowsAtOnce(body, loop.Plan, space.Length);
        strip = streams ? space.Length : RowStrips.ElementsOf(space, loop.Plan);
        call = new(loop.Plan, space, inputs, constants is not null, atOnce);
        if (streams && CanStream()) streaming = RowKernel.Get(body, space.AxisSizes.Length, end, streams: true, staged, space.Strides);
        pieces = new Combination?[outputs.Length];
        if (overRows) columns = new(node, space, partition, Rows);
        if (columns is not null || !InPieces) return;
        for (int o = 0; o < outputs.Length; o++)
            if (outputs[o].Kind == RowOutputKind.Rows) pieces[o] = CombinationOf(node.Body, outputs[o]);
    }

    /// <summary>Whether the rows of results follow each other at multiples of a register's size. Results combined over rows are read again.</summary>
    private bool CanStream()
    {
        for (int o = 0; o < outputs.Length; o++)
            if (outputs[o].Kind == RowOutputKind.Columns || (outputs[o].Kind == RowOutputKind.Elements && space.Length * space.Sizes[inputs + o] % 64 != 0)) return false;
        return true;
    }

    private bool InPieces => IsLong(space.Rows, space.Length);

    /// <summary>Whether rows are so few and so long that they are cut into pieces: then a body may have one pass only and no computation on values per row.</summary>
    public static bool IsLong(long rows, long length) => rows < 16 && length > PieceElements;

    private static Combination CombinationOf(RowBody body, RowOutput output)
    {
        ReduceKind kind = body.Steps[output.Step].Over!.Value;
        RowBody whole = new([output.DType], [false], [new(new(ScalarOp.Input, output.DType, 0, 0)), new(new(CombineFunction.Operation(kind), output.DType, 0), kind)], [new(output.DType, 1, RowOutputKind.Rows)]);
        return new(RowKernel.Get(whole, 1), output.DType.Size);
    }

    public override long WorkingBytes
    {
        get
        {
            if (columns is not null) return columns.WorkingBytes(BlockBytes);
            if (!InPieces) return BlockBytes * (parts <= 1 ? 1 : WorkerPool.Instance.Threads(parts, partition.Workers));
            long combining = Array.Exists(pieces, p => p is not null) ? CombiningBytes : 0;
            return PartialBytes + Math.Max(partition.Threads(PieceCount) * call.WorkingBytes, combining);
        }
    }

    /// <summary>The working memory of a thread that is at some rows.</summary>
    public long BlockBytes => call.WorkingBytes <= ScratchOnStack ? 0 : call.WorkingBytes;

    private long PieceCount => (space.Length + PieceElements - 1) / PieceElements;

    /// <summary>The working memory of what pieces of a row give.</summary>
    private long PartialBytes => outputs.Length * Body.Room(PieceCount * sizeof(long));

    private static long CombiningBytes => Body.Room(RowKernel.ValueBytes);

    public override void Prepare() => (streaming ?? loop).Expect(space.Rows, space.Length);

    [SkipLocalsInit]
    public override void Run(nint* slots)
    {
        int arrays = this.slots.Length;
        nint* addresses = stackalloc nint[arrays];
        for (int i = 0; i < arrays; i++) addresses[i] = slots[this.slots[i]] + space.Offsets[i];
        if (columns is not null) columns.Run(addresses);
        else if (InPieces) RunPieces(addresses);
        else if (parts <= 1) Rows(addresses, 0, space.Rows);
        else WorkerPool.Instance.Run(parts, partition.Workers, part!, (nint)addresses, wakes: partition.Wakes);
    }

    /// <summary>Runs the kernel over a part of some rows, where nothing is combined.</summary>
    /// <param name="slots">The addresses of all arrays.</param>
    /// <param name="begin">The first row.</param>
    /// <param name="end">The row behind the last.</param>
    /// <param name="first">The first element of each row.</param>
    /// <param name="length">How many there are.</param>
    public void Block(nint* slots, long begin, long end, long first, long length)
    {
        nint* addresses = stackalloc nint[this.slots.Length];
        for (int i = 0; i < this.slots.Length; i++) addresses[i] = slots[this.slots[i]] + space.Offsets[i] + Before(i, first);
        Rows(addresses, begin, end, first, length);
    }

    /// <summary>The bytes before an element of a row, in an array of operands and results.</summary>
    private nint Before(int array, long element) => (nint)element * space.ElementSteps[array];

    /// <summary>Runs the kernel over rows of all, strip by strip.</summary>
    private void Rows(nint* addresses, long begin, long end)
    {
        if (strip == space.Length || end - begin < RowStrips.FewestRows)
        {
            Rows(addresses, begin, end, 0, space.Length);
            return;
        }

        nint* mine = stackalloc nint[slots.Length];
        long strips = space.Length / strip;
        for (long s = 0; s < strips; s++)
        {
            for (int i = 0; i < slots.Length; i++) mine[i] = addresses[i] + Before(i, s * strip);
            Rows(mine, begin, end, s * strip, s + 1 < strips ? strip : space.Length - s * strip);
        }
    }

    [SkipLocalsInit]
    private void Rows(nint* addresses, long begin, long end, long first, long length)
    {
        if (call.WorkingBytes <= ScratchOnStack)
        {
            byte* little = stackalloc byte[(int)call.WorkingBytes + Line];
            Rows(addresses, begin, end, first, length, ((nint)little + Line - 1) & -Line);
            return;
        }

        using Scratch working = new(call.WorkingBytes);
        Rows(addresses, begin, end, first, length, working.Address);
    }

    [SkipLocalsInit]
    private void Rows(nint* addresses, long begin, long end, long first, long length, nint memory)
    {
        if (begin >= end) return;
        int axes = space.AxisSizes.Length, arrays = slots.Length, shift = constants is null ? 0 : 1;
        nint* buffers = stackalloc nint[call.Buffers];
        nint* extra = stackalloc nint[call.Extra];
        call.Write(buffers, extra, first, length, memory);
        nint* index = extra + call.Index;
        RowLoop kernel = streaming is not null && Bulk.StreamsAll(addresses, inputs, arrays) ? streaming : loop;
        if (shift > 0) buffers[inputs] = constants!.Address;
        for (int i = 0; i < arrays; i++) buffers[i < inputs ? i : i + shift] = addresses[i];
        if (begin > 0) Forward(buffers, index, begin, shift);

        // Runs along the last axis: the first from wherever it begins.
        for (long at = begin; ;)
        {
            long run = Math.Min(space.AxisSizes[axes - 1] - index[axes - 1], end - at);
            kernel.Run(buffers, 0, (nint)run, extra);
            at += run;
            if (at >= end) return;
            for (int i = 0; i < arrays; i++) buffers[i < inputs ? i : i + shift] -= index[axes - 1] * (nint)space.AxisSteps[i][axes - 1];
            index[axes - 1] = 0;
            NextRun(buffers, index, shift);
        }
    }

    /// <summary>From the first row to another.</summary>
    private void Forward(nint* buffers, nint* index, long row, int shift)
    {
        for (int axis = space.AxisSizes.Length - 1; axis >= 0; axis--)
        {
            index[axis] = (nint)(row % space.AxisSizes[axis]);
            row /= space.AxisSizes[axis];
            for (int i = 0; i < slots.Length; i++) buffers[i < inputs ? i : i + shift] += index[axis] * (nint)space.AxisSteps[i][axis];
        }
    }

    /// <summary>One step along the axes before the last.</summary>
    private void NextRun(nint* buffers, nint* index, int shift)
    {
        for (int axis = space.AxisSizes.Length - 2; axis >= 0; axis--)
        {
            bool wraps = ++index[axis] == space.AxisSizes[axis];
            for (int i = 0; i < slots.Length; i++)
                buffers[i < inputs ? i : i + shift] += (nint)(wraps ? space.AxisSteps[i][axis] * (1 - space.AxisSizes[axis]) : space.AxisSteps[i][axis]);
            if (!wraps) return;
            index[axis] = 0;
        }
    }

    private void Constants(nint* buffers, nint* extra)
    {
        if (constants is null) return;
        buffers[inputs] = constants.Address;
        extra[1 + inputs] = 0;
    }

    private void RunPieces(nint* addresses)
    {
        int arrays = slots.Length;
        long count = PieceCount;
        using Scratch memory = new(PartialBytes);
        nint partials = memory.Address;
        nint* row = stackalloc nint[arrays];
        nint* index = stackalloc nint[space.AxisSizes.Length];
        for (long r = 0; r < space.Rows; r++)
        {
            long rest = r;
            for (int i = 0; i < arrays; i++) row[i] = addresses[i];
            for (int axis = space.AxisSizes.Length - 1; axis >= 0; axis--)
            {
                index[axis] = (nint)(rest % space.AxisSizes[axis]);
                for (int i = 0; i < arrays; i++) row[i] += index[axis] * (nint)space.AxisSteps[i][axis];
                rest /= space.AxisSizes[axis];
            }

            partition.Run(count, (This: this, Row: (nint)row, Index: (nint)index, partials, count), static (s, first, behind) =>
            {
                for (long piece = first; piece < behind; piece++) s.This.Piece((nint*)s.Row, (nint*)s.Index, piece, s.partials, s.count);
            });
            for (int o = 0; o < outputs.Length; o++)
                if (pieces[o] is Combination combination) Combine(combination, partials + (nint)(o * Body.Room(count * sizeof(long))), count, row[inputs + o]);
        }
    }

    private void Piece(nint* row, nint* index, long piece, nint partials, long count)
    {
        int arrays = slots.Length;
        long first = piece * PieceElements, length = Math.Min(PieceElements, space.Length - first);
        nint* mine = stackalloc nint[arrays];
        for (int i = 0; i < arrays; i++) mine[i] = row[i] + Before(i, first);

        for (int o = 0; o < outputs.Length; o++)
            if (pieces[o] is Combination combination) mine[inputs + o] = partials + (nint)(o * Body.Room(count * sizeof(long)) + piece * combination.Size);
        using Scratch memory = new(call.WorkingBytes);
        Kernel(mine, index, first, length, memory.Address);
    }

    /// <summary>A piece of a row, from given addresses.</summary>
    private void Kernel(nint* addresses, nint* index, long first, long length, nint memory)
    {
        int arrays = slots.Length, shift = constants is null ? 0 : 1, behind = arrays + shift;
        nint* buffers = stackalloc nint[behind + 1];
        int axes = space.AxisSizes.Length;
        nint* extra = stackalloc nint[3 + behind + axes];
        Constants(buffers, extra);
        extra[0] = (nint)length;
        for (int i = 0; i < arrays; i++)
        {
            int at = i < inputs ? i : i + shift;
            (buffers[at], extra[1 + at]) = (addresses[i], 0);
        }

        for (int axis = 0; axis < axes; axis++) extra[1 + behind + axis] = index[axis];
        (extra[1 + behind + axes], extra[2 + behind + axes]) = (1, (nint)first);
        buffers[behind] = memory;
        loop.Run(buffers, 0, 1, extra);
    }

    private static void Combine(Combination combination, nint partials, long count, nint result)
    {
        nint* buffers = stackalloc nint[3];
        nint* extra = stackalloc nint[6];
        using Scratch memory = new(CombiningBytes);
        (buffers[0], buffers[1], buffers[2]) = (partials, result, memory.Address);
        (extra[0], extra[1], extra[2], extra[3], extra[4], extra[5]) = ((nint)count, 0, 0, 0, 1, 0);
        combination.Loop.Run(buffers, 0, 1, extra);
    }
}
