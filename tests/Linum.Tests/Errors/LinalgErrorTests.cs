using Linum.Extending;
using Xunit;

namespace Linum.Tests.Errors;

/// <summary>What is said where matrices do not fit.</summary>
public class LinalgErrorTests
{
    private static NDArray Halves => Np.Zeros(2, 2).AsType(DType.Float16);

    [Fact]
    public void Matrices_that_are_not_square() => Raises.Exactly<ShapeException>(
        "Linalg.Cholesky: float32[2,3] has no square matrices in its last two axes.", () => Linalg.Cholesky(Np.Zeros(2, 3)));

    [Fact]
    public void A_vector_in_place_of_matrices() => Raises.Exactly<ShapeException>(
        "Linalg.Det: float32[3] has no square matrices in its last two axes.", () => Linalg.Det(Np.Zeros(3)));

    [Fact]
    public void Half_precision() => Raises.Exactly<DTypeException>(
        "Linalg.Inv was given float16[2,2]. Factorizations take float32, float64, complex64 and complex128: convert with AsType first.", () => Linalg.Inv(Halves));

    [Fact]
    public void Right_hand_sides_of_another_size() => Raises.Exactly<ShapeException>(
        "Linalg.Solve: float32[3,1] has no right-hand sides for float32[2,2]. Give a vector, or matrices with 2 rows.", () => Linalg.Solve(Np.Eye(2), Np.Zeros(3)));

    [Fact]
    public void Leading_axes_that_do_not_line_up() => Raises.Exactly<ShapeException>(
        "Linalg: float32[3] and float32[4] do not line up: counted from the last, axis 1 has size 3 on the left and 4 on the right. Sizes must be equal or 1. Use Reshape or index with NewAxis to put axes where they belong.",
        () => Linalg.Solve(Np.Zeros(3, 2, 2), Np.Zeros(4, 2, 1)));

    [Fact]
    public void Rows_of_another_length_on_the_left_of_a_triangle() => Raises.Exactly<ShapeException>(
        "Linalg.TriangularSolve was given float32[2,2] and float32[2,3]. Both need one dtype, and the right-hand sides 2 columns.",
        () => Linalg.TriangularSolve(Np.Eye(2), Np.Zeros(2, 3), leftSide: false));

    [Fact]
    public void Strict_Cholesky_of_whole_numbers() => Raises.Exactly<DTypeException>(
        "Lax.Cholesky was given int32[2,2]. It takes float32, float64, complex64 and complex128: convert with AsType first.", () => Lax.Cholesky(Np.Zeros(2, 2).AsType(DType.Int32)));

    [Fact]
    public void Strict_Lu_of_a_vector() => Raises.Exactly<ShapeException>(
        "Lax.Lu: float32[2] has no matrices in its last two axes. Add axes with ExpandDims.", () => Lax.Lu(Np.Zeros(2)));

    [Fact]
    public void Strict_Cholesky_of_matrices_that_are_not_square() => Raises.Exactly<ShapeException>(
        "Lax.Cholesky: float32[2,3] has no square matrices in its last two axes. Rows and columns must be equally many.", () => Lax.Cholesky(Np.Zeros(2, 3)));

    [Fact]
    public void Strict_systems_with_other_leading_axes() => Raises.Exactly<ShapeException>(
        "Lax.Solve was given float32[3,2,2] and float32[4,2,1]. Give right-hand sides with 2 rows, and with the leading axes of the matrices or none.",
        () => Lax.Solve(Np.Zeros(3, 2, 2), Np.Zeros(4, 2, 1)));

    [Fact]
    public void Strict_triangular_systems_with_other_leading_axes() => Raises.Exactly<ShapeException>(
        "Lax.TriangularSolve was given float32[3,2,2] and float32[2,1]. Give right-hand sides with the same leading axes, and with 2 rows.",
        () => Lax.TriangularSolve(Np.Zeros(3, 2, 2), Np.Zeros(2, 1)));

    [Fact]
    public void Strict_systems_of_two_dtypes() => Assert.Throws<DTypeException>(() => Lax.Solve(Np.Eye(2), Np.Zeros(2, 1).AsType(DType.Float64)));
}
