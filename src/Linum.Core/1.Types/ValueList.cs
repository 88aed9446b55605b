using System.Collections;
using System.Runtime.CompilerServices;

namespace Linum.Extending;

/// <summary>An immutable list that compares by its elements, so that records that hold one are equal when they look equal.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public readonly struct ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[]? items;

    /// <summary>A list over an array that nobody changes any more. Not copied.</summary>
    internal ValueList(T[] items) => this.items = items;

    /// <summary>How many elements there are.</summary>
    public int Count => items?.Length ?? 0;

    /// <summary>How many elements there are (for list patterns).</summary>
    public int Length => Count;

    /// <summary>The element at a position.</summary>
    public T this[int index] => items![index];

    /// <summary>The elements as a span.</summary>
    public ReadOnlySpan<T> Span => items;

    /// <summary>The elements in order.</summary>
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => Span.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (items ?? []).GetEnumerator();

    /// <summary>A new array with the elements.</summary>
    public T[] ToArray() => Span.ToArray();

    /// <inheritdoc/>
    public bool Equals(ValueList<T> other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T item in Span) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Whether both have equal elements in the same order.</summary>
    public static bool operator ==(ValueList<T> left, ValueList<T> right) => left.Equals(right);

    /// <summary>Whether the lists differ.</summary>
    public static bool operator !=(ValueList<T> left, ValueList<T> right) => !left.Equals(right);

    /// <summary>The list of an array's elements. The array is copied.</summary>
    public static implicit operator ValueList<T>(T[] items) => new([.. items]);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", items ?? [])}]";
}

/// <summary>Makes value lists from collection expressions.</summary>
public static class ValueList
{
    /// <summary>A list of the given elements.</summary>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
