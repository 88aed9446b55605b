using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Vector loops jump over what only rare elements need, and give the same bits as the interpreter.</summary>
public sealed class RareBlockTests
{
    /// <summary>Usual numbers with the unusual ones among them, so that vectors have none, one or several lanes of these.</summary>
    private static readonly double[] Values = [.. Enumerable.Range(0, 400).Select(i => (i % 37, i / 100) switch
    {
        (5, 1) => double.NaN,
        (9, 1) => -0.0,
        (11, 1 or 2) => double.PositiveInfinity,
        (13, 2) => double.NegativeInfinity,
        (17, 2) => 1e-42,
        (19, 2) => -3e37,
        (23, 2 or 3) => 2.5e20,
        (29, 3) => 1e-310,
        (31, 3) => -1,
        (var k, _) => (k - 12) * 0.37 + i * 1e-3,
    })];

    private static unsafe double[] Compiled(ScalarFunction f)
    {
        int size = f.Inputs[0].Size, count = Values.Length;
        MapLoop loop = MapKernel.Get(new(f, [false], -1));
        Assert.True(loop.IsVector);
        using Scratch memory = new(2 * (count * size + BufferPool.Spare));
        nint* buffers = stackalloc nint[2];
        for (int i = 0; i < 2; i++) buffers[i] = memory.Address + i * (count * size + BufferPool.Spare);
        for (int i = 0; i < count; i++)
        {
            if (size == 4) ((float*)buffers[0])[i] = (float)Values[i];
            else ((double*)buffers[0])[i] = Values[i];
        }

        loop.Run(buffers, 0, count, null);
        nint result = buffers[1];
        return [.. Enumerable.Range(0, count).Select(i => size == 4 ? ((float*)result)[i] : ((double*)result)[i])];
    }

    private static double[] Interpreted(ScalarFunction f)
    {
        ScalarInterpreter interpreter = new(f);
        var output = new long[1];
        return [.. Values.Select(x =>
        {
            bool single = f.Inputs[0] == DType.Float32;
            interpreter.Evaluate([single ? ScalarArithmetic.Bits((float)x) : ScalarArithmetic.Bits(x)], [], output);
            return single ? ScalarArithmetic.Single(output[0]) : ScalarArithmetic.Double(output[0]);
        })];
    }

    private static void Agree(ScalarFunction f)
    {
        double[] expected = Interpreted(f), got = Compiled(f);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(got[i]) || (double.IsNaN(expected[i]) && double.IsNaN(got[i])), $"of {Values[i]:R}: {got[i]:R}, not {expected[i]:R}");
    }

    public static TheoryData<string> Functions =>
        ["Exp", "Exp2", "Expm1", "Log", "Log1p", "Tanh", "Logistic", "Sin", "Cos", "Tan", "Erf", "Erfc", "ErfInv", "Sinh", "Cosh", "Asin", "Acos", "Atan", "Asinh", "Acosh", "Atanh", "Cbrt", "Rsqrt"];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Elementary_functions_are_the_same_bits_in_vectors_and_one_by_one(string name)
    {
        var function = typeof(ScalarMath).GetMethod(name, [typeof(Scalar)])!.CreateDelegate<Func<Scalar, Scalar>>();
        foreach (DType type in (DType[])[DType.Float32, DType.Float64]) Agree(ScalarFunction.Unary(type, function));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(-2.0)]
    [InlineData(3.0)]
    public void Powers_are_the_same_bits_in_vectors_and_one_by_one(double exponent)
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64]) Agree(ScalarFunction.Unary(type, x => ScalarMath.Pow(x, x.Constant(exponent))));
    }

    [Fact]
    public void What_only_a_rare_select_needs_stands_directly_before_it()
    {
        ScalarFunction f = ScalarFunction.Unary(DType.Float32, x =>
        {
            Scalar rare = x.Unary(ScalarOp.Sqrt) / 3, usual = x * 5;
            return (x < 0).SelectRarely(rare, usual + 1);
        });
        (ScalarFunction moved, List<RareBlock> blocks) = RareBlocks.Run(f, i => f.Steps[i].Op == ScalarOp.Constant);
        RareBlock block = Assert.Single(blocks);
        Assert.Equal([ScalarOp.Sqrt, ScalarOp.Divide], moved.Steps.ToArray()[block.Start..block.Selects].Select(s => s.Op));
        Assert.Equal(ScalarOp.Select, moved.Steps[block.Selects].Op);
        Assert.Equal(block.Selects + 1, block.End);
        Agree(f);
    }

    [Fact]
    public void Comparisons_that_only_a_block_asks_for_stand_directly_before_it()
    {
        ScalarFunction f = ScalarFunction.Unary(DType.Float32, x =>
        {
            Scalar inside = (x >= -1) & (x < 50), usual = x * 5;
            return (~inside).SelectRarely(x.Unary(ScalarOp.Sqrt), usual + 1);
        });
        (ScalarFunction moved, List<RareBlock> blocks) = RareBlocks.Run(f, i => f.Steps[i].Op == ScalarOp.Constant);
        RareBlock block = Assert.Single(blocks);
        Assert.Equal([ScalarOp.LessOrEqual, ScalarOp.Less, ScalarOp.And, ScalarOp.Not], moved.Steps.ToArray()[block.Condition..block.Start].Select(s => s.Op));
        Assert.Equal([ScalarOp.Sqrt], moved.Steps.ToArray()[block.Start..block.Selects].Select(s => s.Op));
        Agree(f);
    }

    [Fact]
    public void A_condition_that_others_need_too_or_of_two_widths_or_made_of_a_select_is_computed_where_it_stands()
    {
        Func<Scalar, Scalar>[] functions =
        [
            x => (x < 0).SelectRarely(x.Unary(ScalarOp.Sqrt), x) + (x < 0).Select(x.Constant(2), x.Constant(3)),
            x => ((x < 0) | (x.ConvertTo(DType.Float64) > 1e20)).SelectRarely(x.Unary(ScalarOp.Sqrt), x),
            x => (x > 3).Select(x < 9, x < -2).SelectRarely(x.Unary(ScalarOp.Sqrt), x),
        ];
        foreach (Func<Scalar, Scalar> function in functions)
        {
            ScalarFunction f = ScalarFunction.Unary(DType.Float32, function);
            (_, List<RareBlock> blocks) = RareBlocks.Run(f, i => f.Steps[i].Op == ScalarOp.Constant);
            Assert.Equal(blocks[0].Condition, blocks[0].Start);
            Agree(f);
        }
    }

    [Fact]
    public void A_condition_may_be_of_any_comparison_in_any_width()
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
        {
            Agree(ScalarFunction.Unary(type, x => x.EqualTo(x).Select(x, x.Constant(4)).NotEqualTo(x).SelectRarely(x * 7, x)));
            Agree(ScalarFunction.Unary(type, x => (x.NotEqualTo(x.Unary(ScalarOp.Floor)) | (x <= -3)).SelectRarely(x * 7, x)));
            Agree(ScalarFunction.Unary(type, x => (x.BitcastTo(type == DType.Float32 ? DType.Int32 : DType.Int64) < 12).SelectRarely(x * 7, x)));
            // The block's values are of another width than what is compared.
            Agree(ScalarFunction.Unary(type, x => (x > 4).SelectRarely(x.ConvertTo(DType.Float32).Unary(ScalarOp.Sqrt), x.ConvertTo(DType.Float32) - 1).ConvertTo(type)));
            Agree(ScalarFunction.Unary(type, x => (x > 4).SelectRarely(x.ConvertTo(DType.Float64).Unary(ScalarOp.Sqrt), x.ConvertTo(DType.Float64) - 1).ConvertTo(type)));
        }
    }

    [Fact]
    public void Steps_that_others_need_too_stay_outside()
    {
        ScalarFunction f = ScalarFunction.Unary(DType.Float32, x =>
        {
            Scalar shared = x.Unary(ScalarOp.Floor), rare = shared * 7 - 1;
            return (x > 100).SelectRarely(rare, x) + shared;
        });
        (ScalarFunction moved, List<RareBlock> blocks) = RareBlocks.Run(f, i => f.Steps[i].Op == ScalarOp.Constant);
        Assert.DoesNotContain(moved.Steps.ToArray()[blocks[0].Start..blocks[0].End], s => s.Op == ScalarOp.Floor);
        Agree(f);
    }

    [Fact]
    public void Selects_with_one_condition_share_a_block_and_blocks_may_lie_in_blocks()
    {
        Agree(ScalarFunction.Unary(DType.Float32, x =>
        {
            Scalar large = x.Unary(ScalarOp.Abs) > 1e3, a = x * 2, b = x + 3, rareA = x.Unary(ScalarOp.Truncate), rareB = rareA * rareA;
            return large.SelectRarely(rareA, a) * large.SelectRarely(rareB, b);
        }));
        Agree(ScalarFunction.Unary(DType.Float64, x =>
        {
            Scalar inner = (x > 1e19).SelectRarely(x.Unary(ScalarOp.Sqrt) * 3, x * 0.25), outer = (x > 1e3).SelectRarely(inner - 1, x.Unary(ScalarOp.Floor));
            // The condition is used again, in another width, behind the block.
            return outer + ((x > 1e3).ConvertTo(DType.Float32) + 1).ConvertTo(DType.Float64);
        }));
    }

    [Fact]
    public void The_maximum_or_second_operand_passes_NaN_on_from_the_second_only()
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
        {
            Agree(ScalarFunction.Unary(type, x => x.AtLeast(-1.5)));
            Agree(ScalarFunction.Unary(type, x => x.AtMost(0)));
            Agree(ScalarFunction.Unary(type, x => Scalar.Binary(ScalarOp.MaxOrB, x, x.Constant(2))));
            Agree(ScalarFunction.Unary(type, x => Scalar.Binary(ScalarOp.MinOrB, x, x.Constant(-0.0))));
        }

        double[] clamped = Compiled(ScalarFunction.Unary(DType.Float32, x => x.AtLeast(-1.5))), bounded = Compiled(ScalarFunction.Unary(DType.Float32, x => Scalar.Binary(ScalarOp.MaxOrB, x, x.Constant(2))));
        int nan = Array.FindIndex(Values, double.IsNaN);
        Assert.True(double.IsNaN(clamped[nan]));
        Assert.Equal(2, bounded[nan]);
    }
}
