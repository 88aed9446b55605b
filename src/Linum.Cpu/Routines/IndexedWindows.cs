using System.Numerics;
using System.Runtime.CompilerServices;
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
    private readonly int outerAxes;
    private readonly long lineLength = 1;
    private readonly long lineStep;

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
        // Trailing axes of the indices along which the array goes on evenly are one line.
        for (outerAxes = batchSizes.Length; outerAxes > 0 && (lineLength == 1 || batchStrides[outerAxes - 1] == lineStep * lineLength); outerAxes--)
        {
            if (lineLength == 1) lineStep = batchStrides[outerAxes - 1];
            lineLength *= batchSizes[outerAxes - 1];
        }
    }

    /// <summary>How many windows there are.</summary>
    public long Count { get; }

    /// <summary>Whether two windows of so many elements in one piece are the same or do not touch.</summary>
    public bool AreApart(long length) => Array.TrueForAll(strides, s => s % length == 0) && Array.TrueForAll(batchStrides, s => s % length == 0);

    /// <summary>Writes the number of the first element of the windows from one to another, or -1 for a window that is not inside.</summary>
    public void Find(nint indices, long* starts, long begin, long end)
    {
        switch (indexType)
        {
            case DType.Int8: Find((sbyte*)indices, starts, begin, end); break;
            case DType.Int16: Find((short*)indices, starts, begin, end); break;
            case DType.Int32: Find((int*)indices, starts, begin, end); break;
            case DType.Int64: Find((long*)indices, starts, begin, end); break;
            case DType.UInt16: Find((ushort*)indices, starts, begin, end); break;
            case DType.UInt32: Find((uint*)indices, starts, begin, end); break;
            case DType.UInt64: Find((ulong*)indices, starts, begin, end); break;
            default: Find((byte*)indices, starts, begin, end); break;
        }
    }

    /// <summary>Line by line: along one the array goes on evenly.</summary>
    private void Find<T>(T* indices, long* starts, long begin, long end)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (long first = begin; first < end;)
        {
            long place = first % lineLength, line = first / lineLength, count = Math.Min(lineLength - place, end - first), before = place * lineStep;
            for (int axis = outerAxes - 1; axis >= 0; axis--)
            {
                before += line % batchSizes[axis] * batchStrides[axis];
                line /= batchSizes[axis];
            }

            if (vectorLength == 1 && indexed.Length == 1) Single(indices + first, starts, count, before);
            else Vectors(indices + first * vectorLength, starts, count, before);
            starts += count;
            first += count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Single<T>(T* indices, long* starts, long count, long before)
        where T : unmanaged, IBinaryInteger<T>
    {
        long limit = limits[0], stride = strides[0], step = lineStep;
        for (long i = 0; i < count; i++, before += step)
        {
            // Unsigned numbers beyond long count as its largest.
            long start = long.CreateSaturating(indices[i]);
            if (clips) start = Math.Clamp(start, 0, limit);
            starts[i] = (ulong)start > (ulong)limit ? -1 : start * stride + before;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Vectors<T>(T* indices, long* starts, long count, long before)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (long i = 0; i < count; i++, before += lineStep, indices += vectorLength)
        {
            long offset = before;
            for (int k = 0; k < indexed.Length; k++)
            {
                long start = long.CreateSaturating(indices[k]);
                if (clips)
                {
                    start = Math.Clamp(start, 0, limits[k]);
                }
                else if ((ulong)start > (ulong)limits[k])
                {
                    offset = -1;
                    break;
                }

                offset += start * strides[k];
            }

            starts[i] = offset;
        }
    }

    /// <summary>The axes of a rank that are in neither list.</summary>
    public static int[] Others(int rank, ValueList<int> some, ValueList<int> more) => [.. Enumerable.Range(0, rank).Where(a => !some.Span.Contains(a) && !more.Span.Contains(a))];
}
