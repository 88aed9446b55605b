using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Products whose rows are shorter than registers, or that have few rows, give each element's chain of multiply-adds, and write nothing that is not theirs.</summary>
public sealed unsafe class NarrowProductTests
{
    private const int Spare = BufferPool.Spare;
    private const byte Pattern = 0xC5;

    private static float Number(int i) => (i * 37 % 101 - 50) / 16f;

    /// <summary>Runs x[m, k] times y[k, n] by a contraction, however it would be computed else; its result and whether what lies behind it is as it was.</summary>
    private static (float[] Result, bool IsWhole) Multiplied(int m, int k, int n, int workers, bool turnsX, bool turnsY)
    {
        Operand Factor(int rows, int columns, bool turned)
        {
            LoopValue value = new(new(DType.Float32, turned ? [columns, rows] : [rows, columns]));
            return turned ? new(value, [rows, columns], [1, rows]) : Operand.Of(value);
        }

        Operand x = Factor(m, k, turnsX), y = Factor(k, n, turnsY);
        LoopValue result = new(new(DType.Float32, [m, n]));
        ContractNode node = new(new([1], [0], [], []), [x, y], [result], Operand.Dense(result.Type.Shape));
        Partition partition = PartitionWork.Run(PlanBuffers.Run(new([x.Value, y.Value], [], [node], [result]), new([])), workers).Partitions[0];
        nint* arrays = stackalloc nint[3];
        var memory = new nint[3];
        int[] counts = [m * k, k * n, m * n];
        for (int i = 0; i < 3; i++)
        {
            nuint bytes = (nuint)(counts[i] * sizeof(float) + 2 * Spare);
            memory[i] = (nint)NativeMemory.AlignedAlloc(bytes, 64);
            NativeMemory.Fill((void*)memory[i], bytes, Pattern);
            arrays[i] = memory[i] + Spare;
        }

        for (int r = 0; r < m; r++)
            for (int c = 0; c < k; c++) ((float*)arrays[0])[turnsX ? c * m + r : r * k + c] = Number(r * k + c);
        for (int r = 0; r < k; r++)
            for (int c = 0; c < n; c++) ((float*)arrays[1])[turnsY ? c * k + r : r * n + c] = Number(r * n + c + 5);
        try
        {
            new Contraction(node, partition).Run(arrays);
            var behind = new ReadOnlySpan<byte>((void*)(arrays[2] + m * n * sizeof(float)), Spare);
            return (new ReadOnlySpan<float>((void*)arrays[2], m * n).ToArray(), !behind.ContainsAnyExcept(Pattern));
        }
        finally
        {
            foreach (nint block in memory) NativeMemory.AlignedFree((void*)block);
        }
    }

    private static float[] Chains(int m, int k, int n)
    {
        var result = new float[m * n];
        for (int r = 0; r < m; r++)
        {
            for (int c = 0; c < n; c++)
            {
                float sum = 0;
                for (int i = 0; i < k; i++) sum = MathF.FusedMultiplyAdd(Number(r * k + i), Number(i * n + c + 5), sum);
                result[r * n + c] = sum;
            }
        }

        return result;
    }

    private static void Check(int m, int k, int n, int workers, bool turnsX, bool turnsY)
    {
        (float[] result, bool isWhole) = Multiplied(m, k, n, workers, turnsX, turnsY);
        string what = $"[{m}, {k}] with [{k}, {n}], {workers} workers, {(turnsX ? "x turned" : "")} {(turnsY ? "y turned" : "")}";
        Assert.True(Chains(m, k, n).AsSpan().SequenceEqual(result), what);
        Assert.True(isWhole, what);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Rows_shorter_than_registers_are_written_over_each_others_ends(int workers)
    {
        for (int n = 1; n <= 40; n++)
            foreach (int m in (int[])[1, 11, 12, 13, 23, 24, 25, 36, 47, 60, 100, 500, 3001]) Check(m, (m + n) % 9 + 1, n, workers, (m + n) % 3 == 0, n % 4 == 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Few_rows_are_multiplied_in_many_columns_by_one_call(int workers)
    {
        for (int m = 1; m <= 40; m++)
            foreach (int n in (int[])[15, 31, 32, 33, 63, 64, 65, 97, 128, 200, 1000, 5001]) Check(m, (m + n) % 70 + 1, n, workers, m % 3 == 0, n % 5 == 0);
    }

    [Fact]
    public void Long_sums_of_short_rows_are_added_up_in_blocks() => Check(300, 1500, 7, 0, false, false);

    [Fact]
    public void Large_results_of_few_products_are_maps()
    {
        string Lowered(int rows) => Inspect(((NDArray X, NDArray Y) t) => Np.MatMul(t.X, t.Y)).Lowered((Np.Ones(rows, 3), Np.Ones(3, 48)));
        Assert.DoesNotContain("contract", Lowered(200_000), StringComparison.Ordinal);
        Assert.Contains("contract", Lowered(20_000), StringComparison.Ordinal);

        // Whether it is a map or a product follows from how many rows there are; the bits do not.
        NDArray x = Np.Sin(Np.Arange(600_000).AsType(DType.Float32)).Reshape(200_000, 3), y = Np.Cos(Np.Arange(144).AsType(DType.Float32)).Reshape(3, 48);
        var product = Jit((NDArray a) => Np.MatMul(a, y));
        Assert.True(Np.ArrayEqual(product(x)[100_000..101_000], product(x[100_000..101_000])));
    }

    [Theory]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Complex64)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float16)]
    public void Products_of_other_types_have_the_same_bits_in_many_rows_as_in_few(DType type)
    {
        var product = Jit((NDArray a, NDArray b) => Np.MatMul(a, b));
        foreach (int n in (int[])[1, 2, 3, 4, 5, 7, 8, 9, 15, 17, 31])
        {
            NDArray x = (Np.Arange(203 * 6) * 37 % 101 - 50).AsType(type).Reshape(203, 6) / 8, y = (Np.Arange(6 * n) * 31 % 97 - 48).AsType(type).Reshape(6, n) / 8;
            if (type == DType.Int32) (x, y) = (x.AsType(type), y.AsType(type));
            NDArray all = product(x, y);
            Assert.Equal(type, all.DType);
            for (int row = 0; row < 203; row += 7) Assert.True(Np.ArrayEqual(all[row..(row + 7)], product(x[row..(row + 7)], y)), $"{n} columns, row {row}");
        }
    }
}
