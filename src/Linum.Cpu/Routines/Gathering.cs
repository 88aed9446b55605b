using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Copies windows out of an array. Windows in one piece, such as rows of a table, are copied one after the other, and those that follow are asked for ahead.</summary>
internal sealed unsafe class Gathering : IRoutine
{
    /// <summary>Windows whose places are worked out at a time.</summary>
    private const int Chunk = 256;

    /// <summary>How many windows ahead memory is asked for.</summary>
    private const int Ahead = 6;

    private readonly Partition partition;
    private readonly IndexedWindows windows;
    private readonly WindowWalk walk;
    private readonly byte[] fill;
    private readonly int size;
    private readonly bool isEmpty;

    public Gathering(Lowered.Gather gather, ArrayType source, ArrayType indices, ArrayType result, Partition partition)
    {
        this.partition = partition;
        GatherDimensions d = gather.Dimensions;
        long[] strides = Operand.Dense(source.Shape);
        int[] windowAxes = IndexedWindows.Others(source.Rank, d.CollapsedSliceDims, d.OperandBatchingDims);
        windows = new(source.Shape, indices, gather.SliceSizes.Span, d.StartIndexMap, d.OperandBatchingDims, d.StartIndicesBatchingDims, gather.Mode != OutOfBounds.FillOrDrop);
        walk = new(result.Shape, d.OffsetDims.Span, [.. windowAxes.Select(a => strides[a])]);
        fill = LoopInterpreter.FillBytes(result.DType, gather.FillValue);
        size = result.DType.Size;
        isEmpty = result.Shape.Count == 0;
    }

    /// <summary>Where each window begins, where a window is several runs.</summary>
    public long WorkingBytes => isEmpty || walk.Count == windows.Count ? 0 : windows.Count * sizeof(long);

    /// <summary>Arrays: the source, the indices, the result.</summary>
    public void Run(nint* arrays)
    {
        if (isEmpty) return;
        (nint source, nint indices, nint result) = (arrays[0], arrays[1], arrays[2]);
        if (walk.Count == windows.Count)
        {
            partition.Run(windows.Count, (begin, end) => Pieces(source, indices, result, begin, end));
            return;
        }

        using Scratch memory = new(WorkingBytes);
        nint starts = memory.Address;
        partition.Run(windows.Count, (begin, end) => windows.Find(indices, (long*)starts + begin, begin, end));
        partition.Run(walk.Count, (begin, end) => Runs(source, (long*)starts, result, begin, end));
    }

    /// <summary>Each window is one run.</summary>
    private void Pieces(nint source, nint indices, nint result, long begin, long end)
    {
        long* starts = stackalloc long[Chunk];
        long run = walk.RunLength * size;
        byte* to = (byte*)result + begin * run;
        for (long first = begin; first < end; first += Chunk)
        {
            int count = (int)Math.Min(Chunk, end - first);
            windows.Find(indices, starts, first, first + count);
            for (int i = 0; i < count; i++, to += run)
            {
                if (i + Ahead < count && starts[i + Ahead] >= 0) Prefetch.Window((byte*)source + starts[i + Ahead] * size, run);
                Copy((byte*)source, starts[i], to, run);
            }
        }
    }

    private void Runs(nint source, long* starts, nint result, long begin, long end)
    {
        int* position = stackalloc int[walk.Rank + 1];
        walk.Seek(begin, position, out long window, out long offset);
        long run = walk.RunLength * size;
        byte* to = (byte*)result + begin * run;
        for (long i = begin; i < end; i++, to += run)
        {
            Copy((byte*)source, starts[window] < 0 ? -1 : starts[window] + offset, to, run);
            walk.Next(position, ref window, ref offset);
        }
    }

    private void Copy(byte* source, long start, byte* to, long bytes)
    {
        byte* from = source + start * size;
        if (start < 0)
            for (long k = 0; k < bytes; k += size) fill.CopyTo(new Span<byte>(to + k, size));
        else if (bytes == sizeof(uint)) *(uint*)to = *(uint*)from;
        else if (bytes == sizeof(ulong)) *(ulong*)to = *(ulong*)from;
        else if (bytes % 32 == 0 && bytes <= 1024)
            for (long k = 0; k < bytes; k += 32) Vector256.Load(from + k).Store(to + k);
        else Buffer.MemoryCopy(from, to, bytes, bytes);
    }
}
