using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Long bodies are computed in stages over a block, with the same bits.</summary>
public sealed class CutStagesTests
{
    private static StagePlan? Plan(ScalarFunction f) => CutStages.Run(StepLegalizer.Run(f), g => HoistedSteps.Of(g, [.. g.Inputs.ToArray().Select(_ => false)], 0, operations: true));

    /// <summary>So many multiplications and additions, each of which waits for the one before.</summary>
    private static Scalar Chain(Scalar x, Scalar y, int length)
    {
        for (int i = 0; i < length; i++) x = i % 2 == 0 ? x * y : x + y;
        return x;
    }

    private static ScalarFunction Chain(DType type, int length) => ScalarFunction.Binary(type, type, (x, y) => Chain(x, y, length));

    [Fact]
    public void A_long_chain_is_cut_where_one_value_is_carried()
    {
        StagePlan plan = Plan(Chain(DType.Float32, 20))!;
        Assert.Equal([DType.Float32], plan.Rows.ToArray());
        Assert.Equal(2, plan.Stages.Count);
        string ten = """
                s2:f32 = Multiply s0 s1
                s3:f32 = Add s2 s1
                s4:f32 = Multiply s3 s1
                s5:f32 = Add s4 s1
                s6:f32 = Multiply s5 s1
                s7:f32 = Add s6 s1
                s8:f32 = Multiply s7 s1
                s9:f32 = Add s8 s1
                s10:f32 = Multiply s9 s1
                s11:f32 = Add s10 s1
                give s11
            """;
        Assert.Equal(
            $"""
            reads 0 1 gives row 0
                s0:f32 = Input #0 #0
                s1:f32 = Input #1 #0
            {ten}
            reads row 0 1 gives the result
                s0:f32 = Input #0 #0
                s1:f32 = Input #1 #0
            {ten}

            """, Print(plan));
    }

    private static string Print(StagePlan plan) => string.Concat(plan.Stages.ToArray().Select(s =>
        $"reads {string.Join(' ', s.Reads.ToArray().Select(r => r >= 0 ? $"{r}" : $"row {~r}"))} gives {(s.Gives.Count == 0 ? "the result" : $"row {string.Join(' ', s.Gives.ToArray())}")}\n{LoopPrinter.Print(s.Body)}"));

    [Fact]
    public void A_body_that_waits_for_nothing_is_not_cut()
    {
        Assert.Null(Plan(Chain(DType.Float32, 6)));
        // Many operations, but chains of four.
        Assert.Null(Plan(ScalarFunction.Binary(DType.Float32, DType.Float32, (x, y) =>
        {
            Scalar sum = x;
            for (int i = 1; i < 16; i++) sum = i % 4 == 0 ? sum + x * i : Scalar.Binary(ScalarOp.MaxOrB, sum, y * i);
            return sum;
        })));
    }

    [Fact]
    public void Nothing_is_cut_inside_of_what_rarely_runs_and_no_mask_is_carried()
    {
        ScalarFunction f = ScalarFunction.Binary(DType.Float32, DType.Float32, (x, y) =>
        {
            Scalar rarely = x < y, far = Chain(x, y, 12), usual = Chain(y, x, 30);
            return Chain(rarely.SelectRarely(far, usual), y, 20);
        });
        StagePlan plan = Plan(f)!;
        Assert.True(plan.Stages.Count > 1);
        Assert.DoesNotContain(DType.Bool, plan.Rows.ToArray());
        Stage choosing = Assert.Single(plan.Stages.ToArray(), s => s.Body.Steps.ToArray().Any(t => t.Op == ScalarOp.Select));
        Assert.Contains(choosing.Body.Steps.ToArray(), t => t.Op == ScalarOp.Less);
        Assert.Equal(12, RareBlocks.Run(choosing.Body, _ => false).Blocks.Sum(b => b.Selects - b.Start));
    }

    [Fact]
    public void A_long_chain_on_what_is_the_same_for_all_elements_is_looked_at_once()
    {
        // Each step uses the one before twice: counted along every way there would be 2^40.
        ScalarFunction f = ScalarFunction.Binary(DType.Float32, DType.Float32, (x, same) =>
        {
            for (int i = 0; i < 40; i++) same = same * same;
            return Chain(x, same, 30);
        });
        StagePlan plan = CutStages.Run(StepLegalizer.Run(f), g => HoistedSteps.Of(g, [false, true], 0, operations: true))!;
        Assert.InRange(plan.Rows.Count, 1, 2);
    }

    private static IEnumerable<ScalarFunction> Long()
    {
        yield return Chain(DType.Float32, 40);
        yield return Chain(DType.Float64, 60);
        yield return ScalarFunction.Unary(DType.Float32, ScalarMath.Tanh);
        // Two results, one of which is there long before the other, and positions.
        yield return ScalarFunction.Build([DType.Float32, DType.Int32], [DType.Float32, DType.Int32, DType.Float32], (b, x) =>
        {
            Scalar i = b.Index(0, DType.Int32), n = Chain(x[1], i, 12), y = Chain(x[0], i.ConvertTo(DType.Float32) * 1e-3, 24);
            return [y, n, Chain(ScalarMath.Tanh(y), x[0], 24) + n.ConvertTo(DType.Float32)];
        });
        yield return ScalarFunction.Unary(DType.BFloat16, x => Chain(ScalarMath.Tanh(x), x, 24));
        yield return ScalarFunction.Build([DType.Float32], [DType.Bool], (b, x) => [Chain(ScalarMath.Tanh(x[0]), x[0], 24) < 0.1]);
    }

    [Fact]
    public unsafe void Stages_give_the_bits_of_the_interpreter_also_where_results_lie_over_inputs()
    {
        foreach (ScalarFunction f in Long())
        {
            StagePlan plan = Plan(f)!;
            Assert.True(plan.Stages.Count > 1);
            foreach (int count in (int[])[1, 17, plan.Block - 1, plan.Block, plan.Block + 1, 3 * plan.Block + 5])
            {
                foreach (bool over in (bool[])[false, true])
                    if (!over || f.Inputs[0].Size == f.Outputs[0].Size) Check(f, count, over);
            }
        }
    }

    private static unsafe void Check(ScalarFunction f, int count, bool over)
    {
        MapLoop loop = MapKernel.Get(new(f, [.. f.Inputs.ToArray().Select(_ => false)], 0));
        Assert.True(loop.IsVector);
        int arrays = f.Inputs.Count + f.Outputs.Count, room = count * 8 + BufferPool.Spare;
        using Scratch memory = new(arrays * room);
        nint* buffers = stackalloc nint[arrays];
        for (int i = 0; i < arrays; i++) buffers[i] = memory.Address + i * room;
        if (over) buffers[f.Inputs.Count] = buffers[0];
        var inputs = new long[count, f.Inputs.Count];
        for (int n = 0; n < count; n++)
        {
            for (int i = 0; i < f.Inputs.Count; i++)
            {
                inputs[n, i] = Bits(f.Inputs[i], (n * 7 + i * 3) % 101 * 0.03 - 1);
                Write(buffers[i], f.Inputs[i].Size, n, inputs[n, i]);
            }
        }

        nint zero = 0;
        loop.Run(buffers, 0, count, &zero);
        ScalarInterpreter interpreter = new(f);
        var expected = new long[f.Outputs.Count];
        for (int n = 0; n < count; n++)
        {
            interpreter.Evaluate([.. Enumerable.Range(0, f.Inputs.Count).Select(i => inputs[n, i])], [n], expected);
            for (int o = 0; o < expected.Length; o++) Assert.Equal(ScalarArithmetic.Mask(f.Outputs[o], expected[o]), Read(buffers[f.Inputs.Count + o], f.Outputs[o], n));
        }
    }

    private static long Bits(DType type, double value) => type switch
    {
        DType.Float32 => BitConverter.SingleToUInt32Bits((float)value),
        DType.Float64 => BitConverter.DoubleToInt64Bits(value),
        DType.BFloat16 => BitConverter.SingleToUInt32Bits((float)value) >> 16,
        _ => (long)(value * 50) & 0xffffffff,
    };

    private static unsafe void Write(nint at, int size, int n, long bits)
    {
        if (size == 2) ((ushort*)at)[n] = (ushort)bits;
        else if (size == 4) ((uint*)at)[n] = (uint)bits;
        else ((long*)at)[n] = bits;
    }

    private static unsafe long Read(nint at, DType type, int n) => ScalarArithmetic.Mask(type, type.Size switch
    {
        1 => ((byte*)at)[n],
        2 => ((ushort*)at)[n],
        4 => ((uint*)at)[n],
        _ => ((long*)at)[n],
    });
}
