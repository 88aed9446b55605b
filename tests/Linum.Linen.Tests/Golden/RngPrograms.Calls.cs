namespace Linum.Linen.Tests.Golden;

internal static partial class RngPrograms
{
    private static NDArray? None => null;

    private static Variables Same(Variables v) => v;

    private static Dictionary<string, Action<Recorder>> CallPrograms => new()
    {
        ["jit_root"] = p =>
        {
            p.Vars("v", Lift.Jit(new KeyParam(1)).Init(Rng.Key(0), None));
            p.Out("y", Lift.Jit(new Draw(3)).Apply(new(), default, Rng.Key(0)));
            p.Out("two_streams", Lift.Jit(new Draw(["params", "dropout"], 2)).Apply(new(), default, new() { ["params"] = Rng.Key(0), ["dropout"] = Rng.Key(1) }));
        },
        ["jit_child_called_three_times"] = p =>
        {
            var c = Module((IKeys _) =>
            {
                Draw d = Lift.Jit(new Draw(2));
                return (NDArray[])[.. Enumerable.Range(0, 3).Select(_ => d.Call(default)["params"])];
            });
            p.Out("y", c.Apply(new(), default, Rng.Key(0)));
            p.Out("again", c.Apply(new(), default, Rng.Key(0)));
        },
        ["jit_siblings"] = p => p.Vars("v", Module((IKeys _) =>
        {
            Lift.Jit(new KeyParam()).Call(null);
            Lift.Jit(new KeyParam()).Call(null);
            return Lift.Jit(new KeyParam(1)).Call(null);
        }).Init(Rng.Key(0), default(ValueTuple))),
        ["jit_nested_and_in_vmap"] = p =>
        {
            p.Vars("jit_jit", Lift.Jit(Lift.Jit(new KeyParam())).Init(Rng.Key(0), None));
            p.Vars("vmap_jit", V(Lift.Jit(new KeyParam(1))).Init(Rng.Key(0), Np.Zeros(2)));
            p.Vars("jit_vmap", Lift.Jit(V(new KeyParam(1))).Init(Rng.Key(0), Np.Zeros(2)));
            p.Vars("scan_jit", S(Lift.Jit(new KeyParamScan())).Init(Rng.Key(0), Nothing));
            p.Vars("jit_scan", Lift.Jit(S(new KeyParamScan())).Init(Rng.Key(0), Nothing));
        },
        ["jit_method_decorator"] = p =>
        {
            var (y, v) = Module((C<ValueTuple, (NDArray, NDArray)> m) => Lift.Jit((C<ValueTuple, (NDArray, NDArray)> inner, ValueTuple _) =>
            {
                NDArray a = inner.K();
                new KeyParam().Call(null);
                return (a, inner.K());
            })(m, default)).InitWithOutput(Rng.Key(0), default(ValueTuple));
            p.Out("y", y);
            p.Vars("v", v);
        },
        ["fold_rngs"] = p =>
        {
            p.Vars("v", Lift.FoldRngs(new KeyParam(1)).Init(Rng.Key(0), None));
            p.Out("y", Lift.FoldRngs(new Draw(3)).Apply(new(), default, Rng.Key(0)));
        },
        ["remat"] = p =>
        {
            p.Vars("v", Lift.Checkpoint(new KeyParam(1)).Init(Rng.Key(0), None));
            p.Out("y", Lift.Checkpoint(new Draw(3)).Apply(new(), default, Rng.Key(0)));
            p.Vars("child", Module((IKeys _) =>
            {
                Lift.Checkpoint(new KeyParam()).Call(null);
                return Lift.Checkpoint(Lift.Checkpoint(new KeyParam())).Call(null);
            }).Init(Rng.Key(0), default(ValueTuple)));
        },
        ["remat_scan"] = p =>
        {
            var b = Module((C<NDArray, NDArray> _, NDArray c) =>
            {
                new KeyParam().Call(null);
                return c;
            });
            p.Vars("v_3", Lift.RematScan(b, [3]).Init(Rng.Key(0), 0.0));
            p.Vars("v_2_3", Lift.RematScan(b, [2, 3]).Init(Rng.Key(0), 0.0));
        },
        ["map_variables_init"] = p =>
        {
            p.Vars("mutable", Lift.MapVariables(new KeyParam(1), "params", Same, Same, mutable: true).Init(Rng.Key(0), None));
            p.Vars("init", Lift.MapVariables(new KeyParam(1), "params", Same, Same, init: true).Init(Rng.Key(0), None));
            var d = Module((IKeys m) =>
            {
                m.Own("a");
                return (m.K("dropout"), m.K());
            });
            var (y, v) = Lift.MapVariables(d, "params", Same, Same, init: true).InitWithOutput(new() { ["params"] = Rng.Key(0), ["dropout"] = Rng.Key(1) }, default(ValueTuple));
            p.Out("y", y);
            p.Vars("v", v);
        },
        ["foreign_modules_under_jit"] = p =>
        {
            p.Vars("compact", Module((IKeys _) => Lift.Jit(new Foreign.W(new(), new())).Call(default)).Init(Rng.Key(0), default(ValueTuple)));
            p.Vars("root", Lift.Jit(new Foreign.W(new(), new())).Init(Rng.Key(0), default(ValueTuple)));
            p.Vars("remat_root", Lift.Checkpoint(new Foreign.W(new(), new())).Init(Rng.Key(0), default(ValueTuple)));
        },
    };

    /// <summary>The reference's class W of the case about foreign modules.</summary>
    private static class Foreign
    {
        public sealed record W(KeyParam A, KeyParam B) : Module<ValueTuple, NDArray>
        {
            protected internal override NDArray Forward(ValueTuple x)
            {
                A.Call(null);
                B.Call(null);
                return Param("own", Words.OwnKey, [2], DType.UInt32);
            }
        }
    }
}
