using Linum.Extending;
using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests;

/// <summary>Linear algebra as users call it: empty and single matrices, views, shared operands, derivatives of derivatives.</summary>
public class MatrixFunctionTests
{
    private static NDArray Matrices(params int[] shape)
    {
        int n = shape[^1], count = shape.Aggregate(1, (a, b) => a * b);
        NDArray values = Np.Array(Enumerable.Range(0, count).Select(i => Math.Sin(1.3 * i * i + i)).ToArray()).Reshape(shape);
        return values + 3 * Np.Eye(n).AsType(DType.Float64);
    }

    private static NDArray Product(NDArray x, NDArray y) => Np.MatMul(x, y);

    [Fact]
    public void Matrices_without_rows_and_batches_without_matrices_are_fine()
    {
        Assert.Equal([0, 0], Linalg.Inv(Np.Zeros(0, 0)).Shape);
        Assert.Equal([0, 3, 3], Linalg.Inv(Np.Zeros(0, 3, 3)).Shape);
        Assert.Equal([2, 0, 0], Linalg.Cholesky(Np.Zeros(2, 0, 0)).Shape);
        Assert.Equal([0, 4], Linalg.Solve(Np.Zeros(0, 0), Np.Zeros(0, 4)).Shape);
        Assert.Equal([3, 0], Linalg.Solve(Np.Eye(3), Np.Zeros(3, 0)).Shape);
        Assert.Equal([0], Vmap((NDArray a) => Linalg.Det(a))(Np.Zeros(0, 5, 5)).Shape);
        Assert.Equal(1.0, (double)Linalg.Det(Np.Zeros(0, 0)));
        Assert.Equal([0], Lax.Lu(Np.Zeros(0, 2)).Pivots.Shape);
        Assert.Equal([0, 1], Lax.Lu(Np.Zeros(2, 0)).Order.ToArray<int>());
    }

    [Fact]
    public void A_matrix_of_one_row_is_a_number()
    {
        NDArray x = Np.Array([[4.0]]);
        Assert.Equal(2.0, (double)Linalg.Cholesky(x).Squeeze());
        Assert.Equal(0.25, (double)Linalg.Inv(x).Squeeze());
        Assert.Equal(4.0, (double)Linalg.Det(x));
        Assert.Equal(0.5, (double)Linalg.Solve(x, Np.Array([2.0])).Squeeze());
    }

    [Fact]
    public void Views_are_solved_as_their_copies_are()
    {
        NDArray a = Matrices(5, 4, 4), b = Matrices(6, 5, 4, 4)[2];
        Func<NDArray, NDArray, NDArray> turned = Jit((NDArray x, NDArray y) => Linalg.Solve(Np.SwapAxes(x, -1, -2), y[.., .., 1..3]));
        Agree.BitForBit(Linalg.Solve(Lax.Copy(Np.SwapAxes(a, -1, -2)), Lax.Copy(b[.., .., 1..3])), turned(a, b));
        Agree.Within(1e-12, 1e-12, Linalg.Inv(a[1].T), Linalg.Inv(a)[1].T);
    }

    [Fact]
    public void One_matrix_serves_many_right_hand_sides_and_the_other_way_round()
    {
        NDArray a = Matrices(4, 4), many = Matrices(7, 4, 4), b = Matrices(7, 4, 4)[.., .., ..2];
        NDArray each = Np.Stack([.. Enumerable.Range(0, 7).Select(i => Linalg.Solve(a, b[i]))]);
        Agree.Within(1e-12, 1e-12, each, Linalg.Solve(a, b));
        Agree.Within(1e-12, 1e-12, each, Vmap((NDArray x) => Linalg.Solve(a, x))(b));
        NDArray shared = Np.Stack([.. Enumerable.Range(0, 7).Select(i => Linalg.Solve(many[i], b[0]))]);
        Agree.Within(1e-12, 1e-12, shared, Linalg.Solve(many, b[0]));
        Agree.Within(1e-12, 1e-12, shared, Vmap((NDArray m) => Linalg.Solve(m, b[0]))(many));
        NDArray nested = Vmap((NDArray m) => Vmap((NDArray x) => Linalg.Solve(m, x))(b))(many[..3]);
        Agree.Within(1e-12, 1e-12, Linalg.Solve(many[1], b[4]), nested[1, 4]);
        NDArray other = Vmap((NDArray x) => Vmap((NDArray m) => Linalg.Solve(m, x))(many[..3]))(b);
        Agree.Within(1e-12, 1e-12, nested, Np.SwapAxes(other, 0, 1));
    }

    [Fact]
    public void Derivatives_of_derivatives_are_differences_of_derivatives()
    {
        NDArray a = Matrices(3, 3), b = Matrices(3, 3)[0], direction = Matrices(3, 3) - 3 * Np.Eye(3).AsType(DType.Float64);
        Func<NDArray, NDArray>[] functions =
        [
            x => Np.Sum(Linalg.Solve(x, b) * b), x => Np.Sum(Linalg.Inv(x)), Linalg.Det, x => Linalg.SlogDet(x).LogAbs, x => Np.Sum(Linalg.Cholesky(Product(x, x.T) + Np.Eye(3).AsType(DType.Float64))),
        ];
        foreach (Func<NDArray, NDArray> f in functions)
        {
            NDArray second = Grad((NDArray x) => Np.Sum(Grad(f)(x) * direction))(a);
            NDArray difference = (Grad(f)(a + 1e-5 * direction) - Grad(f)(a - 1e-5 * direction)) / 2e-5;
            Agree.Within(1e-6, 1e-6, difference, second);
        }
    }

    [Fact]
    public void A_determinant_of_any_size_is_differentiated()
    {
        foreach (int n in (int[])[1, 2, 3, 4, 6])
        {
            NDArray a = Matrices(n, n);
            Agree.Within(1e-10, 1e-10, Linalg.Det(a) * Linalg.Inv(a).T, Grad((NDArray x) => Linalg.Det(x))(a));
        }
    }

    [Fact]
    public void Singular_matrices_have_determinant_zero_and_no_inverse()
    {
        NDArray a = Np.Array([[1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 6.0, 8.0], [0.0, 1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 0.0]]);
        Assert.Equal(0.0, (double)Linalg.Det(a));
        Assert.Equal(0.0, (double)Linalg.SlogDet(a).Sign);
        Assert.True(double.IsNegativeInfinity((double)Linalg.SlogDet(a).LogAbs));
        Assert.False((bool)Np.IsFinite(Linalg.Inv(a)).All());
        Agree.Within(1e-12, 1e-12, Np.Array([[4.0, -3.0], [-2.0, 1.0]]), Grad((NDArray x) => Linalg.Det(x))(Np.Array([[1.0, 2.0], [3.0, 4.0]])));
    }

    [Fact]
    public void Only_the_named_triangle_is_read()
    {
        NDArray a = Matrices(4, 4), b = Matrices(4, 4)[.., ..2];
        NDArray spoiled = Np.Where(Np.Tril(Np.Ones(4, 4)) == 1, a, double.NaN);
        Agree.Within(1e-12, 1e-12, b, Product(Np.Tril(a), Linalg.TriangularSolve(spoiled, b, lower: true)));
        NDArray definite = Product(a, a.T);
        Agree.BitForBit(Lax.Cholesky(definite), Lax.Cholesky(Np.Where(Np.Tril(Np.Ones(4, 4)) == 1, definite, double.NaN)));
    }

    [Fact]
    public void The_root_of_matrices_that_are_not_symmetric_is_that_of_their_mean()
    {
        foreach (int n in (int[])[3, 9, 40])
        {
            NDArray a = Matrices(6, n, n), definite = Product(a, Np.SwapAxes(a, -1, -2)) + 0.1 * a + 5 * Np.Eye(n).AsType(DType.Float64);
            NDArray mean = (definite + Np.SwapAxes(definite, -1, -2)) / 2, root = Jit((NDArray x) => Linalg.Cholesky(x))(definite);
            Agree.Within(1e-10, 1e-10, mean, Product(root, Np.SwapAxes(root, -1, -2)));
            Agree.Within(1e-13, 1e-13, Lax.Cholesky(mean), root);
        }
    }
}
