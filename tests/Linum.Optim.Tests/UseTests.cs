using Xunit;
using static Linum.Optim.Optimizers;
using static Linum.Transform;

namespace Linum.Optim.Tests;

/// <summary>Optimizers as users use them.</summary>
public class UseTests
{
    [Fact]
    public void A_line_is_found()
    {
        NDArray x = Np.Linspace(-1, 1, 20), y = 3 * x - 2;
        Func<(NDArray W, NDArray B), NDArray> loss = p => Losses.L2(p.W * x + p.B, y).Mean();
        GradientTransformation optimizer = Chain(ClipByGlobalNorm(1), Adam(Schedules.CosineDecay(0.3, 200)));
        (NDArray W, NDArray B) parameters = (Np.Array(0.0), Np.Array(0.0));
        OptimizerState state = optimizer.Init(parameters);
        var step = Jit(((NDArray W, NDArray B) p, OptimizerState s) =>
        {
            ((NDArray W, NDArray B) updates, OptimizerState next) = optimizer.Update(Grad(loss)(p), s, p);
            return (ApplyUpdates(p, updates), next);
        });
        for (int i = 0; i < 200; i++) (parameters, state) = step(parameters, state);
        Assert.Equal(3, (double)parameters.W, 1e-2);
        Assert.Equal(-2, (double)parameters.B, 1e-2);
    }

    [Fact]
    public void Trees_of_different_structure_and_states_of_another_optimizer_are_refused()
    {
        GradientTransformation adam = Adam(0.1);
        NDArray[] one = [Np.Ones(2)], two = [Np.Ones(2), Np.Ones(3)];
        Assert.Contains("same structure", Assert.Throws<TreeException>(() => adam.Update(one, adam.Init(one), two)).Message, StringComparison.Ordinal);
        Assert.Contains("another optimizer", Assert.Throws<TreeException>(() => adam.Update(one, Sgd(0.1).Init(one), one)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_global_norm_counts_all_leaves_and_updates_keep_the_dtype_of_parameters()
    {
        Assert.Equal(5, (double)GlobalNorm((Np.Array([3.0]), Np.Array([[0.0, 4.0]]))), 1e-6);
        NDArray half = Np.Ones([2], DType.Float16);
        Assert.Equal(DType.Float16, ApplyUpdates(half, Np.Ones(2)).DType);
    }
}
