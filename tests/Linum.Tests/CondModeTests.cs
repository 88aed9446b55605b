using Xunit;
using static Linum.Transform;

namespace Linum.Tests;

/// <summary>The ways to carry out a conditional give one result.</summary>
public sealed class CondModeTests
{
    private static readonly CondMode[] Modes = [CondMode.Auto, CondMode.Select, CondMode.Branch];

    private static readonly NDArray Numbers = Np.Array([-2f, -1f, 0f, 1f, 4f, 9f]);

    private static NDArray Root(NDArray x, CondMode mode) => Lax.Cond(x > 0f, v => Np.Sqrt(v), v => v * 3f, x, mode);

    [Fact]
    public void All_modes_give_the_same_numbers_alone_and_under_vmap()
    {
        foreach (CondMode mode in Modes)
        {
            Assert.Equal([2f], Root(4f, mode).ToArray<float>());
            Assert.Equal([-6f], Root(-2f, mode).ToArray<float>());
            Assert.Equal([-6f, -3f, 0f, 1f, 2f, 3f], Vmap((NDArray x) => Root(x, mode))(Numbers).ToArray<float>());
            Assert.Equal([-6f, -3f, 0f, 1f, 2f, 3f], Jit(Vmap((NDArray x) => Root(x, mode)))(Numbers).ToArray<float>());
            Assert.Equal([1f, 2f, 30f], Vmap((NDArray i) => Lax.Switch(i, [(NDArray v) => v + 1f, v => v * 2f, v => v * 3f * 5f], i.AsType(DType.Float32), mode))(Np.Array([0, 1, 2])).ToArray<float>());
        }
    }

    [Fact]
    public void Branches_that_are_not_taken_leave_no_nan_in_gradients()
    {
        foreach (CondMode mode in Modes)
        {
            NDArray gradient = Grad((NDArray x) => Vmap((NDArray v) => Lax.Cond(v < 1e-3f, u => u * 0f + 1e-3f, u => Np.Sqrt(u), v, mode))(x).Sum())(Np.Zeros(10));
            Assert.Equal(new float[10], gradient.ToArray<float>());
            Assert.Equal([0.25f], Grad((NDArray x) => Root(x, mode))(4f).ToArray<float>());
        }
    }

    [Fact]
    public void Select_computes_both_and_branch_asks_first()
    {
        string Program(CondMode mode) => MakeJaxpr(Vmap((NDArray x) => Root(x, mode)))(Numbers).ToString();
        Assert.DoesNotContain("cond[", Program(CondMode.Auto));
        Assert.DoesNotContain("cond[", Program(CondMode.Select));
        Assert.Equal(2, Program(CondMode.Branch).Split("cond[").Length - 1);
        Assert.Contains("cond[", MakeJaxpr((NDArray x) => Root(x, CondMode.Auto))(4f).ToString());
        Assert.DoesNotContain("cond[", MakeJaxpr((NDArray x) => Root(x, CondMode.Select))(4f).ToString());
    }

    [Fact]
    public void Under_vmap_a_branch_of_much_work_is_left_out_when_no_example_asks_for_it()
    {
        static NDArray Long(NDArray x) => Lax.ForI(0, 200_000, (_, c) => Np.Sin(c) + 0.5f, x);
        string program = MakeJaxpr(Vmap((NDArray x) => Lax.Cond(x > 100f, Long, v => v, x)))(Numbers).ToString();
        Assert.Equal(1, program.Split("cond[").Length - 1);
        var run = Jit(Vmap((NDArray x) => Lax.Cond(x > 100f, Long, v => v, x)));
        Assert.Equal(Numbers.ToArray<float>(), run(Numbers).ToArray<float>());
        Assert.Equal(Long(200f).ToArray<float>()[0], run(Np.Array([1f, 200f]))[1].ToArray<float>()[0]);
    }
}
