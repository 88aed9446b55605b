using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Loops over few elements at the edges of what they can be: empty arrays, no turns, values that stay, narrow types, programs that nobody thought of.</summary>
public sealed class LoopEdgeTests
{
    private static readonly NDArray Few = Np.Arange(5f);
    private static readonly int[] Sizes = [4, 6, 12, 24];
    private static readonly NDArray Some = Np.Linspace(-1f, 1f, 24);

    private static void Same(Func<NDArray, NDArray> f, NDArray x) => Agree.BitForBit(MakeJaxpr(f)(x), x.Concrete("the test").ToBytes());

    private static string Kind(Func<NDArray, NDArray> f, NDArray x) => string.Join(", ", CpuPipeline.Compile(MakeJaxpr(f)(x), new([]), 0).Kinds);

    [Fact]
    public void Empty_arrays_among_single_elements_are_carried_and_stacked()
    {
        Same(x => Lax.Scan(((NDArray A, NDArray E) c, NDArray v) => ((A: c.A * 0.5f + v, c.E), c.A), (A: x[0], E: Np.Zeros(0)), x).Outputs, Few);
        Same(x => Lax.Scan(((NDArray E, NDArray A) c, NDArray v) => ((E: c.E * v, A: c.A * 0.5f + v), c.A), (E: Np.Zeros(0), A: x[0]), x).Outputs, Few);
        Same(x =>
        {
            (NDArray carry, (NDArray none, NDArray firsts)) = Lax.Scan((NDArray c, NDArray v) => (c * 0.5f + v, (c[..0], c[0])), x[..1], x);
            return Np.Concatenate([firsts, Np.Ravel(none), carry]);
        }, Few);
    }

    [Fact]
    public void Empty_arrays_before_what_a_condition_reads_do_not_count()
    {
        Same(x => Lax.While(c => c.Item2 < 9, c => (c.Item1 * 2f, c.Item2 + 1, c.Item3 * 0.5f), (Np.Zeros(0), (NDArray)Np.Array(0), x)).Item3, Few);
        Same(x => Lax.While(c => c.Item2 < 9, c => (c.Item1, c.Item2 + 1, c.Item3 * 0.5f), (Np.Zeros(0), (NDArray)Np.Array(0), x[0])).Item3, Few);
    }

    [Fact]
    public void Sums_over_nothing_in_a_turn_are_zero()
    {
        NDArray x = Np.Arange(8f);
        Same(x => Lax.Scan((NDArray c, NDArray v) => (c * 0.5f + Np.Sum(Np.Zeros([8, 0]) * v, 1), Np.Max(c)), x, x).Outputs, x);
        Same(x => Lax.Scan((NDArray c, NDArray v) =>
        {
            NDArray e = c.Reshape(1, 8)[..0, ..] * v;
            return (c * 0.5f + Np.Sum(Np.Exp(e - Np.Sum(e, 0, keepDims: true)), 0), Np.Sum(Np.Exp(e), 0));
        }, x, x).Outputs, x);
    }

    [Fact]
    public void Padding_in_a_turn_may_be_a_map_that_reads_beside_an_array()
    {
        Same(x => Lax.Scan((NDArray c, NDArray v) =>
        {
            NDArray t = c * v;
            return (Lax.Pad(-t, 1f, [(1, -1, 0)]) + c, t[0] + Np.Max(t));
        }, x, x).Outputs, Some);
        Same(x => Lax.Scan((NDArray c, NDArray v) =>
        {
            NDArray t = Np.Concatenate([c[..12] * v, c[12..]]);
            return (Lax.Pad(Np.Abs(t), 1f, [(1, -1, 0)]) + t, t[0]);
        }, x, x).Outputs, Some);
    }

    [Fact]
    public void A_very_long_chain_of_what_stays_is_computed_before_the_loop()
    {
        static NDArray Run(NDArray x) => Lax.Scan((NDArray[] c, NDArray v) =>
        {
            NDArray k = x[3];
            for (int i = 0; i < 2900; i++) k = k * 0.999f + 0.001f;
            return (c.Select(s => s * 0.5f + v * k).ToArray(), default(ValueTuple));
        }, [x[0], x[1], x[2], x[3]], x).Carry[0];
        Assert.Contains("loop over packed elements", Kind(Run, Few));
        Jaxpr program = MakeJaxpr((Func<NDArray, NDArray>)Run)(Few);
        // Not by recursion: this thread has little room for it.
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(() => Agree.BitForBit(program, Few.Concrete("the test").ToBytes())), 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    [Fact]
    public void One_value_may_be_several_carries_and_results_beside_what_is_given() => Same(x =>
    {
        var (carry, all) = Lax.Scan(((NDArray A, NDArray B, NDArray C) c, NDArray v) =>
        {
            NDArray n = c.A * 0.5f + v;
            return ((A: n, B: n, C: c.A), (n, n, v, x, c.C));
        }, (A: x, B: x, C: -x), Np.Stack([x, x * 2f, x - 1f]), reverse: true);
        return Np.Concatenate([carry.A, carry.B, carry.C, .. ((NDArray[])[all.Item1, all.Item2, all.Item3, all.Item4, all.Item5]).Select(a => Np.Ravel(a))]);
    }, Some);

    [Fact]
    public void A_loop_of_no_turn_gives_what_it_began_with()
    {
        foreach (int turns in (ReadOnlySpan<int>)[0, 1])
        {
            foreach (int count in (ReadOnlySpan<int>)[1, 8, 24])
            {
                Same(x =>
                {
                    (NDArray carry, (NDArray ys, NDArray zs)) = Lax.Scan((NDArray c, NDArray v) => (c * 0.5f + v, (c, Np.Max(c))), x[..count], x[..turns]);
                    return Np.Concatenate([carry, Np.Ravel(ys), zs]);
                }, Some);
            }
        }

        Same(x => Lax.While(c => c.Item2 < -9f, c => (c.Item1 * 0.5f, c.Item2 + 1f), (x, x[0])).Item1, Some);
        Same(x => Lax.ForI(0, 0, (i, c) => c * 2f, x), Some);
        Same(x => Lax.ForI(3, 1, (i, c) => c * 2f, x[0]), Some);
    }

    [Theory]
    [InlineData(DType.Float64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Int8)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int64)]
    [InlineData(DType.UInt64)]
    [InlineData(DType.Complex64)]
    [InlineData(DType.Bool)]
    public void Arrays_and_single_elements_of_every_type_are_carried_side_by_side(DType type)
    {
        foreach (int count in (ReadOnlySpan<int>)[1, 3, 8, 17])
        {
            Jaxpr program = MakeJaxpr((NDArray x) =>
            {
                NDArray[] start = [.. Enumerable.Range(0, count).Select(i => x[i])];
                var (carry, all) = Lax.Scan(((NDArray[] Leaves, NDArray Array) c, NDArray v) =>
                {
                    NDArray[] next = [.. c.Leaves.Select((s, i) => type == DType.Bool ? s ^ (v & c.Leaves[(i + 1) % count]) : s + v * c.Leaves[(i + 1) % count])];
                    NDArray array = type == DType.Bool ? c.Array & ~v : c.Array * v + c.Array;
                    return ((Leaves: next, Array: array), (next, array));
                }, (Leaves: start, Array: x[..count]), x);
                return Np.Concatenate([carry.Array, Np.Ravel(all.Item2), .. all.Item1, Np.Stack(carry.Leaves)]);
            })(Np.Zeros([19], type));
            Agree.BitForBit(program, Agree.Data(new Random(count), new(type, [19])));
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float16)]
    [InlineData(DType.Int8)]
    [InlineData(DType.UInt64)]
    [InlineData(DType.Complex64)]
    public void Lanes_that_change_places_with_their_flags_stop_alike_for_every_type(DType type)
    {
        foreach (int count in (ReadOnlySpan<int>)[2, 3, 63, 64, 131])
        {
            Jaxpr program = MakeJaxpr((NDArray x) => Vmap((NDArray a) =>
            {
                var end = Lax.While(((NDArray N, NDArray B, NDArray F, NDArray Z) c) => (c.N < 5) & c.F, ((NDArray N, NDArray B, NDArray F, NDArray Z) c) => (N: c.N + 1, B: c.Z * c.B + a, F: Np.Equal(c.B, c.B), Z: c.B),
                    (N: (NDArray)Np.Array(0), B: a, F: Np.Equal(a, a), Z: a));
                return end.B + end.Z + end.N.AsType(type);
            })(x))(Np.Zeros([count], type));
            Agree.BitForBit(program, Agree.Data(new Random(count), new(type, [count])));
        }
    }

    [Fact]
    public void Loops_and_choices_inside_loops_give_the_interpreters_bits()
    {
        NDArray x = Np.Linspace(-2f, 2f, 20);
        Same(x => Vmap((NDArray a) => Lax.While(c => c.Item2 < 4f, c => (Lax.Scan((NDArray s, NDArray v) => (s * 0.5f + v, s), c.Item1, x).Carry, c.Item2 + Np.Abs(a) + 0.5f), (a, a)).Item1)(x), x);
        Same(x => Vmap((NDArray a) => Lax.Scan((NDArray s, NDArray v) => (Lax.While((NDArray w) => w < 3f, w => w + 1.5f, s * v), s), a, x))(x).Carry, x);
        Same(x => Lax.Scan((NDArray s, NDArray v) =>
        {
            NDArray rows = Np.Stack([s, -s, s * v]);
            return (Lax.Scan((NDArray q, NDArray w) => (q * 0.25f + w, q[0]), s, rows, reverse: true).Carry, Lax.Scan((NDArray q, NDArray w) => (q + w, q), v, s, reverse: true).Outputs);
        }, x[..8], x, reverse: true).Outputs, x);
        Same(x => Lax.Scan((NDArray s, NDArray v) => (Lax.Cond(v > 0f, a => Np.Flip(a), a => a * 2f, s), Lax.Switch(Np.Floor(v).AsType(DType.Int32), [a => a, a => -a, a => a * a], s)), x[..9], x).Outputs, x);
        Same(x => Vmap((NDArray a, NDArray n) => Lax.ForI(Np.Array(0), n, (i, c) => c * 0.5f + a, a))(x, Np.Arange(20) - 5), x);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    public void Random_programs_on_small_arrays_in_a_turn_give_the_interpreters_bits(DType type)
    {
        // Small whole numbers: sums of them are exact in any order.
        for (int seed = 0; seed < 25; seed++)
        {
            Random outer = new(seed);
            int size = Sizes[outer.Next(Sizes.Length)], turns = outer.Next(0, 12), steps = seed;
            bool reverse = outer.Next(2) == 0;
            NDArray Run(NDArray x)
            {
                (NDArray carry, (NDArray ys, NDArray zs)) = Lax.Scan((NDArray c, NDArray v) =>
                {
                    Random random = new(steps);
                    NDArray next = Changed(c, v, size, random);
                    return (next, (Changed(next, v, size, random), Np.Sum(c) + Np.Max(next)));
                }, x[..size], x[..turns], reverse: reverse);
                return Np.Concatenate([carry, Np.Ravel(ys), zs]);
            }

            Agree.BitForBit(MakeJaxpr((Func<NDArray, NDArray>)Run)(Np.Zeros([24], type)), Agree.Whole(outer, new(type, [24])));
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    public void Random_programs_on_the_small_arrays_of_lanes_give_the_interpreters_bits(DType type)
    {
        int taken = 0;
        for (int seed = 0; seed < 25; seed++)
        {
            Random outer = new(100 + seed);
            int size = outer.Next(1, 7), lanes = outer.Next(2, 70), steps = seed;
            NDArray Run(NDArray x) => Vmap((NDArray row) => Lax.While(((NDArray N, NDArray V) c) => c.N < Np.Abs(row[0]).AsType(DType.Int32) * 2, ((NDArray N, NDArray V) c) =>
            {
                Random random = new(steps);
                return (N: c.N + 1, V: Changed(c.V, row[1], size, random));
            }, (N: (NDArray)Np.Array(0), V: row[..size])).V)(x);

            Jaxpr program = MakeJaxpr((Func<NDArray, NDArray>)Run)(Np.Zeros([lanes, 8], type));
            Agree.BitForBit(program, Agree.Whole(outer, new(type, [lanes, 8])));
            if (Kind(Run, Np.Zeros([lanes, 8], type)).Contains("loop over lanes")) taken++;
        }

        Assert.Equal(25, taken);
    }

    private static NDArray Changed(NDArray c, NDArray v, int size, Random random)
    {
        NDArray y = c;
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int n = y.Shape[0];
            y = random.Next(11) switch
            {
                0 => Np.Flip(y),
                1 => y[(n / 2)..] + y[..(n - n / 2)],
                2 => Np.Concatenate([y[1..], y[..1]]),
                3 => Lax.Pad(y, v, [(random.Next(-1, 3), random.Next(-1, 3), random.Next(2))]),
                4 => Np.Sum(y.Reshape(n, 1) * y[..Math.Min(n, 3)], random.Next(2)),
                5 => Np.Max(y) - y,
                6 => Np.Where(y > v, y, v),
                7 => Np.Ravel(Np.Transpose(Np.Stack([y, y * 2, -y]))),
                8 => Np.Sum(y * y) * v + y,
                9 => Lax.Pad(-y, v, [(1, -1, 0)]) + y,
                _ => y - Np.Min(y) + v,
            };
            if (y.Shape.Count == 0) y = c;
            y = Np.Clip(y[..Math.Min(y.Shape[0], 40)], -30, 30);
        }

        return Np.Concatenate([y, c])[..size];
    }
}
