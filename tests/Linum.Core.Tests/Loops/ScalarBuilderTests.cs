using Linum.Extending;
using Xunit;

namespace Linum.Core.Tests.Loops;

/// <summary>Lists of steps as they are built.</summary>
public sealed class ScalarBuilderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    public void Steps_that_were_given_away_do_not_change_when_others_are_added(int capacity)
    {
        ScalarBuilder builder = new(capacity);
        List<ValueList<ScalarStep>> given = [];
        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(i, builder.Constant(i, DType.Float64).Index);
            given.Add(builder.ToSteps());
        }

        for (int i = 0; i < given.Count; i++)
        {
            Assert.Equal(i + 1, given[i].Count);
            for (int s = 0; s <= i; s++) Assert.Equal(BitConverter.DoubleToInt64Bits(s), given[i][s].Bits);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void An_equal_step_is_found_among_few_and_many(int capacity)
    {
        ScalarBuilder builder = new(capacity);
        for (int round = 0; round < 2; round++)
            for (int i = 0; i < 40; i++) Assert.Equal(i, builder.Constant(i, DType.Float32).Index);
        Assert.Equal(40, builder.ToSteps().Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void A_builder_that_was_cleared_writes_other_steps_and_leaves_those_that_it_gave(int capacity)
    {
        ScalarBuilder builder = new(capacity);
        List<ValueList<ScalarStep>> given = [];
        foreach (int count in (int[])[16, 16, 3, 40, 32, 64, 0, 64])
        {
            builder.Clear();
            for (int twice = 0; twice < 2; twice++)
                for (int i = 0; i < count; i++) Assert.Equal(i, builder.Constant(given.Count + i, DType.Float64).Index);
            given.Add(builder.ToSteps());
        }

        for (int i = 0; i < given.Count; i++)
            for (int s = 0; s < given[i].Count; s++) Assert.Equal(BitConverter.DoubleToInt64Bits(i + s), given[i][s].Bits);
        Assert.Equal([16, 16, 3, 40, 32, 64, 0, 64], given.Select(g => g.Count));
    }

    [Fact]
    public void Steps_are_equal_if_every_part_is()
    {
        ScalarStep step = new(ScalarOp.Add, DType.Float32, 1, 2, 3, 4);
        Assert.Equal(step, step with { });
        Assert.Equal(step.GetHashCode(), (step with { }).GetHashCode());
        ScalarStep[] others = [step with { Op = ScalarOp.Multiply }, step with { DType = DType.Float64 }, step with { A = 2 }, step with { B = 1 }, step with { C = 4 }, step with { Bits = 3 }];
        Assert.All(others, o => Assert.NotEqual(step, o));
        Assert.Equal(7, others.Append(step).Select(s => s.GetHashCode()).Distinct().Count());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void A_step_that_is_not_there_is_told(int step)
    {
        ScalarBuilder builder = new(8);
        builder.Constant(1, DType.Float32);
        builder.Constant(2, DType.Float32);
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => builder[step]).Message;
        Assert.Equal($"Step {step} was asked of a builder that has 2 steps, numbered from 0. Ask with the index of a scalar that this builder gave. (Parameter 'step')", message);
    }
}
