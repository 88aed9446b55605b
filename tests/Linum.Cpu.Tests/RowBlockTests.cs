using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Kernels that make each pass over a few rows before the next pass.</summary>
public sealed class RowBlockTests
{
    private static NDArray Normalize(NDArray x) => (x - x.Mean(-1, keepDims: true)) / Np.Sqrt(x.Var(-1, keepDims: true) + 1e-5);

    /// <summary>So long that its passes are cut into stages.</summary>
    private static NDArray Chain(NDArray x)
    {
        NDArray y = x;
        for (int i = 0; i < 20; i++) y = i % 2 == 0 ? y * x : y + x;
        return y;
    }

    private static NDArray Rows(int rows, int length, DType type) => (Np.Sin(Np.Reshape(Np.Arange(rows * length), rows, length).AsType(DType.Float32) * 1.7f) * 3f).AsType(type);

    private static byte[] Bytes(NDArray x) => [.. MemoryMarshal.AsBytes<double>(x.AsType(DType.Float64).ToArray<double>())];

    private static RowsNode Lowered(Func<NDArray, NDArray> f, NDArray x) =>
        (RowsNode)GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0))).Nodes.Single();

    private static int AtOnce(Func<NDArray, NDArray> f, NDArray x)
    {
        RowsNode node = Lowered(f, x);
        return RowBlocks.RowsAtOnce(node.Body, ScheduleRows.Run(node.Body), x.Shape[1]);
    }

    [Fact]
    public void Rows_of_a_block_have_the_bits_of_the_same_rows_alone()
    {
        Func<NDArray, NDArray>[] functions = [x => Nn.Softmax(x), Normalize, x => x.Var(-1), x => Nn.LogSumExp(x, -1), x => Np.Cos(Nn.Softmax(x) * Np.Tanh(x)) - x.Max(-1, keepDims: true), x => Normalize(Chain(x * 0.1f))];
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64, DType.BFloat16])
        {
            foreach (Func<NDArray, NDArray> f in functions)
            {
                var compiled = Jit(f);
                foreach (int length in (ReadOnlySpan<int>)[1, 3, 16, 33, 64, 100, 512, 1000, 2048, 2100])
                {
                    NDArray x = Rows(11, length, type), all = compiled(x);
                    for (int row = 0; row < 11; row++) Assert.Equal(Bytes(compiled(x[row..(row + 1)])), Bytes(all[row..(row + 1)]));
                }
            }
        }
    }

    [Fact]
    public void What_is_combined_over_rows_of_blocks_is_what_the_interpreter_gives()
    {
        var gradient = (NDArray x, NDArray g) => (Grad((NDArray x, NDArray g) => (Normalize(x) * g).Sum())(x, g), Np.Sum(Normalize(x) * g, 0), Np.Max(Nn.Softmax(x), 0));
        Random random = new(27);
        foreach (int rows in (ReadOnlySpan<int>)[1, 2, 3, 4, 5, 8, 9, 257, 519])
        {
            NDArray x = Rows(rows, 48, DType.Float32), g = x[0];
            Jaxpr program = InlineCalls.Run(MakeJaxpr(gradient)(x, g));
            Agree.Within(1e-4, program, Agree.Data(random, new(DType.Float32, x.Shape), special: false), Agree.Data(random, new(DType.Float32, g.Shape), special: false));
        }
    }

    [Fact]
    public void A_block_has_few_rows_where_they_are_long_and_one_where_there_is_one_pass()
    {
        Assert.Equal(RowBlocks.Most, AtOnce(x => Nn.Softmax(x), Np.Ones(9, 64)));
        Assert.Equal(2, AtOnce(x => Nn.Softmax(x), Np.Ones(9, 1024)));
        Assert.Equal(1, AtOnce(x => Nn.Softmax(x), Np.Ones(9, 1024).AsType(DType.Float64)));
        Assert.Equal(1, AtOnce(x => Nn.Softmax(x), Np.Ones(9, 4096)));
        Assert.Equal(1, AtOnce(x => Np.Sum(x * x, 1), Np.Ones(9, 64)));
    }

    [Fact]
    public void Stages_of_one_pass_are_in_no_blocks_and_stages_of_several_are()
    {
        RowPlan one = CutPhases.Run(ScheduleRows.Run(Lowered(x => Np.Sum(Chain(x), 1), Np.Ones(9, 64)).Body));
        RowPlan two = CutPhases.Run(ScheduleRows.Run(Lowered(x => Normalize(Chain(x)), Np.Ones(9, 64)).Body));
        Assert.Equal((2, false), (one.Phases.ToArray().Count(p => p.IsLoop), one.IsInBlocks));
        Assert.True(two.Phases.ToArray().Count(p => p.IsLoop) > 3);
        Assert.True(two.IsInBlocks);
    }

    private static RowPlan Plan(RowsNode node) => ScheduleRows.Run(node.Body);

    [Fact]
    public void The_next_row_is_asked_for_by_a_last_pass_that_stores_nothing()
    {
        Assert.Equal(["", "0"], Loops(Plan(Lowered(x => x.Var(-1), Np.Ones(9, 64))), NextRow));
        Assert.Equal(["", "", ""], Loops(Plan(Lowered(x => Nn.Softmax(x), Np.Ones(9, 64))), NextRow));
        Assert.Equal([""], Loops(Plan(Lowered(x => Np.Sum(x * x, 1), Np.Ones(9, 64))), NextRow));
    }

    [Fact]
    public void The_next_row_is_asked_for_by_a_pass_behind_the_first_that_waits_for_divisions()
    {
        Func<NDArray, NDArray> quotients = x =>
        {
            NDArray y = x / x.Max(-1, keepDims: true);
            return y - y.Sum(-1, keepDims: true);
        };
        Assert.Equal(["", "0", ""], Loops(Plan(Lowered(quotients, Np.Ones(9, 64))), NextRow));
    }

    private static string NextRow(RowAsking asking, RowPhase pass) => string.Join(", ", asking.ForNextRow(pass));

    [Fact]
    public void An_operand_that_is_only_summed_over_rows_is_summed_by_a_pass_that_reads_it_anyway()
    {
        string kernels = Inspect(((NDArray X, NDArray Scale, NDArray Dy) a) => Vjp((NDArray x, NDArray scale, NDArray shift) => Normalize(x) * scale + shift, a.X, a.Scale, a.Scale).Pull(a.Dy)).Kernels((Np.Ones(256, 64), Np.Ones(64), Np.Ones(256, 64)));
        string[] passes = [.. kernels.Split('\n').Where(line => line.StartsWith("  ; pass", StringComparison.Ordinal))];
        Assert.Equal(5, passes.Length);
        Assert.Equal("  ; pass: 0 operations on operand 0, giving Sum in value 10", passes[0]);
        string asks = Sse.IsSupported ? "; asks for operand 0 of the next block; asks for result 2" : "";
        Assert.EndsWith("kept row 0, Sum over rows in result 0" + asks, passes[2], StringComparison.Ordinal);
        Assert.All(passes[3..], pass => Assert.DoesNotContain("operand 1", pass, StringComparison.Ordinal));
    }

    [Fact]
    public void A_bias_gets_what_the_interpreter_gives()
    {
        Random random = new(28);
        foreach (int rows in (ReadOnlySpan<int>)[1, 3, 257, 600])
        {
            NDArray x = Np.Ones(rows, 64), g = Np.Ones(64);
            Jaxpr program = InlineCalls.Run(MakeJaxpr((NDArray x, NDArray g, NDArray dy) => Vjp((NDArray x, NDArray g, NDArray b) => Normalize(x) * g + b, x, g, g).Pull(dy))(x, g, x));
            Agree.Within(1e-3, program, [.. program.InputTypes.Select(t => Agree.Data(random, t, special: false))]);
        }
    }

    [Fact]
    public void A_result_is_asked_for_by_the_last_pass_before_that_waits_for_divisions()
    {
        Func<NDArray, NDArray> twice = x =>
        {
            NDArray y = x / x.Max(-1, keepDims: true);
            return y - y.Sum(-1, keepDims: true);
        };
        RowPlan plan = Plan(Lowered(twice, Np.Ones(9, 64)));
        Assert.Equal([0, 1, 0], Loops(plan, (asking, pass) => asking.ForResults(pass).Count()));
        Assert.Equal([0, 0, 0], Loops(plan, (asking, pass) => asking.ForResults(pass).Count(), streams: true));
        Assert.Equal([0, 0, 0], Loops(Plan(Lowered(x => Nn.Softmax(x), Np.Ones(9, 64))), (asking, pass) => asking.ForResults(pass).Count()));
    }

    private static T[] Loops<T>(RowPlan plan, Func<RowAsking, RowPhase, T> of, bool streams = false)
    {
        RowAsking asking = new(plan, streams);
        return [.. plan.Phases.ToArray().Where(p => p.IsLoop).Select(p => of(asking, p))];
    }

    [Fact]
    public void Rows_that_are_written_over_keep_their_bits()
    {
        var over = Jit((NDArray x) => Normalize(x), donate: Arg.First);
        NDArray x = Rows(301, 100, DType.Float32);
        Assert.Equal(Bytes(Jit((NDArray x) => Normalize(x))(x)), Bytes(over(x + 0f)));
    }
}
