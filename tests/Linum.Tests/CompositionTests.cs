using Linum.Extending;
using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests;

/// <summary>Functions of Np, Lax and Linalg that are made of primitives: against plain C# loops, under Grad and at the edges.</summary>
public class CompositionTests
{
    private static readonly NDArray Matrix = Np.Array([[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 2.0]]);

    [Fact]
    public void A_convolution_with_strides_dilations_and_groups_is_the_sum_over_the_kernel()
    {
        NDArray x = Np.Arange(2 * 4 * 7.0).Reshape(2, 4, 7) / 10, kernel = Np.Arange(6 * 2 * 3.0).Reshape(6, 2, 3) / 7 - 2;
        NDArray got = Lax.ConvGeneralDilated(x, kernel, [2], ConvPadding.Of((1, 2)), kernelDilation: [2], featureGroups: 2);
        float[] a = x.ToArray<float>(), k = kernel.ToArray<float>();
        var want = new float[2, 6, 3];
        for (int n = 0; n < 2; n++)
            for (int o = 0; o < 6; o++)
                for (int p = 0; p < 3; p++)
                    for (int c = 0; c < 2; c++)
                        for (int t = 0; t < 3; t++)
                        {
                            int at = p * 2 + t * 2 - 1;
                            if (at is >= 0 and < 7) want[n, o, p] += a[(n * 4 + o / 3 * 2 + c) * 7 + at] * k[(o * 2 + c) * 3 + t];
                        }

        Agree.Within(1e-5, 1e-5, Np.Array<float>(want.Cast<float>().ToArray(), [2, 6, 3]), got);
    }

    [Fact]
    public void A_convolution_says_what_does_not_fit()
    {
        ShapeException e = Assert.Throws<ShapeException>(() => Lax.ConvGeneralDilated(Np.Zeros(1, 3, 5), Np.Zeros(2, 2, 3)));
        Assert.Contains("3 features do not fit a kernel from 2 features", e.Message);
        Assert.Throws<ShapeException>(() => Lax.ConvGeneralDilated(Np.Zeros(1, 3, 5), Np.Zeros(2, 3, 3), dimensions: new("NCX", "OIX", "NCY")));
        Assert.Throws<DTypeException>(() => Lax.ConvGeneralDilated(Np.Zeros(1, 3, 5), Np.Zeros([2, 3, 3], DType.Float64)));
    }

    [Fact]
    public void A_window_of_sums_overlaps_and_pads()
    {
        NDArray got = Lax.ReduceWindow(Np.Array([1.0, 2.0, 3.0, 4.0, 5.0]), 0.0, Lax.Add, [3], [2], [(1, 1)]);
        Agree.BitForBit(Np.Array([3.0, 9.0, 9.0]), got);
    }

    [Fact]
    public void A_reduction_by_a_function_of_ones_own_keeps_the_order()
    {
        // "The first that is not 0" is associative, but not commutative.
        NDArray numbers = Np.Array([0, 5, 0, 3, 7, 0, 1]);
        NDArray got = Lax.Reduce(numbers, 0, (a, b) => Np.Where(a == 0, b, a), 0);
        Assert.Equal(5, (int)got);
    }

    [Fact]
    public void Solving_gives_back_the_right_side_and_the_inverse_the_identity()
    {
        NDArray b = Np.Array([1.0, -2.0, 3.0]);
        Agree.Within(1e-5, 1e-5, b, Np.Dot(Matrix, Linalg.Solve(Matrix, b)));
        Agree.Within(1e-5, 1e-5, Np.Eye(3), Np.Dot(Matrix, Linalg.Inv(Matrix)));
        NDArray l = Linalg.Cholesky(Matrix);
        Agree.Within(1e-5, 1e-5, Matrix, Np.Dot(l, l.T));
        Assert.Equal(16.25, (double)Linalg.Det(Matrix), 1e-4);
        (NDArray sign, NDArray log) = Linalg.SlogDet(-Matrix);
        Assert.Equal(-1.0, (double)sign);
        Assert.Equal(Math.Log(16.25), (double)log, 1e-4);
    }

    [Fact]
    public void A_matrix_that_needs_other_rows_first_is_solved_and_a_singular_one_has_determinant_zero()
    {
        NDArray swapped = Np.Array([[0.0, 2.0], [3.0, 1.0]]);
        Agree.Within(1e-6, 1e-6, Np.Array([1.0, 2.0]), Linalg.Solve(swapped, Np.Array([4.0, 5.0])));
        Assert.Equal(-6.0, (double)Linalg.Det(swapped), 1e-6);
        Assert.Equal(0.0, (double)Linalg.Det(Np.Array([[1.0, 2.0], [2.0, 4.0]])));
        Assert.True((bool)Np.IsNaN(Linalg.Cholesky(-Matrix)).Any());
    }

    [Fact]
    public void The_gradient_of_the_log_determinant_is_the_inverse_transposed() =>
        Agree.Within(1e-4, 1e-5, Linalg.Inv(Matrix).T, Grad((NDArray a) => Linalg.SlogDet(a).LogAbs)(Matrix));

    [Fact]
    public void Leading_axes_of_matrices_are_mapped_over()
    {
        NDArray stack = Np.Stack([Matrix, 2 * Matrix]), b = Np.Ones(2, 3, 1);
        Agree.Within(1e-5, 1e-6, Np.Stack([Linalg.Solve(Matrix, b[0]), Linalg.Solve(2 * Matrix, b[1])]), Linalg.Solve(stack, b));
        Assert.Equal([2], Linalg.Det(stack).Shape);
        Assert.Throws<ShapeException>(() => Linalg.Det(Np.Zeros(2, 3)));
    }

    [Theory]
    [InlineData("ij,jk->ik")]
    [InlineData("ij,jk")]
    [InlineData("...j,jk->...k")]
    public void An_einsum_of_two_matrices_is_their_product(string subscripts)
    {
        NDArray x = Np.Arange(6.0).Reshape(2, 3), y = Np.Arange(12.0).Reshape(3, 4);
        Agree.Within(1e-6, 1e-6, Np.Dot(x, y), Np.Einsum(subscripts, x, y));
    }

    [Fact]
    public void An_einsum_takes_diagonals_traces_sums_and_transposes()
    {
        NDArray x = Np.Arange(9.0).Reshape(3, 3);
        Agree.BitForBit(Np.Array([0.0, 4.0, 8.0]), Np.Einsum("ii->i", x));
        Agree.BitForBit(Np.Array(12.0, DType.Float32), Np.Einsum("ii", x));
        Agree.BitForBit(x.T, Np.Einsum("ij->ji", x));
        Agree.BitForBit(x.Sum(1), Np.Einsum("ij->i", x));
        Agree.BitForBit(Np.Outer(x[0], x[1]), Np.Einsum("i,j->ij", x[0], x[1]));
        Assert.Throws<ShapeException>(() => Np.Einsum("ij,jk->ik", x, Np.Zeros(4, 2)));
        Assert.Throws<ShapeException>(() => Np.Einsum("ij->k", x));
    }

    [Fact]
    public void An_associative_scan_of_any_length_is_the_running_sum()
    {
        for (int n = 0; n < 9; n++)
        {
            NDArray x = Np.Arange(1, n + 1);
            Agree.BitForBit(Np.CumSum(x), Lax.AssociativeScan(Lax.Add, x));
            Agree.BitForBit(Np.Flip(Np.CumSum(Np.Flip(x))), Lax.AssociativeScan(Lax.Add, x, reverse: true));
        }
    }

    [Fact]
    public void Running_log_sums_of_infinities_are_no_nan()
    {
        double inf = double.PositiveInfinity;
        NDArray got = Lax.CumLogSumExp(Np.Array([-inf, -inf, 0.0, 0.0, inf]));
        Agree.Within(1e-6, 1e-6, Np.Array([-inf, -inf, 0.0, Math.Log(2), inf]), got);
    }

    [Fact]
    public void Quantiles_interpolate_and_propagate_nan()
    {
        NDArray x = Np.Array([[3.0, 1.0, 2.0], [5.0, double.NaN, 4.0]]);
        Agree.Within(1e-6, 0, Np.Array([1.5, double.NaN]), Np.Quantile(x, 0.25, axis: 1));
        Agree.Within(1e-6, 0, Np.Array([[1.0, 1.5], [4.0, 4.25]]).T, Np.Quantile(Np.Array([[3.0, 1.0, 2.0], [5.0, 4.5, 4.0]]), Np.Array([0.0, 0.25]), axis: 1));
        Assert.Equal(2.5, (double)Np.Median(Np.Array([4, 1, 2, 3])));
        Assert.Equal([2, 1], Np.Median(x, axis: 1, keepDims: true).Shape);
    }

    [Fact]
    public void A_custom_batching_rule_goes_through_forward_mode_and_refuses_reverse_mode()
    {
        Func<NDArray, NDArray> g = CustomVmap((NDArray x) => Np.Sin(x), (n, batched, x) => (Np.Cos(x), batched));
        NDArray x = Np.Array([0.5, 1.0]), t = Np.Array([2.0, 3.0]);
        Agree.Within(1e-6, 0, -Np.Sin(x) * t, Vmap((NDArray v, NDArray dv) => Jvp(g, v, dv).Tangent)(x, t));
        Assert.Throws<NotLinearException>(() => Grad((NDArray v) => g(v))(0.5));
    }

    [Fact]
    public void A_nonlinear_function_has_no_transpose() => Assert.Throws<NotLinearException>(() => LinearTranspose((NDArray x) => x * x, Np.Zeros())(1.0));

    [Fact]
    public void Strict_promotion_refuses_what_is_not_a_literal_and_ends_with_its_scope()
    {
        NDArray a = Np.Zeros([2], DType.Float16), b = Np.Zeros(2);
        using (LinumConfig.StrictPromotion())
        {
            Assert.Equal(DType.Float16, (a + 1.0).DType);
            DTypeException e = Assert.Throws<DTypeException>(() => a + b);
            Assert.Contains("float16 and float32", e.Message);
        }

        Assert.Equal(DType.Float32, (a + b).DType);
    }
}
