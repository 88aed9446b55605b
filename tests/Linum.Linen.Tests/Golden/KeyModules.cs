using Linum.Extending;

namespace Linum.Linen.Tests.Golden;

// The classes of the reference's cases about random streams, under their names.

/// <summary>Keys of draws and of parameters, as words.</summary>
internal static class Words
{
    /// <summary>A parameter that is the key it was given.</summary>
    public static Initializer OwnKey { get; } = Initializers.From((key, _, _) => Rng.KeyData(key));

    public static NDArray Stack(int count, Func<Key> draw) => Np.Stack([.. Enumerable.Range(0, count).Select(_ => Rng.KeyData(draw()))]);
}

/// <summary>The keys of some draws from each stream.</summary>
internal sealed record Draw(ValueList<string> Streams, int N = 2) : Module<ValueTuple, Dictionary<string, NDArray>>
{
    public Draw(int n = 2)
        : this(["params"], n)
    {
    }

    protected internal override Dictionary<string, NDArray> Forward(ValueTuple x) => Streams.ToArray().ToDictionary(s => s, s => Words.Stack(N, () => MakeRng(s)));
}

internal sealed record DrawX(ValueList<string> Streams, int N = 2) : Module<NDArray, Dictionary<string, NDArray>>
{
    protected internal override Dictionary<string, NDArray> Forward(NDArray x) => Streams.ToArray().ToDictionary(s => s, s => Words.Stack(N, () => MakeRng(s)));
}

internal sealed record DrawScan(ValueList<string> Streams, int N = 2) : Module<(NDArray C, NDArray? X), (NDArray, Dictionary<string, NDArray>)>
{
    public DrawScan(int n = 2)
        : this(["params"], n)
    {
    }

    protected internal override (NDArray, Dictionary<string, NDArray>) Forward((NDArray C, NDArray? X) a) => (a.C, Streams.ToArray().ToDictionary(s => s, s => Words.Stack(N, () => MakeRng(s))));
}

/// <summary>Draws itself, then in two children, then again.</summary>
internal sealed record DrawChild : Module<ValueTuple, Dictionary<string, NDArray>>
{
    protected internal override Dictionary<string, NDArray> Forward(ValueTuple x)
    {
        NDArray first = Rng.KeyData(MakeRng());
        Draw c = new(2);
        return new()
        {
            ["first"] = first,
            ["child0"] = c.Call(x)["params"],
            ["child1"] = new Draw(1).Call(x)["params"],
            ["child0_again"] = c.Call(x)["params"],
            ["last"] = Rng.KeyData(MakeRng()),
        };
    }
}

/// <summary>Keeps the keys of its parameters as parameters; perhaps with a child of the same kind.</summary>
internal sealed record KeyParam(int Depth = 0) : Module<NDArray?, NDArray?>
{
    protected internal override NDArray? Forward(NDArray? x)
    {
        Param("a", Words.OwnKey, [2], DType.UInt32);
        Param("b", Words.OwnKey, [2], DType.UInt32);
        if (Depth > 0) new KeyParam(Depth - 1).Call(null);
        return x;
    }
}

internal sealed record KeyParamScan(int Depth = 0) : Module<(NDArray C, NDArray? X), (NDArray, NDArray?)>
{
    protected internal override (NDArray, NDArray?) Forward((NDArray C, NDArray? X) a)
    {
        new KeyParam(Depth).Call(null);
        Param("own", Words.OwnKey, [2], DType.UInt32);
        return (a.C, null);
    }
}

/// <summary>Draws before and after parameters that are their own keys.</summary>
internal sealed record DrawParam : Module<ValueTuple, Dictionary<string, NDArray>>
{
    protected internal override Dictionary<string, NDArray> Forward(ValueTuple x) => new()
    {
        ["before"] = Rng.KeyData(MakeRng()),
        ["k"] = Param("k", Words.OwnKey, [2], DType.UInt32),
        ["q"] = Param("q", Words.OwnKey, [2], DType.UInt32),
        ["after"] = Rng.KeyData(MakeRng()),
    };
}

/// <summary>What a module written as a lambda can do with its random streams.</summary>
internal interface IKeys
{
    /// <summary>The words of a drawn key.</summary>
    NDArray K(string stream = "params");

    /// <summary>A parameter that is its own key.</summary>
    NDArray Own(string name);
}

/// <summary>A module written as a lambda: what the reference's programs define on the spot as class C.</summary>
internal sealed record C<TIn, TOut>(Func<C<TIn, TOut>, TIn, TOut> Body) : Module<TIn, TOut>, IKeys
{
    /// <inheritdoc/>
    public NDArray K(string stream = "params") => Rng.KeyData(MakeRng(stream));

    /// <inheritdoc/>
    public NDArray Own(string name) => Param(name, Words.OwnKey, [2], DType.UInt32);

    public NDArray P(string name, Initializer init, Shape shape) => Param(name, init, shape);

    public Variable V(string collection, string name, Func<NDArray> init) => Variable(collection, name, init);

    public Key Stream(string name) => MakeRng(name);

    protected internal override TOut Forward(TIn x) => Body(this, x);
}

/// <summary>A module whose parts are members, in lists and dictionaries.</summary>
internal sealed record Containers : Module<ValueTuple, NDArray>
{
    public KeyParam Enc { get; } = new();

    public ValueList<KeyParam> Items { get; } = [new(), new(1)];

    public Dictionary<string, object> D { get; } = new() { ["x"] = new KeyParam(), ["y"] = new KeyParam[] { new(), new() } };

    protected internal override NDArray Forward(ValueTuple x)
    {
        NDArray own = Param("own", Words.OwnKey, [2], DType.UInt32);
        var y = (KeyParam[])D["y"];
        KeyParam[] order = [y[1], Items[1], Enc, Items[0], (KeyParam)D["x"], y[0]];
        foreach (KeyParam part in order) part.Call(null);
        return own;
    }
}

/// <summary>A module around another, with a parameter of its own.</summary>
internal sealed record W(Module Inner) : Module<ValueTuple, NDArray>
{
    protected internal override NDArray Forward(ValueTuple x)
    {
        NDArray w = Param("w", Words.OwnKey, [2], DType.UInt32);
        if (Inner is KeyParam leaf) leaf.Call(null);
        else ((W)Inner).Call(x);
        return w;
    }
}

/// <summary>A module that shares the place of another.</summary>
internal sealed record L(KeyParam Inner) : Module<ValueTuple, NDArray>
{
    protected internal override NDArray Forward(ValueTuple x)
    {
        ShareScope(Inner);
        Inner.Call(null);
        return Param("lora", Words.OwnKey, [2], DType.UInt32);
    }
}
