using Linum.Workloads.Limits;
using Linum.Workloads.Reporting;
using Linum.Workloads.Running;
using Xunit;

namespace Linum.Workloads.Tests;

/// <summary>Lower bounds and the page that is made of them.</summary>
public class ReportTests
{
    // From the table that the reference's report.py prints for its own baseline.
    [Theory]
    [InlineData("gemm_f32_64", "1.45 µs", "flops", "22×")]
    [InlineData("gemm_f64_512", "1.24 ms", "flops", "1.57×")]
    [InlineData("ew_chain5_1e4", "367 ns", "bandwidth", "26×")]
    [InlineData("layernorm_grad", "131 µs", "bandwidth", "10×")]
    [InlineData("transpose_2048", "558 µs", "bandwidth", "2.64×")]
    [InlineData("scan_grad_60leaves", "12.3 µs", "latency", "1504×")]
    [InlineData("ov_jit_scalar_add", "8.45 ns", "call", "656×")]
    [InlineData("pmap_psum_scalar_2", "235 ns", "fork/join", "393×")]
    [InlineData("compile_chain_10", "–", "none", "–")]
    public void Bounds_are_those_of_the_reference(string id, string limit, string kind, string distance)
    {
        Specification w = Specification.Find(id);
        Bound bound = Bound.Of(Peers.Baseline.Machine, w);
        Assert.Equal((limit, kind), (Text.Time(bound.Seconds), bound.Kind));
        Assert.Equal(distance, Text.Times(Peers.Baseline.Distance(w, Peers.Baseline.Of("jax", id))));
    }

    [Fact]
    public void The_page_says_what_is_wrong_what_failed_and_what_misses_its_target()
    {
        Outcome good = new("gemm_f32_64", "linum", 2e-6, 2e-6, 10, [184.741827, 8806.15451, 92.074801]);
        Outcome wrong = new("gemm_f32_128", "linum", 1e-5, 1e-5, 10, [1, 49600.6715, -159.014047]);
        Outcome failed = new("gemm_f32_256", "linum", Error: "Exception: no");
        string page = Page.Of(new(Peers.Baseline.Machine, [good, wrong, failed]), "# Here\n");
        Assert.Contains("## WRONG ANSWERS", page, StringComparison.Ordinal);
        Assert.Contains("**gemm_f32_128**: JAX [-408.613941, ", page, StringComparison.Ordinal);
        Assert.Contains("- **gemm_f32_256**: Exception: no", page, StringComparison.Ordinal);
        Assert.Contains("| gemm | 3.00× | 1.79× | 1.18× | ≤ 1.4 |", page, StringComparison.Ordinal);
        Assert.Contains("| gemm_f32_64 | 1.45 µs | flops | 2 µs | 2 µs | 1.38× |", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Every check agrees", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_runs_the_fastest_counts_and_what_failed_or_was_wrong_in_any_is_told()
    {
        Outcome fast = new("gemm_f32_64", "linum", 2e-6, 2e-6, 10, [184.741827, 8806.15451, 92.074801]);
        Outcome wrong = fast with { MinS = 3e-6, Check = [1, 8806.15451, 92.074801] }, failed = new("gemm_f32_64", "linum", Error: "Exception: no");
        Outcome[][] orders = [[fast, wrong, failed], [failed, wrong, fast]];
        foreach (Outcome[] runs in orders)
        {
            string page = Page.Of(new(Peers.Baseline.Machine, runs), "");
            Assert.Contains("| gemm_f32_64 | 1.45 µs | flops | 2 µs | 2 µs | 1.38× |", page, StringComparison.Ordinal);
            Assert.Contains("**gemm_f32_64**: JAX [184.741827, ", page, StringComparison.Ordinal);
            Assert.Contains("- **gemm_f32_64**: Exception: no", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_page_has_loops_beside_their_workloads_and_their_answers_are_compared()
    {
        Outcome loop = new("loop_layernorm_grad", "linum", 2e-4, 2e-4, 10, [1, 2, 3]), beside = loop with { Id = "loop_layernorm_grad_beside", MinS = 1e-4 };
        string page = Page.Of(new(Peers.Baseline.Machine, [loop, beside]), "");
        Assert.Contains("| layernorm_grad | 100 µs | 200 µs | 0.50× | 1.52× |", page, StringComparison.Ordinal);
        Assert.Contains("**loop_layernorm_grad**: JAX [", page, StringComparison.Ordinal);
        Assert.DoesNotContain("## Against loops in C#", Page.Of(new(Peers.Baseline.Machine, [beside]), ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_differences_the_page_says_so()
    {
        Outcome good = new("gemm_f32_64", "linum", 2e-6, 2e-6, 10, [184.741827, 8806.15451, 92.074801]);
        Assert.Contains("Every check agrees with JAX's.", Page.Of(new(Peers.Baseline.Machine, [good]), ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_name_only_workloads_that_are_there()
    {
        string[] ids = [.. Specification.All.Select(w => w.Id), "cost_new_process", "cost_new_process_portable"];
        Assert.Empty(Targets.All.Costs.Select(c => c.Id).Except(ids));
        Assert.Empty(Targets.All.Groups.SelectMany(g => g.Particular ?? []).SelectMany(p => p.Ids).Except(ids));
        Assert.Empty(Targets.All.Groups.SelectMany(g => g.Groups).Except(Specification.All.Select(w => w.Group)));
    }

    [Fact]
    public void Of_two_measurements_of_the_limits_the_better_figures_count()
    {
        LimitsFile first = Peers.Baseline.Machine, second = LimitsFile.Parse(first.ToJson());
        LimitsFile.Row faster = second.Bandwidth[0] with { Read = 9e99 };
        second.LatencyNs["cycle"] = 0.01;
        LimitsFile best = LimitsFile.Best([first, second with { Bandwidth = [faster, .. second.Bandwidth[1..]] }]);
        Assert.Equal((9e99, 0.01), (best.Bandwidth[0].Read, best.LatencyNs["cycle"]));
        Assert.Equal(first.Bandwidth[1], best.Bandwidth[1]);
    }
}
