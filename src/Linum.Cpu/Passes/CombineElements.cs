using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Few arrays combined element by element, in the order in which a reduction combines as many elements.</summary>
internal static class CombineElements
{
    /// <summary>So many partial results a kernel over rows has for a short row: one for each element.</summary>
    public const int MostOfRow = 16;

    /// <summary>Whether the elements along an axis follow each other.</summary>
    public static bool IsRow(Shape shape, int axis)
    {
        for (int behind = axis + 1; behind < shape.Rank; behind++)
            if (shape[behind] > 1) return false;
        return true;
    }

    /// <summary>A map that computes a reduction of all its operands.</summary>
    /// <param name="reduction">A reduction, or the search for the position of an extreme.</param>
    /// <param name="isRow">Whether the elements follow each other in a row. Elements of a column are combined one after the other, as are those of a row that is too short for a kernel over rows (<see cref="RowFrame.ShortestRow"/>).</param>
    /// <param name="elements">The operands.</param>
    /// <param name="result">What is computed.</param>
    public static MapNode Of(Lowered reduction, bool isRow, Operand[] elements, LoopValue result) =>
        reduction is Lowered.Reduce reduce ? Combined(reduce.Kind, isRow, elements, result) : Found(((Lowered.ArgReduce)reduction).Kind, elements, result);

    private static MapNode Combined(ReduceKind kind, bool isRow, Operand[] elements, LoopValue result)
    {
        DType type = elements[0].DType;
        ScalarOp operation = CombineFunction.Operation(kind);
        ScalarFunction combine = ScalarFunction.Build([.. elements.Select(e => e.DType)], [type], (_, x) =>
        {
            // A sum begins with zero: of negative zeros alone it is a positive one.
            Scalar Start(Scalar first) => kind == ReduceKind.Sum && type.IsFloat ? first + 0 : first;
            if (!isRow || x.Length < RowFrame.ShortestRow)
            {
                Scalar all = Start(x[0]);
                for (int i = 1; i < x.Length; i++) all = Scalar.Binary(operation, all, x[i]);
                return [all];
            }

            Scalar[] partials = [.. x];
            for (int half = MostOfRow / 2, count = x.Length; half > 0; half /= 2)
            {
                for (int i = 0; i + half < count; i++) partials[i] = Scalar.Binary(operation, partials[i], partials[i + half]);
                count = Math.Min(count, half);
            }

            return [Start(partials[0])];
        });
        return new(elements[0].Shape, combine, elements, [result]);
    }

    /// <summary>The position of the first largest or smallest; the first NaN wins.</summary>
    private static MapNode Found(ReduceKind kind, Operand[] elements, LoopValue result)
    {
        DType type = elements[0].DType;
        DType compared = type is DType.Float16 or DType.BFloat16 ? DType.Float32 : type.Size < 4 ? DType.Int32 : type;
        ScalarFunction find = ScalarFunction.Build([.. elements.Select(e => e.DType)], [result.Type.DType], (builder, x) =>
        {
            Scalar best = x[0].ConvertTo(compared), at = builder.Constant(0, result.Type.DType);
            for (int i = 1; i < x.Length; i++)
            {
                Scalar next = x[i].ConvertTo(compared), stays = kind == ReduceKind.Max ? next <= best : next >= best;
                if (compared.IsFloat) stays |= best.NotEqualTo(best);
                (best, at) = (stays.Select(best, next), stays.Select(at, i));
            }

            return [at];
        });
        return new(elements[0].Shape, find, elements, [result]);
    }
}
