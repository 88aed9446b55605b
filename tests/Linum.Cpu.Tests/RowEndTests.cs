using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Rows of maps that are no whole units, and what is the same along a row.</summary>
public sealed class RowEndTests
{
    private static LoopGraph Lowered(Func<NDArray, NDArray> f, NDArray x) => GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0)));

    /// <summary>What each row adds, and two thirds of the rows, by position and by value.</summary>
    private static NDArray ByRow(NDArray x)
    {
        NDArray row = Np.ExpandDims(x[.., 0], 1), place = Np.ExpandDims(Np.Arange(x.Shape[0]), 1);
        return Np.Where(Np.LogicalOr(place < 3, row > 0.5f), x * 3f + row, Np.Where(place > 4, -x, row));
    }

    [Fact]
    public void A_mask_of_a_row_is_made_at_the_head_of_the_loop_that_reads_it_and_not_handed_to_it()
    {
        MapNode map = (MapNode)Lowered(ByRow, Np.Ones(7, 50)).Nodes.ToArray().Single(n => n is MapNode { Shape: { Rank: 2 } shape } && shape[1] == 50);
        RowPlan plan = ScheduleRows.Run(RowFrame.OfMap(map).Body);
        RowPhase phase = Assert.Single(plan.Phases.ToArray());
        Assert.True(phase.IsLoop);
        Assert.Equal(0, plan.Values);
        bool[] hoisted = HoistedSteps.Of(phase.Body, [.. phase.Sources.ToArray().Select(s => s.IsRow)], RowSpace.RowAxis, operations: true);
        for (int i = 0; i < hoisted.Length; i++)
            if (phase.Body.Steps[i].DType == DType.Bool) Assert.True(hoisted[i]);
    }

    [Fact]
    public void What_a_reduction_gives_is_handed_over_and_its_mask_made_in_each_loop()
    {
        RowsNode rows = (RowsNode)Lowered(x =>
        {
            NDArray largest = Np.Max(x, 1, keepDims: true), chosen = Np.Where(largest > 1f, x, -x);
            return chosen - Np.Max(chosen, 1, keepDims: true);
        }, Np.Ones(4, 50)).Nodes.Single();
        RowPlan plan = ScheduleRows.Run(rows.Body);
        Assert.Equal([0, 1, 1], plan.Phases.ToArray().Where(p => p.IsLoop).Select(p => p.Body.Steps.ToArray().Count(s => s.DType == DType.Bool)));
        Assert.Equal(2, plan.Values);
    }

    [Fact]
    public void Only_rows_longer_than_a_unit_and_apart_from_what_is_read_end_with_a_unit_computed_again()
    {
        Assert.Equal(RowEnd.Whole, RowKernel.EndOf(48, isApart: false));
        Assert.Equal(RowEnd.Masked, RowKernel.EndOf(50, isApart: false));
        Assert.Equal(RowEnd.Again, RowKernel.EndOf(50, isApart: true));
        Assert.Equal(RowEnd.Masked, RowKernel.EndOf(15, isApart: true));
    }

    public static TheoryData<int> Lengths => [1, 8, 15, 16, 17, 31, 33, 50, 63, 64, 65, 100];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Maps_over_rows_of_any_length_agree_with_the_interpreter(int length)
    {
        Random random = new(length);
        foreach (DType type in (DType[])[DType.Float32, DType.Float64, DType.Int8, DType.BFloat16])
        {
            Agrees(x => ByRow(x.AsType(DType.Float32)).AsType(type), random, new(type, [7, length]));
            Agrees(x => x > Np.ExpandDims(x[.., 0], 1), random, new(type, [7, length]));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Rows_that_are_written_over_what_is_read_are_computed_once(int length)
    {
        // The running sums are read for the last time by the map, which takes their memory.
        static NDArray InPlace(NDArray x) => Np.CumSum(x, 0) * 3f + Np.ExpandDims(x[.., 0], 1);
        Jaxpr program = InlineCalls.Run(MakeJaxpr(InPlace)(Np.Ones(7, length)));
        BufferPlan plan = PlanBuffers.Run(GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(program, 0))), new([]));
        MapNode map = plan.Graph.Nodes.ToArray().OfType<MapNode>().Last();
        Assert.Contains(map.Operands, o => plan.Places[o.Value] == plan.Places[map.Results[0]]);
        Agree.BitForBit(program, Agree.Whole(new Random(length), new(DType.Float32, [7, length])));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Passes_behind_a_reduction_agree_with_the_interpreter(int length) => Agrees(x =>
    {
        NDArray largest = Np.Max(x, 1, keepDims: true), chosen = Np.Where(largest > 3f, x, -x);
        return chosen - Np.Max(chosen, 1, keepDims: true);
    }, new Random(length), new(DType.Float32, [9, length]));

    [Theory]
    [InlineData(300, 50)]
    [InlineData(5000, 17)]
    [InlineData(3, 2049)]
    public void Parts_on_one_thread_and_on_all_give_the_same(int rows, int columns)
    {
        ArrayType type = new(DType.Float32, [rows, columns]);
        Jaxpr program = InlineCalls.Run(MakeJaxpr((NDArray x) => Np.Sin(Np.Exp(ByRow(x))))(Np.Zeros(type.Shape)));
        byte[] data = Agree.Data(new Random(rows), type);
        Assert.Equal(Agree.Run(program, 1, data)[0], Agree.Run(program, 0, data)[0]);
        Agree.BitForBit(program, data);
    }

    private static void Agrees(Func<NDArray, NDArray> f, Random random, ArrayType type) =>
        Agree.BitForBit(InlineCalls.Run(MakeJaxpr(f)(Np.Zeros(type.Shape, type.DType))), Agree.Data(random, type));
}
