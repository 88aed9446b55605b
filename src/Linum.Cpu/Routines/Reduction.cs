using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Combines elements along axes. The array is seen as (outer, reduced, inner). Columns (inner beyond 1) are combined row after row, in blocks of fixed size; long rows keep 64 partial
/// results that are combined pairwise; short rows are turned into columns, and a few long columns are combined block beside block. So work is cut by shapes only, and the bits depend neither on threads nor on registers.
/// </summary>
internal sealed unsafe class Reduction : IRoutine
{
    /// <summary>So many elements of a long row are combined by one thread before the results are combined in order.</summary>
    private const long BlockElements = 1 << 16;

    /// <summary>Columns are shared out in pieces of so many: whole vectors.</summary>
    private const long Piece = 256;

    private readonly Partition partition;
    private readonly int size;
    private readonly byte[] identity;
    private readonly byte[] identities;
    private readonly MapLoop combine;
    private readonly bool startsAtZero;
    private readonly Kernel? rowKernel;
    private readonly long outer = 1;
    private readonly long reduced = 1;
    private readonly long inner = 1;
    private readonly int blockRows;
    private readonly StridedCopy? rearrange;
    private readonly LongColumns? longColumns;

    public Reduction(Lowered.Reduce reduce, ArrayType input, Partition partition)
    {
        this.partition = partition;
        size = input.DType.Size;
        // Of negative zeros alone the sum is a positive one.
        startsAtZero = reduce.Kind == ReduceKind.Sum && input.DType.Component.IsFloat;
        identity = CombineFunction.Identity(reduce.Kind, input.DType);
        identities = [.. Enumerable.Repeat(identity, ReductionKernel.Partials).SelectMany(b => b)];
        combine = MapKernel.Get(new(CombineFunction.Of(reduce.Kind, input.DType), [false, false], -1));
        if (ReductionKernel.Supports(reduce.Kind, input.DType)) rowKernel = ReductionKernel.Get(reduce.Kind, input.DType);

        Shape shape = input.Shape;
        int state = 0;
        bool simple = true;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] == 1) continue;
            bool isReduced = reduce.Axes.Span.Contains(axis);
            // kept axes, then reduced ones, then kept ones: anything else is rearranged first.
            if (isReduced && state == 0) state = 1;
            else if (!isReduced && state == 1) state = 2;
            else if (isReduced && state == 2) simple = false;
            if (isReduced) reduced *= shape[axis];
            else if (state == 0) outer *= shape[axis];
            else inner *= shape[axis];
        }

        bool shortRows = simple && inner == 1 && (reduced < ReductionKernel.Partials || rowKernel is null) && outer > 1;
        if (!simple || shortRows)
        {
            // Reduced axes in front: everything becomes columns.
            rearrange = Rearrangement(reduce, shape);
            (outer, inner) = (1, outer * inner);
        }

        blockRows = ColumnBlocks.RowsOf(reduced);
        if ((inner > 1 || rowKernel is null) && LongColumns.Suits(reduced, inner, blockRows)) longColumns = new(combine, reduced, inner, size, blockRows, startsAtZero);
    }

    private StridedCopy Rearrangement(Lowered.Reduce reduce, Shape shape)
    {
        int[] order = [.. reduce.Axes.ToArray().Order(), .. Enumerable.Range(0, shape.Rank).Where(a => !reduce.Axes.Span.Contains(a))];
        long[] strides = Operand.Dense(shape);
        Shape moved = [.. order.Select(a => shape[a])];
        return new(moved, [.. order.Select(a => strides[a])], Operand.Dense(moved), size);
    }

    public long WorkingBytes => outer * inner == 0 ? 0 : (rearrange is null ? 0 : MovedBytes) + CombiningBytes;

    private long MovedBytes => outer * reduced * inner * size;

    private long CombiningBytes
    {
        get
        {
            if (reduced == 0) return 0;
            if (longColumns is not null) return longColumns.WorkingBytes(partition);
            if (inner > 1) return outer >= partition.Parts ? partition.Threads(outer) * ColumnBytes(inner) : partition.Threads(Pieces) * ColumnBytes(Math.Min(inner, LargestShare * Piece));
            return rowKernel is null || reduced < ReductionKernel.Partials ? ColumnBytes(1) : InBlocks ? BlockResultBytes : 0;
        }
    }

    private long Pieces => (inner + Piece - 1) / Piece;

    /// <summary>The most pieces that are combined at once.</summary>
    private long LargestShare => (Pieces + Math.Min(Pieces, partition.Parts) - 1) / Math.Min(Pieces, partition.Parts);

    private bool InBlocks => outer == 1 && reduced > BlockElements;

    private long Blocks => (reduced + BlockElements - 1) / BlockElements;

    private long BlockResultBytes => Blocks * size;

    /// <summary>The total of some columns, and of a block of their rows.</summary>
    private long ColumnBytes(long width) => 2 * ((width * size + BufferPool.Spare + 63) / 64 * 64);

    /// <summary>Combines the array at the first address into the array at the second.</summary>
    public void Run(nint* arrays)
    {
        (nint input, nint output) = (arrays[0], arrays[1]);
        if (outer * inner == 0) return;
        if (rearrange is null)
        {
            Combine(input, output);
            return;
        }

        using Scratch moved = new(MovedBytes);
        rearrange.Run(input, moved.Address, partition);
        Combine(moved.Address, output);
    }

    private void Combine(nint input, nint output)
    {
        if (reduced == 0) Fill(output, outer * inner);
        else if (longColumns is not null)
        {
            for (long i = 0; i < outer; i++) longColumns.Run(input + (nint)(i * reduced * inner * size), output + (nint)(i * inner * size), partition);
        }
        else if (inner > 1) Columns(input, output);
        else if (rowKernel is not null && reduced >= ReductionKernel.Partials) Rows(input, output);
        else
        {
            for (long i = 0; i < outer; i++) OneColumn(input + (nint)(i * reduced * size), output + (nint)(i * size), 1, size);
        }
    }

    private void Fill(nint target, long count)
    {
        fixed (byte* value = identity)
            for (long i = 0; i < count; i++) Unsafe.CopyBlockUnaligned((byte*)target + i * size, value, (uint)size);
    }

    private void Columns(nint input, nint output)
    {
        // Many outer positions are shared out; else the columns are, in pieces of whole vectors.
        if (outer >= partition.Parts)
        {
            partition.Run(outer, (This: this, input, output), static (s, begin, end) => s.This.Matrices(s.input, s.output, begin, end));
            return;
        }

        for (long i = 0; i < outer; i++)
        {
            nint from = input + (nint)(i * reduced * inner * size), to = output + (nint)(i * inner * size);
            partition.Run(Pieces, (This: this, from, to), static (s, begin, end) => s.This.SomeColumns(s.from, s.to, begin * Piece, Math.Min(end * Piece, s.This.inner)));
        }
    }

    private void Matrices(nint input, nint output, long begin, long end)
    {
        for (long i = begin; i < end; i++) OneColumn(input + (nint)(i * reduced * inner * size), output + (nint)(i * inner * size), inner, inner * size);
    }

    private void SomeColumns(nint from, nint to, long begin, long end) => OneColumn(from + (nint)(begin * size), to + (nint)(begin * size), end - begin, inner * size);

    /// <summary>Combines rows of <paramref name="width"/> elements that lie <paramref name="step"/> bytes apart.</summary>
    private void OneColumn(nint input, nint output, long width, long step)
    {
        using Scratch memory = new(ColumnBytes(width));
        nint total = memory.Address, block = total + (nint)(ColumnBytes(width) / 2);
        for (long first = 0; first < reduced; first += blockRows)
        {
            nint sum = first == 0 ? total : block, row = input + (nint)(first * step);
            if (first == 0 && startsAtZero)
            {
                NativeMemory.Clear((void*)sum, (nuint)(width * size));
                Apply(sum, row, sum, width);
            }
            else
            {
                Buffer.MemoryCopy((void*)row, (void*)sum, width * size, width * size);
            }

            long last = Math.Min(first + blockRows, reduced);
            for (long r = first + 1; r < last; r++) Apply(sum, input + (nint)(r * step), sum, width);
            if (first > 0) Apply(total, block, total, width);
        }

        Buffer.MemoryCopy((void*)total, (void*)output, width * size, width * size);
    }

    private void Apply(nint x, nint y, nint result, long count)
    {
        nint* buffers = stackalloc nint[3];
        (buffers[0], buffers[1], buffers[2]) = (x, y, result);
        combine.Run(buffers, 0, (nint)count, null);
    }

    private void Rows(nint input, nint output)
    {
        if (InBlocks)
        {
            long blocks = Blocks;
            using Scratch results = new(BlockResultBytes);
            nint r = results.Address;
            partition.Run(blocks, (This: this, input, r), static (s, begin, end) => s.This.SomeBlocks(s.input, s.r, begin, end));
            OneRow(r, output, blocks);
            return;
        }

        partition.Run(outer, (This: this, input, output), static (s, begin, end) => s.This.SomeRows(s.input, s.output, begin, end));
    }

    private void SomeBlocks(nint input, nint results, long begin, long end)
    {
        for (long b = begin; b < end; b++) OneRow(input + (nint)(b * BlockElements * size), results + (nint)(b * size), Math.Min(BlockElements, reduced - b * BlockElements));
    }

    private void SomeRows(nint input, nint output, long begin, long end)
    {
        for (long i = begin; i < end; i++) OneRow(input + (nint)(i * reduced * size), output + (nint)(i * size), reduced);
    }

    private void OneRow(nint input, nint output, long count)
    {
        const int partials = ReductionKernel.Partials;
        byte* memory = stackalloc byte[2 * partials * sizeof(long) + BufferPool.Spare];
        nint sums = (nint)memory, rest = sums + partials * sizeof(long);
        identities.CopyTo(new Span<byte>((void*)sums, partials * size));
        long whole = count - count % partials;
        nint* buffers = stackalloc nint[2];
        (buffers[0], buffers[1]) = (input, sums);
        rowKernel!(buffers, 0, (nint)whole, null);
        if (whole < count)
        {
            identities.CopyTo(new Span<byte>((void*)rest, partials * size));
            Buffer.MemoryCopy((void*)(input + (nint)(whole * size)), (void*)rest, (count - whole) * size, (count - whole) * size);
            Apply(sums, rest, sums, partials);
        }

        for (int half = partials / 2; half > 0; half /= 2) Apply(sums, sums + half * size, sums, half);
        Unsafe.CopyBlockUnaligned((void*)output, (void*)sums, (uint)size);
    }
}
