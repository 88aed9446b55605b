namespace Linum.Extending;

/// <summary>Walking over positions of a dense row-major array.</summary>
internal static class RowMajor
{
    /// <summary>How many elements apart neighbours along each axis are.</summary>
    public static long[] Strides(ReadOnlySpan<int> shape)
    {
        var strides = new long[shape.Length];
        long stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }

    /// <summary>Moves a position to the next in row-major order; false after the last.</summary>
    public static bool Next(Span<int> position, ReadOnlySpan<int> shape)
    {
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (++position[axis] < shape[axis]) return true;
            position[axis] = 0;
        }

        return false;
    }

    /// <summary>The element number of a position under strides.</summary>
    public static long Offset(ReadOnlySpan<int> position, ReadOnlySpan<long> strides)
    {
        long offset = 0;
        for (int axis = 0; axis < position.Length; axis++) offset += position[axis] * strides[axis];
        return offset;
    }
}
