using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Loops under Vmap whose lanes carry small arrays: each lane has what it has alone and stops when it would, whatever the number of lanes.</summary>
public sealed class LaneLoopTests
{
    private static readonly int[] Counts = [1, 2, 15, 16, 17, 63, 64, 65, 100, 1000];

    private static string Kind(Func<NDArray, NDArray> f, NDArray x) =>
        string.Join(", ", CpuPipeline.Compile(MakeJaxpr(f)(x), new([]), 0).Kinds.Where(k => k.Contains("loop") || k.EndsWith("ScanStep") || k.EndsWith("WhileStep")));

    private static byte[] Bytes(NDArray x) => x.Concrete("the test").ToBytes();

    private static NDArray Data(int lanes, params int[] chunk)
    {
        int count = lanes;
        foreach (int size in chunk) count *= size;
        return Np.Reshape(Np.Sin(Np.Arange((float)count) * 0.7f) * 2f, [lanes, .. chunk]);
    }

    /// <summary>Compiled and interpreted agree, to the bit or nearly, and the loop takes the path over lanes.</summary>
    private static void Lanes(Func<NDArray, NDArray> f, NDArray x, double within = 0)
    {
        Jaxpr program = MakeJaxpr(f)(x);
        if (within == 0) Agree.BitForBit(program, Bytes(x));
        else Agree.Within(within, program, Bytes(x));
        Assert.StartsWith("loop over lanes", Kind(f, x));
    }

    /// <summary>Lanes that turn 0 to some 60 times: the interpreter's sums are in another order, so that the condition stays away from them.</summary>
    private static NDArray Turns(NDArray v) => Np.Floor(Np.Abs(v[0]) * 30f).AsType(DType.Int32);

    private static NDArray Shrink(NDArray v) => Lax.While(c => Np.Sqrt((c * c).Sum()) > 0.05f, c => c * 0.75f, v);

    [Fact]
    public void A_vector_that_shrinks_until_its_norm_is_small_stops_by_itself()
    {
        foreach (int lanes in Counts) Lanes(Vmap((NDArray v) => Shrink(v)), Data(lanes, 3));
        Assert.Equal("loop over lanes", Kind(Vmap((NDArray v) => Shrink(v)), Data(16, 3)));
        Assert.Equal("loop over lanes, few", Kind(Vmap((NDArray v) => Shrink(v)), Data(3, 3)));
    }

    [Fact]
    public void A_counter_a_vector_and_a_matrix_are_carried_side_by_side()
    {
        static NDArray Run(NDArray v)
        {
            NDArray turns = Turns(v);
            var end = Lax.While(((NDArray N, NDArray V, NDArray M) c) => c.N < turns, c => (N: c.N + 1, V: c.V * 0.5f + Np.Flip(c.V), M: Np.Transpose(c.M) * 0.75f + c.V[..2]), (N: (NDArray)Np.Array(0), V: v, M: Np.Stack([v[..2], v[1..]])));
            return Np.Concatenate([end.V, Np.Ravel(end.M), Np.Reshape(end.N.AsType(DType.Float32), 1)]);
        }

        foreach (int lanes in Counts) Lanes(Vmap((NDArray v) => Run(v)), Data(lanes, 3));
    }

    [Theory]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.Int8)]
    [InlineData(DType.Complex64)]
    [InlineData(DType.Complex128)]
    [InlineData(DType.Bool)]
    public void Arrays_of_every_type_are_carried(DType type)
    {
        NDArray Run(NDArray v)
        {
            NDArray turns = Turns(v), start = type == DType.Bool ? v > 0f : v.AsType(type);
            var end = Lax.While(((NDArray N, NDArray V) c) => c.N < turns, c => (N: c.N + 1, V: type == DType.Bool ? c.V ^ Np.Flip(c.V) : c.V + Np.Flip(c.V) * start[0]), (N: (NDArray)Np.Array(0), V: start));
            return end.V;
        }

        foreach (int lanes in Counts)
        {
            NDArray x = Data(lanes, 3);
            Func<NDArray, NDArray> f = Vmap((NDArray v) => Run(v));
            Agree.BitForBit(MakeJaxpr(f)(x), Bytes(x));
            Assert.StartsWith("loop over lanes", Kind(f, x));
        }
    }

    [Fact]
    public void Products_with_a_matrix_of_each_lane_and_with_one_for_all_are_sums_of_a_lane()
    {
        NDArray shared = Np.Reshape(Np.Linspace(-0.5f, 0.5f, 9), 3, 3), wide = Np.Reshape(Np.Linspace(-0.3f, 0.3f, 100), 10, 10);
        NDArray Own(NDArray v)
        {
            NDArray turns = Turns(v), matrix = Np.Outer(v, v) * 0.2f;
            return Lax.While(((NDArray N, NDArray V) c) => c.N < turns, c => (N: c.N + 1, V: Np.MatMul(matrix, c.V) + Np.MatMul(shared, c.V) + v), (N: (NDArray)Np.Array(0), V: v)).V;
        }

        NDArray Wide(NDArray v)
        {
            NDArray turns = Turns(v);
            return Lax.While(((NDArray N, NDArray V) c) => c.N < turns, c => (N: c.N + 1, V: Np.MatMul(wide, c.V) * 0.5f + v), (N: (NDArray)Np.Array(0), V: v)).V;
        }

        foreach (int lanes in (ReadOnlySpan<int>)[2, 17, 100])
        {
            Lanes(Vmap((NDArray v) => Own(v)), Data(lanes, 3), 1e-4);
            Lanes(Vmap((NDArray v) => Wide(v)), Data(lanes, 10), 1e-4);
        }
    }

    [Fact]
    public void Constants_of_each_lane_and_constants_of_all_are_told_apart_even_where_their_sizes_are_equal()
    {
        // A table of as many numbers as there are lanes is summed by every lane, and each lane has a number of another one.
        foreach (int lanes in (ReadOnlySpan<int>)[3, 16, 17, 40])
        {
            NDArray table = Np.Linspace(-1f, 1f, lanes), square = Data(lanes, lanes)[..3];
            NDArray Run(NDArray v, NDArray own)
            {
                NDArray turns = Turns(v);
                return Lax.While(((NDArray N, NDArray V) c) => c.N < turns, c => (N: c.N + 1, V: c.V * 0.5f + table.Max() + own * table[1] + square[1, 2]), (N: (NDArray)Np.Array(0), V: v)).V;
            }

            Lanes(x => Vmap((NDArray v, NDArray own) => Run(v, own))(x, table), Data(lanes, 3));
        }
    }

    [Fact]
    public void Lanes_along_other_axes_and_shared_arguments_are_the_same_loop()
    {
        NDArray x = Np.Transpose(Data(100, 3));
        Func<NDArray, NDArray> f = x => Vmap((NDArray v, NDArray shift) => Lax.While(c => Np.Max(Np.Abs(c)) > 0.05f, c => c * 0.5f + shift * 0.001f, v), inAxes: [1, null], outAxes: 1)(x, Np.Arange(3f));
        Agree.BitForBit(MakeJaxpr(f)(x), Bytes(x));
        Assert.Equal("loop over lanes", Kind(f, x));
    }

    [Fact]
    public void Vmap_of_vmap_has_as_many_lanes_as_both()
    {
        foreach ((int outer, int inner) in (ReadOnlySpan<(int, int)>)[(10, 10), (3, 50), (1, 40), (40, 1), (2, 2)])
        {
            NDArray x = Data(outer * inner, 3).Reshape(outer, inner, 3);
            Lanes(Vmap(Vmap((NDArray v) => Shrink(v))), x);
            // What the inner one shares has lanes of the outer one alone.
            Lanes(Vmap((NDArray rows) =>
            {
                NDArray shared = rows[0, ..2];
                return Vmap((NDArray v) => Lax.While(c => Np.Max(Np.Abs(c)) > 0.05f, c => c * 0.5f + shared.Max() * 0.001f, v))(rows);
            }), x);
        }

        NDArray deep = Data(24, 2).Reshape(2, 3, 4, 2);
        Lanes(Vmap(Vmap(Vmap((NDArray v) => Shrink(v)))), deep);
    }

    [Fact]
    public void A_lane_that_asks_its_own_array_whether_any_element_goes_on_is_one_lane()
    {
        foreach (int lanes in (ReadOnlySpan<int>)[3, 17, 100])
            Lanes(Vmap((NDArray v) => Lax.While(c => Np.Any(Np.Abs(c) > 0.05f), c => c * 0.5f - Np.Flip(c) * 0.25f, v)), Data(lanes, 3));
    }

    [Fact]
    public void Lanes_of_no_turn_keep_their_carry_with_its_nan()
    {
        NDArray x = Data(100, 3) * 1f;
        x = Np.Where(Np.Arange(300f).Reshape(100, 3) % 7f == 0f, float.NaN, x);
        // No lane with NaN is asked to go on; the others turn very differently often.
        Lanes(Vmap((NDArray v) => Lax.While(c => (c * c).Sum() > 1e-9f, c => c * Np.Clip(Np.Abs(v[0]), 0.1f, 0.99f), v)), x, 1e-3);
        Lanes(Vmap((NDArray v) => Lax.While(c => c[0] > 100f, c => c * float.NaN, v)), x);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(20)]
    public void Every_lane_has_the_bits_that_it_has_alone(int size)
    {
        NDArray matrix = Np.Reshape(Np.Linspace(-0.4f, 0.4f, size * size), size, size);
        (NDArray N, NDArray V) One((NDArray N, NDArray V) c) => (N: c.N + 1, V: c.V * 0.5f + Np.Tanh(size > 8 ? c.V : Np.MatMul(matrix, c.V)) - (c.V * c.V).Sum() * 0.01f);
        NDArray Run(NDArray v)
        {
            NDArray turns = Turns(v);
            return Lax.While(((NDArray N, NDArray V) c) => c.N < turns, One, (N: (NDArray)Np.Array(0), V: v)).V;
        }

        NDArray x = Data(37, size);
        Assert.StartsWith("loop over packed", Kind(Run, x[0]));
        Assert.Equal("loop over lanes", Kind(Vmap((NDArray v) => Run(v)), x));
        // The loop is a program of its own here, which is given what the condition reads twice.
        NDArray all = Vmap((NDArray v) => Run(v))(x);
        for (int lane = 0; lane < 37; lane++) Assert.Equal(Bytes(Jit((NDArray v) => Run(v))(x[lane])), Bytes(all[lane]));
    }

    [Fact]
    public void A_constant_of_the_condition_that_the_body_has_another_array_for_is_read_as_it_is_given()
    {
        // As Vmap makes it, but with one array for the condition and another where the body asks the same.
        ArrayType[] types = [new(DType.Int32, [40]), new(DType.Int32, [40]), new(DType.Int32, [40]), new(DType.Float32, [40, 2])];
        Jaxpr condition = StagingTrace.StageClosed("condition", [types[0], types[2], types[3]], a => [Lax.ReduceOr(a[1] < a[0], 0)]);
        Jaxpr body = StagingTrace.StageClosed("body", types[1..], a => [Np.Where(a[1] < a[0], a[1] + 1, a[1]), Np.Where((a[1] < a[0]).Reshape(40, 1), a[2] * 0.5f, a[2])]);
        Jaxpr program = Agree.Program(new While(condition, body, 1, 1), types);
        byte[] limits = Bytes(Np.Arange(40)), zeros = Bytes(Np.Zeros([40], DType.Int32)), start = Bytes(Data(40, 2));
        Assert.Equal("loop over lanes", Assert.Single(CpuPipeline.Compile(program, new([]), 0).Kinds));
        Agree.BitForBit(program, limits, limits, zeros, start);
        Agree.BitForBit(program, limits, Bytes(Np.Full([40], 39)), zeros, start);
    }

    [Fact]
    public void A_conditional_that_asks_the_same_for_all_lanes_selects_from_its_branches()
    {
        NDArray x = Data(40, 3);
        foreach (int which in (ReadOnlySpan<int>)[-1, 0, 1, 2, 5])
        {
            NDArray Run(NDArray x, NDArray index) => Vmap((NDArray v) => Lax.While(c => Np.Max(Np.Abs(c)) > 0.05f, c => Lax.Switch(index, [a => a * 0.5f, a => Np.Flip(a) * 0.25f, a => a * 0.75f - 0.01f], c), v))(x);
            Jaxpr program = MakeJaxpr((NDArray x, NDArray index) => Run(x, index))(x, Np.Array(which));
            Agree.BitForBit(program, Bytes(x), Bytes(Np.Array(which)));
            Assert.Contains("loop over lanes", CpuPipeline.Compile(program, new([]), 0).Kinds);
        }
    }

    [Fact]
    public void An_axis_of_one_that_was_moved_belongs_to_no_other_array()
    {
        NDArray Run(NDArray x) => Vmap((NDArray v) => Lax.While(c => c.Item1 < v[0, 0] + 4f, c => (c.Item1 + 1f, c.Item2 * 0.5f), ((NDArray)Np.Array(0f), v)).Item2, inAxes: 1)(x);
        foreach (int lanes in (ReadOnlySpan<int>)[3, 20])
        {
            NDArray x = Data(1, lanes, 5);
            Assert.StartsWith("loop over lanes", Kind(Run, x));
            Agree.BitForBit(MakeJaxpr((Func<NDArray, NDArray>)Run)(x), Bytes(x));
        }
    }

    [Fact]
    public void A_loop_in_which_lanes_mix_is_no_loop_over_lanes()
    {
        NDArray x = Data(8, 3);
        void Refused(Func<NDArray, NDArray> step)
        {
            NDArray Run(NDArray x) => Lax.While(c => Np.Any(Lanewise(c)), c => Np.Where(Lanewise(c).Reshape(8, 1), step(c), c), x);
            Assert.Equal("loop over elements of arrays", Kind(Run, x));
            Agree.Within(1e-4, MakeJaxpr((Func<NDArray, NDArray>)Run)(x), Bytes(x));
        }

        static NDArray Lanewise(NDArray c) => Np.Max(Np.Abs(c), 1) > 0.5f;
        Refused(c => (c - c.Mean(0)) * 0.5f);
        Refused(c => Np.Flip(c, 0) * 0.5f);
        Refused(c => Np.Concatenate([c[1..], c[..1]]) * 0.5f);
        Refused(c => c * 0.5f + c[0] * 0.1f);
        Refused(c => c * Np.Arange(8f).Reshape(8, 1) * 0.05f);
        Refused(c => Lax.Pad(c[1..] * 0.5f, 0f, [(0, 1, 0), (0, 0, 0)]));
        Refused(c => Np.Ravel(c)[..24].Reshape(3, 8).Transpose() * 0.25f);
        Refused(c => Np.Where(Np.Any(Lanewise(c)), c * 0.5f, c));
        // The same with lanes that go on only where they are asked: one lane each.
        NDArray Own(NDArray x) => Lax.While(c => Np.Any(Lanewise(c)), c => Np.Where(Lanewise(c).Reshape(8, 1), (c - c.Mean(1, keepDims: true)) * 0.5f, c), x);
        Assert.StartsWith("loop over lanes", Kind(Own, x));
        // Lanes that are done change all the same.
        Assert.Equal("loop over elements of arrays", Kind(x => Lax.While(c => Np.Any(Lanewise(c)), c => c * 0.5f, x), x));
        // Whether any lane goes on, where that is not what keeps the carry.
        Assert.Equal("loop over elements of arrays", Kind(x => Lax.While(c => Np.Any(Lanewise(c)), c => Np.Where(Np.Any(Lanewise(c)), c * 0.5f, c), x), x));
    }

    [Fact]
    public void A_lane_that_does_too_much_runs_as_a_batch()
    {
        static NDArray Long(NDArray v, int times) => Lax.While(c => Np.Max(Np.Abs(c)) > 0.05f, c =>
        {
            NDArray y = c;
            for (int i = 0; i < times; i++) y = Np.Sin(y) * 0.5f;
            return y;
        }, v);
        Assert.StartsWith("loop over lanes", Kind(Vmap((NDArray v) => Long(v, 1)), Data(64, 3)));
        Assert.EndsWith("WhileStep", Kind(Vmap((NDArray v) => Long(v, 100)), Data(64, 3)));
        Assert.EndsWith("WhileStep", Kind(Vmap((NDArray v) => Long(v, 1)), Data(64, 200)));
    }
}
