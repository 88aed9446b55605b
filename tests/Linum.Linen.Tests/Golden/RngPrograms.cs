using Linum.TestSupport;

namespace Linum.Linen.Tests.Golden;

/// <summary>The programs of the golden group flax/rng, by the name of their case.</summary>
internal static partial class RngPrograms
{
    /// <summary>All programs.</summary>
    public static IReadOnlyDictionary<string, Action<Recorder>> All { get; } = new[] { PathPrograms, MapPrograms, CallPrograms, ControlPrograms }.SelectMany(f => f).ToDictionary(p => p.Key, p => p.Value);

    private static Action<Recorder> RootDraws(int seed) => p =>
    {
        Draw draw = new(["params", "dropout", "noise"], 5);
        foreach ((string stream, NDArray keys) in draw.Apply(new(), default, new() { ["params"] = Rng.Key(seed), ["dropout"] = Rng.Key(seed + 1), ["noise"] = Rng.Key(seed) })) p.Out(stream, keys);
    };

    private static Dictionary<string, Action<Recorder>> PathPrograms => new()
    {
        ["make_rng_root_seed0"] = RootDraws(0),
        ["make_rng_root_seed1"] = RootDraws(1),
        ["make_rng_root_seed12345"] = RootDraws(12345),
        ["fallback_to_params_shares_counter"] = p => p.Out("y", new Draw(["params", "a", "b", "params2"]).Apply(new(), default, Rng.Key(0))),
        ["nested_counters"] = p => p.Out("y", new DrawChild().Apply(new(), default, Rng.Key(0))),
        ["nested_counters_init"] = p =>
        {
            var (y, v) = new DrawChild().InitWithOutput(Rng.Key(0), default(ValueTuple));
            p.Out("y", y);
            p.Vars("v", v);
        },
        ["params_draw_interleaved"] = p =>
        {
            var (y, v) = new DrawParam().InitWithOutput(Rng.Key(0), default(ValueTuple));
            p.Out("init", y);
            p.Vars("v", v);
            p.Out("apply", new DrawParam().Apply(v, default, Rng.Key(0)));
        },
        ["deep_paths"] = p => p.Vars("v", new KeyParam(4).Init(Rng.Key(3), (NDArray?)null)),
        ["setup_names_and_containers"] = p => p.Vars("v", new Containers().Init(Rng.Key(0), default(ValueTuple))),
        ["explicit_names"] = p => p.Vars("v", Module((IKeys _) =>
        {
            new KeyParam { Name = "foo" }.Call(null);
            new KeyParam().Call(null);
            new KeyParam { Name = "KeyParam_5" }.Call(null);
            new KeyParam().Call(null);
            return 0;
        }).Init(Rng.Key(0), default(ValueTuple))),
        ["same_child_called_twice"] = p => p.Out("y", Module((IKeys _) =>
        {
            Draw d = new(["dropout"], 1);
            return (NDArray[])[.. Enumerable.Range(0, 3).Select(_ => d.Call(default)["dropout"])];
        }).Apply(new(), default, new() { ["dropout"] = Rng.Key(1) })),
        ["separator_flag_on"] = p =>
        {
            using (LinenConfig.SeparateRngNames())
            {
                p.Vars("v", new KeyParam(2).Init(Rng.Key(0), (NDArray?)null));
                p.Vars("dense", new Dense(2).Init(Rng.Key(0), Np.Ones(3, 2)));
            }
        },
        ["legacy_key"] = p =>
        {
            // What the reference keeps as uint32[2] becomes a key with these words.
            Key key = Rng.WrapKeyData(Np.Array([0u, 11u]));
            p.Vars("v", new KeyParam(1).Init(key, (NDArray?)null));
            p.Out("y", new Draw().Apply(new(), default, key));
        },
        ["lazy_rng_as_key"] = p => p.Vars("v", new KeyParam(1).Init(new Rngs { ["params"] = new LazyRng(Rng.Key(0), ["prefix"]) }, (NDArray?)null)),
        ["share_scope_and_nested_init"] = p =>
        {
            p.Vars("top", Module((IKeys _) => new L(new KeyParam()).Call(default)).Init(Rng.Key(0), default(ValueTuple)));
            p.Vars("root", new L(new KeyParam(1)).Init(Rng.Key(0), default(ValueTuple)));
        },
        ["attribute_modules"] = p =>
        {
            p.Vars("root", new W(new KeyParam()).Init(Rng.Key(0), default(ValueTuple)));
            p.Vars("compact", Module((IKeys _) =>
            {
                new W(new KeyParam()).Call(default);
                return new W(new KeyParam()).Call(default);
            }).Init(Rng.Key(0), default(ValueTuple)));
            p.Vars("nested_root", new W(new W(new KeyParam())).Init(Rng.Key(0), default(ValueTuple)));
        },
        ["spec_worked_example"] = p => p.Vars("v", Module((C<NDArray, NDArray> m, NDArray x) =>
        {
            new Dense(2) { KernelInit = Initializers.Normal(1) }.Call(x);
            m.P("p", Initializers.Normal(1), [2, 2]);
            m.V("state", "from_params", () => Rng.Normal(m.Stream("params"), [2, 2]));
            m.V("state", "from_other", () => Rng.Normal(m.Stream("other"), [2, 2]));
            return new Dense(2) { KernelInit = Initializers.Normal(1), BiasInit = Initializers.Normal(1) }.Call(x);
        }).Init(new Rngs { ["params"] = Rng.Key(0), ["other"] = Rng.Key(1) }, Np.Ones(1, 2))),
    };

    private static C<ValueTuple, TOut> Module<TOut>(Func<IKeys, TOut> body) => new((m, _) => body(m));

    private static C<ValueTuple, TOut> Module<TOut>(Func<C<ValueTuple, TOut>, TOut> body) => new((m, _) => body(m));

    private static C<TIn, TOut> Module<TIn, TOut>(Func<C<TIn, TOut>, TIn, TOut> body) => new(body);
}
