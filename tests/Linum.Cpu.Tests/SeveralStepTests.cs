using System.Numerics;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Operations without a vector instruction of their own are part of vector loops, with the bits of the interpreter: integer division, remainders, shifts by arrays, counts of bits, 64-bit integers as float32.</summary>
public sealed class SeveralStepTests
{
    private static readonly DType[] Integers = [DType.Int8, DType.Int16, DType.Int32, DType.Int64, DType.UInt8, DType.UInt16, DType.UInt32, DType.UInt64];
    private static readonly Primitive[] OfTwo = [new Div(), new Rem(), new ShiftLeft(), new ShiftRightLogical(), new ShiftRightArithmetic()];

    private static byte[] Bytes(DType type, IEnumerable<long> bits)
    {
        long[] all = [.. bits];
        var bytes = new byte[all.Length * type.Size];
        for (int i = 0; i < all.Length; i++) new Element(ScalarArithmetic.Mask(type, all[i])).Write(bytes, type, i);
        return bytes;
    }

    /// <summary>All pairs of some values go through each operation.</summary>
    private static void Pairs(DType type, ICollection<long> values, params Primitive[] primitives)
    {
        byte[] first = Bytes(type, values.SelectMany(v => values.Select(_ => v))), second = Bytes(type, values.SelectMany(_ => values));
        ArrayType x = new(type, [values.Count * values.Count]);
        foreach (Primitive primitive in primitives) Agree.BitForBit(Agree.Program(primitive, x, x), first, second);
    }

    [Theory]
    [InlineData(DType.Int8)]
    [InlineData(DType.UInt8)]
    public void Every_pair_of_bytes_is_divided_and_shifted_as_the_interpreter_does(DType type) => Pairs(type, [.. Enumerable.Range(0, 256).Select(i => (long)i)], OfTwo);

    [Theory]
    [InlineData(DType.Int16)]
    [InlineData(DType.UInt16)]
    [InlineData(DType.Int32)]
    [InlineData(DType.UInt32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.UInt64)]
    public void Integers_beside_powers_of_two_and_any_others_are_divided_and_shifted_as_the_interpreter_does(DType type)
    {
        Random random = new(type.Size);
        HashSet<long> values = [];
        for (int bit = 0; bit < type.Size * 8; bit++)
            foreach (long near in (long[])[-1, 0, 1])
                foreach (int sign in (int[])[-1, 1]) values.Add(ScalarArithmetic.Mask(type, sign * ((1L << bit) + near)));
        for (int i = 0; i < 60; i++) values.Add(ScalarArithmetic.Mask(type, random.NextInt64() >> random.Next(64)));
        Pairs(type, values, OfTwo);
    }

    [Fact]
    public void A_divisor_of_all_elements_and_multiples_beside_it_give_the_bits_of_the_interpreter()
    {
        foreach (DType type in (DType[])[DType.Int32, DType.UInt32, DType.Int16, DType.UInt16])
        {
            ArrayType one = new(type, []), many = new(type, [300]);
            Random random = new(3);
            foreach (long divisor in (long[])[1, 2, 3, 5, 7, 10, 641, 32767, 65535, 65537, 1_000_000_007, int.MaxValue, -1, -3, -32768, int.MinValue])
            {
                long d = ScalarArithmetic.Mask(type, divisor);
                byte[] x = Bytes(type, Enumerable.Range(0, 300).Select(i => d * random.NextInt64() + i % 3 - 1));
                foreach (Primitive primitive in (Primitive[])[new Div(), new Rem()]) Agree.BitForBit(Agree.Program(primitive, many, one), x, Bytes(type, [d]));
            }
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Remainders_of_floats_are_exact_whatever_the_quotient(DType type)
    {
        Random random = new(11);
        bool single = type == DType.Float32;
        long Of(double value) => single ? ScalarArithmetic.Bits((float)value) : ScalarArithmetic.Bits(value);
        double[] special = [0, -0.0, 1, -1, 3, 0.1, Math.PI, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon, float.Epsilon, 1e-40, float.MinValue, float.MaxValue, double.MaxValue, 1 << 23, (1 << 24) - 1, 1 << 24, 1L << 52, (1L << 53) - 1, 1L << 53, 5e15, 1e30];
        Pairs(type, [.. special.Select(Of), .. Enumerable.Range(0, 100).Select(_ => random.NextInt64() >> (single ? 32 : 0))], new Rem());
        // Multiples of a divisor and the floats beside them: the quotient is rounded to the integer above.
        long[] divisors = [.. Enumerable.Range(0, 4000).Select(_ => Of((random.NextDouble() + 0.5) * Math.ScaleB(1, random.Next(-20, 20))))];
        long[] dividends = [.. divisors.Select(d => Of(ScalarArithmetic.ToDouble(type, d) * random.Next(1 << random.Next(1, 26))) + random.Next(-2, 3))];
        ArrayType x = new(type, [divisors.Length]);
        Agree.BitForBit(Agree.Program(new Rem(), x, x), Bytes(type, dividends), Bytes(type, divisors));
    }

    [Fact]
    public void Wide_integers_become_the_nearest_single_as_if_rounded_once()
    {
        List<long> values = [0, 1, -1, long.MinValue, long.MaxValue];
        for (int bit = 24; bit < 64; bit++)
            foreach (long tie in (long[])[1L << bit, (1L << bit) + (1L << Math.Max(0, bit - 24)), (1L << bit) + (3L << Math.Max(0, bit - 24))])
                foreach (long near in (long[])[-2049, -2048, -1, 0, 1, 2047, 2048])
                    foreach (int sign in (int[])[1, -1]) values.Add(sign * (tie + near));
        foreach (DType from in (DType[])[DType.Int64, DType.UInt64])
            foreach (DType to in (DType[])[DType.Float32, DType.Float16, DType.BFloat16])
                Agree.BitForBit(Agree.Program(new ConvertElementType(to, false), new ArrayType(from, [values.Count])), Bytes(from, values));
    }

    [Fact]
    public void Bits_are_counted_as_the_interpreter_does()
    {
        Random random = new(5);
        foreach (DType type in Integers)
        {
            byte[] x = Bytes(type, [0, -1, .. Enumerable.Range(0, 64).SelectMany(b => (long[])[1L << b, ~(1L << b), random.NextInt64() >> b])]);
            foreach (Primitive primitive in (Primitive[])[new PopulationCount(), new Clz()]) Agree.BitForBit(Agree.Program(primitive, new ArrayType(type, [194])), x);
        }
    }

    [Fact]
    public void Bools_are_compared_as_the_interpreter_does()
    {
        Random random = new(6);
        ArrayType type = new(DType.Bool, [45]);
        foreach (Primitive primitive in (Primitive[])[new Lt(), new Le(), new Gt(), new Ge(), new Eq(), new Ne()]) Agree.BitForBit(Agree.Program(primitive, type, type), Agree.Data(random, type), Agree.Data(random, type));
    }

    [Fact]
    public void They_are_one_kernel_with_what_stands_before_and_behind_them()
    {
        static string Kinds(Jaxpr program) => string.Join(", ", CpuPipeline.Compile(program, new([]), 0).Kinds);
        NDArray x = Np.Zeros([300, 40], DType.Float32), n = Np.Zeros([300, 40], DType.Int32), wide = Np.Zeros([300, 40], DType.Int64);
        Assert.Equal("MapStep", Kinds(MakeJaxpr((NDArray x) => Np.Mod(Np.Sin(x), 0.3f) + x)(x)));
        Assert.Equal("MapStep", Kinds(MakeJaxpr((NDArray n) => Np.FloorDivide(n + 1, 7) * Lax.PopulationCount(Lax.ShiftLeft(n, Lax.Clz(n))))(n)));
        Assert.Equal("MapStep", Kinds(MakeJaxpr((NDArray n) => Np.Sqrt(Np.FloorDivide(n + 1, n).AsType(DType.Float32)))(wide)));
        Assert.Equal("RowsStep", Kinds(MakeJaxpr((NDArray n) => Np.Equal(Np.Mod(n, 7), 0).AsType(DType.Int32).Sum(1))(n)));
    }

    [Fact]
    public void Sums_behind_them_have_the_bits_of_the_interpreter()
    {
        Random random = new(8);
        foreach (int columns in (int[])[1, 5, 16, 37, 130])
        {
            ArrayType n = new(DType.Int32, [20, columns]), wide = new(DType.Int64, [20, columns]);
            Agree.BitForBit(InlineCalls.Run(MakeJaxpr((NDArray n, NDArray w) => (Lax.Rem(n, n + 3).Sum(1), Lax.Div(w, w + 2).Sum(0), Np.Max(w.AsType(DType.Float32), 1)))(Np.Zeros(n.Shape, n.DType), Np.Zeros(wide.Shape, wide.DType))), Agree.Data(random, n), Agree.Data(random, wide));
        }
    }

    [Fact]
    public void Loops_over_lanes_divide_as_well()
    {
        static NDArray Collatz(NDArray n) => Lax.While(((NDArray N, NDArray Turns) s) => s.N > 1, s => (Lax.Select(Np.Equal(Np.Mod(s.N, 2), 0), Np.FloorDivide(s.N, 2), 3 * s.N + 1), s.Turns + 1), (N: n, Turns: (NDArray)Np.Array(0))).Turns;
        foreach (int lanes in (int[])[1, 7, 16, 100])
        {
            NDArray n = Np.Arange(lanes) + 1;
            Jaxpr program = MakeJaxpr((NDArray n) => Vmap((NDArray n) => Collatz(n))(n))(n);
            Agree.BitForBit(program, n.Concrete("the test").ToBytes());
            Assert.StartsWith("loop over lanes", string.Join(", ", CpuPipeline.Compile(program, new([]), 0).Kinds.Where(k => k.Contains("loop"))));
        }
    }
}
