using System.Buffers.Binary;

namespace Linum.Extending;

/// <summary>Slices at run-time places, gather, scatter, sorting.</summary>
public static partial class LoopInterpreter
{
    private static int[] ClampedStarts(ReadOnlySpan<ArrayType> types, ReadOnlySpan<byte[]> inputs, int first, Shape array, Shape window)
    {
        var starts = new int[array.Rank];
        for (int i = 0; i < starts.Length; i++)
            starts[i] = (int)Clamp(Read(inputs[first + i], types[first + i].DType, 0), types[first + i].DType, array[i] - window[i]);
        return starts;
    }

    /// <summary>An index moved into 0 to largest; unsigned 64-bit indices may look negative.</summary>
    private static long Clamp(long index, DType type, long largest) => type == DType.UInt64 && index < 0 ? largest : Math.Clamp(index, 0, largest);

    private static void RunDynamicSlice(ReadOnlySpan<ArrayType> types, ReadOnlySpan<byte[]> inputs, ArrayType result, byte[] output)
    {
        int[] starts = ClampedStarts(types, inputs, 1, types[0].Shape, result.Shape);
        long[] strides = DenseStrides(types[0].Shape);
        byte[] input = inputs[0];
        long offset = Dot(starts, strides);
        ForEach(result.Shape, (index, n) => CopyElement(input, offset + Dot(index, strides), output, n, result.DType.Size));
    }

    private static void RunDynamicUpdateSlice(ReadOnlySpan<ArrayType> types, ReadOnlySpan<byte[]> inputs, byte[] output)
    {
        int[] starts = ClampedStarts(types, inputs, 2, types[0].Shape, types[1].Shape);
        long[] strides = DenseStrides(types[0].Shape);
        byte[] update = inputs[1];
        inputs[0].CopyTo(output, 0);
        long offset = Dot(starts, strides);
        int size = types[0].DType.Size;
        ForEach(types[1].Shape, (index, n) => CopyElement(update, n, output, offset + Dot(index, strides), size));
    }

    /// <summary>Finds the start of the slice at a position of the indices. False if any part of it is outside; then the start is clamped.</summary>
    private static bool SliceStart(int[] batch, ArrayType indexType, byte[] indices, Shape operand, ReadOnlySpan<int> sizes, ValueList<int> map, ValueList<int> operandBatching, ValueList<int> indexBatching, bool clip, int[] start)
    {
        Array.Clear(start);
        long[] strides = DenseStrides(indexType.Shape);
        long at = 0;
        for (int i = 0; i < batch.Length; i++) at += batch[i] * strides[i];
        bool inside = true;
        for (int k = 0; k < map.Count; k++)
        {
            int axis = map[k];
            long index = Read(indices, indexType.DType, at + k * strides[^1]);
            long largest = operand[axis] - sizes[axis];
            bool fits = index >= 0 && index <= largest;
            inside &= fits;
            start[axis] = (int)Clamp(index, indexType.DType, largest);
        }

        for (int k = 0; k < operandBatching.Count; k++) start[operandBatching[k]] = batch[indexBatching[k]];
        return inside || clip;
    }

    /// <summary>The bytes of the value that a slice outside the array reads.</summary>
    internal static byte[] FillBytes(DType type, double? fill)
    {
        var bytes = new byte[type.Size];
        DType component = type.Component;
        long bits = fill is double value
            ? ScalarInterpreter.Convert(BitConverter.DoubleToInt64Bits(value), DType.Float64, component)
            : component.IsFloat ? ScalarInterpreter.Convert(BitConverter.DoubleToInt64Bits(double.NaN), DType.Float64, component)
            : component == DType.Bool ? 1
            : component.IsUnsigned ? -1
            : -(long)(ulong.MaxValue >> (65 - component.Size * 8)) - 1;
        Write(bytes, component, 0, bits);
        if (type.Components == 2) Write(bytes, component, 1, fill is null ? bits : 0);
        return bytes;
    }

    private static void RunGather(Lowered.Gather gather, ReadOnlySpan<ArrayType> types, ReadOnlySpan<byte[]> inputs, ArrayType result, byte[] output)
    {
        GatherDimensions d = gather.Dimensions;
        (ArrayType x, ArrayType indexType, byte[] data, byte[] indices) = (types[0], types[1], inputs[0], inputs[1]);
        int[] windowAxes = [.. Enumerable.Range(0, x.Rank).Where(i => !d.CollapsedSliceDims.Span.Contains(i) && !d.OperandBatchingDims.Span.Contains(i))];
        int[] batchAxes = [.. Enumerable.Range(0, result.Rank).Where(i => !d.OffsetDims.Span.Contains(i))];
        long[] strides = DenseStrides(x.Shape);
        byte[] fill = FillBytes(x.DType, gather.FillValue);
        var start = new int[x.Rank];
        ForEach(result.Shape, (index, n) =>
        {
            int[] batch = [.. batchAxes.Select(a => index[a])];
            bool inside = SliceStart(batch, indexType, indices, x.Shape, gather.SliceSizes.Span, d.StartIndexMap, d.OperandBatchingDims, d.StartIndicesBatchingDims, gather.Mode != OutOfBounds.FillOrDrop, start);
            long at = Dot(start, strides);
            for (int w = 0; w < windowAxes.Length; w++) at += index[d.OffsetDims[w]] * strides[windowAxes[w]];
            CopyElement(inside ? data : fill, inside ? at : 0, output, n, x.DType.Size);
        });
    }

    private static void RunScatter(Lowered.Scatter scatter, ReadOnlySpan<ArrayType> types, ReadOnlySpan<byte[]> inputs, byte[] output)
    {
        ScatterDimensions d = scatter.Dimensions;
        (ArrayType x, ArrayType indexType, ArrayType u) = (types[0], types[1], types[2]);
        (byte[] indices, byte[] updates) = (inputs[1], inputs[2]);
        inputs[0].CopyTo(output, 0);
        int[] windowAxes = [.. Enumerable.Range(0, x.Rank).Where(i => !d.InsertedWindowDims.Span.Contains(i) && !d.OperandBatchingDims.Span.Contains(i))];
        int[] batchAxes = [.. Enumerable.Range(0, u.Rank).Where(i => !d.UpdateWindowDims.Span.Contains(i))];
        var sizes = new int[x.Rank];
        Array.Fill(sizes, 1);
        for (int w = 0; w < windowAxes.Length; w++) sizes[windowAxes[w]] = u.Shape[d.UpdateWindowDims[w]];
        long[] strides = DenseStrides(x.Shape);
        var start = new int[x.Rank];
        ForEach(u.Shape, (index, n) =>
        {
            int[] batch = [.. batchAxes.Select(a => index[a])];
            if (!SliceStart(batch, indexType, indices, x.Shape, sizes, d.ScatterDimsToOperandDims, d.OperandBatchingDims, d.ScatterIndicesBatchingDims, scatter.Mode == OutOfBounds.Clip, start)) return;
            long at = Dot(start, strides);
            for (int w = 0; w < windowAxes.Length; w++) at += index[d.UpdateWindowDims[w]] * strides[windowAxes[w]];
            if (scatter.Combine is not ReduceKind kind) CopyElement(updates, n, output, at, x.DType.Size);
            else Store(output, x.DType, at, Combine(kind, x.DType, Load(output, x.DType, at), Load(updates, x.DType, n)));
        });
    }

    /// <summary>Ascending order with -0 = 0, and NaNs equal to each other and last. Complex and key pairs by first, then second component.</summary>
    private static int Compare(DType type, byte[] bytes, long a, long b)
    {
        for (int c = 0; c < type.Components; c++)
        {
            DType t = type.Component is DType.Float16 or DType.BFloat16 ? DType.Float32 : type.Component;
            long x = ScalarInterpreter.Convert(Read(bytes, type.Component, a * type.Components + c), type.Component, t), y = ScalarInterpreter.Convert(Read(bytes, type.Component, b * type.Components + c), type.Component, t);
            bool xn = IsNaN(t, x), yn = IsNaN(t, y);
            if (xn || yn)
            {
                if (xn != yn) return xn ? 1 : -1;
                continue;
            }

            if (ScalarInterpreter.Apply(ScalarOp.Less, t, x, y) != 0) return -1;
            if (ScalarInterpreter.Apply(ScalarOp.Less, t, y, x) != 0) return 1;
        }

        return 0;
    }

    private static void RunSort(Lowered.Sort sort, ReadOnlySpan<ArrayType> types, ReadOnlySpan<byte[]> inputs, byte[][] outputs)
    {
        ArrayType[] t = types.ToArray();
        byte[][] data = inputs.ToArray();
        Shape shape = t[0].Shape;
        int size = shape[sort.Axis];
        long[] strides = DenseStrides(shape);
        ForEach(shape.With(sort.Axis, Math.Min(size, 1)), (index, _) =>
        {
            long start = Dot(index, strides);
            int[] order = [.. Enumerable.Range(0, size).OrderBy(i => i, Comparer<int>.Create((a, b) =>
            {
                for (int k = 0; k < sort.Keys; k++)
                {
                    int comparison = Compare(t[k].DType, data[k], start + a * strides[sort.Axis], start + b * strides[sort.Axis]);
                    if (comparison != 0) return comparison;
                }

                return 0;
            }))];
            for (int o = 0; o < t.Length; o++)
                for (int i = 0; i < size; i++)
                    CopyElement(data[o], start + order[i] * strides[sort.Axis], outputs[o], start + i * strides[sort.Axis], t[o].DType.Size);
        });
    }

    private static void RunTopK(int k, ArrayType type, byte[] input, byte[][] outputs)
    {
        int size = type.Shape[^1];
        long rows = type.Shape[..^1].Count;
        for (long row = 0; row < rows; row++)
        {
            long start = row * size;
            int[] order = [.. Enumerable.Range(0, size).OrderBy(i => i, Comparer<int>.Create((a, b) => Compare(type.DType, input, start + b, start + a)))];
            for (int i = 0; i < k; i++)
            {
                CopyElement(input, start + order[i], outputs[0], row * k + i, type.DType.Size);
                BinaryPrimitives.WriteInt32LittleEndian(outputs[1].AsSpan((int)(row * k + i) * 4), order[i]);
            }
        }
    }
}
