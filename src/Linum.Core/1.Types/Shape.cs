using System.Runtime.CompilerServices;

namespace Linum;

/// <summary>The sizes of an array's axes. Compares by value and prints as <c>(4, 3)</c>.</summary>
/// <example><code>Shape s = [4, 3]; var (rows, columns) = s; Shape t = [.. s, 5];</code></example>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int[]? sizes;

    private Shape(int[] sizes) => this.sizes = sizes;

    /// <summary>A shape with the given sizes.</summary>
    public static Shape Create(ReadOnlySpan<int> sizes) => new(sizes.ToArray());

    /// <summary>The number of axes.</summary>
    public int Rank => sizes?.Length ?? 0;

    /// <summary>The number of axes (for list patterns).</summary>
    public int Length => Rank;

    /// <summary>The number of elements: the product of the sizes, 1 for a scalar.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (int size in Span) count *= size;
            return count;
        }
    }

    /// <summary>The size of an axis. <c>shape[^1]</c> is the last.</summary>
    public int this[int axis] => Span[axis];

    /// <summary>Some of the axes: <c>shape[..2]</c>.</summary>
    public Shape this[Range range] => Create(Span[range]);

    /// <summary>The sizes as a span.</summary>
    public ReadOnlySpan<int> Span => sizes;

    /// <summary>The sizes as a new array.</summary>
    public int[] ToArray() => Span.ToArray();

    /// <summary>The sizes in order.</summary>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Span.GetEnumerator();

    /// <summary>This shape with one more axis of the given size at a position.</summary>
    public Shape Insert(int axis, int size) => [.. Span[..axis], size, .. Span[axis..]];

    /// <summary>This shape without one axis.</summary>
    public Shape RemoveAt(int axis) => [.. Span[..axis], .. Span[(axis + 1)..]];

    /// <summary>This shape with the size of one axis replaced.</summary>
    public Shape With(int axis, int size) => [.. Span[..axis], size, .. Span[(axis + 1)..]];

    /// <summary>This shape without several axes (non-negative, any order).</summary>
    public Shape Without(ReadOnlySpan<int> axes)
    {
        List<int> kept = [];
        for (int i = 0; i < Rank; i++)
            if (!axes.Contains(i)) kept.Add(Span[i]);
        return new([.. kept]);
    }

    /// <summary>The sizes of a shape of two axes.</summary>
    public void Deconstruct(out int first, out int second) => (first, second) = (Part(0, 2), Part(1, 2));

    /// <summary>The sizes of a shape of three axes.</summary>
    public void Deconstruct(out int first, out int second, out int third) => (first, second, third) = (Part(0, 3), Part(1, 3), Part(2, 3));

    /// <summary>The sizes of a shape of four axes.</summary>
    public void Deconstruct(out int first, out int second, out int third, out int fourth) =>
        (first, second, third, fourth) = (Part(0, 4), Part(1, 4), Part(2, 4), Part(3, 4));

    private int Part(int axis, int rank) =>
        Rank == rank ? Span[axis] : throw new ArgumentException($"The shape {this} has {Rank} axes and cannot be taken apart into {rank} sizes.");

    /// <summary>The sizes as a span.</summary>
    public static implicit operator ReadOnlySpan<int>(Shape shape) => shape.Span;

    /// <summary>A shape with the sizes in an array.</summary>
    public static implicit operator Shape(int[] sizes) => Create(sizes);

    /// <inheritdoc/>
    public bool Equals(Shape other) => ReferenceEquals(sizes, other.sizes) || Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int size in Span) hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>Whether all sizes are equal.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether the shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The shape as a tuple: <c>(4, 3)</c>, <c>(4,)</c>, <c>()</c>.</summary>
    public override string ToString() => Rank == 1 ? $"({Span[0]},)" : $"({string.Join(", ", ToArray())})";
}
