using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Loops over few elements that run in vectors: the bits of the interpreter, whatever the number of carries, turns and elements.</summary>
public sealed class PackedLoopTests
{
    private static void Same(Func<NDArray, NDArray> f, NDArray x) => Agree.BitForBit(MakeJaxpr(f)(x), x.Concrete("the test").ToBytes());

    private static string Kind(Func<NDArray, NDArray> f, NDArray x) => string.Join(", ", CpuPipeline.Compile(MakeJaxpr(f)(x), new([]), 0).Kinds.Where(k => k.Contains("loop") || k.EndsWith("ScanStep") || k.EndsWith("WhileStep")));

    private static NDArray Leaves(NDArray x, int count, int turns, bool reverse)
    {
        NDArray[] start = [.. Enumerable.Range(0, count).Select(i => x[i])];
        (NDArray[] end, NDArray[] all) = Lax.Scan((NDArray[] c, NDArray v) =>
        {
            NDArray[] next = [.. Enumerable.Range(0, count).Select(i => c[i] * 0.75f + Np.Tanh(c[(i + 1) % count] * v))];
            return (next, next.Select((n, i) => n - c[(i + 2) % count]).ToArray());
        }, start, Np.Linspace(-1f, 1f, turns), reverse: reverse);
        return Np.Concatenate([Np.Stack(end), .. all]);
    }

    [Fact]
    public void Many_carries_of_single_elements_give_the_interpreters_bits_for_any_number_of_turns()
    {
        NDArray x = Np.Linspace(-2f, 2f, 32);
        foreach ((int count, int turns) in (ReadOnlySpan<(int, int)>)[(4, 1), (5, 7), (8, 8), (9, 9), (16, 17), (21, 30)])
            foreach (bool reverse in (ReadOnlySpan<bool>)[false, true]) Same(v => Leaves(v, count, turns, reverse), x);
        Assert.StartsWith("loop over packed elements", Kind(v => Leaves(v, 21, 30, false), x));
    }

    [Fact]
    public void The_gradient_through_many_carries_reads_what_the_loop_stacked()
    {
        NDArray x = Np.Linspace(-2f, 2f, 32);
        foreach (int turns in (ReadOnlySpan<int>)[1, 8, 13])
        {
            Func<NDArray, NDArray> gradient = Grad((NDArray v) =>
            {
                NDArray[] c = [.. Enumerable.Range(0, 32).Select(i => v[i])];
                NDArray[] end = Lax.Scan((NDArray[] c, NDArray t) => (c.Select((s, i) => s * 0.5f + Np.Sin(v[0] * c[(i + 1) % 32]) * t).ToArray(), default(ValueTuple)), c, Np.Linspace(0f, 1f, turns)).Carry;
                NDArray sum = end[0] * end[0];
                foreach (NDArray e in end) sum += e * e;
                return sum;
            });
            Same(gradient, x);
            Assert.Equal(2, Kind(gradient, x).Split("packed").Length - 1);
        }
    }

    [Fact]
    public void Small_arrays_are_packed_and_whole_rows_written_in_place()
    {
        foreach (int size in (ReadOnlySpan<int>)[4, 5, 8, 16, 17, 33])
        {
            foreach (bool reverse in (ReadOnlySpan<bool>)[false, true])
            {
                NDArray Run(NDArray x)
                {
                    (NDArray carry, (NDArray ys, NDArray zs)) = Lax.Scan((NDArray c, NDArray v) => (Np.Sin(c) + v, (c * v, Np.Max(c, 0))), Np.Zeros(size), x, reverse: reverse);
                    return Np.Concatenate([Np.Ravel(ys), carry, zs]);
                }

                NDArray x = Np.Reshape(Np.Linspace(-3f, 3f, 5 * size), 5, size);
                Same(Run, x);
                if (size >= 8) Assert.StartsWith("loop over packed elements", Kind(Run, x));
            }
        }
    }

    [Fact]
    public void Products_with_a_matrix_that_stays_and_sums_over_turns_are_exact_for_whole_numbers()
    {
        // Sums of whole numbers are the same in any order.
        NDArray x = Np.Reshape(Np.Arange(144f), 9, 16) % 5f - 2f;
        NDArray Run(NDArray x) => Lax.Scan((NDArray c, NDArray v) => (Np.Clip(Np.MatMul(Np.Transpose(x[..8, ..8]), c), -3f, 3f) + v[..8], Np.Sum(c) + Np.MatMul(c, c)), Np.Ones(8), x).Outputs;
        Same(Run, x);
        Assert.StartsWith("loop over packed elements", Kind(Run, x));
        Same(x => Lax.Scan((NDArray m, NDArray v) => (m + v.Reshape(16, 1) * v[..4], Np.Sum(m, 0)), Np.Zeros(16, 4), x).Carry, x);
    }

    [Fact]
    public void Elements_that_are_padded_and_joined_in_a_turn_stand_where_they_belong()
    {
        NDArray x = Np.Linspace(-3f, 3f, 10);
        Same(x => Lax.Scan((NDArray c, NDArray v) =>
        {
            NDArray wide = Lax.Pad(c[..8] * v, 1f, [(-2, 3, 1)]);
            return (Np.Concatenate([wide[1..9], c[..2] + v]), wide);
        }, x, x).Outputs, x);
    }

    [Fact]
    public void Carries_and_results_that_are_constants_are_written_too()
    {
        NDArray x = Np.Linspace(-3f, 3f, 8);
        Same(x => Lax.Scan(((NDArray A, NDArray B, NDArray C) s, NDArray v) => ((A: s.A * v + s.B, B: Np.Full([8], 2f), C: x * 3f), s.C + s.B), (A: x, B: x, C: x), x).Outputs, x);
        Same(x => Lax.Scan((NDArray c, NDArray v) => (c * v, (Np.Full([8], 5f), x[0])), x, x).Outputs.Item1, x);
    }

    [Fact]
    public void Other_types_carries_that_change_places_and_carries_that_stay_give_the_interpreters_bits()
    {
        NDArray x = Np.Linspace(-4f, 9f, 24);
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float64, DType.Int32, DType.UInt32, DType.Int64, DType.Bool])
        {
            Same(x => Lax.Scan(((NDArray A, NDArray B, NDArray Fixed) s, NDArray v) =>
            {
                NDArray grown = type == DType.Bool ? s.A ^ (v > 0f) : s.A + s.B + v.AsType(type);
                return ((A: s.B, B: grown, s.Fixed), s.A);
            }, (A: x[..8].AsType(type), B: x[8..16].AsType(type), Fixed: x[16..]), x).Outputs.AsType(DType.Float32), x);
        }
    }

    [Fact]
    public void A_loop_with_a_condition_over_small_arrays_runs_until_its_condition_fails()
    {
        NDArray x = Np.Linspace(0.1f, 2f, 12);
        NDArray Run(NDArray x) => Lax.While(c => c.Item1 < 9, c => (c.Item1 + 1, c.Item2 * 0.5f + Np.Cos(c.Item2) * x), ((NDArray)Np.Array(0), x)).Item2;
        Same(Run, x);
        Assert.StartsWith("loop over packed elements", Kind(Run, x));
        // The condition reads what is carried behind an array.
        Same(x => Lax.While(c => c.Item2 < 9, c => (c.Item1 * 0.5f + Np.Cos(c.Item1) * x, c.Item2 + 1), (x, (NDArray)Np.Array(0))).Item1, x);
    }

    [Fact]
    public void A_choice_between_branches_on_small_arrays_selects_from_all_of_them_unless_it_is_to_be_a_branch()
    {
        NDArray x = Np.Linspace(-2f, 2f, 8);
        NDArray Run(NDArray x, CondMode mode) => Lax.Scan((NDArray c, NDArray v) => (Lax.Switch(Np.Floor(v * 3f).AsType(DType.Int32), [a => a * 0.5f, a => Np.Flip(a), a => a + v, a => a], c, mode: mode), c), x, x).Outputs;
        Same(x => Run(x, CondMode.Auto), x);
        Same(x => Run(x, CondMode.Branch), x);
        Assert.StartsWith("loop over packed elements", Kind(x => Run(x, CondMode.Auto), x));
        Assert.EndsWith("ScanStep", Kind(x => Run(x, CondMode.Branch), x));
    }

    [Fact]
    public void Rare_values_are_computed_where_some_lane_asks_for_them()
    {
        NDArray x = Np.Array([0f, 1e-40f, 3f, float.PositiveInfinity, -1f, 2f, 1e30f, 0.5f, float.NaN, 7f, 1e-30f, 9f]);
        NDArray Run(NDArray x) => Lax.Scan((NDArray c, NDArray v) => (Np.Log(Np.Abs(c)) + v, Np.Exp(c) + Np.Sin(c)), x, x).Outputs;
        Same(Run, x);
        Assert.StartsWith("loop over packed elements", Kind(Run, x));
    }

    [Fact]
    public void Each_loop_takes_the_path_that_is_meant_for_it()
    {
        NDArray few = Np.Arange(5f), many = Np.Arange(3000f), lanes = Np.Linspace(1f, 9f, 200);
        Assert.Equal("loop over single elements", Kind(x => Lax.Scan((NDArray c, NDArray v) => (c * 0.5f + v, c), x[0], x).Outputs, few));
        Assert.Equal("loop over elements of arrays", Kind(x => Lax.While(c => c.Item1 < 9, c => (c.Item1 + 1, c.Item2 * x[0]), ((NDArray)Np.Array(0), x[1])).Item2, few));
        Assert.Equal("loop over elements of arrays", Kind(x => Lax.Scan((NDArray c, NDArray v) => (c * v, v), x.AsType(DType.Float16), x.AsType(DType.Float16)).Carry, few));
        // Too many elements, a product that is large enough by itself.
        Assert.EndsWith("ScanStep", Kind(x => Lax.Scan((NDArray c, NDArray v) => (c * 0.5f + v, v), x, few).Carry, many));
        Assert.EndsWith("ScanStep", Kind(x => Lax.Scan((NDArray c, NDArray v) => (Np.MatMul(c, c) * v, v), Np.Reshape(x[..1600], 40, 40), few).Carry, many));
        static NDArray Halve(NDArray a) => Lax.While((NDArray c) => c > 0.5f, c => c * 0.5f, a);
        Assert.Equal("loop over lanes", Kind(Vmap((NDArray a) => Halve(a)), lanes));
        Assert.Equal("loop over lanes, few", Kind(Vmap((NDArray a) => Halve(a)), few[..3]));
        Assert.EndsWith("WhileStep", Kind(x => Lax.While(c => Np.Any(c > 0.5f), c => c * 0.5f, x), lanes));
    }

    [Fact]
    public void Steps_that_do_the_same_are_one_step_of_the_packed_loop()
    {
        NDArray x = Np.Arange(5f);
        Jaxpr program = MakeJaxpr((NDArray x) => Np.Stack(Lax.Scan((NDArray[] c, NDArray v) => (c.Select(s => s * 0.5f + v).ToArray(), default(ValueTuple)), [x[0], x[1], x[2], x[3]], x).Carry))(x);
        Scan scan = (Scan)program.Equations.ToArray().First(e => e.Primitive is Scan).Primitive;
        LoopGraph body = CpuPipeline.Compile(scan.Body, new([]), 0).Graph;
        ScalarInput[] inputs = [.. Enumerable.Range(0, body.Inputs.Count).Select(i => i < scan.Constants ? ScalarInput.Constant : i < scan.Constants + scan.Carry ? ScalarInput.Carried : ScalarInput.Stacked)];
        PackedLoop packed = PackScalars.Run(new(FuseScalars.Run(body)!, inputs, 4, null, [], false))!;
        Assert.Equal($"""
            v0:f32 = load Frame+0
            v1:f32 = Constant 0.5
            v2:f32 = Multiply s0 s1
            v3:f32 = spread Row 4+0
            v4:f32 = Add s2 s3
                store {VectorInstructions.Lanes} of v4 to Frame+0

            """.ReplaceLineEndings("\n"), packed.ToString());
    }

    [Fact]
    public void Padding_that_has_become_a_map_may_read_beside_an_array() => Same(x => Lax.ForI(0, 3, (i, c) =>
    {
        NDArray centred = c - c.Max() * 0.5f;
        return Lax.Clamp(-3f, Lax.Pad(centred * Lax.Rsqrt(Lax.Square(centred).Max() + 0.01f), 0f, (-1, 1, 0)), 3f);
    }, x), Np.Linspace(-2f, 2f, 47));

    [Fact]
    public void Complex_results_of_rows_have_both_parts() => Same(x =>
    {
        (NDArray last, (NDArray First, NDArray Second) most) = Lax.Scan((NDArray c, NDArray _) =>
        {
            NDArray z = Lax.Complex(c, c), moved = Lax.Pad(z, Lax.ScalarLike(z, 0), (1, -2, 0));
            return (Lax.Real(z), (Lax.Real(z).Max().AsType(DType.Int8), Lax.Real(moved).Max().AsType(DType.Int8)));
        }, x, Np.Arange(3f));
        return last.Max() + most.First + most.Second;
    }, Np.Linspace(-2f, 2f, 31));
}
