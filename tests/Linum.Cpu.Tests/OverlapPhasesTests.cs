using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Last passes over rows that are made beside an earlier pass over the next rows.</summary>
public sealed class OverlapPhasesTests
{
    private static NDArray Softmax(NDArray x)
    {
        NDArray e = Np.Exp(x - Np.Max(x, 1, keepDims: true));
        return e / Np.Sum(e, 1, keepDims: true);
    }

    private static NDArray Scaled(NDArray x) => x / Np.Sum(x, 1, keepDims: true);

    private static RowPlan Plan(Func<NDArray, NDArray> f, params int[] shape) =>
        OverlapPhases.Run(ScheduleRows.Run(((RowsNode)GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(Np.Zeros(shape))), 0))).Nodes.ToArray().Last()).Body));

    [Fact]
    public void A_last_pass_of_divisions_is_made_beside_one_that_computes_much()
    {
        RowPlan plan = Plan(Softmax, 4, 20);
        RowPhase alone = plan.Phases[plan.Overlap!.Beside], both = plan.Overlap.Both;
        Assert.Equal([RowSinkKind.Reduce, RowSinkKind.Scratch], alone.Sinks.ToArray().Select(s => s.Kind));
        Assert.Equal(alone.Body.OperationCount + 1, both.Body.OperationCount);
        string[] part = alone.ToString().Split([" operations on ", ", giving "], StringSplitOptions.None), whole = both.ToString().Split([" operations on ", ", giving "], StringSplitOptions.None);
        Assert.Equal([part[1] + ", kept row 0 of the block before, value 0 of the block before", part[2] + ", result 0 of the block before"], whole[1..]);
        Assert.Equal("pass: 1 operation on kept row 0 of the block before, value 0 of the block before, giving result 0 of the block before", plan.Overlap.Late.ToString());
    }

    [Fact]
    public void Without_a_pass_that_computes_much_divisions_are_made_beside_the_first()
    {
        RowPlan plan = Plan(Scaled, 4, 20);
        Assert.Equal("pass: 1 operation on operand 0, operand 0 of the block before, value 0 of the block before, giving Sum in value 0, result 0 of the block before", plan.Overlap!.Both.ToString());
    }

    [Fact]
    public void A_last_pass_without_divisions_is_late_only_beside_one_that_computes_much()
    {
        Assert.Null(Plan(x => x - Np.Sum(x, 1, keepDims: true), 4, 20).Overlap);
        Assert.NotNull(Plan(x => x - Np.Sum(Np.Tanh(x), 1, keepDims: true), 4, 20).Overlap);
    }

    [Fact]
    public void A_pass_that_others_wait_for_or_that_asks_for_its_row_is_not_late()
    {
        // Its last pass sums what it divides.
        Assert.Null(Plan(x => Np.Sum(Scaled(x), 1), 4, 20).Overlap);
        Assert.Null(Plan(x => Np.Where(Lax.BroadcastedIota(DType.Int32, [4, 20], 0) > 1, Scaled(x), 0f), 4, 20).Overlap);
        // One pass waits for nothing.
        Assert.Null(Plan(x => Np.Sum(x / 3f, 1), 4, 20).Overlap);
    }

    /// <summary>What is summed goes through as many partial results, so that sums have the same bits.</summary>
    [Fact]
    public void A_pass_that_is_light_alone_is_light_with_the_other_one()
    {
        RowPlan plan = Plan(x =>
        {
            NDArray y = x, sum = Np.Sum(x, 1, keepDims: true);
            for (int i = 0; i < 20; i++) y = i % 5 == 0 ? y / sum : y + x;
            return y;
        }, 4, 20);
        Assert.True(plan.Phases[^1].WaitsForDivisions && plan.Phases[^1].Body.OperationCount > 16);
        Assert.Null(plan.Overlap);
    }

    [Fact]
    public void Rows_beside_others_have_the_bits_of_each_row_alone()
    {
        Func<NDArray, NDArray>[] functions = [Softmax, Scaled, x => Nn.LogSoftmax(x), x => Grad((NDArray x) => (Softmax(x) * x).Sum())(x), x => (x - x.Mean(1, keepDims: true)) / Np.Sqrt(x.Var(1, keepDims: true) + 1e-5), x => Np.Tanh(x) - Np.Sum(Np.Exp(x), 1, keepDims: true)];
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64, DType.Float16])
        {
            foreach (Func<NDArray, NDArray> f in functions)
            {
                var compiled = Jit(f);
                foreach ((int rows, int length) in (ReadOnlySpan<(int, int)>)[(1, 5), (2, 16), (3, 100), (4, 17), (5, 64), (9, 1), (6, 1024), (7, 3000), (130, 40)])
                {
                    NDArray x = (Np.Sin(Np.Reshape(Np.Arange(rows * length), rows, length).AsType(DType.Float32) * 1.7f) * 3f).AsType(type), all = compiled(x);
                    for (int row = 0; row < rows; row += rows > 20 ? 7 : 1) Assert.Equal(Bytes(compiled(x[row..(row + 1)])), Bytes(all[row..(row + 1)]));
                }
            }
        }
    }

    private static byte[] Bytes(NDArray x) => [.. MemoryMarshal.AsBytes<double>(x.AsType(DType.Float64).ToArray<double>())];
}
