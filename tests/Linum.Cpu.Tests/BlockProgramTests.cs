using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

public sealed class BlockProgramTests
{
    /// <summary>A line for what is done once, and for each step of a block.</summary>
    private static string[] Lines(BlockProgram program) =>
    [
        .. program.Before.Select(s => $"once: {Line(s)}"),
        .. program.Steps.Select(s => s.Skips > 0 ? $"skip {s.Skips} unless any [{Place(s.A)}]" : Line(s)),
        $"give {string.Join(' ', program.Results.Select(r => $"[{Place(r)}]"))}",
    ];

    private static int Place(int bytes) => bytes / (BlockProgram.Elements * sizeof(long));

    private static string Line(BlockStep s) => s.Op switch
    {
        ScalarOp.Input => $"[{Place(s.Result)}] = input {s.A}",
        ScalarOp.Constant => $"[{Place(s.Result)}] = {BitConverter.Int32BitsToSingle((int)s.Bits)}",
        _ => $"[{Place(s.Result)}] = {s.Op}{string.Concat(new[] { s.A, s.B, s.C }.Where(o => o >= 0).Select(o => $" [{Place(o)}]"))}",
    };

    private static BlockProgram Of(int inputs, Func<Scalar[], Scalar[]> body, params bool[] scalars)
    {
        DType[] types = [.. Enumerable.Repeat(DType.Float32, inputs)];
        int results = body([.. Enumerable.Range(0, inputs).Select(i => new ScalarBuilder().Input(i, 0, DType.Float32))]).Length;
        ScalarFunction f = ScalarFunction.Build(types, [.. Enumerable.Repeat(DType.Float32, results)], (_, x) => body(x));
        return new(f, scalars.Length == 0 ? new bool[inputs] : scalars);
    }

    [Fact]
    public void What_is_the_same_for_all_elements_stands_before_the_blocks_and_memory_is_used_again() => Assert.Equal(
    [
        "once: [0] = input 1",
        "once: [1] = 3",
        "[2] = input 0",
        "[3] = Multiply [2] [0]",
        "[4] = Add [3] [1]",
        "[3] = Sqrt [4]",
        "[4] = Subtract [3] [2]",
        "give [4]",
    ], Lines(Of(2, x => [(x[0] * x[1] + 3).Unary(ScalarOp.Sqrt) - x[0]], false, true)));

    [Fact]
    public void What_only_rare_selects_need_is_jumped_over_and_selects_of_one_condition_share_it() => Assert.Equal(
    [
        "once: [0] = 0",
        "[1] = input 0",
        "[2] = Less [1] [0]",
        "[3] = Multiply [1] [1]",
        "skip 2 unless any [2]",
        "[4] = Negate [1]",
        "[5] = Sqrt [4]",
        "[4] = Select [2] [5] [3]",
        "skip 1 unless any [2]",
        "[3] = Floor [5]",
        "[5] = Select [2] [3] [1]",
        "[1] = Add [4] [5]",
        "give [1]",
    ], Lines(Of(1, x =>
    {
        Scalar condition = x[0] < 0, square = x[0] * x[0], root = (-x[0]).Unary(ScalarOp.Sqrt);
        return [condition.SelectRarely(root, square) + condition.SelectRarely(root.Unary(ScalarOp.Floor), x[0])];
    })));

    [Fact]
    public void What_something_else_needs_as_well_is_always_computed()
    {
        string[] lines = Lines(Of(1, x =>
        {
            Scalar root = x[0].Unary(ScalarOp.Sqrt);
            return [(x[0] < 0).SelectRarely(root + 1, x[0]), root];
        }));
        int root = Array.FindIndex(lines, l => l.Contains("Sqrt", StringComparison.Ordinal)), skip = Array.FindIndex(lines, l => l.StartsWith("skip 1", StringComparison.Ordinal));
        Assert.True(root >= 0 && root < skip);
    }

    [Fact]
    public void Rare_blocks_inside_others_belong_to_the_outer_one()
    {
        string[] lines = Lines(Of(1, x =>
        {
            Scalar inner = (x[0] < -1).SelectRarely(x[0].Unary(ScalarOp.Sqrt), x[0].Unary(ScalarOp.Floor));
            return [(x[0] < 0).SelectRarely(inner, x[0])];
        }));
        // The comparison, both choices and the inner select.
        Assert.Equal("skip 4 unless any", Assert.Single(lines, l => l.StartsWith("skip", StringComparison.Ordinal))[..17]);
    }
}
