namespace Linum.Extending;

/// <summary>The loops that bring elements into order.</summary>
public static partial class LoopInterpreter
{
    private static void Sort(Lowered.Sort sort, Operands arrays)
    {
        (int count, long stride, long[] starts) = Lanes(arrays.InputTypes[0].Shape, sort.Axis);
        foreach (long start in starts)
        {
            var keys = new (DType Type, Element[] Values)[sort.Keys];
            for (int k = 0; k < keys.Length; k++) keys[k] = (arrays.InputTypes[k].DType, ReadLane(arrays, k, start, stride, count));
            int[] order = StableOrder(count, (i, j) =>
            {
                foreach ((DType type, Element[] values) in keys)
                {
                    int result = ElementArithmetic.Order(type, values[i], values[j]);
                    if (result != 0) return result;
                }

                return 0;
            });
            for (int k = 0; k < arrays.Inputs.Length; k++)
                for (int i = 0; i < count; i++)
                    arrays.Read(k, start + order[i] * stride).Write(arrays.Outputs[k], arrays.OutputTypes[k].DType, start + i * stride);
        }
    }

    private static void TopK(Lowered.TopK topK, Operands arrays)
    {
        ArrayType type = arrays.InputTypes[0];
        (int count, long stride, long[] starts) = Lanes(type.Shape, type.Rank - 1);
        long next = 0;
        foreach (long start in starts)
        {
            Element[] values = ReadLane(arrays, 0, start, stride, count);
            int[] order = StableOrder(count, (i, j) => ElementArithmetic.Order(type.DType, values[j], values[i]));
            for (int k = 0; k < topK.K; k++, next++)
            {
                values[order[k]].Write(arrays.Outputs[0], type.DType, next);
                new Element(order[k]).Write(arrays.Outputs[1], arrays.OutputTypes[1].DType, next);
            }
        }
    }

    private static Element[] ReadLane(Operands arrays, int input, long start, long stride, int count)
    {
        var values = new Element[count];
        for (int i = 0; i < count; i++) values[i] = arrays.Read(input, start + i * stride);
        return values;
    }

    /// <summary>The numbers 0 to count - 1 in ascending order, equal ones in the order of the numbers.</summary>
    private static int[] StableOrder(int count, Comparison<int> compare)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        Array.Sort(order, (i, j) => compare(i, j) is var result and not 0 ? result : i.CompareTo(j));
        return order;
    }
}
