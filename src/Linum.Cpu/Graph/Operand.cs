using Linum.Extending;

namespace Linum.Cpu;

/// <summary>An array in a loop program: an input, a constant, or what a node computes. Compared by reference.</summary>
/// <param name="type">Element type and shape as it lies in memory: dense and row-major.</param>
internal sealed class LoopValue(ArrayType type)
{
    /// <summary>Element type and shape.</summary>
    public ArrayType Type => type;
}

/// <summary>A value as a node reads it: element (i, j, ...) of the shape is element offset + i·strides[0] + j·strides[1] + ... of the dense value.</summary>
internal sealed record Operand(LoopValue Value, Shape Shape, ValueList<long> Strides, long Offset = 0)
{
    /// <summary>So many bytes beside any array may be read: with fifteen elements of <see cref="NearSize"/> more they are 184 of the 256 that are spare.</summary>
    private const int NearBytes = 64;

    private const int NearSize = 8;

    /// <summary>The value as it is.</summary>
    public static Operand Of(LoopValue value) => new(value, value.Type.Shape, Dense(value.Type.Shape));

    /// <summary>The element type.</summary>
    public DType DType => Value.Type.DType;

    /// <summary>Whether the elements in row-major order are the value's elements from the first on.</summary>
    public bool IsDense => Offset == 0 && IsContiguous;

    /// <summary>Whether the elements follow each other in memory.</summary>
    public bool IsContiguous
    {
        get
        {
            long step = 1;
            for (int axis = Shape.Rank - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != step) return Shape.Count == 0;
                step *= Shape[axis];
            }

            return true;
        }
    }

    /// <summary>Whether the whole value is read in its own order.</summary>
    public bool IsWhole => IsDense && Shape.Count == Value.Type.Shape.Count;

    /// <summary>Whether one element serves all.</summary>
    public bool IsOneElement
    {
        get
        {
            for (int axis = 0; axis < Shape.Rank; axis++)
                if (Shape[axis] != 1 && Strides[axis] != 0) return false;
            return true;
        }
    }

    /// <summary>How many elements are read, each counted once where an axis repeats it.</summary>
    public long DistinctCount
    {
        get
        {
            long count = 1;
            for (int axis = 0; axis < Shape.Rank; axis++)
                if (Strides[axis] != 0) count *= Shape[axis];
            return count;
        }
    }

    /// <summary>Whether every element that is read is one of the value's.</summary>
    public bool IsInside => Overhang == (0, 0);

    /// <summary>How many elements before the value's first and behind its last the reads reach: what is read there is not used.</summary>
    public (long Before, long Behind) Overhang
    {
        get
        {
            if (Shape.Count == 0) return (0, 0);
            long low = Offset, high = Offset;
            for (int axis = 0; axis < Shape.Rank; axis++)
            {
                long distance = Strides[axis] * (Shape[axis] - 1);
                if (distance < 0) low += distance;
                else high += distance;
            }

            return (Math.Max(0, -low), Math.Max(0, high + 1 - Value.Type.Shape.Count));
        }
    }

    /// <summary>
    /// Whether reads reach at most a little over the ends: into what is spare around all memory (<see cref="BufferPool.Spare"/>), together with the up to fifteen elements that a kernel reads there
    /// anyway, backwards before the first and forwards behind the last.
    /// </summary>
    public bool IsNear
    {
        get
        {
            (long before, long behind) = Overhang;
            return (before == 0 && behind == 0) || (DType.Size <= NearSize && Math.Max(before, behind) * DType.Size <= NearBytes);
        }
    }

    /// <summary>The strides of a dense row-major array.</summary>
    public static long[] Dense(Shape shape)
    {
        var strides = new long[shape.Rank];
        long step = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= shape[axis];
        }

        return strides;
    }

    public override string ToString() => IsWhole && Shape == Value.Type.Shape ? "" : $"{Shape}:({string.Join(", ", Strides.ToArray())}){(Offset == 0 ? "" : $"{Offset:+0;-0}")}";
}
