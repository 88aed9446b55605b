using System.Numerics;
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
        batchSizes = indices.Shape.ToArray()[..^1];
        Count = 1;
        foreach (int batch in batchSizes) Count *= batch;
        for (int axis = 0; axis < array.Rank; axis++)
        {
            // Without windows nothing has to fit: so it is for arrays without elements.
            if (sizes[axis] <= array[axis] || Count == 0) continue;
            throw new ShapeException($"Gather or scatter: a window of {sizes[axis]} along axis {axis} does not fit an array of shape {array}. Give slices that are no larger than the array.");
        }

        long[] dense = Operand.Dense(array);
        (this.indexed, indexType, this.clips) = (indexed.ToArray(), indices.DType, clips);
        limits = new long[indexed.Count];
        strides = new long[indexed.Count];
        for (int i = 0; i < limits.Length; i++) (limits[i], strides[i]) = (array[indexed[i]] - sizes[indexed[i]], dense[indexed[i]]);
        vectorLength = indices.Shape[indices.Rank - 1];
        batchStrides = new long[batchSizes.Length];
        for (int i = 0; i < arrayBatching.Count; i++) batchStrides[indicesBatching[i]] += dense[arrayBatching[i]];
    }

    /// <summary>How many windows there are.</summary>
    public long Count { get; }

    /// <summary>Whether two windows of so many elements in one piece are the same or do not touch.</summary>
    public bool AreApart(long length) => Array.TrueForAll(strides, s => s % length == 0) && Array.TrueForAll(batchStrides, s => s % length == 0);

    /// <summary>Writes the number of the first element of the windows from one to another, or -1 for a window that is not inside.</summary>
    public void Find(nint indices, long* starts, long begin, long end)
    {
        bool plain = indexed.Length == 1 && vectorLength == 1 && Array.TrueForAll(batchStrides, s => s == 0);
        if (plain && indexType == DType.Int32) Plain((int*)indices + begin, starts, end - begin);
        else if (plain && indexType == DType.Int64) Plain((long*)indices + begin, starts, end - begin);
        else Any(indices, starts, begin, end);
    }

    private void Plain<T>(T* indices, long* starts, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        long limit = limits[0], stride = strides[0];
        for (long i = 0; i < count; i++)
        {
            long start = long.CreateTruncating(indices[i]);
            if (clips) start = Math.Clamp(start, 0, limit);
            starts[i] = (ulong)start > (ulong)limit ? -1 : start * stride;
        }
    }

    private void Any(nint indices, long* starts, long begin, long end)
    {
        int* position = stackalloc int[batchSizes.Length + 1];
        long rest = begin;
        for (int axis = batchSizes.Length - 1; axis >= 0; axis--)
        {
            position[axis] = (int)(rest % batchSizes[axis]);
            rest /= batchSizes[axis];
        }

        for (long i = begin; i < end; i++)
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
            starts[i - begin] = offset;
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
