namespace Linum.Extending;

/// <summary>The loops whose positions come from data: gather and scatter, as XLA defines them.</summary>
public static partial class LoopInterpreter
{
    private static void Gather(Lowered.Gather gather, Operands arrays)
    {
        GatherDimensions dimensions = gather.Dimensions;
        Shape source = arrays.InputTypes[0].Shape, shape = arrays.OutputTypes[0].Shape;
        int[] windowAxes = AxesExcept(source.Rank, dimensions.CollapsedSliceDims, dimensions.OperandBatchingDims);
        IndexedWindow window = new(source, arrays.InputTypes[1].Shape, gather.SliceSizes.ToArray(), dimensions.StartIndexMap,
            dimensions.OperandBatchingDims, dimensions.StartIndicesBatchingDims, clip: gather.Mode != OutOfBounds.FillOrDrop);
        int[] batchAxes = AxesExcept(shape.Rank, dimensions.OffsetDims, []);
        long[] strides = RowMajor.Strides(source);
        Element fill = Fill(arrays.OutputTypes[0].DType, gather.FillValue);
        Span<int> position = new int[shape.Rank];
        Span<int> batch = new int[batchAxes.Length];
        for (long i = 0; i < shape.Count; i++)
        {
            for (int k = 0; k < batch.Length; k++) batch[k] = position[batchAxes[k]];
            long offset = window.Start(arrays, batch);
            if (offset < 0)
            {
                arrays.Write(i, fill);
            }
            else
            {
                for (int k = 0; k < windowAxes.Length; k++) offset += position[dimensions.OffsetDims[k]] * strides[windowAxes[k]];
                arrays.Write(i, arrays.Read(0, offset));
            }

            RowMajor.Next(position, shape);
        }
    }

    /// <summary>The bytes of the value that a slice outside the array reads.</summary>
    internal static byte[] FillBytes(DType type, double? value)
    {
        var bytes = new byte[type.Size];
        Fill(type, value).Write(bytes, type, 0);
        return bytes;
    }

    private static Element Fill(DType type, double? value)
    {
        DType part = type.Component;
        if (value is double given) return new(ScalarConversion.Convert(DType.Float64, part, ScalarArithmetic.Bits(given)));
        if (part.IsFloat) return new(ScalarConversion.Convert(DType.Float64, part, ScalarArithmetic.Bits(double.NaN)));
        // What is smallest for the signed is largest for the unsigned and true for bool.
        Element extreme = ElementArithmetic.Identity(part.IsSigned ? ReduceKind.Max : ReduceKind.Min, part);
        return type == DType.Key ? new(extreme.First, extreme.First) : extreme;
    }

    private static void Scatter(Lowered.Scatter scatter, Operands arrays)
    {
        arrays.Inputs[0].CopyTo(arrays.Outputs[0], 0);
        ScatterDimensions dimensions = scatter.Dimensions;
        ArrayType type = arrays.OutputTypes[0];
        Shape target = type.Shape, updates = arrays.InputTypes[2].Shape;
        int[] windowAxes = AxesExcept(target.Rank, dimensions.InsertedWindowDims, dimensions.OperandBatchingDims);
        var sizes = new int[target.Rank];
        Array.Fill(sizes, 1);
        for (int k = 0; k < windowAxes.Length; k++) sizes[windowAxes[k]] = updates[dimensions.UpdateWindowDims[k]];
        IndexedWindow window = new(target, arrays.InputTypes[1].Shape, sizes, dimensions.ScatterDimsToOperandDims,
            dimensions.OperandBatchingDims, dimensions.ScatterIndicesBatchingDims, clip: scatter.Mode == OutOfBounds.Clip);
        int[] batchAxes = AxesExcept(updates.Rank, dimensions.UpdateWindowDims, []);
        long[] strides = RowMajor.Strides(target);
        Span<int> position = new int[updates.Rank];
        Span<int> batch = new int[batchAxes.Length];
        for (long i = 0; i < updates.Count; i++)
        {
            for (int k = 0; k < batch.Length; k++) batch[k] = position[batchAxes[k]];
            long offset = window.Start(arrays, batch);
            if (offset >= 0)
            {
                for (int k = 0; k < windowAxes.Length; k++) offset += position[dimensions.UpdateWindowDims[k]] * strides[windowAxes[k]];
                Element update = arrays.Read(2, i);
                if (scatter.Combine is ReduceKind kind) update = CombineStored(kind, type.DType, Element.Read(arrays.Outputs[0], type.DType, offset), update);
                arrays.Write(offset, update);
            }

            RowMajor.Next(position, updates);
        }
    }

    /// <summary>Combines two elements as they are stored: half precision goes through float32 and is rounded each time.</summary>
    private static Element CombineStored(ReduceKind kind, DType type, Element x, Element y)
    {
        DType wide = ElementArithmetic.Accumulator(type);
        Element result = ElementArithmetic.Combine(kind, wide, ElementArithmetic.Convert(x, type, wide), ElementArithmetic.Convert(y, type, wide));
        return ElementArithmetic.Convert(result, wide, type);
    }

    private static int[] AxesExcept(int rank, ValueList<int> some, ValueList<int> others)
    {
        List<int> axes = [];
        for (int axis = 0; axis < rank; axis++)
            if (!some.Span.Contains(axis) && !others.Span.Contains(axis)) axes.Add(axis);
        return [.. axes];
    }

    /// <summary>Where the window of an array lies that an index vector points to.</summary>
    private readonly struct IndexedWindow(
        Shape array, Shape indices, int[] sizes, ValueList<int> indexed, ValueList<int> arrayBatching, ValueList<int> indicesBatching, bool clip)
    {
        private readonly long[] strides = RowMajor.Strides(array);
        private readonly long[] indexStrides = RowMajor.Strides(indices);

        /// <summary>The element number of the window's first element, or -1 if the window does not lie inside the array.</summary>
        public long Start(Operands arrays, ReadOnlySpan<int> batch)
        {
            // The batch axes of the indices are all but the last, in order.
            long vector = 0;
            for (int k = 0; k < batch.Length; k++) vector += batch[k] * indexStrides[k];
            long offset = 0;
            for (int k = 0; k < indexed.Count; k++)
            {
                int axis = indexed[k];
                long start = arrays.ReadIndex(1, vector + k), last = array[axis] - sizes[axis];
                if (clip) start = Math.Clamp(start, 0, last);
                else if (start < 0 || start > last) return -1;
                offset += start * strides[axis];
            }

            for (int k = 0; k < arrayBatching.Count; k++) offset += batch[indicesBatching[k]] * strides[arrayBatching[k]];
            return offset;
        }
    }
}
