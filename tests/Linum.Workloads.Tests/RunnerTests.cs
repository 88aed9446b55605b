using Linum.Workloads.Running;
using Xunit;

namespace Linum.Workloads.Tests;

/// <summary>Inputs, timing, lines and the command line.</summary>
public class RunnerTests
{
    // From the rule in workloads.json, worked out in Python.
    [Theory]
    [InlineData("f32", "u01", 2.7131166458129883, 0.8075560331344604, 2.457709550857544)]
    [InlineData("f32", "u11", 1.9262335300445557, -1.884887933731079, 1.4154189825057983)]
    [InlineData("f32", "normalish", -0.1518573760986328, -1.2450942993164062, -0.29097843170166016)]
    [InlineData("f64", "u01", 2.713116854613528, 0.8075560751470152, 2.4577096397174243)]
    [InlineData("f64", "u11", 1.9262337092270558, -1.8848878497059696, 1.415419279434849)]
    [InlineData("i32", "ids", 752, 214, 146)]
    [InlineData("bool", "bool", 0.0, 1.0, 0.0)]
    public void Arrays_are_filled_by_the_rule(string dtype, string fill, double first, double second, double third)
    {
        NDArray x = Fill.Make(new("x", [3], dtype, fill, Seed: 7, Scale: 3, Shift: 0.5, Mod: 1000));
        Assert.Equal([first, second, third], x.AsType(DType.Float64).ToArray<double>());
    }

    [Fact]
    public void Symmetric_matrices_with_a_larger_diagonal_are_made_after_the_fill()
    {
        double[,] m = To2D(Fill.Make(new("x", [3, 3], "f64", "u11", Seed: 1))), a = To2D(Fill.Make(new("x", [3, 3], "f64", "u11", Seed: 1, Symmetric: true, Diag: 5)));
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) Assert.Equal((m[i, j] + m[j, i]) / 2 + (i == j ? 5 : 0), a[i, j], 15);
    }

    private static double[,] To2D(NDArray x)
    {
        double[] flat = x.ToArray<double>();
        var square = new double[3, 3];
        for (int i = 0; i < 9; i++) square[i / 3, i % 3] = flat[i];
        return square;
    }

    [Fact]
    public void A_run_gives_times_check_sums_and_the_time_of_the_first_call()
    {
        Outcome o = Runner.Run(Specification.Find("ov_jit_grad8"), budget: 0.02);
        Assert.Null(o.Error);
        Assert.True(0 < o.MinS && o.MinS <= o.MedianS && o.MedianS < o.FirstS, o.ToJson());
        Assert.True(o.Reps >= 3);
        Assert.Equal([o], Outcome.Read(o.ToJson()).Select(read => read with { Check = o.Check }));
        Assert.Equal(o.Check![0], Outcome.Read(o.ToJson()).Single().Check![0], 6);
    }

    [Fact]
    public void A_workload_that_fails_gives_a_line_that_says_why()
    {
        Outcome o = Runner.Run(Specification.Find("gemm_f32_64") with { Inputs = [] }, budget: 0.02);
        Assert.Contains("gemm_f32_64 has no input A", o.Error, StringComparison.Ordinal);
        Assert.Equal(o, Outcome.Read(o.ToJson()).Single());
    }

    [Fact]
    public void Workloads_are_chosen_by_id_group_and_pattern()
    {
        Assert.Equal(["conv2d_fwd", "conv2d_dw", "conv2d_gradw"], Options.Parse(["conv"]).Selected.Select(w => w.Id));
        Assert.Equal(["vmap_inv4", "prng_split_1e5"], Options.Parse(["prng_split*", "vmap_inv?", "--budget", "0.5"]).Selected.Select(w => w.Id));
        Assert.Equal(["loop_layernorm_fwd", "loop_layernorm_grad"], Options.Parse(["loop_layer*"]).Selected.Select(w => w.Id));
        Assert.Equal(94 + Registry.Pairs.Length, Options.Parse([]).Selected.Count());
    }

    [Theory]
    [InlineData("gemm_f33_64 is neither the id nor the group of a workload", "gemm_f33_64")]
    [InlineData("--fast is no option", "--fast")]
    [InlineData("--budget takes a number of seconds above 0, not never", "--budget", "never")]
    [InlineData("--out needs a value", "--out")]
    public void Arguments_that_mean_nothing_are_refused_with_the_reason(string message, params string[] arguments) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Options.Parse(arguments)).Message, StringComparison.Ordinal);
}
