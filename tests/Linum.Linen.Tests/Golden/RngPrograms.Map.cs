namespace Linum.Linen.Tests.Golden;

internal static partial class RngPrograms
{
    private static Action<Recorder> SplitStreams(bool parameters, bool noise) => p =>
    {
        DrawX m = Lift.Vmap(new DrawX(["params", "noise"]), splitRngs: new() { ["params"] = parameters, ["noise"] = noise });
        p.Out("y", m.Apply(new(), Np.Zeros(3), new() { ["params"] = Rng.Key(0), ["noise"] = Rng.Key(5) }));
    };

    private static (NDArray, NDArray?) Nothing => (0.0, null);

    private static TModule V<TModule>(TModule module, bool split = true)
        where TModule : Linen.Module => Lift.Vmap(module, Usual.Stacked, new() { ["params"] = split });

    private static TModule S<TModule>(TModule module, int? length = 2)
        where TModule : Linen.Module => length is null
            ? Lift.Scan(module, Usual.Stacked, splitRngs: Usual.Split)
            : Lift.Scan(module, Usual.Stacked, splitRngs: Usual.Split, length: length, inAxes: null);

    private static Dictionary<string, Action<Recorder>> MapPrograms => new()
    {
        ["vmap_split_params_True_noise_True"] = SplitStreams(true, true),
        ["vmap_split_params_True_noise_False"] = SplitStreams(true, false),
        ["vmap_split_params_False_noise_True"] = SplitStreams(false, true),
        ["vmap_split_params_False_noise_False"] = SplitStreams(false, false),
        ["vmap_child"] = p => p.Vars("v", Module((C<NDArray, NDArray?> m, NDArray x) => V(new KeyParam(1)).Call(x)).Init(Rng.Key(0), Np.Zeros(3))),
        ["vmap_vmap"] = p =>
        {
            NDArray x = Np.Zeros(2, 3);
            p.Vars("split_split", V(V(new KeyParam(1))).Init(Rng.Key(0), x));
            p.Vars("split_unsplit", V(V(new KeyParam(1), false)).Init(Rng.Key(0), x));
            p.Vars("unsplit_split", V(V(new KeyParam(1)), false).Init(Rng.Key(0), x));
        },
        ["vmap_counters_shared_with_outer"] = p => p.Out("y", Module((C<NDArray, (NDArray, NDArray, NDArray)> m, NDArray x) =>
        {
            NDArray a = m.K();
            NDArray b = Lift.Vmap((C<NDArray, (NDArray, NDArray, NDArray)> inner, NDArray _) => inner.K(), splitRngs: Usual.Split)(m, x);
            return (a, b, m.K());
        }).Apply(new(), Np.Zeros(3), Rng.Key(0))),
        ["scan_split"] = p => p.Out("y", Lift.Scan(new DrawScan(), splitRngs: Usual.Split, length: 3).Apply(new(), Nothing, Rng.Key(0)).Item2),
        ["scan_unsplit"] = p => p.Out("y", Lift.Scan(new DrawScan(), splitRngs: Usual.Unsplit, length: 3).Apply(new(), Nothing, Rng.Key(0)).Item2),
        ["scan_no_constancy_check"] = p => p.Out("y", Lift.Scan(new DrawScan(), splitRngs: Usual.Split, length: 3, checkConstancy: false).Apply(new(), Nothing, Rng.Key(0)).Item2),
        ["scan_params"] = p =>
        {
            p.Vars("split", Lift.Scan(new KeyParamScan(1), Usual.Stacked, splitRngs: Usual.Split, length: 3).Init(Rng.Key(0), Nothing));
            p.Vars("unsplit", Lift.Scan(new KeyParamScan(1), Usual.Stacked, splitRngs: Usual.Unsplit, length: 3).Init(Rng.Key(0), Nothing));
            p.Vars("no_check", Lift.Scan(new KeyParamScan(1), Usual.Stacked, splitRngs: Usual.Split, length: 3, checkConstancy: false).Init(Rng.Key(0), Nothing));
            p.Vars("broadcast", Lift.Scan(new KeyParamScan(1), variableBroadcast: "params", splitRngs: Usual.Unsplit, length: 3).Init(Rng.Key(0), Nothing));
        },
        ["scan_nested"] = p =>
        {
            p.Vars("two", S(S(new KeyParamScan())).Init(Rng.Key(0), Nothing));
            p.Vars("three", S(S(S(new KeyParamScan()))).Init(Rng.Key(0), Nothing));
        },
        ["scan_of_vmap_and_vmap_of_scan"] = p =>
        {
            p.Vars("scan_vmap", S(V(new KeyParamScan()), null).Init(Rng.Key(0), (Np.Zeros(2), Np.Zeros(3, 2))));
            p.Vars("vmap_scan", V(S(new KeyParamScan(), null)).Init(Rng.Key(0), (Np.Zeros(2), Np.Zeros(2, 3))));
        },
        ["scan_twice_same_instance"] = p => p.Out("y", Module((IKeys m) =>
        {
            DrawScan s = Lift.Scan(new DrawScan(1), splitRngs: Usual.Split, length: 2);
            return (s.Call(Nothing).Item2, s.Call(Nothing).Item2, m.K());
        }).Apply(new(), default, Rng.Key(0))),
        ["scan_dropout_stream"] = p => p.Out("y", Lift.Scan(new DrawScan(["dropout", "params"]), splitRngs: new() { ["params"] = false, ["dropout"] = true }, length: 3)
            .Apply(new(), Nothing, new() { ["params"] = Rng.Key(0), ["dropout"] = Rng.Key(1) }).Item2),
    };
}
