namespace Linum.Extending;

/// <summary>The type that two types are both converted to before they are combined.</summary>
public static class Promotion
{
    /// <summary>temp</summary>
    public static (DType DType, bool IsWeak) Join(ReadOnlySpan<ArrayType> types)
    {
        DType d = types[0].DType;
        bool weak = types[0].IsWeak;
        foreach (ArrayType t in types[1..])
        {
            if (weak && !t.IsWeak) (d, weak) = d.IsFloat && !t.DType.IsInexact ? (DType.Float32, true) : (t.DType, false);
            else if (!weak && t.IsWeak) (d, weak) = t.DType.IsFloat && !d.IsInexact ? (DType.Float32, true) : (d, false);
            else d = (DType)Math.Max((byte)d, (byte)t.DType);
        }
        return (d, weak);
    }
}
