using Linum.Extending;

namespace Linum;

/// <summary>Text: NumPy's.</summary>
public abstract partial class NDArray : IFormattable
{
    /// <summary>The elements as NumPy prints them; while it is traced, what is known of it.</summary>
    public sealed override string ToString() => ToString(null, null);

    /// <summary>The elements, each with a .NET format, padded to one width.</summary>
    /// <param name="format">Such as <c>F4</c>; null or <c>G</c> is NumPy's own.</param>
    public string ToString(string format) => ToString(format, null);

    /// <summary>The elements, each with a .NET format, padded to one width. Numbers are always written as in the invariant culture.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        if (this is not ConcreteArray concrete)
            return this is Tracer tracer ? $"{Type.ToLongString()} (traced by {tracer.Trace.Description})" : Type.ToLongString();
        return ArrayPrinter.Print(concrete.ToBytes(), Type, format is null or "" or "G" ? null : format);
    }
}
