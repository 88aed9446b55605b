namespace Linum.Linen.Tests.Golden;

internal static partial class RngPrograms
{
    private static NDArray Twice<TIn, TOut>(C<TIn, TOut> m)
    {
        m.K();
        return m.K();
    }

    private static Dictionary<string, Action<Recorder>> ControlPrograms => new()
    {
        ["cond_branches"] = p =>
        {
            var c = Module((C<NDArray, (NDArray, NDArray, NDArray)> m, NDArray b) =>
            {
                NDArray a = m.K();
                NDArray r = Lift.Cond(b, (C<NDArray, (NDArray, NDArray, NDArray)> inner, ValueTuple _) => inner.K(), (inner, _) => Twice(inner), m, default);
                return (a, r, m.K());
            });
            foreach (bool b in (bool[])[true, false]) p.Out($"{b}", c.Apply(new(), b, Rng.Key(0)));
        },
        ["switch_branches"] = p =>
        {
            var c = Module((C<NDArray, (NDArray, NDArray)> m, NDArray i) =>
            {
                NDArray r = Lift.Switch<C<NDArray, (NDArray, NDArray)>, ValueTuple, NDArray>(i, [(inner, _) => inner.K(), (inner, _) => Twice(inner), (inner, _) => inner.K()], m, default);
                return (r, m.K());
            });
            for (int i = 0; i < 3; i++) p.Out($"{i}", c.Apply(new(), i, Rng.Key(0)));
        },
        ["while_loop_split"] = p =>
        {
            C<ValueTuple, (NDArray, NDArray)> Loop(bool split) => Module((C<ValueTuple, (NDArray, NDArray)> m) =>
            {
                var (_, keys) = Lift.While<C<ValueTuple, (NDArray, NDArray)>, (NDArray I, NDArray Keys)>((_, c) => c.I < 4, (inner, c) => (c.I + 1, c.Keys.At[c.I].Set(inner.K("noise"))),
                    m, (I: Np.Array(0), Keys: Np.Zeros([4, 2], DType.UInt32)), splitRngs: new() { ["noise"] = split });
                return (keys, m.K("noise"));
            });
            p.Out("split", Loop(true).Apply(new(), default, new() { ["noise"] = Rng.Key(0) }));
            p.Out("unsplit", Loop(false).Apply(new(), default, new() { ["noise"] = Rng.Key(0) }));
        },
        ["while_loop_cond_draws"] = p => p.Out("y", Module((C<ValueTuple, NDArray> m) => Lift.While<C<ValueTuple, NDArray>, (NDArray I, NDArray Keys)>(
            (inner, c) =>
            {
                NDArray k = inner.K("noise");
                return Np.LogicalAnd(c.I < 3, k[0] >= 0);
            },
            (inner, c) => (c.I + 1, c.Keys.At[c.I].Set(inner.K("noise"))),
            m, (I: Np.Array(0), Keys: Np.Zeros([3, 2], DType.UInt32)), splitRngs: new() { ["noise"] = true }).Keys).Apply(new(), default, new() { ["noise"] = Rng.Key(0) })),
        ["vjp_jvp_grad"] = p => p.Out("y", Module((C<NDArray, (NDArray, NDArray, NDArray)> m, NDArray x) =>
        {
            static (NDArray, NDArray) F(C<NDArray, (NDArray, NDArray, NDArray)> inner, NDArray y) => (Np.Sum(y * y), inner.K());
            var (_, _, k1) = Lift.VjpWithAux(F, m, x);
            var ((_, k2), _) = Lift.ValueAndGradWithAux(F, m, x);
            return (k1, k2, m.K());
        }).Apply(new(), Np.Ones(2), Rng.Key(0))),
        ["custom_vjp_draws"] = p =>
        {
            static NDArray F(C<NDArray, (NDArray, NDArray)> m, NDArray x) => x * Rng.Uniform(m.Stream("params"));
            var c = Module((C<NDArray, (NDArray, NDArray)> m, NDArray x) =>
            {
                NDArray y = Lift.CustomVjp<C<NDArray, (NDArray, NDArray)>, NDArray, NDArray, bool>(F, (inner, z) => (F(inner, z), false), (_, ct) => (new(), ct))(m, x);
                return (y, m.K());
            });
            Variables none = new() { ["params"] = new() };
            p.Out("y", c.Apply(none, Np.Ones(2), Rng.Key(0)));
            p.Out("grad", Transform.Grad((NDArray x) => Np.Sum(c.Apply(none, x, Rng.Key(0)).Item1))(Np.Ones(2)));
        },
    };
}
