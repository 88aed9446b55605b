using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class AdPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> CustomPrograms => new()
    {
        ["custom_jvp/basic"] = c =>
        {
            Func<NDArray, NDArray> g = CustomJvp((NDArray x) => Np.Sin(x), (f, x, dx) => (f(x), 2.0 * Np.Cos(x) * dx));
            NDArray x = 3.0;
            return [g(x), Grad(g)(x), Grad(Grad(g))(x), .. Leaves(Jvp(g, x, 1.0)), Grad(Jit(g))(x), Grad((NDArray x) => Lax.Scan((NDArray s, ValueTuple _) => (g(s), default(ValueTuple)), x, default(ValueTuple), length: 1).Carry)(x)];
        },
        ["custom_jvp/defjvps"] = c => Leaves(Grad(CustomJvp((NDArray x, NDArray y) => x * y, (f, at, moving) => (f(at.Item1, at.Item2), 10.0 * moving.Item1 * at.Item2)), wrt: (Arg.First, Arg.Second))(2.0, 5.0)),
        ["custom_jvp/nondiff_argnums"] = c =>
        {
            static Func<NDArray, NDArray> Applied(Func<NDArray, NDArray> h) => CustomJvp(h, (f, x, dx) => (f(x), 7.0 * dx));
            return [Applied(Np.Sin)(2.0), Grad(Applied(Np.Sin))(2.0)];
        },
        ["custom_jvp/zero_tangent_instantiated"] = c =>
        {
            Func<NDArray, NDArray, NDArray> g = CustomJvp((NDArray x, NDArray y) => x + y, (f, at, moving) => (f(at.Item1, at.Item2), 2.0 * moving.Item1 + 3.0 * moving.Item2));
            return [Grad(g)(2.0, 4.0), Grad(g, wrt: Arg.Second)(2.0, 4.0), .. Leaves(Jvp(g, (2.0, 4.0), (1.0, 1.0)))];
        },
        ["custom_jvp/log1pexp"] = c =>
        {
            Func<NDArray, NDArray> g = CustomJvp((NDArray x) => Np.Log(1.0 + Np.Exp(x)), (f, x, dx) => (f(x), (1 - 1 / (1 + Np.Exp(x))) * dx));
            return [Grad(g)(100.0), Jit(Grad(g))(100.0), Vmap(Jit(Grad(g)))(Np.Arange(3.0) * 50)];
        },
        ["custom_vjp/basic"] = c =>
        {
            Func<NDArray, NDArray, NDArray> g = CustomVjp((NDArray x, NDArray y) => Np.Sin(x) * y, (x, y) => (Np.Sin(x) * y, (Np.Cos(x), Np.Sin(x), y)),
                ((NDArray Cos, NDArray Sin, NDArray Y) r, NDArray ct) => (3.0 * r.Cos * r.Y * ct, 5.0 * r.Sin * ct));
            return [g(1.5, 2.0), .. Leaves(Grad(g, wrt: (Arg.First, Arg.Second))(1.5, 2.0)), Jit(Grad(g))(1.5, 2.0)];
        },
        ["custom_vjp/fwd_wins"] = c =>
        {
            Func<NDArray, NDArray> g = CustomVjp((NDArray x) => Np.Sin(x), x => (Np.Cos(x), x), (NDArray x, NDArray ct) => 2.0 * ct);
            return [g(3.0), .. Leaves(ValueAndGrad(g)(3.0))];
        },
        ["custom_vjp/none_cotangent"] = c =>
        {
            Func<NDArray, Dictionary<string, NDArray>, NDArray> g = CustomVjp((NDArray x, Dictionary<string, NDArray> t) => x * t["a"] + t["b"], (x, t) => (x * t["a"] + t["b"], t),
                (Dictionary<string, NDArray> t, NDArray ct) => (ct * t["a"], (Dictionary<string, NDArray>)null!));
            return Leaves(Grad(g, wrt: (Arg.First, Arg.Second))(2.0, Dict(("a", 3.0), ("b", 4.0))));
        },
        ["custom_vjp/nondiff_argnums"] = c =>
        {
            static Func<NDArray, NDArray> Clipped(double low, double high) => CustomVjp((NDArray x) => x, x => (x, default(ValueTuple)), (ValueTuple _, NDArray g) => Np.Clip(g, low, high));
            return [Grad((NDArray x) => Np.Sum(10 * Clipped(-0.5, 0.5)(x)))(c[0])];
        },
        ["custom_vjp/int_argument"] = c =>
        {
            Func<NDArray, NDArray, NDArray> g = CustomVjp((NDArray x, NDArray n) => x * n, (x, n) => (x * n, n), (NDArray n, NDArray ct) => (ct * n * 2.0, (NDArray)null!));
            return [Grad(g)(2.0, 3)];
        },
        ["custom_vjp/second_order"] = c =>
        {
            Func<NDArray, NDArray> g = CustomVjp((NDArray x) => Np.Power(x, 3), x => (Np.Power(x, 3), x), (NDArray x, NDArray ct) => ct * 3 * Np.Power(x, 2));
            return [Grad(g)(2.0), Grad(Grad(g))(2.0), JacRev(JacRev(g))(2.0)];
        },
        ["custom_vjp/fixed_point"] = c =>
        {
            Func<NDArray, NDArray> root = a => FixedPoint((a, x) => 0.5 * (x + a / x))(a, a);
            return [root(2.0), Grad(root)(2.0)];
        },
        ["custom_gradient/basic"] = c =>
        {
            Func<NDArray, NDArray> g = CustomVjp((NDArray x) => Np.Power(x, 2), x => (Np.Power(x, 2), x), (NDArray x, NDArray ct) => ct * x);
            return [g(3.0), Grad(g)(3.0)];
        },
        ["custom/closure_convert"] = c =>
        {
            // A C# function carries what it uses; nothing has to be converted.
            static NDArray Run(Func<NDArray, NDArray> h, NDArray x) => h(x);
            return Leaves(Grad((NDArray a, NDArray x) => Run(x => a * Np.Sin(x), x), wrt: (Arg.First, Arg.Second))(2.0, 0.5));
        },
        ["custom_root/sqrt"] = c =>
        {
            static NDArray Root(NDArray x) => Lax.CustomRoot(y => Np.Power(y, 2) - Np.Power(x, 3), 1.0, (h, start) => Lax.ForI(0, 20, (_, y) => y - h(y) / (2 * y), start), (g, y) => y / g(1.0));
            return [Root(5.0), Grad((NDArray x) => Root(x))(5.0), .. Leaves(Jvp<NDArray, NDArray>(Root, 5.0, 1.0)), Vmap(Grad((NDArray x) => Root(x)))(Np.Array([2.0, 5.0]))];
        },
        ["checkpoint/values"] = c => Leaves(ValueAndGrad(Checkpoint((NDArray x) => Np.Sum(Np.Sin(Np.Sin(x)))))(c[0])),
        ["checkpoint/nested"] = c => [Grad(Checkpoint((NDArray x) => Np.Sin(Checkpoint((NDArray y) => Np.Power(Np.Cos(y), 2))(x)).Sum()))(c[0])],
        ["checkpoint/policy_dots"] = c => [Grad((NDArray w) => Checkpoint((NDArray w, NDArray x) => Np.Tanh(Np.MatMul(w, x)).Sum())(w, c[1]))(c[0])],
        ["checkpoint/static_argnums"] = c =>
        {
            static Func<NDArray, NDArray> F(bool flag) => Checkpoint((NDArray x) => flag ? Np.Sin(x) : x);
            return [Grad(F(true))(1.5)];
        },
        ["checkpoint/hessian"] = c => [Hessian(Checkpoint((NDArray x) => Np.Sum(Np.Sin(x) * x[(.., -1)])))(c[0])],
        ["checkpoint/in_scan"] = c =>
        {
            Func<NDArray, NDArray> step = Checkpoint((NDArray s) => Np.Sin(s) * 1.1);
            return [Grad((NDArray x) => Lax.Scan((NDArray s, ValueTuple _) => (step(s), s), x, default(ValueTuple), length: 5).Carry.Sum())(c[0])];
        },
    };

    /// <summary>The fixed point of x ↦ h(a, x), with the derivative that follows from it being one: a fixed point too.</summary>
    private static Func<NDArray, NDArray, NDArray> FixedPoint(Func<NDArray, NDArray, NDArray> h) => CustomVjp(
        (NDArray a, NDArray start) => Iterate(x => h(a, x), start),
        (a, start) =>
        {
            NDArray x = FixedPoint(h)(a, start);
            return (x, (a, x));
        },
        ((NDArray A, NDArray X) kept, NDArray ct) =>
        {
            Func<NDArray, NDArray> pullX = Vjp(x => h(kept.A, x), kept.X).Pull;
            NDArray w = Iterate(u => ct + pullX(u), ct);
            return (Vjp(a => h(a, kept.X), kept.A).Pull(w), Np.ZerosLike(kept.X));
        });

    private static NDArray Iterate(Func<NDArray, NDArray> step, NDArray start) => Lax.While<(NDArray Before, NDArray Now)>(s => Np.Abs(s.Before - s.Now) > 1e-6, s => (s.Now, step(s.Now)), (start, step(start))).Now;
}
