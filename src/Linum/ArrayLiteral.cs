using System.Numerics;
using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum;

/// <summary>
/// Nested lists of numbers: <c>Np.Array([[1, 2], [3, 4]])</c>. Integers make the default integer type, int32, anything with a fraction the default float, float32 (the literal rule), bools bool; other
/// integer types keep theirs.
/// </summary>
[CollectionBuilder(typeof(ArrayLiteral), nameof(Create))]
public readonly struct ArrayLiteral
{
    private readonly ArrayLiteral[]? items;
    private readonly Complex number;
    private readonly long integer;
    private readonly DType dtype;
    private readonly bool weak;

    private ArrayLiteral(ArrayLiteral[] items) => this.items = items;

    private ArrayLiteral(Complex number, DType dtype, bool weak = true) => (this.number, this.dtype, this.weak) = (number, dtype, weak);

    private ArrayLiteral(long integer, DType dtype, bool weak = false) =>
        (number, this.integer, this.dtype, this.weak) = (dtype == DType.UInt64 ? unchecked((ulong)integer) : integer, integer, dtype, weak);

    /// <summary>A list.</summary>
    public static ArrayLiteral Create(ReadOnlySpan<ArrayLiteral> items) => new(items.ToArray());

    /// <summary>The parts of a list, for collection expressions.</summary>
    public IEnumerator<ArrayLiteral> GetEnumerator() => ((IEnumerable<ArrayLiteral>)(items ?? [])).GetEnumerator();

    /// <summary>An integer.</summary>
    public static implicit operator ArrayLiteral(int value) => new((long)value, DefaultTypes.Int, weak: true);
    /// <summary>A 64-bit integer.</summary>
    public static implicit operator ArrayLiteral(long value) => new(value, DType.Int64);
    /// <summary>An unsigned integer.</summary>
    public static implicit operator ArrayLiteral(uint value) => new((long)value, DType.UInt32);
    /// <summary>A 64-bit unsigned integer.</summary>
    public static implicit operator ArrayLiteral(ulong value) => new(unchecked((long)value), DType.UInt64);
    /// <summary>A 16-bit integer.</summary>
    public static implicit operator ArrayLiteral(short value) => new((long)value, DType.Int16);
    /// <summary>A 16-bit unsigned integer.</summary>
    public static implicit operator ArrayLiteral(ushort value) => new((long)value, DType.UInt16);
    /// <summary>An 8-bit integer.</summary>
    public static implicit operator ArrayLiteral(sbyte value) => new((long)value, DType.Int8);
    /// <summary>An 8-bit unsigned integer.</summary>
    public static implicit operator ArrayLiteral(byte value) => new((long)value, DType.UInt8);
    /// <summary>A half-precision float.</summary>
    public static implicit operator ArrayLiteral(Half value) => new((double)value, DType.Float16, weak: false);
    /// <summary>A float.</summary>
    public static implicit operator ArrayLiteral(double value) => new(value, DefaultTypes.Float);
    /// <summary>A float.</summary>
    public static implicit operator ArrayLiteral(float value) => new(value, DefaultTypes.Float);
    /// <summary>A bool.</summary>
    public static implicit operator ArrayLiteral(bool value) => new(value ? 1L : 0L, DType.Bool);
    /// <summary>A complex number.</summary>
    public static implicit operator ArrayLiteral(Complex value) => new(value, DefaultTypes.Complex);

    private ConcreteArray Scalar => dtype.IsInteger || dtype == DType.Bool ? ConcreteArray.Scalar(integer, dtype, false) : ConcreteArray.Scalar(number, dtype, false);

    /// <summary>The array that is meant.</summary>
    internal ConcreteArray ToArray(DType? wanted)
    {
        if (items is null && wanted is null)
            return dtype.IsInteger || dtype == DType.Bool ? ConcreteArray.Scalar(integer, dtype, weak) : ConcreteArray.Scalar(number, dtype, weak);

        List<int> sizes = [];
        for (ArrayLiteral level = this; level.items is not null; level = level.items[0])
        {
            sizes.Add(level.items.Length);
            if (level.items.Length == 0) break;
        }

        List<ArrayLiteral> numbers = [];
        DType found = DType.Bool;
        bool any = false;
        Collect(sizes, 0, "", numbers, ref found, ref any);
        DType target = wanted ?? (any ? found : DefaultTypes.Float);
        var bytes = new byte[numbers.Count * target.Size];
        for (int i = 0; i < numbers.Count; i++) numbers[i].Scalar.LiteralAs(target, false).CopyTo(bytes.AsSpan(i * target.Size, target.Size));
        return ConcreteArray.FromBytes(bytes, new(target, [.. sizes]));
    }

    private void Collect(List<int> sizes, int depth, string path, List<ArrayLiteral> numbers, ref DType found, ref bool any)
    {
        if (items is null)
        {
            if (depth != sizes.Count) throw Ragged(path, "a number", sizes, depth);
            numbers.Add(this);
            found = any ? Promotion.Join([new(found, []), new(dtype, [])]).DType : dtype;
            any = true;
            return;
        }

        if (depth >= sizes.Count || items.Length != sizes[depth]) throw Ragged(path, items.Length == 1 ? "a list of 1" : $"a list of {items.Length}", sizes, depth);
        for (int i = 0; i < items.Length; i++) items[i].Collect(sizes, depth + 1, $"{path}[{i}]", numbers, ref found, ref any);
    }

    private static ShapeException Ragged(string path, string got, List<int> sizes, int depth) =>
        new($"Np.Array: the rows do not have one length: element {path} is {got}, but the first of its kind is {(depth < sizes.Count ? $"a list of {sizes[depth]}" : "a number")}. Give rows of one length.");
}
