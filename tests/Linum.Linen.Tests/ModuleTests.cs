using Linum.Extending;
using Xunit;

namespace Linum.Linen.Tests;

/// <summary>Kept values, captured results, perturbations, shared places, bound modules, and the layers of the golden cases beside them.</summary>
public sealed class ModuleTests
{
    private sealed record Keeps : Module<NDArray, NDArray>
    {
        protected internal override NDArray Forward(NDArray x)
        {
            Sow("intermediates", "sum", x, () => Np.ZerosLike(x), (before, value) => before + value);
            Sow("intermediates", "sum", 2 * x, () => Np.ZerosLike(x), (before, value) => before + value);
            Assert.Equal(IsMutable("other"), Sow("other", "x", x));
            return new Dense(2).Call(x);
        }
    }

    private sealed record Moved : Module<NDArray, NDArray>
    {
        protected internal override NDArray Forward(NDArray x) => Np.Square(Perturb("h", 3 * x));
    }

    private sealed record Counts : Module<NDArray, NDArray>
    {
        protected internal override NDArray Forward(NDArray x)
        {
            Variable n = Variable("state", "n", () => Np.Zeros([]));
            n.Value += x;
            return n.Value;
        }
    }

    private sealed record Adapter(Dense Inner, string Own = "a") : Module<NDArray, NDArray>
    {
        protected internal override NDArray Forward(NDArray x)
        {
            ShareScope(Inner);
            return Inner.Call(x) + Param(Own, Initializers.Ones, [2]);
        }
    }

    private static NDArray X => Np.Ones(3);

    private static void Equal(NDArray want, NDArray got) => Assert.True(Np.AllClose(want, got), $"expected {want}, got {got}");

    [Fact]
    public void Kept_values_can_be_combined()
    {
        Variables v = new Keeps().Init(Rng.Key(0), X);
        Assert.False(v.Contains("intermediates"));
        Equal(3 * X, new Keeps().Apply(v, X, ["intermediates"]).Updated["intermediates/sum"]);
    }

    [Fact]
    public void Results_of_chosen_modules_are_captured()
    {
        Variables v = new Keeps().Init(Rng.Key(0), X);
        var (output, kept) = new Keeps().Apply(v, X, CollectionFilter.None, capture: Capture.OutputsOf(m => m is Dense));
        Equal(output, kept["intermediates/Dense_0/Forward/0"]);
        Assert.Equal(["intermediates/Dense_0/Forward/0", "intermediates/sum"], kept.Leaves.Select(l => l.Path).Order(StringComparer.Ordinal));
        Assert.True(new Keeps().Apply(v, X, CollectionFilter.None, capture: Capture.Outputs).Updated.Contains("intermediates/Forward/0"));
    }

    [Fact]
    public void The_gradient_of_a_perturbation_is_that_of_the_value()
    {
        Moved m = new();
        Variables v = m.Init(Rng.Key(0), X);
        Equal(9 * X, m.Apply(new(), X));
        Equal(6 * X, Transform.Grad((Variables p) => Np.Sum(m.Apply(new() { ["perturbations"] = p }, X)))(v["perturbations"])["h"]);
        ModuleException e = Assert.Throws<ModuleException>(() => m.Apply(new() { ["perturbations"] = new() }, X));
        Assert.Equal("Perturb: the collection \"perturbations\" is there, but has no \"h\" in \"/\". Pass it as Init made it, or leave the collection out to run without perturbations.", e.Message);
    }

    [Fact]
    public void A_bound_module_goes_on_where_the_last_call_ended()
    {
        var bound = new Counts().Bind(new() { ["state"] = new() { ["n"] = Np.Array(1f) } }, mutable: ["state"]);
        Equal(3f, bound.Run(m => m.Call(2f)));
        Equal(6f, bound.Run(m => m.Call(3f)));
        Equal(6f, bound.Variables["state/n"]);
        Assert.Throws<ModuleException>(() => new Counts().Bind(bound.Variables).Run(m => m.Call(1f)));
    }

    [Fact]
    public void Modules_that_share_a_place_cannot_share_a_name()
    {
        Variables v = new Adapter(new Dense(2)).Init(Rng.Key(0), X);
        Assert.Equal(["params/a", "params/bias", "params/kernel"], v.Leaves.Select(l => l.Path).Order(StringComparer.Ordinal));
        ModuleException e = Assert.Throws<ModuleException>(() => new Adapter(new Dense(2), "bias").Init(Rng.Key(0), X));
        Assert.StartsWith("Adapter: the parameter name \"bias\" is in use already in \"/\".", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_keeps_the_names_of_its_axes_when_it_is_set()
    {
        Variables v = new() { ["state"] = new() { ["n"] = Variables.Boxed(Np.Array(1f), new Partitioned([])) } };
        Assert.Equal(new Partitioned([]), new Counts().Apply(v, 1f, ["state"]).Updated["state/n"].Metadata);
    }

    [Fact]
    public void An_orthogonal_matrix_has_orthonormal_columns_or_rows()
    {
        NDArray tall = Initializers.Orthogonal().Make(Rng.Key(0), [6, 3], DType.Float32), wide = Initializers.Orthogonal(2).Make(Rng.Key(1), [3, 6], DType.Float32);
        Assert.True(Np.AllClose(Np.Dot(tall.T, tall), Np.Eye(3), absolute: 1e-5));
        Assert.True(Np.AllClose(Np.Dot(wide, wide.T), 4 * Np.Eye(3), absolute: 1e-5));
        Assert.Throws<ShapeException>(() => Initializers.Orthogonal().Make(Rng.Key(0), [6], DType.Float32));
    }

    [Fact]
    public void Decoding_step_by_step_is_causal_attention()
    {
        NDArray x = Rng.Normal(Rng.Key(3), [1, 4, 6]);
        MultiHeadDotProductAttention whole = new(2), stepwise = whole with { Decode = true };
        Variables v = stepwise.Init(Rng.Key(0), (x, null, null, null));
        NDArray causal = (Np.Arange(4).Reshape(4, 1) >= Np.Arange(4)).Reshape(1, 1, 4, 4);
        NDArray want = whole.Apply(new() { ["params"] = v["params"] }, (x, null, null, causal));
        for (int t = 0; t < 4; t++)
        {
            var (y, cache) = stepwise.Apply(v, (x[.., t..(t + 1)], null, null, null), ["cache"]);
            Assert.True(Np.AllClose(want[.., t..(t + 1)], y, absolute: 1e-5));
            v = v.With("cache", cache["cache"]);
        }

        Assert.Throws<ShapeException>(() => stepwise.Apply(v, (x, null, null, null), ["cache"]));
        Assert.Throws<ShapeException>(() => new MultiHeadDotProductAttention(4).Init(Rng.Key(0), (x, null, null, null)));
    }

    [Fact]
    public void Layers_refuse_inputs_that_do_not_fit()
    {
        Assert.Throws<ShapeException>(() => new Conv(2, [3]).Init(Rng.Key(0), Np.Ones(4)));
        Assert.Throws<ShapeException>(() => new Conv(2, [3]) { FeatureGroups = 2 }.Init(Rng.Key(0), Np.Ones(4, 3)));
        Assert.Throws<AxisException>(() => new DenseGeneral([2]) { BatchAxes = [1] }.Init(Rng.Key(0), Np.Ones(4, 3)));
        Variables v = new DenseGeneral([7]) { Axis = [3, -2], BatchAxes = [0] }.Init(Rng.Key(0), Np.Ones(2, 1, 3, 5));
        Assert.Equal([2, 3, 5, 7], ((NDArray)v["params/kernel"]).Shape.ToArray());
        Assert.Equal([2, 7], ((NDArray)v["params/bias"]).Shape.ToArray());
    }
}
