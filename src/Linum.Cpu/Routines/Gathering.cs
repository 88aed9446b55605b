using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Copies windows out of an array.</summary>
internal sealed unsafe class Gathering
{
    private readonly IndexedWindows windows;
    private readonly WindowWalk walk;
    private readonly byte[] fill;
    private readonly int size;
    private readonly bool isEmpty;

    public Gathering(Lowered.Gather gather, ArrayType source, ArrayType indices, ArrayType result)
    {
        GatherDimensions d = gather.Dimensions;
        long[] strides = Operand.Dense(source.Shape);
        int[] windowAxes = IndexedWindows.Others(source.Rank, d.CollapsedSliceDims, d.OperandBatchingDims);
        windows = new(source.Shape, indices, gather.SliceSizes.Span, d.StartIndexMap, d.OperandBatchingDims, d.StartIndicesBatchingDims, gather.Mode != OutOfBounds.FillOrDrop);
        walk = new(result.Shape, d.OffsetDims.Span, [.. windowAxes.Select(a => strides[a])]);
        fill = LoopInterpreter.FillBytes(result.DType, gather.FillValue);
        size = result.DType.Size;
        isEmpty = result.Shape.Count == 0;
    }

    /// <summary>Arrays: the source, the indices, the result.</summary>
    public void Run(nint* arrays)
    {
        if (isEmpty) return;
        using Scratch memory = new(windows.Count * sizeof(long));
        nint starts = memory.Address, source = arrays[0], result = arrays[2];
        windows.Find(arrays[1], (long*)starts);
        long run = walk.RunLength * size, window = 0, offset = 0, count = walk.Count;
        int* position = stackalloc int[walk.Rank + 1];
        new Span<int>(position, walk.Rank).Clear();
        byte* to = (byte*)result;
        for (long i = 0; i < count; i++, to += run)
        {
            long start = ((long*)starts)[window];
            byte* from = (byte*)source + (start + offset) * size;
            if (start < 0)
                for (long k = 0; k < run; k += size) fill.CopyTo(new Span<byte>(to + k, size));
            else if (run == sizeof(uint)) *(uint*)to = *(uint*)from;
            else Buffer.MemoryCopy(from, to, run, run);
            walk.Next(position, ref window, ref offset);
        }
    }
}
