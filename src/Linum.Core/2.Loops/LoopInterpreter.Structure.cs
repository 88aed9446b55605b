namespace Linum.Extending;

/// <summary>The loops that move elements without looking at them.</summary>
public static partial class LoopInterpreter
{
    private static void View(Lowered.View view, Operands arrays)
    {
        ReadOnlySpan<int> shape = arrays.OutputTypes[0].Shape.Span;
        long count = arrays.OutputTypes[0].Shape.Count;
        Span<int> position = new int[shape.Length];
        for (long i = 0; i < count; i++)
        {
            arrays.Write(i, arrays.Read(0, view.Offset + RowMajor.Offset(position, view.Strides.Span)));
            RowMajor.Next(position, shape);
        }
    }

    private static void Pad(Lowered.Pad pad, Operands arrays)
    {
        Shape source = arrays.InputTypes[0].Shape;
        Shape shape = arrays.OutputTypes[0].Shape;
        long[] strides = RowMajor.Strides(source);
        Span<int> position = new int[shape.Rank];
        for (long i = 0; i < shape.Count; i++)
        {
            long offset = 0;
            bool inside = true;
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                int step = pad.Interior[axis] + 1, distance = position[axis] - pad.Low[axis];
                inside &= distance >= 0 && distance % step == 0 && distance / step < source[axis];
                offset += distance / step * strides[axis];
            }

            arrays.Write(i, inside ? arrays.Read(0, offset) : arrays.Read(1, 0));
            RowMajor.Next(position, shape);
        }
    }

    private static void Concatenate(Lowered.Concatenate concatenate, Operands arrays)
    {
        Shape shape = arrays.OutputTypes[0].Shape;
        long[] strides = RowMajor.Strides(shape);
        int start = 0;
        for (int k = 0; k < arrays.Inputs.Length; k++)
        {
            Shape part = arrays.InputTypes[k].Shape;
            Span<int> position = new int[part.Rank];
            for (long i = 0; i < part.Count; i++)
            {
                arrays.Write(RowMajor.Offset(position, strides) + start * strides[concatenate.Axis], arrays.Read(k, i));
                RowMajor.Next(position, part);
            }

            start += part[concatenate.Axis];
        }
    }

    private static void DynamicSlice(Operands arrays)
    {
        Shape shape = arrays.OutputTypes[0].Shape;
        long[] strides = RowMajor.Strides(arrays.InputTypes[0].Shape);
        long start = WindowStart(arrays, firstStart: 1, window: shape, strides);
        Span<int> position = new int[shape.Rank];
        for (long i = 0; i < shape.Count; i++)
        {
            arrays.Write(i, arrays.Read(0, start + RowMajor.Offset(position, strides)));
            RowMajor.Next(position, shape);
        }
    }

    private static void DynamicUpdateSlice(Operands arrays)
    {
        arrays.Inputs[0].CopyTo(arrays.Outputs[0], 0);
        Shape window = arrays.InputTypes[1].Shape;
        long[] strides = RowMajor.Strides(arrays.InputTypes[0].Shape);
        long start = WindowStart(arrays, firstStart: 2, window, strides);
        Span<int> position = new int[window.Rank];
        for (long i = 0; i < window.Count; i++)
        {
            arrays.Write(start + RowMajor.Offset(position, strides), arrays.Read(1, i));
            RowMajor.Next(position, window);
        }
    }

    /// <summary>The element number at which a window of input 0 begins, its starts clamped so that it fits.</summary>
    private static long WindowStart(Operands arrays, int firstStart, Shape window, long[] strides)
    {
        long offset = 0;
        for (int axis = 0; axis < window.Rank; axis++)
            offset += Math.Clamp(arrays.ReadIndex(firstStart + axis, 0), 0, arrays.InputTypes[0].Shape[axis] - window[axis]) * strides[axis];
        return offset;
    }
}
