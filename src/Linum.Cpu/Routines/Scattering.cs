using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes or combines windows into an array, in row-major order of the updates.</summary>
internal sealed unsafe class Scattering
{
    private readonly IndexedWindows windows;
    private readonly WindowWalk walk;
    private readonly MapLoop? combine;
    private readonly int size;
    private readonly long bytes;
    private readonly bool isEmpty;

    public Scattering(Lowered.Scatter scatter, ArrayType target, ArrayType indices, ArrayType updates)
    {
        ScatterDimensions d = scatter.Dimensions;
        long[] strides = Operand.Dense(target.Shape);
        int[] windowAxes = IndexedWindows.Others(target.Rank, d.InsertedWindowDims, d.OperandBatchingDims);
        var sizes = new int[target.Rank];
        Array.Fill(sizes, 1);
        for (int i = 0; i < windowAxes.Length; i++) sizes[windowAxes[i]] = updates.Shape[d.UpdateWindowDims[i]];
        windows = new(target.Shape, indices, sizes, d.ScatterDimsToOperandDims, d.OperandBatchingDims, d.ScatterIndicesBatchingDims, scatter.Mode == OutOfBounds.Clip);
        int[] batchAxes = IndexedWindows.Others(updates.Rank, d.UpdateWindowDims, []);
        if (!batchAxes.Select(a => updates.Shape[a]).SequenceEqual(indices.Shape.ToArray()[..^1]))
        {
            throw new ShapeException($"Scatter: updates {updates.ToLongString()} and indices {indices.ToLongString()} do not belong together: without the window axes [{string.Join(", ", d.UpdateWindowDims.ToArray())}] "
                + "the updates must have the shape of the indices without their last axis. Give one update per index vector.");
        }

        walk = new(updates.Shape, d.UpdateWindowDims.Span, [.. windowAxes.Select(a => strides[a])]);
        if (scatter.Combine is ReduceKind kind) combine = MapKernel.Get(new(CombineFunction.Of(kind, target.DType), [false, false], -1, OneByOne: true));
        size = target.DType.Size;
        bytes = target.ByteCount;
        isEmpty = updates.Shape.Count == 0;
    }

    /// <summary>Arrays: the target, the indices, the updates, the result, which may be the target itself.</summary>
    public void Run(nint* arrays)
    {
        nint result = arrays[3], updates = arrays[2];
        if (result != arrays[0]) Buffer.MemoryCopy((void*)arrays[0], (void*)result, bytes, bytes);
        if (isEmpty) return;
        using Scratch memory = new(windows.Count * sizeof(long));
        nint starts = memory.Address;
        windows.Find(arrays[1], (long*)starts);
        long run = walk.RunLength * size, window = 0, offset = 0, count = walk.Count;
        int* position = stackalloc int[walk.Rank + 1];
        new Span<int>(position, walk.Rank).Clear();
        nint* buffers = stackalloc nint[3];
        for (long i = 0; i < count; i++)
        {
            long start = ((long*)starts)[window];
            nint to = result + (nint)((start + offset) * size), from = updates + (nint)(i * run);
            if (start >= 0 && combine is null) Buffer.MemoryCopy((void*)from, (void*)to, run, run);
            else if (start >= 0)
            {
                (buffers[0], buffers[1], buffers[2]) = (to, from, to);
                combine!.Run(buffers, 0, (nint)walk.RunLength, null);
            }

            walk.Next(position, ref window, ref offset);
        }
    }
}
