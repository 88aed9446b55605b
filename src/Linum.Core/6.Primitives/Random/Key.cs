using Linum.Extending;

namespace Linum;

/// <summary>
/// A random key, or an array of keys. Nothing random is global: the same key gives the same numbers, and new keys come from <c>Rng.Split</c> and <c>Rng.FoldIn</c>.
/// </summary>
/// <example><code>var (a, b) = Rng.Split(Rng.Key(0)); NDArray x = Rng.Normal(a, [3]);</code></example>
public readonly struct Key : IPytree<Key>
{
    /// <summary>Keys in an array of dtype key.</summary>
    public Key(NDArray array) => Array = array.DType == DType.Key ? array : throw new DTypeException($"A key was made from {array.Type.ToLongString()}. Use Rng.Key for a seed, Rng.WrapKeyData for words.");

    /// <summary>The array of keys; of rank 0 for one key.</summary>
    public NDArray Array { get; }

    /// <summary>The shape of the array of keys; <c>()</c> for one key.</summary>
    public Shape Shape => Array.Shape;

    /// <summary>Part of an array of keys.</summary>
    public Key this[params ReadOnlySpan<Slice> slices] => new(Array[slices]);

    /// <summary>The array of keys.</summary>
    public static implicit operator NDArray(Key key) => key.Array;

    /// <summary>Two keys.</summary>
    public void Deconstruct(out Key first, out Key second) => (first, second) = (Part(0, 2), Part(1, 2));

    /// <summary>Three keys.</summary>
    public void Deconstruct(out Key first, out Key second, out Key third) => (first, second, third) = (Part(0, 3), Part(1, 3), Part(2, 3));

    /// <summary>Four keys.</summary>
    public void Deconstruct(out Key first, out Key second, out Key third, out Key fourth) => (first, second, third, fourth) = (Part(0, 4), Part(1, 4), Part(2, 4), Part(3, 4));

    private Key Part(int i, int count) => Shape.Rank == 1 && Shape[0] == count
        ? this[i]
        : throw new ShapeException($"Keys of shape {Shape} cannot be taken apart into {count}. Ask Rng.Split for {count} keys.");

    /// <inheritdoc/>
    static void IPytree<Key>.Flatten(Key value, ref TreeWriter writer)
    {
        if (value.Array is null) writer.Null(typeof(Key));
        else writer.Leaf(value.Array);
    }

    /// <inheritdoc/>
    static Key IPytree<Key>.Unflatten(ref TreeReader reader) => reader.Node.IsNull ? default : new(reader.Leaf());

    /// <summary>The words of the keys.</summary>
    public override string ToString() => Array.ToString();
}
