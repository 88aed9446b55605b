using Linum.Extending;

namespace Linum.Linen.Tests.Golden;

// The classes of the reference's cases that lift modules or functions themselves, under their names.

/// <summary>The arguments that most of them use: parameters stacked, their stream split; or parameters shared.</summary>
internal static class Usual
{
    public static VariableAxes Stacked => new() { ["params"] = 0 };

    public static SplitRngs Split => new() { ["params"] = true };

    public static VariableAxes Shared => new() { ["params"] = null };

    public static SplitRngs Unsplit => new() { ["params"] = false };

    public static TModule V<TModule>(TModule module)
        where TModule : Module => Lift.Vmap(module, Stacked, Split);
}

internal sealed record ParentOfVmap : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        NDArray y = Usual.V(new Dense(3)).Call(x);
        return new Dense(2).Call(y);
    }
}

internal sealed record VmapFunctionTarget : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x) => Lift.Vmap((Dense m, NDArray y) => m.Call(y), Usual.Stacked, Usual.Split)(new Dense(3), x);
}

internal sealed record VmapSelfFunction : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x) =>
        Lift.Vmap((VmapSelfFunction m, NDArray y) => new Dense(3).Call(y) + m.Param("b", Initializers.Normal(1), []), Usual.Stacked, Usual.Split)(this, x);
}

internal sealed record VmapSharedInstance : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        Dense d = new(x.Shape[^1]);
        var f = Lift.Vmap((Dense m, NDArray y) => m.Call(y), Usual.Shared, Usual.Unsplit);
        return f(d, Np.Tanh(f(d, x)));
    }
}

internal sealed record VmapPlusPlain : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        Dense d = new(x.Shape[^1]);
        return Lift.Vmap((Dense m, NDArray y) => m.Call(y), Usual.Shared, Usual.Unsplit)(d, x) + d.Call(x[0]);
    }
}

internal sealed record VmapTwoModules : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        Dense a = new(3), b = new(3);
        return Lift.Vmap((Dense m, (Dense Other, NDArray X) y) => m.Call(y.X) * y.Other.Call(y.X), Usual.Stacked, Usual.Split, inAxes: [null, 0])(a, (b, x));
    }
}

/// <summary>Flax decorates the method; Linum lifts a function of the module.</summary>
internal sealed record DecoratedVmap(int Features = 3) : Module<(NDArray X, NDArray C), NDArray>
{
    protected internal override NDArray Forward((NDArray X, NDArray C) a) =>
        Lift.Vmap((DecoratedVmap m, (NDArray X, NDArray C) b) => new Dense(m.Features).Call(b.X) + b.C, Usual.Stacked, Usual.Split, inAxes: [0, null])(this, a);
}

internal sealed record DecoratedVmapShared(int Features = 3) : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x) => Lift.Vmap((DecoratedVmapShared m, NDArray y) => new Dense(m.Features).Call(y), Usual.Shared, Usual.Unsplit, inAxes: 1, outAxes: 1)(this, x);
}

internal sealed record DecoratedVmapSetup : Module<NDArray, NDArray>
{
    public Dense A { get; } = new(3);

    public Dense B { get; } = new(2);

    protected internal override NDArray Forward(NDArray x) => Lift.Vmap((DecoratedVmapSetup m, NDArray y) => m.B.Call(Nn.Relu(m.A.Call(y))), Usual.Stacked, Usual.Split)(this, x);
}

internal sealed record VmapDecoratedCall(int Features = 3) : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x) => Lift.Jit((VmapDecoratedCall m, NDArray y) => new Dense(m.Features).Call(y))(this, x);
}

internal sealed record UsesField(Module<NDArray, NDArray> Inner) : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x) => Inner.Call(x) + new Dense(2).Call(x);
}

internal sealed record OuterField : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        Dense a = new(2);
        return Usual.V(new UsesField(a)).Call(x);
    }
}

internal sealed record SharedTwice : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        Dense d = new(x.Shape[^1]);
        return d.Call(Np.Tanh(d.Call(x)));
    }
}

internal sealed record VmapTwice : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        Dense v = Usual.V(new Dense(x.Shape[^1]));
        return Usual.V(new Dense(2)).Call(v.Call(v.Call(x)));
    }
}

internal sealed record ScanBlock : Module<(NDArray C, NDArray X), (NDArray, NDArray)>
{
    protected internal override (NDArray, NDArray) Forward((NDArray C, NDArray X) a)
    {
        NDArray c = Np.Tanh(new Dense(a.C.Shape[^1]).Call(a.C) + a.X);
        return (c, Np.Sum(c));
    }
}

internal sealed record VmapOfScan : Module<(NDArray C, NDArray Xs), (NDArray, NDArray)>
{
    protected internal override (NDArray, NDArray) Forward((NDArray C, NDArray Xs) a) => Usual.V(Lift.Scan(new ScanBlock(), Usual.Stacked, splitRngs: Usual.Split)).Call(a);
}

internal sealed record LayerBlock : Module<(NDArray X, NDArray? Nothing), (NDArray, NDArray?)>
{
    protected internal override (NDArray, NDArray?) Forward((NDArray X, NDArray? Nothing) a) => (a.X + Np.Tanh(new Dense(a.X.Shape[^1]).Call(a.X)), null);
}

internal sealed record GradInside : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        NDArray w = Param("w", Initializers.Normal(1), x.Shape);
        return Transform.Grad((NDArray z) => Np.Sum(Np.Sin(z) * w))(x);
    }
}

internal sealed record LiftedGradInside : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x) => Lift.Grad((Dense m, NDArray z) => Np.Sum(Np.Tanh(m.Call(z))), new Dense(1), x);
}
