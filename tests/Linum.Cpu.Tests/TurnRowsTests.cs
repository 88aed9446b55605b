using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Arrays with few elements along their last axes, computed with these in front.</summary>
public sealed class TurnRowsTests
{
    private static LoopGraph Settled(Func<NDArray, NDArray> f, NDArray x) => TurnRows.Run(FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0)));

    private static void Becomes(string expected, LoopGraph graph)
    {
        LoopChecker.Check(graph, "the test");
        Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), graph.ToString().Trim());
    }

    [Fact]
    public void Rows_that_are_combined_and_meet_the_result_are_turned() => Becomes("""
        inputs %0:f32[900,5]
        %1:f32[5,900] = copy %0(5, 900):(1, 5)
        %2:f32[900] = map(900,) 4 operations %1(900,):(1) %1(900,):(1)+900 %1(900,):(1)+1800 %1(900,):(1)+2700 %1(900,):(1)+3600
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Input #2 #0
            s3:f32 = Input #3 #0
            s4:f32 = Input #4 #0
            s5:f32 = Max s0 s1
            s6:f32 = Max s5 s2
            s7:f32 = Max s6 s3
            s8:f32 = Max s7 s4
            give s8
        %3:f32[5,900] = map(5, 900) 1 operations %1 %2(5, 900):(0, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Subtract s0 s1
            give s2
        %4:f32[900,5] = copy %3(900, 5):(1, 900)
        outputs %4:f32[900,5]
        """, Settled(x => x - Lax.BroadcastInDim(Lax.ReduceMax(x, [1]), [900, 5], [0]), Np.Ones(900, 5)));

    [Fact]
    public void What_is_read_in_another_order_is_computed_in_it() => Becomes("""
        inputs %0:f32[900,3]
        %1:f32[3,900] = map(3, 900) 0 operations %0(3, 900):(1, 3)
            s0:f32 = Input #0 #0
            give s0
        %2:f32[3,3,900] = map(3, 3, 900) 1 operations %1(3, 3, 900):(0, 900, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Constant 2
            s2:f32 = Multiply s0 s1
            give s2
        %3:f32[3,3,900] = map(3, 3, 900) 1 operations %2 %1(3, 3, 900):(900, 0, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Multiply s0 s1
            give s2
        %4:f32[3,3,900] = map(3, 3, 900) 1 operations %3 %1(3, 3, 900):(0, 900, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Add s0 s1
            give s2
        %5:f32[900,3,3] = copy %4(900, 3, 3):(1, 2700, 900)
        outputs %5:f32[900,3,3]
        """, Settled(x => (Lax.BroadcastInDim(x, [900, 3, 3], [0, 1]) * 2f).SwapAxes(1, 2) * x[.., .., null] + Lax.BroadcastInDim(x, [900, 3, 3], [0, 2]), Np.Ones(900, 3)));

    [Fact]
    public void The_position_of_an_extreme_is_looked_for_with_the_row_in_front() => Becomes("""
        inputs %0:f32[900,5]
        %1:f32[5,900] = copy %0(5, 900):(1, 5)
        %2:i32[900] = map(900,) 20 operations %1(900,):(1) %1(900,):(1)+900 %1(900,):(1)+1800 %1(900,):(1)+2700 %1(900,):(1)+3600
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Input #2 #0
            s3:f32 = Input #3 #0
            s4:f32 = Input #4 #0
            s5:i32 = Constant 0
            s6:bool = LessOrEqual s1 s0
            s7:bool = NotEqual s0 s0
            s8:bool = Or s6 s7
            s9:f32 = Select s8 s0 s1
            s10:i32 = Constant 1
            s11:i32 = Select s8 s5 s10
            s12:bool = LessOrEqual s2 s9
            s13:bool = NotEqual s9 s9
            s14:bool = Or s12 s13
            s15:f32 = Select s14 s9 s2
            s16:i32 = Constant 2
            s17:i32 = Select s14 s11 s16
            s18:bool = LessOrEqual s3 s15
            s19:bool = NotEqual s15 s15
            s20:bool = Or s18 s19
            s21:f32 = Select s20 s15 s3
            s22:i32 = Constant 3
            s23:i32 = Select s20 s17 s22
            s24:bool = LessOrEqual s4 s21
            s25:bool = NotEqual s21 s21
            s26:bool = Or s24 s25
            s27:f32 = Select s26 s21 s4
            s28:i32 = Constant 4
            s29:i32 = Select s26 s23 s28
            give s29
        outputs %2:i32[900]
        """, Settled(x => Np.ArgMax(x, 1), Np.Ones(900, 5)));

    [Fact]
    public void A_single_number_for_each_row_of_three_is_copied_as_it_is()
    {
        LoopGraph graph = FoldViews.Run(LowerToLoops.Run(MakeJaxpr((NDArray x) => x * Lax.BroadcastInDim(x[.., 0], [900, 3], [0]))(Np.Ones(900, 3)), 0));
        Assert.Same(graph, TurnRows.Run(graph));
    }

    [Fact]
    public void Few_rows_and_long_ones_stay()
    {
        foreach (int[] shape in (ReadOnlySpan<int[]>)[[60, 5], [900, 17], [9, 9, 5]])
        {
            LoopGraph graph = FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr((NDArray x) => Nn.Softmax(x))(Np.Ones(shape))), 0));
            Assert.Same(graph, TurnRows.Run(graph));
        }
    }

    [Fact]
    public void Far_from_the_caches_rows_are_turned_for_long_bodies_only()
    {
        static bool IsTurned(Func<NDArray, NDArray> f, int rows)
        {
            LoopGraph graph = FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(Np.Zeros([rows, 10]))), 0));
            return !ReferenceEquals(graph, TurnRows.Run(graph));
        }

        Assert.True(IsTurned(x => (x * x).Sum(1), 20_000));
        Assert.False(IsTurned(x => (x * x).Sum(1), 220_000));
        Assert.True(IsTurned(x => Np.Exp(x).Sum(1), 220_000));
    }

    [Fact]
    public void Rows_that_would_be_repeated_are_turned_where_they_are_combined()
    {
        static LoopGraph Lowered(Func<NDArray, NDArray> f) => FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(Np.Zeros([50_000, 15]))), 0));
        LoopGraph distances = Lowered(x => Np.Square(x[.., null] - x[..5][null]).Sum(2)), products = Lowered(x => x[.., .., null] * x[.., null]);
        Assert.Contains(distances.Nodes.ToArray(), n => n is CopyNode copy && FoldViews.IsReadAgain(copy.Source));
        Assert.DoesNotContain(TurnRows.Run(distances).Nodes.ToArray(), n => n is CopyNode copy && FoldViews.IsReadAgain(copy.Source));
        Assert.Same(products, TurnRows.Run(products));
    }

    public static TheoryData<int, bool> Lengths
    {
        get
        {
            TheoryData<int, bool> all = [];
            for (int length = 1; length <= 17; length++)
            {
                all.Add(length, false);
                all.Add(length, true);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Bits_are_those_of_one_row_alone(int length, bool isDouble)
    {
        NDArray x = (Np.Sin(Np.Arange((float)(600 * length)) * 1.7f + 1f) * 3f).Reshape(600, length).AsType(isDouble ? DType.Float64 : DType.Float32);
        Func<NDArray, NDArray>[] functions =
        [
            r => r.Sum(), r => Np.Prod(r), r => (r * r).Sum(), r => Np.Sqrt((r * r).Sum()) * r, r => r - r.Max(), r => r / r.Sum() - r.Min(),
            r => (r - r.Mean()) / Np.Sqrt(r.Var() + 1), r => (r[.., null] * r[null] - r).Sum(1), r => (r[.., null] * 2 + r).Sum(0) * r.Sum(), r => -r[..1] * Np.Any(r > 2.5f),
        ];
        for (int f = 0; f < functions.Length; f++)
        {
            NDArray all = Jit(Vmap(functions[f]))(x);
            Func<NDArray, NDArray> one = Jit(functions[f]);
            for (int i = 0; i < 600; i += 37) Assert.True(Np.ArrayEqual(one(x[i]), all[i]), $"function {f}, row {i} of {length}");
            Assert.True(Np.ArrayEqual(all, Jit(Vmap(Vmap(functions[f])))(x.Reshape(2, 300, length)).Reshape(all.Shape)), $"function {f}, nested");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(16)]
    public void Bits_of_columns_and_rows_together_are_those_of_one_example(int columns)
    {
        NDArray x = (Np.Sin(Np.Arange((float)(6 * 90 * columns)) * 1.7f + 1f) * 3f).Reshape(6, 90, columns);
        Func<NDArray, NDArray>[] functions =
        [
            a => (a - a.Mean(0)) / Np.Sqrt(a.Var(0) + 1f),
            a =>
            {
                NDArray d = a[.., null] - a[null];
                return (d / ((d * d).Sum(-1, keepDims: true) + 1f)).Sum(1);
            },
            a => a.Max(1, keepDims: true) * a.Sum(0) - (a / a.Sum(1, keepDims: true)).Min(0),
            a => Np.Where(Np.ArgMax(a, 1)[.., null] == 1, a, a.Mean(1, keepDims: true)).Sum(0),
        ];
        for (int f = 0; f < functions.Length; f++)
        {
            NDArray all = Jit(Vmap(functions[f]))(x);
            Func<NDArray, NDArray> one = Jit(functions[f]);
            for (int i = 0; i < 6; i++) Assert.True(Np.ArrayEqual(one(x[i]), all[i]), $"function {f}, example {i}");
        }
    }

    [Fact]
    public void Columns_of_what_is_turned_are_combined_along_the_long_axis()
    {
        string text = UnrollReductions.Run(Settled(x => (x / Lax.BroadcastInDim(x.Sum(2), [90, 80, 3], [0, 1])).Sum(1), Np.Ones(90, 80, 3))).ToString();
        Assert.Contains("= reduce Sum [1] %", text);
        Assert.DoesNotContain("[90,80,3] = ", text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_functions_of_a_few_numbers_give_the_same_bits_mapped_and_alone(int first)
    {
        const int Examples = 70;
        for (int number = 60 * first; number < 60 * first + 60; number++)
        {
            Random random = new(number);
            int[] shape = random.Next(3) == 0 ? [random.Next(1, 17)] : [random.Next(1, 9), random.Next(1, 9)];
            NDArray x = Np.Sin(Np.Arange((float)(Examples * shape.Aggregate(1, (a, b) => a * b))) * 1.3f + number).Reshape([Examples, .. shape]);
            int seed = random.Next();
            NDArray Function(NDArray given) => Written(new Random(seed), given);
            NDArray all = Jit(Vmap(Function))(x);
            Func<NDArray, NDArray> one = Jit((NDArray given) => Function(given));
            for (int i = number % 7; i < Examples; i += 23) Assert.True(Np.ArrayEqual(one(x[i]), all[i]), $"function {number} of {x[i].Shape}, example {i}:\n{MakeJaxpr((NDArray given) => Function(given))(x[i])}");
        }
    }

    /// <summary>A random function: maps, reductions of short axes and numbers for each row, until there are twelve values.</summary>
    private static NDArray Written(Random random, NDArray x)
    {
        List<NDArray> values = [x];
        while (values.Count < 12)
        {
            NDArray a = values[random.Next(values.Count)], b = values[random.Next(values.Count)];
            int axis = a.Rank == 0 ? 0 : random.Next(a.Rank);
            NDArray? next = random.Next(10) switch
            {
                0 => Np.Abs(a) + 0.5f,
                1 => Np.Exp(-a * a),
                2 when a.Rank > 0 => a.Sum(axis, keepDims: random.Next(2) == 0),
                3 when a.Rank > 0 => a.Max(axis),
                4 when a.Rank > 0 => Np.ArgMin(a, axis).AsType(DType.Float32),
                5 when a.Rank == 1 && b.Rank == 1 => a[.., null] * b[null],
                6 when a.Rank == 2 => a.T,
                7 when a.Rank > 0 && a.Shape[0] > 1 => a[1..],
                _ => a.Rank == 0 || b.Rank == 0 || a.Shape == b.Shape || (a.Rank == 2 && b.Rank == 1 && a.Shape[1] == b.Shape[0]) ? (random.Next(2) == 0 ? a + b : a * 0.7f - b) : null,
            };
            if (next is not null && next.Shape.Count <= 64) values.Add(next);
        }

        return values[^1];
    }
}
