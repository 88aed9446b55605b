using Linum.Extending;

namespace Linum;

/// <summary>
/// Random numbers from keys: threefry-2x32, bit for bit the reference's. The same key, shape and parameters give the same values; a sampler takes one key, so map it over several.
/// </summary>
public static partial class Rng
{
    /// <summary>A key from a 32-bit seed. Where the default integer type is int64, a negative one is a 64-bit seed.</summary>
    public static Key Key(int seed) => DefaultTypes.Int == DType.Int64 ? Key((long)seed) : FromWords(0, unchecked((uint)seed));

    /// <summary>A key from a 64-bit seed: its upper and lower half.</summary>
    public static Key Key(long seed) => FromWords(unchecked((uint)(seed >> 32)), unchecked((uint)seed));

    /// <summary>A key from a seed that may be traced.</summary>
    /// <exception cref="DTypeException">The seed is no integer.</exception>
    public static Key Key(NDArray seed)
    {
        if (!seed.DType.IsInteger) throw new DTypeException($"Rng.Key: a seed is an integer, but {seed.Type.ToLongString()} was given.");
        if (seed.Rank != 0) throw new ShapeException($"Rng.Key: a seed is a scalar, but {seed.Type.ToLongString()} was given. Use Vmap over the seeds.");
        NDArray low = seed.AsType(DType.UInt32), high = seed.DType.Size == 8 ? (seed >> 32).AsType(DType.UInt32) : Lax.ZerosLike(low);
        return new(Lax.RandomWrap(Np.Stack([high, low])));
    }

    private static Key FromWords(uint high, uint low) => new(Lax.RandomWrap(HostBytes.From<uint>([high, low], [2])));

    /// <summary>Keys from their words, <c>uint32[.., 2]</c>.</summary>
    public static Key WrapKeyData(NDArray words) => new(Lax.RandomWrap(words));

    /// <summary>The words of keys, <c>uint32[.., 2]</c>.</summary>
    public static NDArray KeyData(Key keys) => Lax.RandomUnwrap(keys.Array);

    /// <summary>Several new keys from one; use each once.</summary>
    /// <param name="key">One key.</param>
    /// <param name="count">How many.</param>
    public static Key Split(Key key, int count = 2) => Split(key, [count]);

    /// <summary>An array of new keys from one.</summary>
    public static Key Split(Key key, Shape shape) => new(Lax.RandomSplit(One("Rng.Split", key), shape));

    /// <summary>A new key from a key and a number, such as a step count.</summary>
    public static Key FoldIn(Key key, NDArray data) => new(Lax.RandomFoldIn(One("Rng.FoldIn", key), data));

    private static NDArray One(string operation, Key key)
    {
        if (key.Array is null) throw new DTypeException($"{operation} was given no key. Make one with Rng.Key.");
        return key.Array.Rank == 0
            ? key.Array
            : throw new ShapeException($"{operation} takes one key, but was given an array of keys of shape {key.Shape}. Use Vmap over the keys, or pick one.");
    }

    /// <summary>Random bits.</summary>
    /// <param name="key">One key.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="dtype">uint8, uint16, uint32 or uint64; null is the default unsigned type, uint32.</param>
    public static NDArray Bits(Key key, Shape shape = default, DType? dtype = null)
    {
        DType unsigned = dtype ?? DefaultTypes.UInt;
        return unsigned.IsUnsigned
            ? Lax.RandomBits(One("Rng.Bits", key), shape, unsigned.Size * 8)
            : throw new DTypeException($"Rng.Bits: bits are unsigned integers, but {unsigned.Name} was asked for. Use DType.UInt8, UInt16, UInt32 or UInt64.");
    }

    /// <summary>The dtype that was asked for, by default the default float.</summary>
    private static DType FloatOr(string operation, DType? asked)
    {
        DType dtype = asked ?? DefaultTypes.Float;
        return dtype.IsFloat ? dtype : throw new DTypeException($"{operation}: the numbers are floating, but {dtype.Name} was asked for. Use DType.Float32 or another floating dtype.");
    }

    private static int MantissaBits(DType dtype) => dtype switch { DType.Float16 => 10, DType.BFloat16 => 7, DType.Float32 => 23, _ => 52 };

    /// <summary>Uniformly distributed numbers in [low, high).</summary>
    /// <param name="key">One key.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="dtype">A floating dtype; null is the default float, float32.</param>
    /// <param name="low">The lower bound, broadcast to the shape; 0 by default.</param>
    /// <param name="high">The upper bound, broadcast to the shape; 1 by default.</param>
    public static NDArray Uniform(Key key, Shape shape = default, DType? dtype = null, NDArray? low = null, NDArray? high = null) => UniformOf(FloatOr("Rng.Uniform", dtype), key, shape, low, high);

    private static NDArray UniformOf(DType dtype, Key key, Shape shape, NDArray? low, NDArray? high)
    {
        int mantissa = MantissaBits(dtype), width = dtype.Size * 8;
        DType unsigned = width switch { 16 => DType.UInt16, 32 => DType.UInt32, _ => DType.UInt64 };
        NDArray bits = mantissa < 8 ? Bits(key, shape, DType.UInt8).AsType(unsigned) : Bits(key, shape, unsigned);
        int drawn = mantissa < 8 ? 8 : width;
        NDArray pattern = Lax.Or(Lax.ShiftRightLogical(bits, Lax.Full([], drawn - mantissa, unsigned)), Lax.BitcastConvertType(Lax.Full([], 1, dtype), unsigned));
        NDArray unit = Lax.Sub(Lax.BitcastConvertType(pattern, dtype), Lax.Full([], 1, dtype));
        NDArray from = low is null ? Lax.Full([], 0, dtype) : Lax.ConvertElementType(low, dtype), to = high is null ? Lax.Full([], 1, dtype) : Lax.ConvertElementType(high, dtype);
        Shape full = Broadcasting.Common("Rng.Uniform", unit.Type, new(dtype, Broadcasting.Common("Rng.Uniform", from.Type, to.Type)));
        if (full != shape) throw new ShapeException($"Rng.Uniform: bounds of shapes {from.Shape} and {to.Shape} do not broadcast to the shape {shape}.");
        (from, to) = (from.Rank == 0 ? from : Lax.BroadcastTo(from, shape), to.Rank == 0 ? to : Lax.BroadcastTo(to, shape));
        NDArray scaled = Lax.Add(Lax.Mul(unit, Lax.Sub(to, from)), from);
        return Lax.Max(from, scaled);
    }

    /// <summary>Normally distributed numbers with mean 0 and variance 1; complex ones have that in total.</summary>
    /// <param name="key">One key.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="dtype">A floating or complex dtype; null is the default float, float32.</param>
    public static NDArray Normal(Key key, Shape shape = default, DType? dtype = null)
    {
        if (dtype is { IsComplex: true } complex)
        {
            var (re, im) = Split(key);
            return Lax.Div(Lax.Complex(Normal(re, shape, complex.Component), Normal(im, shape, complex.Component)), Lax.Full([], Math.Sqrt(2), complex));
        }

        DType part = FloatOr("Rng.Normal", dtype);
        double low = part switch
        {
            DType.Float16 => -1 + Math.Pow(2, -11),
            DType.BFloat16 => -1 + Math.Pow(2, -8),
            DType.Float32 => MathF.BitIncrement(-1),
            _ => Math.BitIncrement(-1.0),
        };
        NDArray u = Uniform(key, shape, part, Lax.Full([], low, part), Lax.Full([], 1, part));
        return Lax.Mul(Lax.Full([], Math.Sqrt(2), part), Lax.ErfInv(u));
    }
}
