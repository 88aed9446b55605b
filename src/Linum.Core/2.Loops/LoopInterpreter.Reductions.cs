namespace Linum.Extending;

/// <summary>The loops that combine elements: reductions, running combinations, contractions.</summary>
public static partial class LoopInterpreter
{
    private static void Reduce(Lowered.Reduce reduce, Operands arrays)
    {
        ArrayType input = arrays.InputTypes[0];
        DType sum = ElementArithmetic.Accumulator(input.DType);
        Shape kept = arrays.OutputTypes[0].Shape;
        long[] keptStrides = RowMajor.Strides(kept);

        // Along a reduced axis the output does not move.
        var strides = new long[input.Rank];
        int next = 0;
        for (int axis = 0; axis < input.Rank; axis++) strides[axis] = reduce.Axes.Span.Contains(axis) ? 0 : keptStrides[next++];

        var totals = new Element[kept.Count];
        Array.Fill(totals, ElementArithmetic.Identity(reduce.Kind, sum));
        Span<int> position = new int[input.Rank];
        for (long i = 0; i < input.Shape.Count; i++)
        {
            ref Element total = ref totals[RowMajor.Offset(position, strides)];
            total = ElementArithmetic.Combine(reduce.Kind, sum, total, ElementArithmetic.Convert(arrays.Read(0, i), input.DType, sum));
            RowMajor.Next(position, input.Shape);
        }

        for (long i = 0; i < totals.Length; i++) arrays.Write(i, ElementArithmetic.Convert(totals[i], sum, arrays.OutputTypes[0].DType));
    }

    private static void ArgReduce(Lowered.ArgReduce reduce, Operands arrays)
    {
        DType type = arrays.InputTypes[0].DType;
        (int count, long stride, long[] starts) = Lanes(arrays.InputTypes[0].Shape, reduce.Axis);
        for (int lane = 0; lane < starts.Length; lane++)
        {
            int best = 0;
            Element bestValue = arrays.Read(0, starts[lane]);
            for (int k = 1; k < count && !ElementArithmetic.IsNaN(type, bestValue); k++)
            {
                Element value = arrays.Read(0, starts[lane] + k * stride);
                int order = ElementArithmetic.Order(type, value, bestValue);
                if (!ElementArithmetic.IsNaN(type, value) && (reduce.Kind == ReduceKind.Max ? order <= 0 : order >= 0)) continue;
                best = k;
                bestValue = value;
            }

            arrays.Write(lane, new(ScalarConversion.Convert(DType.Int32, arrays.OutputTypes[0].DType, best)));
        }
    }

    private static void Cumulative(Lowered.Cumulative cumulative, Operands arrays)
    {
        DType type = arrays.InputTypes[0].DType, sum = ElementArithmetic.Accumulator(type);
        (int count, long stride, long[] starts) = Lanes(arrays.InputTypes[0].Shape, cumulative.Axis);
        foreach (long start in starts)
        {
            Element total = ElementArithmetic.Identity(cumulative.Kind, sum);
            for (int k = 0; k < count; k++)
            {
                long at = start + (cumulative.Reverse ? count - 1 - k : k) * stride;
                Element value = ElementArithmetic.Convert(arrays.Read(0, at), type, sum);
                // The first element is taken as it is: adding 0 would turn -0 into +0.
                total = k == 0 ? value : ElementArithmetic.Combine(cumulative.Kind, sum, total, value);
                arrays.Write(at, ElementArithmetic.Convert(total, sum, type));
            }
        }
    }

    private static void Contract(Lowered.Contract contract, Operands arrays)
    {
        ContractDimensions dimensions = contract.Dimensions;
        Shape left = arrays.InputTypes[0].Shape, right = arrays.InputTypes[1].Shape, shape = arrays.OutputTypes[0].Shape;
        DType result = arrays.OutputTypes[0].DType, sum = ElementArithmetic.Accumulator(result);
        DType leftType = arrays.InputTypes[0].DType, rightType = arrays.InputTypes[1].DType;
        long[] leftStrides = RowMajor.Strides(left), rightStrides = RowMajor.Strides(right);

        // How far each output axis moves in the operands: batch axes in both, free axes in one.
        var leftSteps = new long[shape.Rank];
        var rightSteps = new long[shape.Rank];
        int next = 0;
        for (int i = 0; i < dimensions.LeftBatch.Count; i++, next++)
            (leftSteps[next], rightSteps[next]) = (leftStrides[dimensions.LeftBatch[i]], rightStrides[dimensions.RightBatch[i]]);
        for (int axis = 0; axis < left.Rank; axis++)
            if (!dimensions.LeftBatch.Span.Contains(axis) && !dimensions.LeftContracting.Span.Contains(axis)) leftSteps[next++] = leftStrides[axis];
        for (int axis = 0; axis < right.Rank; axis++)
            if (!dimensions.RightBatch.Span.Contains(axis) && !dimensions.RightContracting.Span.Contains(axis)) rightSteps[next++] = rightStrides[axis];

        int contracted = dimensions.LeftContracting.Count;
        var sizes = new int[contracted];
        var leftInner = new long[contracted];
        var rightInner = new long[contracted];
        for (int i = 0; i < contracted; i++)
            (sizes[i], leftInner[i], rightInner[i]) = (left[dimensions.LeftContracting[i]], leftStrides[dimensions.LeftContracting[i]], rightStrides[dimensions.RightContracting[i]]);
        long terms = Shape.Create(sizes).Count;

        Span<int> position = new int[shape.Rank];
        Span<int> inner = new int[contracted];
        for (long i = 0; i < shape.Count; i++)
        {
            Element total = ElementArithmetic.Identity(ReduceKind.Sum, sum);
            long leftStart = RowMajor.Offset(position, leftSteps), rightStart = RowMajor.Offset(position, rightSteps);
            for (long k = 0; k < terms; k++)
            {
                Element x = ElementArithmetic.Convert(arrays.Read(0, leftStart + RowMajor.Offset(inner, leftInner)), leftType, sum);
                Element y = ElementArithmetic.Convert(arrays.Read(1, rightStart + RowMajor.Offset(inner, rightInner)), rightType, sum);
                total = ElementArithmetic.Combine(ReduceKind.Sum, sum, total, ElementArithmetic.Multiply(sum, x, y));
                RowMajor.Next(inner, sizes);
            }

            arrays.Write(i, ElementArithmetic.Convert(total, sum, result));
            RowMajor.Next(position, shape);
        }
    }

    /// <summary>The lines along an axis: how long they are, how far apart their elements are, and where each begins, in row-major order of the other axes.</summary>
    private static (int Count, long Stride, long[] Starts) Lanes(Shape shape, int axis)
    {
        long[] strides = RowMajor.Strides(shape);
        Shape others = shape.With(axis, 1);
        var starts = new long[others.Count];
        Span<int> position = new int[shape.Rank];
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = RowMajor.Offset(position, strides);
            RowMajor.Next(position, others);
        }

        return (shape[axis], strides[axis], starts);
    }
}
