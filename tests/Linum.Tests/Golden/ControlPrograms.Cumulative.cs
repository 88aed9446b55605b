using Linum.TestSupport;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class ControlPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> CumulativePrograms => new()
    {
        ["cum/cumsum_fwd"] = c => [Lax.CumSum(c[0], axis: 1)],
        ["cum/cumsum_fwd_vjp"] = c => [Vjp(x => Lax.CumSum(x, axis: 1), c[0]).Pull(c[1])],
        ["cum/cumsum_rev"] = c => [Lax.CumSum(c[0], axis: 1, reverse: true)],
        ["cum/cumsum_rev_vjp"] = c => [Vjp(x => Lax.CumSum(x, axis: 1, reverse: true), c[0]).Pull(c[1])],
        ["cum/cumprod_fwd"] = c => [Lax.CumProd(c[0], axis: 1)],
        ["cum/cumprod_fwd_vjp"] = c => [Vjp(x => Lax.CumProd(x, axis: 1), c[0]).Pull(c[1])],
        ["cum/cumprod_rev"] = c => [Lax.CumProd(c[0], axis: 1, reverse: true)],
        ["cum/cumprod_rev_vjp"] = c => [Vjp(x => Lax.CumProd(x, axis: 1, reverse: true), c[0]).Pull(c[1])],
        ["cum/cummax_fwd"] = c => [Lax.CumMax(c[0], axis: 1)],
        ["cum/cummax_fwd_vjp"] = c => [Vjp(x => Lax.CumMax(x, axis: 1), c[0]).Pull(c[1])],
        ["cum/cummax_rev"] = c => [Lax.CumMax(c[0], axis: 1, reverse: true)],
        ["cum/cummax_rev_vjp"] = c => [Vjp(x => Lax.CumMax(x, axis: 1, reverse: true), c[0]).Pull(c[1])],
        ["cum/cummin_fwd"] = c => [Lax.CumMin(c[0], axis: 1)],
        ["cum/cummin_fwd_vjp"] = c => [Vjp(x => Lax.CumMin(x, axis: 1), c[0]).Pull(c[1])],
        ["cum/cummin_rev"] = c => [Lax.CumMin(c[0], axis: 1, reverse: true)],
        ["cum/cummin_rev_vjp"] = c => [Vjp(x => Lax.CumMin(x, axis: 1, reverse: true), c[0]).Pull(c[1])],
        ["cum/cumlogsumexp_fwd"] = c => [Lax.CumLogSumExp(c[0], axis: 1)],
        ["cum/cumlogsumexp_fwd_vjp"] = c => [Vjp(x => Lax.CumLogSumExp(x, axis: 1), c[0]).Pull(c[1])],
        ["cum/cumlogsumexp_rev"] = c => [Lax.CumLogSumExp(c[0], axis: 1, reverse: true)],
        ["cum/cumlogsumexp_rev_vjp"] = c => [Vjp(x => Lax.CumLogSumExp(x, axis: 1, reverse: true), c[0]).Pull(c[1])],
    };
}
