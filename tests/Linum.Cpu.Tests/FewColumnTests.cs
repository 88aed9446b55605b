using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Arrays with a few elements along their last axis: what is combined along the others, and what is repeated.</summary>
public sealed class FewColumnTests
{
    private static LoopGraph Lowered(Func<NDArray, NDArray> f, NDArray x) => LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0);

    private static void Becomes(string expected, LoopGraph graph)
    {
        LoopChecker.Check(graph, "the test");
        Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), graph.ToString().Trim());
    }

    [Fact]
    public void Seven_columns_are_turned() => Becomes("""
        inputs %0:f32[4,90,7]
        %1:f32[7,4,90] = copy %0(7, 4, 90):(1, 630, 7)
        %2:f32[7,4] = reduce Sum [2] %1
        %3:f32[4,7] = copy %2(4, 7):(1, 4)
        outputs %3:f32[4,7]
        """, TurnColumns.Run(Lowered(x => Lax.ReduceSum(x, [1]), Np.Ones(4, 90, 7))));

    [Fact]
    public void Axes_of_one_element_may_stand_around_them() => Becomes("""
        inputs %0:f32[90,9,1,7,1]
        %1:f32[7,90,9,1,1] = copy %0(7, 90, 9, 1, 1):(1, 63, 7, 7, 1)
        %2:f32[7,1,1] = reduce Max [1,2] %1
        %3:f32[1,7,1] = copy %2(1, 7, 1):(1, 1, 1)
        outputs %3:f32[1,7,1]
        """, TurnColumns.Run(Lowered(x => Lax.ReduceMax(x, [0, 1]), Np.Ones(90, 9, 1, 7, 1))));

    [Fact]
    public void Two_columns_are_read_in_steps() => Becomes("""
        inputs %0:f32[4,90,2]
        %1:f32[4,90] = map(4, 90) 0 operations %0(4, 90):(180, 2)
            s0:f32 = Input #0 #0
            give s0
        %2:f32[4] = reduce Sum [1] %1
        %3:f32[4,90] = map(4, 90) 0 operations %0(4, 90):(180, 2)+1
            s0:f32 = Input #0 #0
            give s0
        %4:f32[4] = reduce Sum [1] %3
        %5:f32[4,2] = Concatenate %2(4, 1):(1, 1) %4(4, 1):(1, 1)
        outputs %5:f32[4,2]
        """, UnrollReductions.Run(Lowered(x => Lax.ReduceSum(x, [1]), Np.Ones(4, 90, 2))));

    [Fact]
    public void Two_columns_of_what_a_map_computes_are_computed_one_by_one() => Becomes("""
        inputs %0:f32[90,2]
        %1:f32[90] = copy %0(90,):(2)
        %2:f32[90,90] = map(90, 90) 1 operations %0(90, 90):(2, 0) %1(90, 90):(0, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Subtract s0 s1
            give s2
        %3:f32[90] = reduce Sum [1] %2
        %4:f32[90] = copy %0(90,):(2)+1
        %5:f32[90,90] = map(90, 90) 1 operations %0(90, 90):(2, 0)+1 %4(90, 90):(0, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Subtract s0 s1
            give s2
        %6:f32[90] = reduce Sum [1] %5
        %7:f32[90,2] = Concatenate %3(90, 1):(1, 1) %6(90, 1):(1, 1)
        outputs %7:f32[90,2]
        """, UnrollReductions.Run(FoldViews.Run(Lowered(x => Lax.ReduceSum(x[.., null] - x[null], [1]), Np.Ones(90, 2)))));

    [Fact]
    public void A_few_numbers_are_repeated_until_they_make_a_row() => Becomes("""
        inputs %0:f32[3]
        %1:f32[3] = map(3,) 1 operations %0
            s0:f32 = Input #0 #0
            s1:f32 = Constant 2
            s2:f32 = Multiply s0 s1
            give s2
        %2:f32[40,3] = copy %1(40, 3):(0, 1)
        %3:f32[9,40,3] = map(9, 40, 3) 1 operations %2(9, 40, 3):(0, 3, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Constant 3
            s2:f32 = Multiply s0 s1
            give s2
        outputs %3:f32[9,40,3]
        """, FoldViews.Run(Lowered(x => Np.BroadcastTo(x * 2f, [9, 40, 3]) * 3f, Np.Ones(3))));

    [Fact]
    public void Maps_one_behind_the_other_are_turned_together() => Becomes("""
        inputs %0:f32[20,5]
        %1:f32[20,20,5] = copy %0(20, 20, 5):(5, 0, 1)
        %2:f32[5,1,20] = copy %0(5, 1, 20):(1, 0, 5)
        %3:f32[5,20,20] = copy %1(5, 20, 20):(1, 100, 5)
        %4:f32[5,20,20] = map(5, 20, 20) 1 operations %3 %2(5, 20, 20):(20, 0, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Subtract s0 s1
            give s2
        %5:f32[5,20,20] = map(5, 20, 20) 1 operations %4
            s0:f32 = Input #0 #0
            s1:f32 = Abs s0
            give s1
        outputs %5:f32[5,20,20]
        """, OrientMaps.Run(FoldViews.Run(Lowered(x => Lax.Transpose(Np.Abs(x[.., null] - x[null]), [2, 0, 1]), Np.Ones(20, 5)))));

    [Fact]
    public void Sums_of_a_few_products_are_one_map() => Becomes("""
        inputs %0:f32[90,2]
        %1:f32[1,2] = copy %0(1, 2):(2, 1)
        %2:f32[2] = copy %1(2,):(1)
        %3:f32[90] = map(90,) 3 operations %0(90,):(2) %0(90,):(2)+1 %2(90,):(0) %2(90,):(0)+1
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Input #2 #0
            s3:f32 = Input #3 #0
            s4:f32 = Multiply s0 s2
            s5:f32 = Constant 0
            s6:f32 = Add s4 s5
            s7:f32 = FusedMultiplyAdd s1 s3 s6
            give s7
        outputs %3:f32[90]
        """, SumProducts.Run(Lowered(x => Np.MatMul(x, x[0]), Np.Ones(90, 2))));

    [Fact]
    public void Outer_products_of_short_vectors_are_maps() => Becomes("""
        inputs %0:f32[90,2]
        %1:f32[90,2,2] = copy %0(90, 2, 2):(2, 1, 0)
        %2:f32[90,2,2] = copy %0(90, 2, 2):(2, 0, 1)
        %3:f32[90,2,2] = map(90, 2, 2) 2 operations %1 %2
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Multiply s0 s1
            s3:f32 = Constant 0
            s4:f32 = Add s2 s3
            give s4
        outputs %3:f32[90,2,2]
        """, SumProducts.Run(Lowered(x => Np.Einsum("bi,bj->bij", x, x), Np.Ones(90, 2))));

    [Fact]
    public void Small_matrices_are_multiplied_along_all_of_them() => Becomes("""
        inputs %0:f32[90,2,2]
        %1:f32[2,2,90] = copy %0(2, 2, 90):(2, 1, 4)
        %2:f32[2,2,90] = copy %0(2, 2, 90):(1, 2, 4)
        %3:f32[2,2,90] = map(2, 2, 90) 3 operations %1(2, 2, 90):(180, 0, 1) %1(2, 2, 90):(180, 0, 1)+90 %2(2, 2, 90):(0, 180, 1) %2(2, 2, 90):(0, 180, 1)+90
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Input #2 #0
            s3:f32 = Input #3 #0
            s4:f32 = Multiply s0 s2
            s5:f32 = Constant 0
            s6:f32 = Add s4 s5
            s7:f32 = FusedMultiplyAdd s1 s3 s6
            give s7
        %4:f32[90,2,2] = copy %3(90, 2, 2):(1, 180, 90)
        outputs %4:f32[90,2,2]
        """, SumProducts.Run(Lowered(x => Np.MatMul(x, x), Np.Ones(90, 2, 2))));

    [Theory]
    [InlineData(15, 4)]
    [InlineData(90, 16)]
    [InlineData(90, 1)]
    public void Short_columns_single_ones_and_many_stay(int rows, int columns)
    {
        LoopGraph graph = Lowered(x => Lax.ReduceSum(x, [0]), Np.Ones(rows, columns));
        Assert.Same(graph, TurnColumns.Run(graph));
        Assert.DoesNotContain("Concatenate", UnrollReductions.Run(graph).ToString());
    }

    public static TheoryData<DType, int> Columns
    {
        get
        {
            TheoryData<DType, int> all = [];
            foreach (DType type in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64, DType.Float16, DType.BFloat16, DType.Int8, DType.UInt16, DType.Int32, DType.Int64, DType.Complex64, DType.Bool])
                foreach (int columns in (ReadOnlySpan<int>)[1, 2, 3, 4, 5, 8, 15, 16])
                    all.Add(type, columns);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public void Bits_are_those_of_the_operations_one_by_one(DType type, int columns)
    {
        foreach (int rows in (ReadOnlySpan<int>)[15, 16, 17, 100, 1029, 2050])
        {
            NDArray x = Np.Sin(Np.Arange((float)(3 * rows * columns)) * 1.7f).Reshape(3, rows, columns);
            x = type == DType.Bool ? x > 0.2f : (x * 50f).AsType(type);
            Func<NDArray, NDArray>[] functions = type == DType.Bool
                ? [a => Np.Any(a, 1), a => Np.All(a | a[.., ..1], [0, 1]), a => Np.Sum(a, 1)]
                : type.IsComplex ? [a => Np.Sum(a * a, 1), a => a - Np.Mean(a, [0, 1])]
                : [a => Np.Sum(a, 1), a => Np.Max(a, [0, 1]), a => a - Np.Min(a, 1, keepDims: true), a => Np.Sum(a[..1] * a, [0, 1]), a => Vmap((NDArray b) => Np.Sum(b * b, 0))(a), a => Np.Sum(a[.., .., null], 1)];
            NDArray each = Vmap((NDArray b) => Np.Max(Np.Abs(b), 0) + Np.Sum(b, 0))(x.AsType(x.DType == DType.Bool ? DType.Int32 : x.DType));
            for (int i = 0; i < 3 && !type.IsComplex; i++)
            {
                NDArray one = x[i].AsType(each.DType);
                Assert.True(Np.ArrayEqual(Np.Max(Np.Abs(one), 0) + Np.Sum(one, 0), each[i]), $"{type}, {rows} rows under Vmap");
            }

            foreach (Func<NDArray, NDArray> f in functions) Assert.True(Np.ArrayEqual(f(x), Jit(f)(x)), $"{type}, {rows} rows");
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(3, 1, 3)]
    [InlineData(1, 3, 3)]
    [InlineData(3, 5, 2)]
    [InlineData(6, 6, 6)]
    [InlineData(7, 7, 7)]
    [InlineData(7, 1, 7)]
    [InlineData(3, 3, 8)]
    public void Products_of_small_matrices_are_chains_of_multiplications(int rows, int columns, int inner)
    {
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64, DType.Float16, DType.Int32, DType.Complex64])
        {
            foreach (int matrices in (ReadOnlySpan<int>)[1, 31, 32, 100])
            {
                NDArray a = (Np.Sin(Np.Arange((float)(matrices * rows * inner))) * 5f).AsType(type).Reshape(matrices, rows, inner);
                NDArray b = (Np.Cos(Np.Arange((float)(matrices * inner * columns))) * 5f).AsType(type).Reshape(matrices, inner, columns);
                NDArray product = Np.MatMul(a, b), turned = Jit((NDArray a, NDArray b) => Lax.Transpose(Np.MatMul(Np.Abs(a), Lax.Transpose(b, [0, 2, 1]).AsType(type).Reshape(matrices, columns, inner).SwapAxes(1, 2)), [1, 2, 0]))(a, b);
                Assert.True(Np.ArrayEqual(product, Jit(Vmap(Np.MatMul))(a, b)));
                Assert.True(Np.ArrayEqual(turned, Lax.Transpose(Np.MatMul(Np.Abs(a), b), [1, 2, 0])));
                if (type == DType.Float32) Assert.Equal(Chains(a.ToArray<float>(), b.ToArray<float>(), matrices, rows, columns, inner), product.ToArray<float>());
            }
        }
    }

    private static float[] Chains(float[] a, float[] b, int matrices, int rows, int columns, int inner)
    {
        var sums = new float[matrices * rows * columns];
        for (int i = 0; i < sums.Length; i++)
        {
            int matrix = i / (rows * columns), row = i / columns % rows, column = i % columns;
            for (int k = 0; k < inner; k++) sums[i] = MathF.FusedMultiplyAdd(a[(matrix * rows + row) * inner + k], b[(matrix * inner + k) * columns + column], sums[i]);
        }

        return sums;
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Int8)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.Bool)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Int64)]
    [InlineData(DType.UInt64)]
    public void The_first_extreme_or_NaN_of_a_short_row_is_found(DType type)
    {
        foreach (int length in (ReadOnlySpan<int>)[1, 2, 3, 8, 15, 16])
        {
            NDArray x = Np.Round(Np.Sin(Np.Arange((float)(333 * length)) * 1.7f) * 3f).Reshape(333, length);
            if (type.IsFloat) x = Np.Where(x == 2f, float.NaN, x);
            float[] values = x.AsType(type).AsType(DType.Float32).ToArray<float>();
            int[] expected = [.. values.Chunk(length).Select(r => Array.FindIndex(r, v => float.IsNaN(v)) is >= 0 and int nan ? nan : Array.IndexOf(r, r.Max()))];
            Assert.Equal(expected, Np.ArgMax(x.AsType(type), 1).ToArray<int>());
            Assert.Equal(expected, Jit(Vmap((NDArray r) => Np.ArgMax(r)))(x.AsType(type)).ToArray<int>());
        }
    }

    [Fact]
    public void Padding_by_nothing_is_nothing()
    {
        Jaxpr program = DeadCode.Run(Simplify.Run(MakeJaxpr((NDArray x) => Lax.Pad(x, 0f, (0, 0, 0), (0, 0, 0)) + Lax.Pad(x, 0f, (1, -1, 0), (0, 0, 0)))(Np.Ones(3, 2))));
        Assert.Single(program.Equations.ToArray(), e => e.Primitive is Pad);
    }
}
