using Linum.TestSupport;
using Xunit;
using static Linum.Optim.Schedules;
using static Linum.Transform;

namespace Linum.Optim.Tests;

public class ScheduleTests
{
    private static readonly Dictionary<string, Schedule> All = new()
    {
        ["schedule_constant"] = Constant(0.5),
        ["schedule_linear"] = Linear(1, 0.1, 10),
        ["schedule_linear_begin"] = Linear(1, 0.1, 10, 5),
        ["schedule_linear_zero_steps"] = Linear(1, 0.1, 0),
        ["schedule_polynomial"] = Polynomial(1, 0.1, 2, 10, 3),
        ["schedule_polynomial_half"] = Polynomial(0, 1, 0.5, 20),
        ["schedule_exponential"] = ExponentialDecay(1, 5, 0.5),
        ["schedule_exponential_staircase"] = ExponentialDecay(1, 5, 0.5, staircase: true),
        ["schedule_exponential_begin_end"] = ExponentialDecay(1, 5, 0.5, begin: 4, end: 0.2),
        ["schedule_exponential_growth_end"] = ExponentialDecay(1, 5, 2, end: 3),
        ["schedule_exponential_rate0"] = ExponentialDecay(1, 5, 0),
        ["schedule_cosine"] = CosineDecay(1, 10),
        ["schedule_cosine_alpha"] = CosineDecay(1, 10, 0.1, 2),
        ["schedule_piecewise_constant"] = PiecewiseConstant(1, (3, 0.5), (8, 0.1)),
        ["schedule_piecewise_interpolate_linear"] = PiecewiseLinear(1, (3, 0.5), (8, 0.1)),
        ["schedule_piecewise_interpolate_cosine"] = PiecewiseCosine(1, (3, 0.5), (8, 0.1)),
        ["schedule_warmup_constant"] = WarmupConstant(0, 1, 5),
        ["schedule_warmup_cosine"] = WarmupCosineDecay(0, 1, 5, 20),
        ["schedule_warmup_cosine_end"] = WarmupCosineDecay(0.1, 1, 5, 20, 0.05, 1.5),
        ["schedule_warmup_exponential"] = WarmupExponentialDecay(0, 1, 5, 4, 0.7),
        ["schedule_warmup_exponential_args"] = WarmupExponentialDecay(0, 1, 5, 4, 0.7, staircase: true, begin: 2, end: 0.1),
        ["schedule_join"] = Join([Constant(0.1), Linear(1, 0, 10)], [4]),
        ["schedule_join3"] = Join([Linear(0, 1, 3), Constant(1), CosineDecay(1, 10)], [3, 8]),
        ["schedule_linear_onecycle"] = LinearOneCycle(20, 1),
        ["schedule_cosine_onecycle"] = CosineOneCycle(20, 1),
        ["schedule_sgdr"] = WarmRestarts((0, 1, 2, 5, 0.1), (0.1, 0.5, 2, 10, 0)),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_schedule_gives_the_references_rates(string name)
    {
        GoldenCase c = Golden.Group[name];
        int[] steps = [.. c.Json.GetProperty("steps").EnumerateArray().Select(s => s.GetInt32())];
        Schedule schedule = All[name];
        NDArray wanted = c.Stored(c.Json.GetProperty("outputs").GetString()!);
        Agree.Within(c.Relative, c.Absolute, wanted, Np.Array(steps.Select(s => (float)schedule(s)).ToArray()), name);
        Func<NDArray, NDArray> compiled = Jit((NDArray count) => schedule(count) * Np.Ones());
        Agree.Within(c.Relative, c.Absolute, wanted, Np.Array(steps.Select(s => (float)compiled(Np.Array(s))).ToArray()), $"Jit of {name}");
    }

    [Fact]
    public void Every_schedule_is_covered() => Assert.Equal(Golden.Cases("schedule"), All.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Wrong_schedules_say_what_to_give()
    {
        Assert.Contains("-1", Assert.Throws<ArgumentOutOfRangeException>(() => CosineDecay(1, -1)).Message, StringComparison.Ordinal);
        Assert.Contains("boundary", Assert.Throws<ArgumentException>(() => Join([Constant(1), Constant(2)], [])).Message, StringComparison.Ordinal);
    }
}
