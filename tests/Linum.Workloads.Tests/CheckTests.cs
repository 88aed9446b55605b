using Linum.Workloads.Reporting;
using Linum.Workloads.Running;
using Xunit;

namespace Linum.Workloads.Tests;

/// <summary>The answers of the workloads that take no more than a moment, against JAX's. The others are compared by every report.</summary>
public class CheckTests
{
    private static readonly string[] TooLong =
    [
        "gemm_f32_1024", "gemm_f32_2048", "ew_chain5_1e7", "ew_exp_1e7", "ew_tanh_1e7", "ew_gelu_1e7", "ew_sum_1e7", "transpose_2048", "sort_1e6", "topk_256x4096_16", "embed_grad",
        "vmap_matvec", "vmap_dot", "vmap_pergrad", "vmap_solve3", "vmap_inv4", "while_scalar_1e6", "train_cnn", "transformer_fwdbwd", "conv2d_fwd", "conv2d_dw", "conv2d_gradw",
        "prng_uniform_1e7", "prng_normal_1e7", "prng_permutation_1e6", "pmap_allreduce_1e6_8",
    ];

    public static TheoryData<string> Quick => [.. Specification.All.Where(w => Peers.Baseline.Of("jax", w.Id)?.Check is not null).Select(w => w.Id).Except(TooLong)];

    [Theory]
    [MemberData(nameof(Quick))]
    public void The_first_result_has_the_check_sums_of_the_reference(string id)
    {
        Specification w = Specification.Find(id);
        double[] expected = Peers.Baseline.Of("jax", id)!.Check!;
        double[] found = Check.Of(Registry.All[id].Prepare(new(w)).First());
        Assert.True(Check.Agree(expected, found), $"{id}: expected [{string.Join(", ", expected)}], found [{string.Join(", ", found)}]");
    }

    [Fact]
    public void The_first_call_of_the_train_step_has_the_same_answer_as_the_step()
    {
        Specification w = Specification.Find("compile_mlp_train");
        NDArray[] leaves = Registry.All[w.Id].Prepare(new(w)).First();
        // Six parameters, the optimizer's state, the loss; the step gives the parameters and the loss.
        Assert.True(Check.Agree(Peers.Baseline.Of("jax", "train_mlp")!.Check!, Check.Of([.. leaves[..6], leaves[^1]])));
    }

    [Fact]
    public void Programs_batched_by_hand_and_loops_in_CSharp_have_the_answers_of_their_workloads()
    {
        foreach (Pair pair in Registry.Pairs)
        {
            if (TooLong.Contains(pair.Workload)) continue;
            Work work = Registry.All[pair.Other].Prepare(new(Specification.Find(pair.Workload)));
            using IDisposable? ends = work as IDisposable;
            Assert.True(Check.Agree(Peers.Baseline.Of("jax", pair.Workload)!.Check!, Check.Of(work.First())), pair.Other);
        }
    }

    [Fact]
    public void Every_workload_has_a_program_and_every_program_a_workload()
    {
        string[] ids = [.. Specification.All.Concat(Specification.ByHand).Select(w => w.Id)];
        Assert.Equal(94 + Registry.Pairs.Length, ids.Length);
        Assert.Empty(ids.Except(Registry.All.Keys));
        Assert.Empty(Registry.All.Keys.Except(ids));
    }

    [Fact]
    public void A_difference_beyond_the_tolerance_or_a_number_that_is_none_does_not_agree()
    {
        Assert.True(Check.Agree([10, 100, 5], [10.01, 100, 5.01]));
        Assert.False(Check.Agree([10, 100, 5], [10.03, 100, 5]));
        Assert.False(Check.Agree([10, 100, 5], [10, 100, double.NaN]));
    }
}
