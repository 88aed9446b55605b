using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Numbers that are taken out of records.</summary>
public sealed class TurnRecordsTests
{
    private static LoopGraph Lowered(Func<NDArray, NDArray> f, NDArray x) => FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0));

    private static NDArray Three(NDArray x) => x[.., 1] * x[.., 3] + x[.., 6];

    [Fact]
    public void Copies_of_several_numbers_of_each_record_become_one_whose_rows_are_read()
    {
        LoopGraph graph = TurnRecords.Run(Lowered(Three, Np.Ones(600, 7)));
        LoopChecker.Check(graph, "the test");
        Assert.StartsWith("""
            inputs %0:f32[600,7]
            %1:f32[6,600] = copy %0(6, 600):(1, 7)+1
            """.ReplaceLineEndings("\n"), graph.ToString(), StringComparison.Ordinal);
        Assert.Single(graph.Nodes.ToArray().OfType<CopyNode>());
        Assert.Contains("%1(600,):(1)+1200", graph.ToString(), StringComparison.Ordinal);
        Assert.Contains("%1(600,):(1)+3000", graph.ToString(), StringComparison.Ordinal);
        Assert.Same(graph, TurnRecords.Run(graph));
    }

    [Fact]
    public void Two_numbers_few_of_wide_records_few_records_and_what_the_caller_gets_stay_copies()
    {
        foreach ((Func<NDArray, NDArray> f, NDArray x) in (ReadOnlySpan<(Func<NDArray, NDArray>, NDArray)>)
        [
            (x => x[.., 0] * x[.., 6], Np.Ones(600, 7)),
            (x => x[.., 0] * x[.., 6] + x[.., 10], Np.Ones(600, 12)),
            (x => x[.., 0] * x[.., 6] + x[.., 18] + x[.., 5] * x[.., 7] + x[.., 8], Np.Ones(600, 20)),
            (Three, Np.Ones(500, 7)),
            (x => x[.., 0] * x[.., 1] + x[.., 2], Np.Ones(600, 3)),
            (x => x[.., 0] * x[0] + x[.., 1] * x[1], Np.Ones(600, 600)),
            (x => x[.., 3], Np.Ones(600, 7)),
        ])
        {
            LoopGraph graph = Lowered(f, x);
            Assert.Same(graph, TurnRecords.Run(graph));
        }
    }

    [Fact]
    public void Every_type_and_shape_has_the_bits_of_the_interpreter()
    {
        Random random = new(5);
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64, DType.Int32, DType.Int8, DType.Float16, DType.Complex64])
        {
            foreach (int[] shape in (ReadOnlySpan<int[]>)[[600, 7], [20, 30, 9], [1, 700, 5], [600, 1, 6], [520, 16], [600, 17]])
            {
                ArrayType input = new(type, [.. shape]);
                foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])
                [
                    x => x[.., 0] * x[.., 1] + x[.., 4], x => x[.., 4] - x[.., 2] - x[.., 0] * x[.., 3], x => Np.Stack([x[.., 0] + x[.., 1], x[.., 2], x[.., 3]], -1),
                    x => Np.Sum(x[.., 1] * x[.., 2] - x[.., 3]) + x[.., 1].Reshape(-1)[..5], x => Np.Concatenate([x[.., 3].Reshape(-1), x[.., 0].Reshape(-1), x[.., 1].Reshape(-1) + x[.., 2].Reshape(-1)]),
                ])
                    Agree.BitForBit(InlineCalls.Run(MakeJaxpr(f)(Np.Zeros(input.Shape, input.DType))), Agree.Whole(random, input));
            }
        }
    }
}
