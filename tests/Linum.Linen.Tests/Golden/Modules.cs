using Linum.Extending;

namespace Linum.Linen.Tests.Golden;

// The classes of the reference's cases, under their names.

/// <summary>The module of the second program of the page on vmap.</summary>
internal sealed record Foo(int Features = 3) : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        x = Nn.Relu(new Dense(Features).Call(x));
        return new Dense(2).Call(x) * Param("scale", Initializers.Normal(1), [2]);
    }
}

internal sealed record MLP(ValueList<int> Features) : Module<NDArray, NDArray>
{
    public MLP()
        : this([4, 2])
    {
    }

    protected internal override NDArray Forward(NDArray x)
    {
        for (int i = 0; i < Features.Count; i++)
        {
            x = new Dense(Features[i]).Call(x);
            if (i + 1 < Features.Count) x = Np.Tanh(x);
        }

        return x;
    }
}

internal sealed record NormBlock(int Features = 4, string? AxisName = null) : Module<(NDArray X, bool? Train), NDArray>
{
    protected internal override NDArray Forward((NDArray X, bool? Train) input)
    {
        NDArray x = new Dense(Features).Call(input.X);
        return new BatchNorm { UseRunningAverage = !(input.Train ?? true), Momentum = 0.9, AxisName = AxisName }.Call(x);
    }
}

/// <summary>Keeps a running sum in the collection cache.</summary>
internal sealed record CounterCache : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        Variable n = Variable("cache", "n", () => Np.Zeros([], DType.Int32)), s = Variable("cache", "s", () => Np.Zeros(x.Shape));
        if (!IsInitializing)
        {
            n.Value += 1;
            s.Value += x;
        }

        return s.Value * Param("w", Initializers.Normal(1), []);
    }
}

internal sealed record SowBlock(int Features = 3) : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        NDArray h = new Dense(Features).Call(x);
        Sow("intermediates", "h", h);
        Sow("intermediates", "h", 2 * h);
        return Np.Sum(h);
    }
}

internal sealed record DropBlock(int Features = 4, double Rate = 0.5) : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x) => new Dropout(Rate) { Deterministic = false }.Call(new Dense(Features).Call(x));
}

/// <summary>Draws from two streams, and keeps a variable made from one of them.</summary>
internal sealed record NoiseVars : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        Variable v = Variable("state", "v", () => Rng.Normal(MakeRng("other"), [2]));
        return new Dense(2).Call(x) + v.Value + Rng.Uniform(MakeRng("noise"), [2]);
    }
}

internal sealed record TwoArgs(int Features = 3) : Module<(NDArray X, NDArray C), NDArray>
{
    protected internal override NDArray Forward((NDArray X, NDArray C) a) => new Dense(Features).Call(a.X) * Np.Sum(a.C);
}

[Pytree]
internal sealed partial record TreeIn(NDArray A, (NDArray, NDArray) B);

[Pytree]
internal sealed partial record TreeOut(NDArray H, (NDArray, NDArray) P);

/// <summary>Nested trees in and out.</summary>
internal sealed record TreeIO(int Features = 3) : Module<(TreeIn D, NDArray S), TreeOut>
{
    protected internal override TreeOut Forward((TreeIn D, NDArray S) a)
    {
        NDArray h = new Dense(Features).Call(a.D.A);
        return new(h, (h + a.D.B.Item1, Np.Sum(a.D.B.Item2) * a.S));
    }
}

internal sealed record CollectiveMean(string AxisName = "batch") : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x)
    {
        NDArray h = new Dense(2).Call(x);
        return h - Lax.Pmean(h, AxisName) + Lax.AxisIndex(AxisName);
    }
}

internal sealed record PartitionedDense(int Features = 2) : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x) => Np.Dot(x, Param("kernel", Initializers.WithPartitioning(Initializers.LecunNormal, ["in", "out"]), [x.Shape[^1], Features]));
}

/// <summary>A layer with named axes for scans.</summary>
internal sealed record PScan : Module<ValueTuple<NDArray>, (NDArray, NDArray?)>
{
    protected internal override (NDArray, NDArray?) Forward(ValueTuple<NDArray> x) =>
        (Np.Dot(x.Item1, Param("kernel", Initializers.WithPartitioning(Initializers.LecunNormal, ["in", "out"]), [x.Item1.Shape[^1], x.Item1.Shape[^1]])), null);
}

internal sealed partial record AutoEncoder(int Latent = 2, int Out = 3) : Module<NDArray, NDArray>
{
    [ModuleMethod]
    private NDArray EncodeForward(NDArray x) => Np.Tanh(new Dense(Latent) { Name = "encoder" }.Call(x));

    [ModuleMethod]
    private NDArray DecodeForward(NDArray z) => new Dense(Out) { Name = "decoder" }.Call(z);

    protected internal override NDArray Forward(NDArray x) => Decode(Encode(x));
}

/// <summary>A module whose parts are members.</summary>
internal sealed record SetupMLP : Module<NDArray, NDArray>
{
    public Dense Enc { get; } = new(4);

    public ValueList<Dense> Layers { get; } = [new Dense(4), new Dense(2)];

    protected internal override NDArray Forward(NDArray x)
    {
        x = Np.Tanh(Enc.Call(x));
        foreach (Dense layer in Layers) x = layer.Call(x);
        return x;
    }
}

internal sealed record PerturbBlock : Module<NDArray, NDArray>
{
    protected internal override NDArray Forward(NDArray x) => Np.Power(Perturb("h", new Dense(2).Call(x)), 2);
}
