using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Where in an array the windows lie that index vectors point to: what gather and scatter share.</summary>
internal sealed unsafe class IndexedWindows
{
    private readonly int[] indexed;
    private readonly long[] limits;
    private readonly long[] strides;
    private readonly long[] batchStrides;
    private readonly int[] batchSizes;
    private readonly DType indexType;
    private readonly long vectorLength;
    private readonly bool clips;

    /// <param name="array">The array.</param>
    /// <param name="indices">The index vectors, along its last axis.</param>
    /// <param name="sizes">The window's sizes.</param>
    /// <param name="indexed">The axis that each entry of a vector is for.</param>
    /// <param name="arrayBatching">Axes of the array that go along with axes of the indices.</param>
    /// <param name="indicesBatching">Those axes of the indices.</param>
    /// <param name="clips">Whether windows are moved inside; else those that are not inside have no place.</param>
    public IndexedWindows(Shape array, ArrayType indices, ReadOnlySpan<int> sizes, ValueList<int> indexed, ValueList<int> arrayBatching, ValueList<int> indicesBatching, bool clips)
    {
        long[] dense = Operand.Dense(array);
        (this.indexed, indexType, this.clips) = (indexed.ToArray(), indices.DType, clips);
        limits = new long[indexed.Count];
        strides = new long[indexed.Count];
        for (int i = 0; i < limits.Length; i++) (limits[i], strides[i]) = (array[indexed[i]] - sizes[indexed[i]], dense[indexed[i]]);
        vectorLength = indices.Shape[indices.Rank - 1];
        batchSizes = indices.Shape.ToArray()[..^1];
        batchStrides = new long[batchSizes.Length];
        for (int i = 0; i < arrayBatching.Count; i++) batchStrides[indicesBatching[i]] += dense[arrayBatching[i]];
        Count = 1;
        foreach (int batch in batchSizes) Count *= batch;
    }

    /// <summary>How many windows there are.</summary>
    public long Count { get; }

    /// <summary>Writes the number of each window's first element, or -1 for a window that is not inside.</summary>
    public void Find(nint indices, long* starts)
    {
        int* position = stackalloc int[batchSizes.Length + 1];
        for (int axis = 0; axis < batchSizes.Length; axis++) position[axis] = 0;
        for (long i = 0; i < Count; i++)
        {
            long offset = 0;
            for (int k = 0; k < indexed.Length; k++)
            {
                long start = IndexReader.Read(indices, indexType, i * vectorLength + k);
                if (clips) start = Math.Clamp(start, 0, limits[k]);
                else if (start < 0 || start > limits[k])
                {
                    offset = -1;
                    break;
                }

                offset += start * strides[k];
            }

            if (offset >= 0)
                for (int axis = 0; axis < batchSizes.Length; axis++) offset += position[axis] * batchStrides[axis];
            starts[i] = offset;
            for (int axis = batchSizes.Length - 1; axis >= 0; axis--)
            {
                if (++position[axis] < batchSizes[axis]) break;
                position[axis] = 0;
            }
        }
    }

    /// <summary>The axes of a rank that are in neither list.</summary>
    public static int[] Others(int rank, ValueList<int> some, ValueList<int> more) => [.. Enumerable.Range(0, rank).Where(a => !some.Span.Contains(a) && !more.Span.Contains(a))];
}

/// <summary>Walks over an array of windows in row-major order, run by run: a run is as much of the last axis as lies side by side.</summary>
internal sealed class WindowWalk
{
    private readonly int[] sizes;
    private readonly long[] windowSteps;
    private readonly long[] batchSteps;

    /// <param name="shape">The shape of the array of windows.</param>
    /// <param name="windowAxes">Its axes that run through a window.</param>
    /// <param name="windowStrides">For each of them the elements apart in the array that the windows lie in.</param>
    public WindowWalk(Shape shape, ReadOnlySpan<int> windowAxes, ReadOnlySpan<long> windowStrides)
    {
        sizes = shape.ToArray();
        windowSteps = new long[sizes.Length];
        batchSteps = new long[sizes.Length];
        for (int i = 0; i < windowAxes.Length; i++) windowSteps[windowAxes[i]] = windowStrides[i];
        long step = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            if (windowAxes.Contains(axis)) continue;
            batchSteps[axis] = step;
            step *= sizes[axis];
        }

        // Trailing axes that lie side by side in both arrays are one run.
        int first = sizes.Length;
        long run = 1;
        while (first > 0 && windowAxes.Contains(first - 1) && (windowSteps[first - 1] == run || sizes[first - 1] == 1)) run *= sizes[--first];
        RunLength = run;
        sizes = sizes[..first];
    }

    /// <summary>How many elements a run has.</summary>
    public long RunLength { get; }

    /// <summary>Calls <paramref name="visit"/> with the number of the run, the number of its window, and the offset in the window.</summary>
    public void Run(Action<long, long, long> visit)
    {
        long count = 1;
        foreach (int size in sizes) count *= size;
        var position = new int[sizes.Length];
        long batch = 0, offset = 0;
        for (long i = 0; i < count; i++)
        {
            visit(i, batch, offset);
            for (int axis = sizes.Length - 1; axis >= 0; axis--)
            {
                batch += batchSteps[axis];
                offset += windowSteps[axis];
                if (++position[axis] < sizes[axis]) break;
                batch -= batchSteps[axis] * sizes[axis];
                offset -= windowSteps[axis] * sizes[axis];
                position[axis] = 0;
            }
        }
    }
}

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
        long run = walk.RunLength * size;
        walk.Run((i, window, offset) =>
        {
            long start = ((long*)starts)[window];
            byte* to = (byte*)result + i * run;
            if (start >= 0) Buffer.MemoryCopy((byte*)source + (start + offset) * size, to, run, run);
            else
                for (long k = 0; k < run; k += size) fill.CopyTo(new Span<byte>(to + k, size));
        });
    }
}

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
        long run = walk.RunLength * size;
        walk.Run((i, window, offset) =>
        {
            long start = ((long*)starts)[window];
            if (start < 0) return;
            nint to = result + (nint)((start + offset) * size), from = updates + (nint)(i * run);
            if (combine is null)
            {
                Buffer.MemoryCopy((void*)from, (void*)to, run, run);
                return;
            }

            nint* buffers = stackalloc nint[3];
            (buffers[0], buffers[1], buffers[2]) = (to, from, to);
            combine.Run(buffers, 0, (nint)walk.RunLength, null);
        });
    }
}
