namespace Linum.Extending;

/// <summary>All that is known about an array without its data: what programs and rules see.</summary>
/// <param name="DType">The type of the elements.</param>
/// <param name="Shape">The sizes of the axes.</param>
/// <param name="IsWeak">True for values that came from a C# literal: they take the dtype of the other operand.</param>
public readonly record struct ArrayType(DType DType, Shape Shape, bool IsWeak = false)
{
    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The bytes of a dense array of this type.</summary>
    public long ByteCount => Shape.Count * DType.Size;

    /// <summary>The same type without the weak flag.</summary>
    public ArrayType Strong => this with { IsWeak = false };

    /// <summary>The type of a derivative of a value of this type.</summary>
    public ArrayType Tangent => this with { DType = DType.Tangent, IsWeak = IsWeak && DType.IsInexact };

    /// <summary>Whether dtype and shape agree; the weak flag does not count.</summary>
    public bool Matches(ArrayType other) => DType == other.DType && Shape == other.Shape;

    /// <summary>The type as programs print it: <c>f32[3,2]</c>.</summary>
    public override string ToString() => $"{DType.Short}[{string.Join(',', Shape.ToArray())}]";

    /// <summary>The type as messages print it: <c>float32[3,2]</c>.</summary>
    public string ToLongString() => $"{DType.Name}[{string.Join(',', Shape.ToArray())}]";
}
