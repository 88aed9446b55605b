using Linum.Extending;
using static Linum.Transform;

namespace Linum.TestSupport;

public static partial class PrimitiveSamples
{
    private static NDArray Body(NDArray x) => Np.Sin(x) * x;

    public static Sample Jit => Sample.Of<Jit>(x => [Transform.Jit((NDArray v) => Body(v))(x[0])], Floats(-2, 2, 4));
    public static Sample Checkpoint => Sample.Of<Checkpoint>(x => [Transform.Checkpoint((NDArray v) => Body(v))(x[0])], Floats(-2, 2, 4));
    public static Sample CondOnScalar => Sample.Of<Cond>(x => [Lax.Cond(x[0].Sum() > 0, v => Np.Sin(v), v => v * v, x[1])], Floats(0.5, 1), Floats(-2, 2, 4));
    public static Sample CondOtherBranch => Sample.Of<Cond>(x => [Lax.Cond(x[0].Sum() > 10, v => Np.Sin(v), v => v * v, x[1])], Floats(0.5, 1), Floats(-2, 2, 4));
    public static Sample WhileLoop => Sample.Of<While>(x => [Lax.While(v => v.Sum() < 20, v => v * 1.5 + 0.1, x[0])], Floats(0.5, 1, 3)) with { HasTranspose = false };
    public static Sample ScanLoop => Sample.Of<Scan>(
        x =>
        {
            var (carry, ys) = Lax.Scan((NDArray c, NDArray v) => (Np.Sin(c) + v, c * v), x[0], x[1]);
            return [carry, ys];
        },
        Floats(0.5, 1, 2), Floats(-2, 2, 4, 2));
    public static Sample ScanReverse => Sample.Of<Scan>(
        x =>
        {
            var (carry, ys) = Lax.Scan((NDArray c, NDArray v) => (c * v + x[2], c), x[0], x[1], reverse: true);
            return [carry, ys];
        },
        Floats(0.5, 1, 2), Floats(-2, 2, 4, 2), Floats(0.1, 0.2, 2));
    public static Sample CustomJvpRule => Sample.Of<CustomJvp>(
        x => [Transform.CustomJvp((NDArray v) => Np.Log(1 + Np.Exp(v)), (f, v, dv) => (f(v), Lax.Logistic(v) * dv))(x[0])], Floats(-2, 2, 4));
    public static Sample CustomVjpRule => Sample.Of<CustomVjp>(
        x => [Transform.CustomVjp((NDArray v) => Np.Sin(v), v => (Np.Sin(v), Np.Cos(v)), (NDArray c, NDArray ct) => c * ct)(x[0])], Floats(-2, 2, 4)) with
    { HasDerivative = false };
    public static Sample CustomVjpTangent
    {
        get
        {
            var f = Transform.CustomVjp((NDArray v) => Np.Sin(v), v => (Np.Sin(v), Np.Cos(v)), (NDArray c, NDArray ct) => c * ct);
            NDArray x = Floats(-2, 2, 4), ct = Floats(1, 2, 4);
            return Sample.Of<CustomVjpTangent>(v => [Vjp(f, v[0]).Pull(v[1])], x, ct) with { Inner = () => MakeJaxpr((NDArray v, NDArray dv) => Jvp(f, v, dv).Tangent)(x, ct) };
        }
    }

    public static Sample Pmap => Sample.Of<Pmap>(x => [Transform.Pmap((NDArray v) => Body(v) / Lax.Psum(v, "i"), axisName: "i")(x[0])], Floats(0.5, 2, 1, 3));

    /// <summary>A collective under a Vmap of four examples with an axis name: its batching rule is what turns it into an operation on the axis.</summary>
    private static Sample Named<TPrimitive>(Func<NDArray, NDArray> f, NDArray x)
        where TPrimitive : Primitive => Sample.Of<TPrimitive>(v => [Vmap(f, axisName: "i")(v[0])], x) with
        {
            Inner = () =>
            {
                using (AxisEnvironment.Bind("i", x.Shape[0])) return MakeJaxpr(f)(x[0]);
            },
        };

    public static Sample Psum => Named<Psum>(v => Lax.Psum(v * v, "i") * v, Floats(-2, 2, 4, 3));
    public static Sample Pmax => Named<Pmax>(v => Lax.Pmax(v, "i"), Floats(-2, 2, 4, 3)) with { HasDerivative = false };
    public static Sample Pmin => Named<Pmin>(v => Lax.Pmin(v, "i"), Floats(-2, 2, 4, 3)) with { HasDerivative = false };
    public static Sample AllGather => Named<AllGather>(v => Lax.AllGather(v, "i") * v, Floats(-2, 2, 4, 3));
    public static Sample ReduceScatter => Named<ReduceScatter>(v => Lax.PsumScatter(v * v, "i"), Floats(-2, 2, 4, 4));
    public static Sample AllToAll => Named<AllToAll>(v => Lax.AllToAll(v * v, "i", splitAxis: 0, concatAxis: 0), Floats(-2, 2, 4, 4));
    public static Sample Ppermute => Named<Ppermute>(v => Lax.Ppermute(v * v, "i", [(0, 1), (1, 2), (2, 0)]), Floats(-2, 2, 4, 3));
    public static Sample AxisIndex => Named<AxisIndex>(v => v * Lax.AxisIndex("i"), Floats(-2, 2, 4, 3));
    public static Sample Pbroadcast => Named<Pbroadcast>(v => Lax.Pbroadcast(v * v, "i", 2), Floats(-2, 2, 4, 3));
}
