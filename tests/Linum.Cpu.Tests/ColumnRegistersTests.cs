using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Sums over short rows, whose results stay in registers from row to row.</summary>
public sealed unsafe class ColumnRegistersTests
{
    private static RowsNode Rows(Func<NDArray, NDArray> f, NDArray x) =>
        Assert.Single(GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0))).Nodes.ToArray().OfType<RowsNode>());

    private static int Units(Func<NDArray, NDArray> f, NDArray x)
    {
        RowsNode node = Rows(f, x);
        return ColumnRegisters.UnitsOf(node.Body, new(node), node.Operands.Count);
    }

    private static NDArray Sum(NDArray x) => Np.Sum(x, 0);

    [Fact]
    public void Rows_have_units_if_their_results_fill_no_more_than_eight_registers()
    {
        int most = 8 * VectorInstructions.Width / 32;
        Assert.Equal(2, Units(Sum, Np.Ones(40, 17)));
        Assert.Equal(most / 16, Units(Sum, Np.Ones(40, most)));
        Assert.Equal(0, Units(Sum, Np.Ones(40, most + 1)));
        Assert.Equal(most / 32, Units(Sum, Np.Ones(40, most / 2).AsType(DType.Float64)));
        Assert.Equal(0, Units(Sum, Np.Ones(40, most / 2 + 1).AsType(DType.Float64)));
        // So many bits of a row that they are none in an int.
        RowsNode node = Rows(Sum, Np.Ones(40, 17));
        Assert.Equal(0, ColumnRegisters.UnitsOf(node.Body, new(node with { Space = [40, 1 << 27], Operands = [new(node.Operands[0].Value, [40, 1 << 27], [1 << 27, 1])] }), 1));
    }

    [Fact]
    public void Long_bodies_what_else_is_given_and_types_without_registers_of_their_own_have_none()
    {
        Assert.Equal(2, Units(x => Np.Sum((x - x[0]) * Np.ExpandDims(x[.., 1], 1), 0), Np.Ones(40, 20)));
        Assert.Equal(0, Units(x => Np.Sum(Np.Exp(x), 0), Np.Ones(40, 20)));
        Assert.Equal(0, Units(x => Np.Sum(x, 0) + Np.Sum(x, 1)[..20], Np.Ones(1000, 20)));
        Assert.Equal(0, Units(x => Np.Max(x, 0), Np.Ones(40, 20).AsType(DType.Int16)));
        Assert.Equal(0, Units(x => Np.Any(x, 0), Np.Ones(40, 20).AsType(DType.Bool)));
    }

    public static TheoryData<int> Lengths => [8, 15, 16, 17, 20, 31, 32, 33, 50, 63, 64, 65, 100, 127, 128, 129];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Whatever_is_combined_agrees_with_the_interpreter(int length)
    {
        Random random = new(length);
        foreach (DType type in (DType[])[DType.Float32, DType.Float64, DType.Int32, DType.UInt32, DType.Int64, DType.BFloat16])
        {
            foreach (int rows in (int[])[3, 70])
            {
                ArrayType input = new(type, [2, rows, length]);
                foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])
                [
                    x => Np.Sum(x, 1), x => Np.Max(x, 1), x => Np.Sum(x, [0, 1]), x => Np.Sum(x[0], 0),
                    x => Np.Sum((x - x[.., ..1]) * x[.., .., ..1], 1), x => Np.Sum(x * x[..1], 1) - Np.Min(x, 1), x => Np.Sum(x[.., .., ..8], 1),
                    x => Np.Sum(Np.Where(x > x[.., ..1], x, x[..1]), 1), x => Np.Sum(x * (x[.., .., ..1] * x[.., .., ..1] + x[.., .., 1..2]), 1),
                ])
                    Agree.BitForBit(InlineCalls.Run(MakeJaxpr(f)(Np.Zeros(input.Shape, input.DType))), Agree.Whole(random, input));
            }
        }
    }

    [Fact]
    public void Complex_numbers_are_added_part_by_part()
    {
        ArrayType input = new(DType.Complex64, [2, 70, 17]);
        foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])[x => Np.Sum(x, 1), x => Np.Sum(x * x[.., ..1], 1)])
            Agree.BitForBit(InlineCalls.Run(MakeJaxpr(f)(Np.Zeros(input.Shape, input.DType))), Agree.Whole(new(3), input));
    }

    [Fact]
    public void Numbers_are_added_row_by_row_in_blocks_and_the_blocks_in_order()
    {
        foreach (int rows in (int[])[3, 32, 33, 70, 1000, 5000])
        {
            NDArray x = Np.Sin(Np.Arange(rows * 20).AsType(DType.Float32) * 1.7f).Reshape(rows, 20);
            float[] values = x.ToArray<float>(), sums = new float[20];
            int each = ColumnBlocks.RowsOf(rows);
            for (int column = 0; column < 20; column++)
            {
                for (int block = 0; block < rows; block += each)
                {
                    float sum = 0;
                    for (int row = block; row < Math.Min(block + each, rows); row++) sum += values[row * 20 + column];
                    sums[column] = block == 0 ? sum : sums[column] + sum;
                }
            }

            Assert.Equal(sums, Jit(Sum)(x).ToArray<float>());
        }
    }

    [Theory]
    [InlineData(17)]
    [InlineData(20)]
    [InlineData(32)]
    public void What_lies_behind_results_is_left_as_it_was(int length)
    {
        RowsNode node = Rows(Sum, Np.Ones(40, length));
        RowPlan plan = ScheduleRows.Run(node.Body);
        Kernel kernel = RowKernel.Emit(new(node.Body, 1, RowEnd.Masked, false, false, default, ColumnRegisters.UnitsOf(node.Body, new(node), 1)), plan);
        float[] x = [.. Enumerable.Range(0, 5 * length + 64).Select(i => (float)i)], result = [.. Enumerable.Repeat(7f, 128)], before = [.. result];
        fixed (float* from = x, to = result)
        {
            nint* buffers = stackalloc nint[] { (nint)from, (nint)to, 0 }, extra = stackalloc nint[] { length, length * sizeof(float), 0, 0, 0 };
            kernel(buffers, 2, 2, extra);
            Assert.Equal(before, result);
            kernel(buffers, 0, 5, extra);
        }

        for (int i = 0; i < result.Length; i++) Assert.Equal(i < length ? 7 + 5 * i + 10 * length : 7, result[i]);
    }
}
