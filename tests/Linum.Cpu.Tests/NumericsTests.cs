using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>The order in which sums are formed is part of the contract: it depends on shapes only, not on threads or on the width of registers.</summary>
public sealed class NumericsTests
{
    private static float[] Random(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    /// <summary>64 partial sums, combined in halves.</summary>
    private static float RowSum(ReadOnlySpan<float> x)
    {
        var partials = new float[64];
        // What is left behind the last 64 joins the first 16 of them.
        int whole = x.Length / 64 * 64;
        for (int i = 0; i < x.Length; i++) partials[i < whole ? i % 64 : (i - whole) % 16] += x[i];
        for (int half = 32; half > 0; half /= 2)
            for (int i = 0; i < half; i++) partials[i] += partials[i + half];
        return partials[0];
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(127)]
    [InlineData(1000)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData(300001)]
    public void A_long_sum_is_formed_of_64_partial_sums_per_block_of_65536(int count)
    {
        float[] x = Random(count, count);
        byte[][] result = Agree.Run(Agree.Program(new ReduceSum([0]), new ArrayType(DType.Float32, [count])), MemoryMarshal.AsBytes(x.AsSpan()).ToArray());
        Assert.Equal(BitConverter.SingleToInt32Bits(LongSum(x)), BitConverter.ToInt32(result[0]));
    }

    private static float LongSum(float[] x)
    {
        float[] blocks = [.. x.Chunk(65536).Select(b => RowSum(b))];
        return blocks.Length == 1 ? blocks[0] : blocks.Length < 64 ? RowSum(blocks) : throw new InvalidOperationException();
    }

    [Theory]
    [InlineData(5, 3, 32)]
    [InlineData(9, 2, 100)]
    [InlineData(300, 1, 70)]
    [InlineData(300, 9, 70)]
    public void A_sum_over_the_first_and_the_last_axis_is_formed_of_rows_and_then_of_columns(int count, int kept, int length)
    {
        float[] x = Random(count * kept * length, count);
        float[] rows = [.. x.Chunk(length).Select(r => RowSum(r))];
        byte[][] result = Agree.Run(Agree.Program(new ReduceSum([0, 2]), new ArrayType(DType.Float32, [count, kept, length])), MemoryMarshal.AsBytes(x.AsSpan()).ToArray());
        // Nothing is kept apart where there is one: then it is one long row.
        Assert.Equal(kept == 1 ? [RowSum(x)] : Sums(rows, count, kept), MemoryMarshal.Cast<byte, float>(result[0]).ToArray());
    }

    [Theory]
    [InlineData(5, 3, 31)]
    [InlineData(300, 4, 8)]
    [InlineData(1000, 40, 2)]
    public void Where_rows_are_short_such_a_sum_is_formed_of_columns_and_then_of_rows(int count, int kept, int length)
    {
        float[] x = Random(count * kept * length, count), columns = ColumnSums(x, count, kept * length);
        byte[][] first = Agree.Run(Agree.Program(new ReduceSum([0]), new ArrayType(DType.Float32, [count, kept, length])), MemoryMarshal.AsBytes(x.AsSpan()).ToArray());
        Assert.Equal(columns, MemoryMarshal.Cast<byte, float>(first[0]).ToArray());
        byte[][] then = Agree.Run(Agree.Program(new ReduceSum([1]), new ArrayType(DType.Float32, [kept, length])), first);
        Assert.Equal(then[0], Agree.Run(Agree.Program(new ReduceSum([0, 2]), new ArrayType(DType.Float32, [count, kept, length])), MemoryMarshal.AsBytes(x.AsSpan()).ToArray())[0]);
    }

    /// <summary>Inside a group of 8: steps of one and two elements within its halves, then the upper half behind the lower one.</summary>
    private static float[] Inside(float[] x)
    {
        float[] one = [.. x.Select((v, i) => i % 4 >= 1 ? x[i - 1] + v : v)];
        float[] two = [.. one.Select((v, i) => i % 4 >= 2 ? one[i - 2] + v : v)];
        return [.. two.Select((v, i) => i >= 4 ? two[3] + v : v)];
    }

    /// <summary>32 partial sums, those of four registers of 8 first, then in halves.</summary>
    private static float BlockSum(float[] x)
    {
        var partials = new float[32];
        for (int i = 0; i < x.Length; i++) partials[i % 32] += x[i];
        float[] lanes = [.. Enumerable.Range(0, 8).Select(i => partials[i] + partials[i + 8] + (partials[i + 16] + partials[i + 24]))];
        for (int half = 4; half > 0; half /= 2)
            for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
        return lanes[0];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1001)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(100_003)]
    public void A_running_sum_is_formed_in_groups_of_8_and_blocks_of_16384(int count)
    {
        float[] x = Random(count, count);
        List<float> expected = [];
        float before = 0;
        foreach (float[] block in x.Chunk(16384))
        {
            float total = before;
            foreach (float[] group in block.Chunk(8))
            {
                float[] inside = Inside([.. group, .. new float[8 - group.Length]]);
                expected.AddRange(inside.Take(group.Length).Select(v => total + v));
                total += inside[^1];
            }

            before += BlockSum(block);
        }

        byte[][] result = Agree.Run(Agree.Program(new CumSum(0, false), new ArrayType(DType.Float32, [count])), MemoryMarshal.AsBytes(x.AsSpan()).ToArray());
        Assert.Equal(MemoryMarshal.AsBytes(expected.ToArray().AsSpan()).ToArray(), result[0]);
    }

    /// <summary>Up to 32 rows are one block, 4081 and more blocks of 256; between them there are up to sixteen of 32 and more, as equal as multiples of four can be.</summary>
    private static int BlockRows(int rows)
    {
        int most = Math.Clamp((rows + 15) / 16, 32, 256), blocks = (rows + most - 1) / most;
        return most == 256 ? 256 : ((rows + blocks - 1) / blocks + 3) / 4 * 4;
    }

    private static float[] ColumnSums(float[] x, int rows, int columns)
    {
        var expected = new float[columns];
        int each = BlockRows(rows);
        for (int block = 0; block < rows; block += each)
        {
            float[] sum = x[(block * columns)..((block + 1) * columns)];
            for (int r = block + 1; r < Math.Min(block + each, rows); r++)
                for (int j = 0; j < columns; j++) sum[j] += x[r * columns + j];
            for (int j = 0; j < columns; j++) expected[j] = block == 0 ? sum[j] : expected[j] + sum[j];
        }

        return expected;
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(15, 3)]
    [InlineData(32, 16)]
    [InlineData(33, 16)]
    [InlineData(64, 16)]
    [InlineData(65, 16)]
    [InlineData(255, 40)]
    [InlineData(256, 16)]
    [InlineData(257, 17)]
    [InlineData(1000, 1100)]
    [InlineData(2500, 16)]
    [InlineData(4080, 16)]
    [InlineData(4081, 16)]
    [InlineData(40_003, 16)]
    public void Columns_are_summed_from_top_to_bottom_in_blocks_of_32_to_256_rows(int rows, int columns) => SumsAre(ColumnSums, [rows, columns]);

    [Theory]
    [InlineData(16, 3)]
    [InlineData(256, 7)]
    [InlineData(511, 3)]
    [InlineData(512, 7)]
    [InlineData(5000, 2)]
    [InlineData(1003, 3, 1)]
    [InlineData(40_003, 4)]
    [InlineData(40_003, 1, 5)]
    [InlineData(140_003, 3)]
    [InlineData(140_003, 15)]
    public void Each_of_a_few_columns_is_summed_like_a_row(params int[] shape) => SumsAre(FewColumnSums, shape);

    private static void SumsAre(Func<float[], int, int, float[]> sums, int[] shape)
    {
        int rows = shape[0], columns = shape[1..].Aggregate(1, (a, b) => a * b);
        float[] x = Random(rows * columns, rows);
        byte[][] result = Agree.Run(Agree.Program(new ReduceSum([0]), new ArrayType(DType.Float32, shape)), MemoryMarshal.AsBytes(x.AsSpan()).ToArray());
        Assert.Equal(sums(x, rows, columns), MemoryMarshal.Cast<byte, float>(result[0]).ToArray());
    }

    private static float[] FewColumnSums(float[] x, int rows, int columns) => [.. Enumerable.Range(0, columns).Select(c => LongSum([.. Enumerable.Range(0, rows).Select(r => x[r * columns + c])]))];

    private static float[] Sums(float[] x, int rows, int columns) => rows >= 16 && columns < 16 ? FewColumnSums(x, rows, columns) : ColumnSums(x, rows, columns);

    [Theory]
    [InlineData(3)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(511)]
    [InlineData(33_000)]
    [InlineData(100_003)]
    public void A_product_of_complex_numbers_is_formed_from_first_to_last_in_blocks(int count)
    {
        float[] angles = Random(count, count);
        (float Re, float Im)[] x = [.. angles.Select(a => (MathF.Cos(a), MathF.Sin(a)))];
        (float Re, float Im)[] blocks = [.. x.Chunk(BlockRows(count)).Select(b => b.Aggregate(Product))];
        (float re, float im) = blocks.Aggregate(Product);
        byte[][] result = Agree.Run(Agree.Program(new ReduceProd([0]), new ArrayType(DType.Complex64, [count])), MemoryMarshal.AsBytes(x.SelectMany(z => new[] { z.Re, z.Im }).ToArray().AsSpan()).ToArray());
        Assert.Equal([re, im], MemoryMarshal.Cast<byte, float>(result[0]).ToArray());
    }

    private static (float Re, float Im) Product((float Re, float Im) x, (float Re, float Im) y)
    {
        float a = x.Re * y.Re, b = x.Im * y.Im, c = x.Re * y.Im, d = x.Im * y.Re;
        return (a - b, c + d);
    }

    [Theory]
    [InlineData(7, 5, 9, false, false)]
    [InlineData(64, 300, 33, false, false)]
    [InlineData(130, 600, 70, false, false)]
    [InlineData(130, 600, 70, true, false)]
    [InlineData(61, 700, 300, false, true)]
    [InlineData(300, 257, 41, true, true)]
    [InlineData(64, 1024, 256, false, false)]
    [InlineData(3, 2000, 500, false, false)]
    public void Each_element_of_a_matrix_product_is_one_chain_of_fused_multiply_adds(int m, int k, int n, bool leftTurned, bool rightTurned)
    {
        float[] a = Random(m * k, 1), b = Random(k * n, 2);
        var expected = new float[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = 0;
                for (int l = 0; l < k; l++) sum = MathF.FusedMultiplyAdd(a[leftTurned ? l * m + i : i * k + l], b[rightTurned ? j * k + l : l * n + j], sum);
                expected[i * n + j] = sum;
            }
        }

        Jaxpr program = Agree.Program(new DotGeneral(new([leftTurned ? 0 : 1], [rightTurned ? 1 : 0], [], []), DType.Float32), new(DType.Float32, leftTurned ? [k, m] : [m, k]), new(DType.Float32, rightTurned ? [n, k] : [k, n]));
        byte[][] result = Agree.Run(program, MemoryMarshal.AsBytes(a.AsSpan()).ToArray(), MemoryMarshal.AsBytes(b.AsSpan()).ToArray());
        Assert.Equal(MemoryMarshal.AsBytes(expected.AsSpan()).ToArray(), result[0]);
    }

    [Fact]
    public void A_product_and_a_sum_in_one_kernel_are_rounded_twice()
    {
        JaxprBuilder builder = new();
        ArrayType type = new(DType.Float32, [40]);
        Var[] inputs = [builder.NewVar(type), builder.NewVar(type), builder.NewVar(type)];
        Var product = builder.Emit(new Mul(), [inputs[0], inputs[1]])[0];
        Jaxpr program = new(inputs, [.. builder.Equations, .. Sum(builder, product, inputs[2], out Var sum)], [sum]);
        Assert.Single(GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(program, 0))).Nodes.ToArray());
        float[] a = Random(40, 3), b = Random(40, 4), c = [.. a.Zip(b, (x, y) => -x * y)];
        byte[][] result = Agree.Run(program, [.. new[] { a, b, c }.Select(x => MemoryMarshal.AsBytes(x.AsSpan()).ToArray())]);
        Assert.All(MemoryMarshal.Cast<byte, float>(result[0]).ToArray(), r => Assert.Equal(0f, r));
    }

    private static Equation[] Sum(JaxprBuilder builder, Var x, Var y, out Var sum)
    {
        int before = builder.Equations.Count;
        sum = builder.Emit(new Add(), [x, y])[0];
        return builder.Equations.ToArray()[before..];
    }
}
