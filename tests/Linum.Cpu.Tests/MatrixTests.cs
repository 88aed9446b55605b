using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Factorizations and systems against the interpreter, over the sizes at which another routine takes over.</summary>
public sealed class MatrixTests
{
    private static readonly DType[] Types = [DType.Float32, DType.Float64, DType.Complex64, DType.Complex128];

    /// <summary>Leading axes: one matrix, none, fewer than a register has lanes, not a multiple of them, more than a tile takes.</summary>
    private static readonly int[][] Leading = [[], [0], [1], [3], [2, 9], [131]];

    /// <summary>Random numbers; on request with a diagonal that makes all leading minors far from zero.</summary>
    internal static byte[] Numbers(Random random, ArrayType type, double diagonal = 0, double size = 1)
    {
        var bytes = new byte[type.ByteCount];
        DType part = type.DType.Component;
        int rows = type.Shape[^2], columns = type.Shape[^1], components = type.DType.Components;
        for (long i = 0; i < type.Shape.Count * components; i++)
        {
            long element = i / components % (rows * columns);
            double value = (random.NextDouble() * 2 - 1) * size + (element / columns == element % columns && i % components == 0 ? diagonal : 0);
            new Element(ScalarConversion.Convert(DType.Float64, part, BitConverter.DoubleToInt64Bits(value))).Write(bytes, part, i);
        }

        return bytes;
    }

    internal static void Check(Primitive primitive, ArrayType[] types, byte[][] inputs) => Agree.BitForBit(Agree.Program(primitive, types), inputs);

    [Fact]
    public void Cholesky_gives_the_bits_of_the_interpreter()
    {
        Random random = new(1);
        foreach (DType dtype in Types)
        {
            foreach (int n in (int[])[0, 1, 2, 3, 4, 5, 8, 16])
            {
                foreach (int[] leading in Leading)
                {
                    ArrayType type = new(dtype, [.. leading, n, n]);
                    Check(new Cholesky(), [type], [Numbers(random, type, n)]);
                }
            }
        }
    }

    [Fact]
    public void Cholesky_of_indefinite_matrices_is_NaN_for_these_alone()
    {
        Random random = new(2);
        foreach (DType dtype in Types)
        {
            foreach (int n in (int[])[1, 3, 7, 40])
            {
                ArrayType type = new(dtype, [20, n, n]);
                Check(new Cholesky(), [type], [Numbers(random, type, 0.4)]);
            }
        }
    }

    [Fact]
    public void Roots_of_many_larger_matrices_a_matrix_per_lane_give_the_bits_of_the_interpreter()
    {
        Random random = new(9);
        foreach (DType dtype in (DType[])[DType.Float32, DType.Float64])
        {
            // Sizes beside whole blocks of rows and columns, counts beside whole registers.
            foreach ((int count, int n) in ((int, int)[])[(8, 17), (9, 18), (4, 19), (15, 20), (16, 33), (12, 64), (11, 70)])
            {
                ArrayType type = new(dtype, [count, n, n]);
                byte[] matrices = Numbers(random, type, n);
                Check(new Cholesky(), [type], [matrices]);
                Agree.BitForBit(MakeJaxpr((Func<NDArray, NDArray>)Linalg.Cholesky)(Np.Zeros(type.Shape, dtype)), matrices);
                // One of them is not positive definite.
                int bytes = n * n * dtype.Size;
                Numbers(random, new(dtype, [n, n]), 0.4).CopyTo(matrices, 2 * bytes);
                Check(new Cholesky(), [type], [matrices]);
            }
        }
    }

    [Fact]
    public void Cholesky_takes_the_mean_with_the_transpose_while_it_reads_if_the_matrices_are_the_same()
    {
        static LoopGraph Graph(Func<NDArray, NDArray> f, NDArray x) => CpuPipeline.Compile(MakeJaxpr(f)(x), new([]), 0).Graph;
        // Their rows, too, are positive definite matrices of two rows.
        NDArray one = Np.Array([10f, 6f, 5f, 10f, 6f, 3f, 2f, 6f, 5f, 2f, 1f, 4f, 10f, 6f, 4f, 10f]).Reshape(4, 4), x = Np.Stack([one, one * 2f]) + Np.Array([0f, 0.5f, 0f, 0f]);
        static NDArray Sum(NDArray x) => x + Np.SwapAxes(x, -1, -2);
        foreach ((bool taken, Func<NDArray, NDArray> f) in (ReadOnlySpan<(bool, Func<NDArray, NDArray>)>)
        [
            (true, Linalg.Cholesky),
            (true, x => Lax.Cholesky(Np.Reshape(Sum(x) * 0.5f, 2, 1, 4, 4))),
            (false, x => Lax.Cholesky(Np.Reshape(Sum(x), 8, 2, 2) / 2f)),
            (false, x => Lax.Cholesky(Np.Reshape(Sum(x) / 2f, 8, 2, 2))),
            (false, x => Lax.Cholesky(Np.Reshape((Np.Ravel(x) + Np.Ravel(x)) / 2f, 8, 2, 2))),
        ])
        {
            Assert.Equal(taken, Graph(f, x).Nodes is [RoutineNode { Lowered: Lowered.Cholesky { TakesMean: true } }]);
            Agree.Within(1e-5, MakeJaxpr(f)(x), x.Concrete("the test").ToBytes());
        }
    }

    [Fact]
    public void Lu_of_long_and_wide_matrices_gives_the_bits_of_the_interpreter()
    {
        Random random = new(5);
        foreach (DType dtype in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64])
        {
            foreach ((int rows, int columns) in ((int, int)[])[(17, 0), (0, 17), (17, 1), (1, 17), (33, 20), (20, 33), (49, 65), (2, 100), (100, 2)])
                foreach (int[] leading in (int[][])[[], [2], [0]]) Check(new Lu(), [new(dtype, [.. leading, rows, columns])], [Agree.Data(random, new(dtype, [.. leading, rows, columns]))]);
        }
    }

    [Fact]
    public void Lu_gives_the_bits_of_the_interpreter()
    {
        Random random = new(3);
        foreach (DType dtype in Types)
        {
            foreach ((int rows, int columns) in ((int, int)[])[(0, 0), (0, 3), (3, 0), (1, 1), (2, 2), (3, 3), (4, 4), (4, 2), (2, 4), (5, 5), (7, 16), (16, 7), (16, 16)])
            {
                foreach (int[] leading in Leading)
                {
                    ArrayType type = new(dtype, [.. leading, rows, columns]);
                    Check(new Lu(), [type], [Numbers(random, type)]);
                }
            }
        }
    }

    [Fact]
    public void Equal_pivots_and_singular_matrices_give_the_bits_of_the_interpreter()
    {
        Random random = new(4);
        foreach (DType dtype in Types)
        {
            foreach (int n in (int[])[2, 3, 6, 24])
            {
                ArrayType type = new(dtype, [50, n, n]), right = new(dtype, [50, n, 2]);
                byte[] small = Agree.Data(random, type);
                Check(new Lu(), [type], [small]);
                Check(new Solve(), [type, right], [small, Numbers(random, right)]);
            }
        }
    }

    [Fact]
    public void Solve_gives_the_bits_of_the_interpreter()
    {
        Random random = new(5);
        foreach (DType dtype in Types)
        {
            foreach ((int n, int width) in ((int, int)[])[(0, 2), (1, 1), (2, 3), (3, 1), (3, 0), (4, 4), (4, 5), (6, 2), (16, 3)])
            {
                foreach (int[] leading in Leading)
                {
                    ArrayType a = new(dtype, [.. leading, n, n]), b = new(dtype, [.. leading, n, width]), shared = new(dtype, [n, width]);
                    byte[] matrices = Numbers(random, a);
                    Check(new Solve(), [a, b], [matrices, Numbers(random, b)]);
                    Check(new Solve(), [a, shared], [matrices, Numbers(random, shared)]);
                }
            }
        }
    }

    [Fact]
    public void Systems_whose_pivots_lie_in_every_order_of_rows_give_the_bits_of_the_interpreter()
    {
        Random random = new(12);
        foreach (DType dtype in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64])
        {
            foreach (int n in (int[])[2, 3, 4])
            {
                ArrayType a = new(dtype, [300, n, n]), b = new(dtype, [300, n, 3]), identity = new(dtype, [n, n]);
                byte[] matrices = Numbers(random, a, size: 0.1), ones = new byte[identity.ByteCount];
                for (int m = 0; m < 300; m++)
                {
                    int[] order = [.. Enumerable.Range(0, n)];
                    random.Shuffle(order);
                    for (int i = 0; i < n; i++) new Element(ScalarConversion.Convert(DType.Float64, dtype, BitConverter.DoubleToInt64Bits(1 + random.NextDouble()))).Write(matrices, dtype, (m * n + i) * n + order[i]);
                }

                for (int i = 0; i < n; i++) new Element(ScalarConversion.Convert(DType.Float64, dtype, BitConverter.DoubleToInt64Bits(1))).Write(ones, dtype, i * n + i);
                Check(new Lu(), [a], [matrices]);
                Check(new Solve(), [a, b], [matrices, Numbers(random, b)]);
                Check(new Solve(), [a, identity], [matrices, ones]);
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public unsafe void Matrices_of_any_size_lie_in_a_tile_component_by_component_and_come_back(int size)
    {
        const int rowBytes = 640;
        foreach (int components in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 23, 25])
        {
            foreach (int count in (int[])[1, 3, 4, 7, 8, 9, 16, 31, 64])
            {
                using Scratch memory = new(2L * components * count * size + components * rowBytes + 3 * BufferPool.Spare);
                byte* from = (byte*)memory.Address, to = from + components * count * size, tile = to + components * count * size;
                for (int i = 0; i < components * count * size; i++) (from[i], to[i]) = ((byte)(i * 31 + i / 256), 0);
                if (size == 4) MatrixTile.Load((float*)from, tile, rowBytes, components, count);
                else MatrixTile.Load((double*)from, tile, rowBytes, components, count);
                for (int m = 0; m < count; m++)
                    for (int c = 0; c < components; c++) Assert.True(new Span<byte>(from + (m * components + c) * size, size).SequenceEqual(new Span<byte>(tile + c * rowBytes + m * size, size)), $"component {c} of {components}, matrix {m} of {count}");
                if (size == 4) MatrixTile.Store(tile, rowBytes, (float*)to, components, count);
                else MatrixTile.Store(tile, rowBytes, (double*)to, components, count);
                Assert.True(new Span<byte>(from, components * count * size).SequenceEqual(new Span<byte>(to, components * count * size)), $"{count} matrices of {components} components");
            }
        }
    }

    [Fact]
    public void Triangular_systems_of_every_form_give_the_bits_of_the_interpreter()
    {
        Random random = new(6);
        foreach (DType dtype in Types)
        {
            foreach (TriangularForm form in Forms())
            {
                foreach ((int n, int width) in ((int, int)[])[(0, 2), (1, 1), (3, 2), (4, 4), (5, 3), (16, 1)])
                {
                    foreach (int[] leading in (int[][])[[], [0], [11]])
                    {
                        ArrayType a = new(dtype, [.. leading, n, n]), b = new(dtype, form.LeftSide ? [.. leading, n, width] : [.. leading, width, n]);
                        Check(new TriangularSolve(form), [a, b], [Numbers(random, a, 2), Numbers(random, b)]);
                    }
                }
            }
        }
    }

    [Fact]
    public void Large_factorizations_give_the_bits_of_the_interpreter()
    {
        Random random = new(7);
        foreach (DType dtype in (DType[])[DType.Float32, DType.Float64])
        {
            foreach (int[] leading in (int[][])[[], [3]])
            {
                // Roots of more than 128 rows are computed panel by panel.
                ArrayType large = new(dtype, [.. leading, 150, 150]);
                Check(new Cholesky(), [large], [Numbers(random, large, 150)]);
                foreach (int n in (int[])[17, 33, 70])
                {
                    ArrayType type = new(dtype, [.. leading, n, n]), wide = new(dtype, [.. leading, n, n + 30]), tall = new(dtype, [.. leading, n + 30, n]);
                    Check(new Cholesky(), [type], [Numbers(random, type, n)]);
                    Check(new Lu(), [type], [Numbers(random, type)]);
                    Check(new Lu(), [wide], [Numbers(random, wide)]);
                    Check(new Lu(), [tall], [Numbers(random, tall)]);
                }
            }
        }
    }

    [Fact]
    public void Large_systems_agree_with_the_interpreter()
    {
        Random random = new(8);
        foreach (DType dtype in (DType[])[DType.Float32, DType.Float64])
        {
            double tolerance = dtype == DType.Float32 ? 1e-4 : 1e-12;
            foreach (int[] leading in (int[][])[[], [3]])
            {
                foreach ((int n, int width) in ((int, int)[])[(17, 1), (40, 5), (33, 9), (50, 300), (3, 500)])
                {
                    ArrayType a = new(dtype, [.. leading, n, n]), b = new(dtype, [.. leading, n, width]), rows = new(dtype, [.. leading, width, n]), shared = new(dtype, [n, width]);
                    byte[] matrices = Numbers(random, a, 1, 1.0 / n);
                    Agree.Within(tolerance, Agree.Program(new Solve(), a, b), matrices, Numbers(random, b));
                    Agree.Within(tolerance, Agree.Program(new Solve(), a, shared), matrices, Numbers(random, shared));
                    foreach (TriangularForm form in Forms())
                    {
                        ArrayType right = form.LeftSide ? b : rows;
                        Agree.Within(tolerance, Agree.Program(new TriangularSolve(form), a, right), matrices, Numbers(random, right));
                    }
                }
            }
        }
    }

    [Fact]
    public void The_factors_of_a_matrix_of_three_hundred_rows_give_it_back()
    {
        Random random = new(9);
        const int n = 300;
        ArrayType type = new(DType.Float64, [n, n]);
        byte[] bytes = Numbers(random, type);
        byte[][] results = Agree.Run(Agree.Program(new Lu(), type), bytes);
        ReadOnlySpan<double> a = Doubles(bytes), factors = Doubles(results[0]);
        ReadOnlySpan<int> order = MemoryMarshal.Cast<byte, int>(results[2]);
        Assert.Equal(Enumerable.Range(0, n), order.ToArray().Order());
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int k = 0; k <= Math.Min(i, j); k++) sum += (k == i ? 1 : factors[i * n + k]) * factors[k * n + j];
                Assert.Equal(a[order[i] * n + j], sum, 1e-12);
                if (j < i) Assert.True(Math.Abs(factors[i * n + j]) <= 1);
            }
        }
    }

    [Fact]
    public void A_large_solution_leaves_a_small_residual()
    {
        Random random = new(10);
        const int n = 300, width = 20;
        ArrayType type = new(DType.Float64, [n, n]), right = new(DType.Float64, [n, width]);
        byte[] matrix = Numbers(random, type), sides = Numbers(random, right);
        byte[] result = Agree.Run(Agree.Program(new Solve(), type, right), matrix, sides)[0];
        ReadOnlySpan<double> a = Doubles(matrix), b = Doubles(sides), x = Doubles(result);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < width; j++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++) sum += a[i * n + k] * x[k * width + j];
                Assert.Equal(b[i * width + j], sum, 1e-9);
            }
        }
    }

    [Fact]
    public void A_matrix_with_NaN_spoils_no_other()
    {
        Random random = new(11);
        foreach (int n in (int[])[3, 8, 20])
        {
            ArrayType type = new(DType.Float32, [9, n, n]), right = new(DType.Float32, [9, n, 1]);
            byte[] matrices = Numbers(random, type, n), sides = Numbers(random, right);
            byte[] clean = Agree.Run(Agree.Program(new Solve(), type, right), matrices, sides)[0];
            new Element(BitConverter.SingleToInt32Bits(float.NaN)).Write(matrices, DType.Float32, 4L * n * n);
            byte[] result = Agree.Run(Agree.Program(new Solve(), type, right), matrices, sides)[0];
            int size = n * sizeof(float);
            for (int m = 0; m < 9; m++)
            {
                if (m != 4) Assert.Equal(clean[(m * size)..((m + 1) * size)], result[(m * size)..((m + 1) * size)]);
                else Assert.All(MemoryMarshal.Cast<byte, float>(result.AsSpan(m * size, size)).ToArray(), x => Assert.True(float.IsNaN(x)));
            }
        }
    }

    private static ReadOnlySpan<double> Doubles(byte[] bytes) => MemoryMarshal.Cast<byte, double>(bytes);

    internal static IEnumerable<TriangularForm> Forms()
    {
        for (int bits = 0; bits < 32; bits++) yield return new((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0);
    }
}
