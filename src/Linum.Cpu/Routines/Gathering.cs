using System.Runtime.CompilerServices;
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
            partition.Run(windows.Count, (this, source, indices, result), static (t, begin, end) => t.Item1.Pieces(t.source, t.indices, t.result, begin, end));
            return;
        }

        using Scratch memory = new(WorkingBytes);
        nint starts = memory.Address;
        partition.Run(windows.Count, (windows, indices, starts), static (t, begin, end) => t.windows.Find(t.indices, (long*)t.starts + begin, begin, end));
        partition.Run(walk.Count, (this, source, starts, result), static (t, begin, end) => t.Item1.Runs(t.source, (long*)t.starts, t.result, begin, end));
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
            if (IsElements)
            {
                Elements(source, starts, 0, to, count);
                to += count * run;
                continue;
            }

            for (int i = 0; i < count; i++, to += run)
            {
                if (i + Ahead < count && starts[i + Ahead] >= 0) Prefetch.Window((byte*)source + starts[i + Ahead] * size, run);
                Copy((byte*)source, starts[i], to, run);
            }
        }
    }

    /// <summary>Windows of several runs, as many runs at a time as lie along the last axis around them.</summary>
    private void Runs(nint source, long* starts, nint result, long begin, long end)
    {
        int* position = stackalloc int[walk.Rank + 1];
        walk.Seek(begin, position, out long window, out long offset);
        long run = walk.RunLength * size;
        byte* to = (byte*)result + begin * run;
        for (long i = begin; i < end;)
        {
            int count = (int)Math.Min(walk.LineCount - position[walk.Rank - 1], end - i);
            if (walk.LineWindow > 0) OfWindows(source, starts + window, offset, to, count);
            else OfOne(source, starts[window], offset, to, count);
            to += count * run;
            i += count;
            walk.Next(position, count, ref window, ref offset);
        }
    }

    /// <summary>The same run of windows that follow each other.</summary>
    private void OfWindows(nint source, long* starts, long offset, byte* to, int count)
    {
        if (IsElements)
        {
            Elements(source, starts, offset, to, count);
            return;
        }

        long run = walk.RunLength * size;
        for (int i = 0; i < count; i++, to += run) Copy((byte*)source, starts[i] < 0 ? -1 : starts[i] + offset, to, run);
    }

    /// <summary>Runs of one window.</summary>
    private void OfOne(nint source, long start, long offset, byte* to, int count)
    {
        long run = walk.RunLength * size;
        if (start >= 0 && size == sizeof(uint) && walk.RunLength == 1) Strided((uint*)source + start + offset, walk.LineOffset, (uint*)to, count);
        else if (start >= 0 && size == sizeof(ulong) && walk.RunLength == 1) Strided((ulong*)source + start + offset, walk.LineOffset, (ulong*)to, count);
        else for (int i = 0; i < count; i++, to += run, offset += walk.LineOffset) Copy((byte*)source, start < 0 ? -1 : start + offset, to, run);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strided<T>(T* from, long step, T* to, int count)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++, from += step) to[i] = *from;
    }

    /// <summary>Whether runs are single elements that a register takes.</summary>
    private bool IsElements => walk.RunLength == 1 && size is sizeof(uint) or sizeof(ulong);

    private void Elements(nint source, long* starts, long offset, byte* to, int count)
    {
        if (size == sizeof(uint)) Elements((uint*)source + offset, starts, Unsafe.ReadUnaligned<uint>(ref fill[0]), (uint*)to, count);
        else Elements((ulong*)source + offset, starts, Unsafe.ReadUnaligned<ulong>(ref fill[0]), (ulong*)to, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Elements<T>(T* source, long* starts, T fill, T* to, int count)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++) to[i] = starts[i] < 0 ? fill : source[starts[i]];
    }

    private void Copy(byte* source, long start, byte* to, long bytes)
    {
        byte* from = source + start * size;
        if (start >= 0 && bytes % 32 == 0 && bytes <= 1024)
            for (long k = 0; k < bytes; k += 32) Vector256.Load(from + k).Store(to + k);
        else CopyOther(from, start < 0, to, bytes);
    }

    private void CopyOther(byte* from, bool fills, byte* to, long bytes)
    {
        if (fills)
            for (long k = 0; k < bytes; k += size) fill.CopyTo(new Span<byte>(to + k, size));
        else if (bytes == sizeof(byte)) *to = *from;
        else if (bytes == sizeof(ushort)) *(ushort*)to = *(ushort*)from;
        else if (bytes == sizeof(uint)) *(uint*)to = *(uint*)from;
        else if (bytes == sizeof(ulong)) *(ulong*)to = *(ulong*)from;
        else Buffer.MemoryCopy(from, to, bytes, bytes);
    }
}
