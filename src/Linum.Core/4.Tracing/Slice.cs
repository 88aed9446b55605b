using Linum.Extending;

namespace Linum;

/// <summary>
/// What stands between the brackets of an index: an int or <c>^1</c>, a range, a range with a step <c>(..10, 2)</c>, <c>null</c> or NewAxis for a new axis, Ellipsis for all the
/// axes in between, an integer array, or a bool mask.
/// </summary>
public readonly struct Slice
{
    internal enum SliceKind : byte
    {
        Whole,
        At,
        Range,
        NewAxis,
        Ellipsis,
        Array,
    }

    private Slice(SliceKind kind, Index index = default, Range range = default, int step = 1, NDArray? array = null)
    {
        Kind = kind;
        Index = index;
        Range = range;
        Step = step;
        Array = array;
    }

    internal SliceKind Kind { get; }

    internal Index Index { get; }

    internal Range Range { get; }

    internal int Step { get; }

    internal NDArray? Array { get; }

    /// <summary>A new axis of size 1.</summary>
    public static Slice NewAxis => new(SliceKind.NewAxis);

    /// <summary>All the axes that the other entries leave.</summary>
    public static Slice Ellipsis => new(SliceKind.Ellipsis);

    /// <summary>One position; negative numbers count from the end.</summary>
    public static implicit operator Slice(int index) => new(SliceKind.At, index < 0 ? new Index(index == int.MinValue ? int.MaxValue : -index, fromEnd: true) : new Index(index));

    /// <summary>One position; <c>^1</c> is the last.</summary>
    public static implicit operator Slice(Index index) => new(SliceKind.At, index);

    /// <summary>Several positions.</summary>
    public static implicit operator Slice(Range range) => new(range.Equals(Range.All) ? SliceKind.Whole : SliceKind.Range, range: range);

    /// <summary>Several positions with a step; a negative step goes backwards through the range.</summary>
    public static implicit operator Slice((Range Range, int Step) slice) => new(SliceKind.Range, range: slice.Range, step: slice.Step);

    /// <summary>Positions in an integer array, or where a bool array is true; null is a new axis.</summary>
    public static implicit operator Slice(NDArray? array) => array is null ? NewAxis : new(SliceKind.Array, array: array);
}
