using Linum.Extending;
using Xunit;
using static Linum.Linen.Tests.Golden.Usual;

namespace Linum.Linen.Tests;

/// <summary>Lifted derivatives, loops, branches and views of variables: worked examples of the specification.</summary>
public sealed class LiftTests
{
    /// <summary>A module written as a lambda.</summary>
    private sealed record Lambda<TIn, TOut>(Func<Lambda<TIn, TOut>, TIn, TOut> Body) : Module<TIn, TOut>
    {
        public NDArray P(string name, double value) => Param(name, Initializers.Constant(value), []);

        public Variable V(string collection, string name, double value) => Variable(collection, name, () => Np.Array(value).AsType(DType.Float32));

        protected internal override TOut Forward(TIn x) => Body(this, x);
    }

    private static void Equal(NDArray want, NDArray got) => Assert.True(Np.AllClose(want, got), $"expected {want}, got {got}");

    private static NDArray A(params float[] values) => Np.Array(values);

    [Fact]
    public void Vjp_gives_gradients_of_variables_and_input()
    {
        Lambda<(NDArray X, NDArray Y), (NDArray, NDArray, NDArray, NDArray)> m = new((m, a) =>
        {
            var (value, pull) = Lift.Vjp((Lambda<(NDArray X, NDArray Y), (NDArray, NDArray, NDArray, NDArray)> inner, (NDArray X, NDArray Y) b) => Np.Sum(inner.P("test", 0.5) * b.X * b.Y), m, a);
            var (variables, input) = pull(1f);
            return (value, variables["params/test"], input.X, input.Y);
        });
        (NDArray X, NDArray Y) x = (A(1, 2, 3), A(4, 5, 6));
        Variables v = new() { ["params"] = new() { ["test"] = Np.Array(0.5f) } };
        var (value, p, dx, dy) = m.Apply(v, x);
        Equal(16f, value);
        Equal(32f, p);
        Equal(A(2, 2.5f, 3), dx);
        Equal(A(0.5f, 1, 1.5f), dy);
    }

    [Fact]
    public void Jvp_follows_variables()
    {
        Lambda<NDArray, (NDArray, NDArray)> m = new((m, x) => Lift.Jvp((Lambda<NDArray, (NDArray, NDArray)> inner, NDArray y) => inner.P("test", 0) * y, m, x, Np.ZerosLike(x), new() { ["params"] = new() { ["test"] = Np.Array(1f) } }));
        var (value, tangent) = m.Apply(new() { ["params"] = new() { ["test"] = Np.Array(0f) } }, Np.Ones(3));
        Equal(Np.Zeros(3), value);
        Equal(Np.Ones(3), tangent);
    }

    [Fact]
    public void Scan_carries_collections_from_step_to_step()
    {
        Lambda<(NDArray C, NDArray? X), (NDArray, NDArray)> step = new((m, a) =>
        {
            Variable i = m.V("counter", "i", 1);
            i.Value += 1;
            return (a.C, i.Value);
        });
        var scanned = Lift.Scan(step, variableCarry: "counter", length: 10);
        var (output, updated) = scanned.Apply(new() { ["counter"] = new() { ["i"] = Np.Array(1f) } }, (0f, null), ["counter"]);
        Equal(11f, updated["counter/i"]);
        Equal(Np.Arange(2f, 12f), output.Item2);
        ModuleException missing = Assert.Throws<ModuleException>(() => scanned.Apply(new(), (0f, null), ["counter"]));
        Assert.Equal("Lift.Scan: the collections of variableCarry have none before a step and counter/i after it. Make all of their variables before the loop.", missing.Message);
    }

    [Fact]
    public void Scan_says_when_what_is_shared_depends_on_the_step()
    {
        Lambda<(NDArray C, NDArray X), (NDArray, NDArray)> step = new((m, a) => (new Dense(2).Call(a.C), a.X));
        ModuleException split = Assert.Throws<ModuleException>(() => Lift.Scan(step, variableBroadcast: "params", splitRngs: Split).Init(Rng.Key(0), (Np.Ones(2), Np.Ones(3))));
        Assert.StartsWith("Lift.Scan: params/Dense_0/kernel is shared by all steps, but depends on", split.Message, StringComparison.Ordinal);
        ModuleException output = Assert.Throws<ModuleException>(() => Lift.Scan(step, Stacked, splitRngs: Split, outAxes: null).Init(Rng.Key(0), (Np.Ones(2), Np.Ones(3))));
        Assert.StartsWith("Lift.Scan: y is shared by all steps, but depends on", output.Message, StringComparison.Ordinal);
        ShapeException length = Assert.Throws<ShapeException>(() => Lift.Scan(step, Stacked, splitRngs: Split, inAxes: null).Init(Rng.Key(0), (Np.Ones(2), Np.Ones(3))));
        Assert.Equal("Lift.Scan: nothing is scanned over and there is no length. Give length, or map an input with inAxes. Variables do not count.", length.Message);
    }

    [Fact]
    public void Scan_shares_parameters_and_goes_backwards_and_along_other_axes()
    {
        Lambda<(NDArray C, NDArray X), (NDArray, NDArray)> step = new((m, a) => (a.C + Np.Sum(a.X), a.C * m.P("w", 2)));
        var scanned = Lift.Scan(step, variableBroadcast: "params", splitRngs: Unsplit, inAxes: 1, outAxes: -1, reverse: true);
        NDArray x = Np.Arange(6f).Reshape(2, 3);
        Variables v = scanned.Init(Rng.Key(0), (Np.Zeros(2), x));
        Assert.Equal(["params/w"], v.Leaves.Select(l => l.Path));
        var (carry, ys) = scanned.Apply(v, (Np.Zeros(2), x));
        Equal(A(15, 15), carry);
        Equal(Np.Array([[24f, 14f, 0f], [24f, 14f, 0f]]), ys);
    }

    [Fact]
    public void RematScan_stacks_parameters_once_per_loop()
    {
        Dense layer = new(4);
        Dense deep = Lift.RematScan(layer, [2, 3]);
        Variables v = deep.Init(Rng.Key(0), Np.Ones(4));
        Assert.Equal([2, 3, 4, 4], ((NDArray)v["params/kernel"]).Shape.ToArray());
        NDArray x = Np.Ones(4);
        for (int i = 0; i < 6; i++) x = layer.Apply(new() { ["params"] = new() { ["kernel"] = ((NDArray)v["params/kernel"])[i / 3, i % 3], ["bias"] = ((NDArray)v["params/bias"])[i / 3, i % 3] } }, x);
        Equal(x, deep.Apply(v, Np.Ones(4)));
        Assert.Throws<ModuleException>(() => Lift.RematScan(layer, []));
    }

    [Fact]
    public void A_loop_changes_the_collections_that_it_carries()
    {
        Lambda<NDArray, NDArray> m = new((m, x) =>
        {
            m.V("state", "acc", 0);
            m.P("inc", 1);
            return Lift.While((Lambda<NDArray, NDArray> inner, NDArray c) => inner.V("state", "acc", 0).Value < 2, (inner, c) =>
            {
                inner.V("state", "acc", 0).Value += inner.P("inc", 1);
                return c + 1;
            }, m, x, carryVariables: "state");
        });
        var (output, v) = m.InitWithOutput(Rng.Key(0), 0f);
        Equal(2f, output);
        Equal(2f, v["state/acc"]);
    }

    [Fact]
    public void A_branch_changes_variables_and_branches_must_make_the_same_ones()
    {
        Lambda<NDArray, NDArray> m = new((m, i) =>
        {
            Variable[] counters = [m.V("counter", "a", 0), m.V("counter", "b", 0)];
            _ = counters;
            Func<Lambda<NDArray, NDArray>, NDArray, NDArray> Count(string name) => (inner, x) =>
            {
                inner.V("counter", name, 0).Value += 1;
                return x;
            };
            return Lift.Switch(i, [Count("a"), Count("b")], m, i);
        });
        Variables v = new() { ["counter"] = new() { ["a"] = Np.Array(0f), ["b"] = Np.Array(0f) } };
        Variables updated = m.Apply(v, 1, ["counter"]).Updated;
        Equal(0f, updated["counter/a"]);
        Equal(1f, updated["counter/b"]);
        Lambda<NDArray, NDArray> different = new((m, x) => Lift.Cond(x > 0, (Lambda<NDArray, NDArray> inner, NDArray y) => inner.P("p", 1) * y, (inner, y) => inner.P("q", 1) * y, m, x));
        Assert.Throws<TreeException>(() => different.Init(Rng.Key(0), 1f));
    }

    [Fact]
    public void Variables_are_seen_through_a_function()
    {
        Lambda<NDArray, NDArray> tied = new((m, x) =>
        {
            Dense d = new(5, UseBias: false);
            NDArray code = d.Call(x);
            static Variables Transposed(Variables v) => Tree.Map(a => a.T, v);
            return Lift.MapVariables((Dense inner, NDArray y) => (inner with { Features = 4 }).Call(y), "params", Transposed)(d, code);
        });
        // A copy is another module: it must be passed, or it has no place inside.
        Assert.Throws<ModuleException>(() => tied.Init(Rng.Key(0), Np.Ones(4)));
        Dense seen = Lift.MapVariables(new Dense(2, UseBias: false), "params", v => Tree.Map(a => 2 * a, v));
        Variables plain = new Dense(2, UseBias: false).Init(Rng.Key(0), Np.Ones(3));
        Equal(2 * new Dense(2, UseBias: false).Apply(plain, Np.Ones(3)), seen.Apply(plain, Np.Ones(3)));
    }

    [Fact]
    public void A_metadata_axis_is_added_outside_and_not_seen_inside()
    {
        Dense dense = new(2, UseBias: false) { KernelInit = Initializers.WithPartitioning(Initializers.LecunNormal, ["in", "out"]) };
        Variables v = Lift.AddMetadataAxis(dense, Stacked, new() { [Partitioned.PartitionName] = "stage" }).Init(Rng.Key(0), Np.Ones(3));
        Assert.Equal(new Partitioned(["stage", "in", "out"]), v["params/kernel"].Metadata);
        Assert.Equal([3, 2], ((NDArray)v["params/kernel"]).Shape.ToArray());
    }
}
