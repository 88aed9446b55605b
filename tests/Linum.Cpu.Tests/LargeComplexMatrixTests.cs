using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Factorizations and systems of complex matrices that are done panel by panel.</summary>
public sealed class LargeComplexMatrixTests
{
    [Fact]
    public void Large_complex_factorizations_give_the_bits_of_the_interpreter()
    {
        Random random = new(13);
        foreach (DType dtype in (DType[])[DType.Complex64, DType.Complex128])
        {
            foreach (int[] leading in (int[][])[[], [3], [0]])
            {
                foreach (int n in (int[])[17, 33, 70, 100])
                {
                    ArrayType type = new(dtype, [.. leading, n, n]), wide = new(dtype, [.. leading, n, n + 30]), tall = new(dtype, [.. leading, n + 30, n]);
                    byte[] matrices = MatrixTests.Numbers(random, type, n);
                    MatrixTests.Check(new Cholesky(), [type], [matrices]);
                    Agree.BitForBit(MakeJaxpr((Func<NDArray, NDArray>)Linalg.Cholesky)(Np.Zeros(type.Shape, dtype)), matrices);
                    MatrixTests.Check(new Lu(), [type], [MatrixTests.Numbers(random, type)]);
                    MatrixTests.Check(new Lu(), [wide], [MatrixTests.Numbers(random, wide)]);
                    MatrixTests.Check(new Lu(), [tall], [Agree.Data(random, tall)]);
                }

                foreach ((int rows, int columns) in ((int, int)[])[(17, 0), (0, 17), (17, 1), (1, 17), (16, 40), (40, 16), (2, 100), (100, 2)]) MatrixTests.Check(new Lu(), [new(dtype, [.. leading, rows, columns])], [Agree.Data(random, new(dtype, [.. leading, rows, columns]))]);
            }
        }
    }

    [Fact]
    public void Large_complex_systems_give_the_bits_of_the_interpreter()
    {
        Random random = new(14);
        foreach (DType dtype in (DType[])[DType.Complex64, DType.Complex128])
        {
            foreach (int[] leading in (int[][])[[], [3]])
            {
                foreach ((int n, int width) in ((int, int)[])[(17, 1), (40, 5), (33, 9), (50, 200), (3, 300), (80, 0)])
                {
                    ArrayType a = new(dtype, [.. leading, n, n]), b = new(dtype, [.. leading, n, width]), rows = new(dtype, [.. leading, width, n]), shared = new(dtype, [n, width]);
                    byte[] matrices = MatrixTests.Numbers(random, a, 1, 1.0 / n);
                    MatrixTests.Check(new Solve(), [a, b], [matrices, MatrixTests.Numbers(random, b)]);
                    MatrixTests.Check(new Solve(), [a, shared], [matrices, MatrixTests.Numbers(random, shared)]);
                    foreach (TriangularForm form in MatrixTests.Forms())
                    {
                        ArrayType right = form.LeftSide ? b : rows;
                        MatrixTests.Check(new TriangularSolve(form), [a, right], [matrices, MatrixTests.Numbers(random, right)]);
                    }
                }
            }
        }
    }
}
