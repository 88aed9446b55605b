using Linum.Extending;

namespace Linum;

public static partial class Rng
{
    /// <summary>Normally distributed numbers between two bounds.</summary>
    /// <param name="key">One key.</param>
    /// <param name="low">The lower bound, in standard deviations.</param>
    /// <param name="high">The upper bound, in standard deviations.</param>
    /// <param name="shape">The shape of the result; null takes that of the bounds.</param>
    /// <param name="dtype">A floating dtype; null is the default float, float32.</param>
    public static NDArray TruncatedNormal(Key key, NDArray low, NDArray high, Shape? shape = null, DType? dtype = null)
    {
        DType type = FloatOr("Rng.TruncatedNormal", dtype);
        (low, high) = (Lax.ConvertElementType(low, type), Lax.ConvertElementType(high, type));
        Shape full = shape ?? Broadcasting.Common("Rng.TruncatedNormal", low.Type, high.Type);
        NDArray root = Lax.Full([], Math.Sqrt(2), type);
        NDArray a = Lax.Erf(Lax.Div(low, root)), b = Lax.Erf(Lax.Div(high, root));
        NDArray x = Lax.Mul(root, Lax.ErfInv(Uniform(key, full, type, a, b)));
        return Np.Clip(x, Lax.NextAfter(Lax.StopGradient(low), Lax.Full([], double.PositiveInfinity, type)), Lax.NextAfter(Lax.StopGradient(high), Lax.Full([], double.NegativeInfinity, type)));
    }

    /// <summary>True with a probability.</summary>
    /// <param name="key">One key.</param>
    /// <param name="p">The probability, 0.5 by default.</param>
    /// <param name="shape">The shape of the result; null takes that of <paramref name="p"/>.</param>
    /// <param name="highPrecision">Whether probabilities far below the spacing of uniform numbers are met too, at twice the bits.</param>
    public static NDArray Bernoulli(Key key, NDArray? p = null, Shape? shape = null, bool highPrecision = false)
    {
        p ??= 0.5;
        NDArray chance = Broadcasting.ToInexact(p);
        if (highPrecision)
        {
            NDArray u = Uniform(key, [2, .. shape ?? chance.Shape], chance.DType);
            return u[1] * Math.Pow(2, -MantissaBits(chance.DType)) < chance - u[0];
        }

        return Uniform(key, shape ?? chance.Shape, chance.DType) < chance;
    }

    /// <summary>Integers in [low, high).</summary>
    /// <param name="key">One key.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="low">The lower bound, broadcast to the shape.</param>
    /// <param name="high">The upper bound, which is not reached; where it is not above the lower one, that is the result.</param>
    /// <param name="dtype">An integer dtype; null is the default integer type, int32.</param>
    public static NDArray RandInt(Key key, Shape shape, NDArray low, NDArray high, DType? dtype = null) => RandIntOf(dtype ?? DefaultTypes.Int, key, shape, low, high);

    private static NDArray RandIntOf(DType dtype, Key key, Shape shape, NDArray low, NDArray high)
    {
        if (!dtype.IsInteger) throw new DTypeException($"Rng.RandInt: the numbers are integers, but {dtype.Name} was asked for. Use DType.Int32 or another integer dtype.");
        if (!low.DType.IsInteger || !high.DType.IsInteger) throw new DTypeException($"Rng.RandInt: the bounds are integers, but {low.Type.ToLongString()} and {high.Type.ToLongString()} were given.");
        if (dtype.Size < 4) return RandIntNarrow(key, shape, low, high, dtype);
        DType unsigned = dtype.Size == 4 ? DType.UInt32 : DType.UInt64;
        int width = dtype.Size * 8;
        NDArray above = BeyondMaximum(high, dtype);
        (low, high) = (Saturate(low, dtype), Saturate(high, dtype));
        var (first, second) = Split(key);
        NDArray higher = Bits(first, shape, unsigned), lower = Bits(second, shape, unsigned);
        NDArray one = Lax.Full([], 1, unsigned);
        NDArray span = Np.Where(high <= low, one, (high - low).AsType(unsigned));
        span = Np.Where(above & (high > low), span + one, span);
        span = span.Rank == 0 ? span : Lax.BroadcastTo(span, shape);
        NDArray multiplier = Lax.Rem(Lax.BroadcastTo(ConcreteArray.Scalar(1L << (width / 2), unsigned, false), span.Shape), span);
        multiplier = Lax.Rem(Lax.Mul(multiplier, multiplier), span);
        NDArray offset = Lax.Rem(Lax.Add(Lax.Mul(Lax.Rem(higher, span), multiplier), Lax.Rem(lower, span)), span);
        return low + offset.AsType(dtype);
    }

    private static (long Min, long Max) Range(DType dtype) => dtype switch
    {
        DType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        DType.Int16 => (short.MinValue, short.MaxValue),
        DType.Int32 => (int.MinValue, int.MaxValue),
        DType.Int64 => (long.MinValue, long.MaxValue),
        DType.UInt8 => (0, byte.MaxValue),
        DType.UInt16 => (0, ushort.MaxValue),
        DType.UInt32 => (0, uint.MaxValue),
        _ => (0, long.MaxValue),
    };

    private static NDArray BeyondMaximum(NDArray x, DType dtype)
    {
        if (Range(x.DType).Max <= Range(dtype).Max || x.DType == dtype) return false;
        return x > Lax.Full([], 0, x.DType) + ConcreteArray.Scalar(Range(dtype).Max, x.DType, false);
    }

    private static NDArray Saturate(NDArray x, DType dtype)
    {
        (long min, long max) = Range(dtype);
        (long from, long to) = Range(x.DType);
        if (from < min) x = Lax.Max(x, ConcreteArray.Scalar(min, x.DType, false));
        if (to > max) x = Lax.Min(x, ConcreteArray.Scalar(max, x.DType, false));
        return Lax.ConvertElementType(x, dtype);
    }

    /// <summary>8- and 16-bit integers are drawn as 32-bit ones within their range.</summary>
    private static NDArray RandIntNarrow(Key key, Shape shape, NDArray low, NDArray high, DType dtype)
    {
        (long min, long max) = Range(dtype);
        NDArray Bound(NDArray x, long most) => Np.Clip(Saturate(x, DType.Int32), (int)min, (int)most);
        return RandInt(key, shape, Bound(low, max), Bound(high, max + 1)).AsType(dtype);
    }

    /// <summary>The numbers 0 to n - 1 in random order.</summary>
    public static NDArray Permutation(Key key, int n) => Shuffle(key, Np.Arange(n), 0);

    /// <summary>The slices of an array along an axis in random order.</summary>
    /// <param name="key">One key.</param>
    /// <param name="x">The array.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="independent">Whether every line along the axis gets an order of its own.</param>
    public static NDArray Permutation(Key key, NDArray x, int axis = 0, bool independent = false)
    {
        if (x.Rank == 0) return Permutation(key, (int)x);
        int position = ((Axis)axis).Normalize(x.Rank, "Rng.Permutation");
        if (independent || x.Rank == 1) return Shuffle(key, x, position);
        NDArray order = Shuffle(key, Np.Arange(x.Shape[position]), 0);
        return Np.Take(x, order, position, OutOfBounds.PromiseInBounds);
    }

    /// <summary>Sorts by random bits, as often as it takes for ties to be unlikely.</summary>
    private static NDArray Shuffle(Key key, NDArray x, int axis)
    {
        double size = Math.Max(1, x.Count);
        int rounds = (int)Math.Ceiling(3 * Math.Log(size) / Math.Log(uint.MaxValue));
        for (int i = 0; i < rounds; i++)
        {
            (key, Key sub) = Split(key);
            x = Lax.Sort([Bits(sub, x.Shape), x], axis, 1)[1];
        }

        return x;
    }

    /// <summary>Exponentially distributed numbers with mean 1.</summary>
    public static NDArray Exponential(Key key, Shape shape = default, DType? dtype = null) => Lax.Neg(Lax.Log1p(Lax.Neg(Uniform(key, shape, dtype))));

    /// <summary>Gumbel-distributed numbers.</summary>
    /// <param name="key">One key.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="dtype">A floating dtype; null is the default float, float32.</param>
    /// <param name="highPrecision">Whether the far tail, beyond what one uniform number resolves, is drawn too, at twice the bits.</param>
    public static NDArray Gumbel(Key key, Shape shape = default, DType? dtype = null, bool highPrecision = false) => GumbelOf(FloatOr("Rng.Gumbel", dtype), key, shape, highPrecision);

    private static NDArray GumbelOf(DType dtype, Key key, Shape shape, bool highPrecision)
    {
        double tiny = dtype switch { DType.Float16 => Math.Pow(2, -14), DType.Float64 => double.Epsilon * Math.Pow(2, 52), _ => Math.Pow(2, -126) };
        if (highPrecision)
        {
            double ulp = Math.Pow(2, -MantissaBits(dtype));
            NDArray pair = Uniform(key, [2, .. shape], dtype), x = Np.Where(pair[0] >= 0.5, pair[0], pair[0] + ulp * pair[1] + Math.Max(ulp * ulp / 2, tiny));
            return Lax.Neg(Lax.Log(Lax.Neg(Lax.Log1p(Lax.Neg(x)))));
        }

        NDArray u = Uniform(key, shape, dtype, Lax.Full([], tiny, dtype), Lax.Full([], 1, dtype));
        return Lax.Neg(Lax.Log(Lax.Neg(Lax.Log(u))));
    }

    /// <summary>Numbers of classes, drawn with probabilities proportional to the exponentials of logits along an axis.</summary>
    /// <param name="key">One key.</param>
    /// <param name="logits">Unnormalised logarithms of probabilities.</param>
    /// <param name="axis">The axis of classes.</param>
    /// <param name="shape">The shape of the result, ending in that of the logits without the axis; null is just that.</param>
    /// <param name="replace">Whether a class can be drawn again; without replacement the leading axes of the shape count the drawings.</param>
    /// <exception cref="ShapeException">The shape does not end in that of the logits, or more classes are asked for than there are.</exception>
    public static NDArray Categorical(Key key, NDArray logits, int axis = -1, Shape? shape = null, bool replace = true)
    {
        int position = ((Axis)axis).Normalize(logits.Rank, "Rng.Categorical");
        Shape batch = logits.Shape.RemoveAt(position);
        Shape wanted = shape ?? batch;
        int lead = wanted.Rank - batch.Rank;
        if (lead < 0 || wanted[lead..] != batch) throw new ShapeException($"Rng.Categorical: the shape {wanted} does not end in {batch}, the shape of the logits {logits.Type.ToLongString()} without axis {position}.");
        if (!replace)
        {
            int count = checked((int)wanted[..lead].Count), classes = logits.Shape[position];
            if (count > classes) throw new ShapeException($"Rng.Categorical: {count} classes cannot be drawn from {classes} without replacement. Draw fewer, or with replace: true.");
            NDArray best = Lax.TopK(Lax.MoveAxis(Gumbel(key, logits.Shape, logits.DType) + logits, position, -1), count).Indices;
            return Lax.MoveAxis(best, -1, 0).Reshape([.. wanted]);
        }

        NDArray noise = Gumbel(key, [.. wanted[..lead], .. logits.Shape], logits.DType);
        return Lax.ArgMax(noise + logits, lead + position);
    }

    /// <summary>Elements of an array, or numbers below n.</summary>
    /// <param name="key">One key.</param>
    /// <param name="from">An array, or a scalar n for 0 to n - 1.</param>
    /// <param name="shape">How many.</param>
    /// <param name="replace">Whether an element can be drawn again.</param>
    /// <param name="p">The probability of each element; equal by default.</param>
    /// <param name="axis">The axis that is drawn along.</param>
    public static NDArray Choice(Key key, NDArray from, Shape shape = default, bool replace = true, NDArray? p = null, int axis = 0)
    {
        bool numbers = from.Rank == 0;
        int position = numbers ? 0 : ((Axis)axis).Normalize(from.Rank, "Rng.Choice"), n = numbers ? (int)from : from.Shape[position], count = (int)shape.Count;
        if (n <= 0 && count > 0) throw new ShapeException($"Rng.Choice: there are no elements to choose {count} from.");
        if (!replace && count > n) throw new ShapeException($"Rng.Choice: {count} elements cannot be chosen from {n} without replacement. Draw fewer, or with replace: true.");
        if (p is not null && (p.Rank != 1 || p.Shape[0] != n)) throw new ShapeException($"Rng.Choice: p is {p.Type.ToLongString()}, but there are {n} elements. Give one probability per element.");
        NDArray indices;
        if (p is null)
        {
            if (!replace)
            {
                NDArray order = numbers ? Permutation(key, n) : Permutation(key, Np.Arange(n));
                indices = order[..count].Reshape(shape);
            }
            else
            {
                indices = RandInt(key, shape, 0, n);
            }
        }
        else if (replace)
        {
            NDArray cumulative = Np.CumSum(Broadcasting.ToInexact(p));
            NDArray r = cumulative[^1] * (1 - Uniform(key, shape, cumulative.DType));
            indices = Np.SearchSorted(cumulative, r);
        }
        else
        {
            NDArray scores = Gumbel(key, [n], Broadcasting.ToInexact(p).DType) + Np.Log(p);
            indices = Lax.TopK(scores, count).Indices.Reshape(shape);
        }

        return numbers ? indices.AsType(from.DType) : Np.Take(from, indices, position, OutOfBounds.PromiseInBounds);
    }
}
