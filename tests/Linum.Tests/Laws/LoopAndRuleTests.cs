using Linum.Extending;
using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Laws;

public class LoopAndRuleTests
{
    // The inner loop's counter is known, its value is not: the part of the outer loop that runs at once must leave the value out.
    private static NDArray Doubled(NDArray x) => Lax.While<(NDArray I, NDArray V)>(
        s => s.I < 6, s => Lax.While<(NDArray J, NDArray V)>(t => t.J < 2, t => (t.J + 1, t.V * 2 + x), (0, s.V)) is var inner ? (s.I + inner.J, inner.V) : s, (0, x)).V;

    [Fact]
    public void A_linearized_loop_in_a_loop_moves_as_forward_mode_says()
    {
        NDArray x = 1.5;
        Agree.Within(1e-6, 0, Jvp<NDArray, NDArray>(Doubled, x, 2.0).Tangent, Linearize<NDArray, NDArray>(Doubled, x).Push(2.0));
    }

    [Fact]
    public void Reverse_mode_through_a_loop_in_a_loop_is_refused_with_advice()
    {
        NotDifferentiableException e = Assert.Throws<NotDifferentiableException>(() => Grad((NDArray x) => Doubled(x))(1.5));
        Assert.Contains("Lax.Scan", e.Message);
    }

    [Fact]
    public void Reverse_mode_through_gamma_samples_is_refused() =>
        Assert.Throws<NotDifferentiableException>(() => Grad((NDArray a) => Rng.Gamma(Rng.Key(0), a))(2.0));

    [Fact]
    public void A_map_in_negative_batches_is_refused()
    {
        ShapeException e = Assert.Throws<ShapeException>(() => Lax.Map((NDArray v) => v, Np.Zeros(3), batchSize: -1));
        Assert.Contains("batchSize -1", e.Message);
    }

    [Fact]
    public void Null_stands_for_zeros_in_place_of_part_of_a_cotangent()
    {
        Func<NDArray, NDArray, NDArray> g = CustomVjp((NDArray x, NDArray y) => x * y, (x, y) => (x * y, y), (NDArray y, NDArray ct) => (ct * y, (NDArray)null!));
        (NDArray dx, NDArray dy) = Grad(g, wrt: (Arg.First, Arg.Second))(2.0, 3.0);
        Assert.Equal(3.0, (double)dx);
        Assert.Equal(0.0, (double)dy);
    }
}
