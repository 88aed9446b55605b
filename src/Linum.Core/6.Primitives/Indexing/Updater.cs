using Linum.Extending;

namespace Linum;

/// <summary>Updates of parts of an array, each giving a new array: <c>x.At[2..5].Set(y)</c>.</summary>
public readonly struct Updater
{
    private readonly NDArray array;

    internal Updater(NDArray array) => this.array = array;

    /// <summary>The part that is updated, written as an index.</summary>
    public UpdatedPart this[params ReadOnlySpan<Slice> slices] => new(array, slices.ToArray());
}

/// <summary>
/// A part of an array that is updated. Values are repeated to the part's shape and converted to the array's dtype. Positions outside the array are left out. Where a position occurs
/// twice, Set keeps the last value and all others apply every one.
/// </summary>
public sealed class UpdatedPart
{
    private readonly NDArray array;
    private readonly Slice[] slices;

    internal UpdatedPart(NDArray array, Slice[] slices) => (this.array, this.slices) = (array, slices);

    /// <summary>The array with the part replaced.</summary>
    public NDArray Set(NDArray value, OutOfBounds mode = OutOfBounds.FillOrDrop) => Update(value, null, mode);

    /// <summary>The array with values added to the part.</summary>
    public NDArray Add(NDArray value, OutOfBounds mode = OutOfBounds.FillOrDrop) => Update(value, ReduceKind.Sum, mode);

    /// <summary>The array with values subtracted from the part.</summary>
    public NDArray Subtract(NDArray value, OutOfBounds mode = OutOfBounds.FillOrDrop) => Update(value, ReduceKind.Sum, mode, negative: true);

    /// <summary>The array with the part multiplied.</summary>
    /// <param name="value">The factors.</param>
    /// <param name="mode">What is done at positions outside.</param>
    /// <param name="unique">Whether the caller promises that no position occurs twice: only then is there a derivative.</param>
    public NDArray Multiply(NDArray value, OutOfBounds mode = OutOfBounds.FillOrDrop, bool unique = false) => Update(value, ReduceKind.Product, mode, unique);

    /// <summary>The array with the part divided; integers become floats.</summary>
    public NDArray Divide(NDArray value, OutOfBounds mode = OutOfBounds.FillOrDrop)
    {
        NDArray ones = Lax.OnesLike(array), divisor = new UpdatedPart(ones, slices).Update(value, ReduceKind.Product, mode);
        return array / divisor;
    }

    /// <summary>The array with the part raised to a power.</summary>
    public NDArray Power(NDArray value, OutOfBounds mode = OutOfBounds.FillOrDrop)
    {
        if (array.DType.IsInteger) return Broadcasting.IntegerPower(array, new UpdatedPart(Lax.OnesLike(array), slices).Update(value, ReduceKind.Product, mode));
        NDArray x = Broadcasting.ToInexact(array);
        NDArray exponents = new UpdatedPart(Lax.OnesLike(x), slices).Update(value, ReduceKind.Product, mode);
        return Lax.ConvertElementType(Lax.Pow(x, exponents), array.DType, array.Type.IsWeak);
    }

    /// <summary>The array with the smaller of the part and values.</summary>
    public NDArray Min(NDArray value, OutOfBounds mode = OutOfBounds.FillOrDrop) => Update(value, ReduceKind.Min, mode);

    /// <summary>The array with the larger of the part and values.</summary>
    public NDArray Max(NDArray value, OutOfBounds mode = OutOfBounds.FillOrDrop) => Update(value, ReduceKind.Max, mode);

    /// <summary>The array with a function applied to the part; once, also where a position occurs twice.</summary>
    public NDArray Apply(Func<NDArray, NDArray> f, OutOfBounds mode = OutOfBounds.FillOrDrop) => Set(f(Get()), mode);

    /// <summary>The part itself.</summary>
    /// <param name="mode">What a position outside gives.</param>
    /// <param name="fillValue">The value for positions outside in mode FillOrDrop; null is NaN, the smallest signed or largest unsigned integer, or true.</param>
    public NDArray Get(OutOfBounds mode = OutOfBounds.PromiseInBounds, double? fillValue = null) => Indexing.Get(array, slices, mode, fillValue);

    private NDArray Update(NDArray value, ReduceKind? combine, OutOfBounds mode, bool unique = false, bool negative = false)
    {
        List<Indexing.Entry> entries = Indexing.WithPositions(Indexing.Resolve(array, slices));
        NDArray Cast(NDArray v, Shape shape)
        {
            if (v.DType != array.DType) v = Lax.ConvertElementType(v, array.DType);
            // Not before the conversion: the negative of a float would be cut off at 0 by an unsigned type.
            if (negative) v = Lax.Neg(v);
            try
            {
                return Lax.BroadcastTo(v, shape);
            }
            catch (ShapeException)
            {
                throw new ShapeException($"Updating a part of {array.Type.ToLongString()}: the part has the shape {shape}, and {v.Type.ToLongString()} cannot be repeated to it. Give a value of that shape, or one that broadcasts to it.");
            }
        }

        bool plain = entries.All(e => !e.IsAdvanced && !e.IsNew && e.Step == 1), inside = mode == OutOfBounds.Clip || Inside();
        if (plain && inside)
        {
            // A window whose place is known.
            NDArray old = Indexing.Get(array, slices, OutOfBounds.Clip);
            NDArray part = Cast(value, old.Shape);
            if (combine is ReduceKind kind) part = Combine(kind, old, part);
            if (array.Rank == 0) return part;
            Shape window = [.. entries.Select(e => e.Count)];
            return Lax.DynamicUpdateSlice(array, Lax.Reshape(part, window), [.. entries.Select(e => (NDArray)ConcreteArray.Scalar((long)e.Start, DType.Int32, false))]);
        }

        if (inside && entries.All(e => !e.IsNew && (e.IsAdvanced || (e.Step == 1 && !e.Drops && e.Count == array.Shape[e.Axis]))))
        {
            (NDArray indices, int[] axes, Shape shape, int before) = Advanced.Plan(array, entries);
            int windows = array.Rank - axes.Length;
            int[] offsets = [.. Enumerable.Range(0, windows).Select(w => w < before ? w : w + shape.Rank)];
            int[] kept = [.. Enumerable.Range(0, array.Rank).Where(a => !axes.Contains(a)).Select(a => array.Shape[a])];
            Shape updates = [.. kept[..before], .. shape, .. kept[before..]];
            return Lax.Scatter(array, indices, Cast(value, updates), new(offsets, axes, axes, [], []), combine, mode, unique);
        }

        // Anything else: number the elements, read the numbers of the part, and scatter to them.
        int count = checked((int)array.Count);
        NDArray numbers = Lax.Reshape(Lax.Iota(DType.Int32, count), array.Shape);
        NDArray where = inside ? Indexing.Get(numbers, slices, mode == OutOfBounds.Clip ? mode : OutOfBounds.FillOrDrop, count) : Lax.Full(Indexing.Get(numbers, slices, OutOfBounds.Clip).Shape, count, DType.Int32);
        NDArray flat = Lax.Scatter(Lax.Reshape(array, count), Lax.Reshape(where, -1, 1), Lax.Reshape(Cast(value, where.Shape), -1), new([], [0], [0], [], []), combine, OutOfBounds.FillOrDrop, unique);
        return Lax.Reshape(flat, array.Shape);
    }

    /// <summary>Whether all ints are inside the array: an update at one outside does nothing.</summary>
    private bool Inside()
    {
        int axis = 0;
        foreach (Slice slice in slices)
        {
            if (slice.Kind == Slice.SliceKind.Ellipsis) axis = array.Rank - slices.SkipWhile(s => s.Kind != Slice.SliceKind.Ellipsis).Skip(1).Sum(AxesOf);
            else if (slice.Kind == Slice.SliceKind.At)
            {
                int size = array.Shape[axis], position = slice.Index.IsFromEnd ? size - slice.Index.Value : slice.Index.Value;
                if (position < 0 || position >= size) return false;
                axis++;
            }
            else
            {
                axis += AxesOf(slice);
            }
        }

        return true;

        static int AxesOf(Slice slice) => slice.Kind == Slice.SliceKind.NewAxis ? 0 : slice.Array is { DType: DType.Bool } mask ? mask.Rank : 1;
    }

    private static NDArray Combine(ReduceKind kind, NDArray old, NDArray part) => kind switch
    {
        ReduceKind.Sum => Lax.Add(old, part),
        ReduceKind.Product => Lax.Mul(old, part),
        ReduceKind.Max => Lax.Max(old, part),
        _ => Lax.Min(old, part),
    };
}
