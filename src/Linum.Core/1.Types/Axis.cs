using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum;

/// <summary>One axis of an array: <c>0</c> is the first, <c>-1</c> and <c>^1</c> are the last.</summary>
/// <param name="Value">The position, negative counting from the end.</param>
public readonly record struct Axis(int Value)
{
    /// <summary>An axis by number; negative numbers count from the end.</summary>
    public static implicit operator Axis(int axis) => new(axis);

    /// <summary>An axis by index; <c>^1</c> is the last.</summary>
    public static implicit operator Axis(Index axis) => new(axis.IsFromEnd ? -axis.Value : axis.Value);

    /// <summary>The axis as a position from 0, or an error that names the operation.</summary>
    /// <param name="rank">How many axes there are.</param>
    /// <param name="operation">Who asks, for the message.</param>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    public int Normalize(int rank, string operation) =>
        Value >= -rank && Value < rank ? (Value < 0 ? Value + rank : Value) : throw AxisException.OutOfRange(operation, Value, rank);

    /// <inheritdoc/>
    public override string ToString() => $"{Value}";
}

/// <summary>Some axes of an array, or all of them: <c>x.Sum()</c>, <c>x.Sum(0)</c>, <c>x.Sum([0, -1])</c>. The default is all.</summary>
[CollectionBuilder(typeof(AxisSet), nameof(Create))]
public readonly struct AxisSet : IEquatable<AxisSet>
{
    private readonly Axis[]? axes;

    private AxisSet(Axis[] axes) => this.axes = axes;

    /// <summary>The given axes. An empty list means none.</summary>
    public static AxisSet Create(ReadOnlySpan<Axis> axes) => new(axes.ToArray());

    /// <summary>Every axis of the array: the default.</summary>
    public static AxisSet All => default;

    /// <summary>Whether this stands for every axis.</summary>
    public bool IsAll => axes is null;

    /// <summary>The axes in the order given.</summary>
    public ReadOnlySpan<Axis>.Enumerator GetEnumerator() => new ReadOnlySpan<Axis>(axes).GetEnumerator();

    /// <summary>A single axis.</summary>
    public static implicit operator AxisSet(int axis) => new([axis]);

    /// <summary>A single axis.</summary>
    public static implicit operator AxisSet(Index axis) => new([axis]);

    /// <summary>A single axis, or all for null.</summary>
    public static implicit operator AxisSet(Axis axis) => new([axis]);

    /// <summary>The axes in an array.</summary>
    public static implicit operator AxisSet(int[] axes) => new([.. axes.Select(a => (Axis)a)]);

    /// <summary>The axes as ascending positions from 0.</summary>
    /// <exception cref="AxisException">An axis is out of range or given twice.</exception>
    public ValueList<int> Normalize(int rank, string operation)
    {
        if (axes is null) return [.. Enumerable.Range(0, rank)];
        var positions = new int[axes.Length];
        for (int i = 0; i < positions.Length; i++) positions[i] = axes[i].Normalize(rank, operation);
        Array.Sort(positions);
        for (int i = 1; i < positions.Length; i++)
            if (positions[i] == positions[i - 1]) throw AxisException.Duplicate(operation, positions[i]);
        return positions;
    }

    /// <inheritdoc/>
    public bool Equals(AxisSet other) => axes is null ? other.axes is null : other.axes is not null && axes.AsSpan().SequenceEqual(other.axes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AxisSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => axes is null ? 0 : axes.Aggregate(1, (hash, axis) => HashCode.Combine(hash, axis));
}
