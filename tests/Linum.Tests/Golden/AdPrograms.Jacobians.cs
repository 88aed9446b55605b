using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class AdPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> JacobianPrograms => new()
    {
        ["jacobian/jacfwd"] = c => [JacFwd(x => Np.Stack([x[0] * x[1], Np.Sin(x[2])]))(c[0])],
        ["jacobian/jacrev"] = c => [JacRev(x => Np.Stack([x[0] * x[1], Np.Sin(x[2])]))(c[0])],
        ["jacobian/matrix_to_matrix"] = c => [JacRev(x => Np.MatMul(x, x))(c[0])],
        ["jacobian/tree_in_out"] = c =>
        {
            // A Jacobian has one output array here; the reference's tree of outputs is one after the other.
            Dictionary<string, NDArray> p = Dict(("a", c[0]), ("b", c[1]));
            return [.. Leaves(JacFwd((Dictionary<string, NDArray> p) => p["a"] * p["b"])(p)), .. Leaves(JacFwd((Dictionary<string, NDArray> p) => p["b"].Sum())(p))];
        },
        ["jacobian/argnums_tuple"] = c => [.. Leaves(JacRev(((NDArray X, NDArray Y) t) => t.X * t.Y)((c[0], c[1]))), .. Leaves(JacRev(((NDArray X, NDArray Y) t) => t.X + t.Y.Sum())((c[0], c[1])))],
        ["jacobian/dtypes_fwd"] = c => [.. Outputs.SelectMany(f => Leaves(JacFwd(f)((c[0], c[1]))))],
        ["jacobian/dtypes_rev"] = c => [.. Outputs.SelectMany(f => Leaves(JacRev(f)((c[0], c[1]))))],
        ["jacobian/has_aux"] = c => [JacFwd(x => Np.Power(x, 2))(c[0]), c[0].Sum(), JacRev(x => Np.Power(x, 2))(c[0]), c[0].Sum()],
        ["hessian/scalar_fn"] = c => [Hessian(x => Np.Sum(Np.Power(x, 3)) + x[0] * x[1])(c[0])],
        ["hessian/tuple_input"] = c =>
        {
            static NDArray F((NDArray A, NDArray B) t) => Np.Stack([Np.Power(t.A, 2), Np.Power(t.B, 2)]);
            (NDArray A, NDArray B) at = (1.0, 2.0);
            return [.. Leaves(JacFwd(((NDArray A, NDArray B) t) => JacRev<(NDArray A, NDArray B)>(F)(t).A)(at)), .. Leaves(JacFwd(((NDArray A, NDArray B) t) => JacRev<(NDArray A, NDArray B)>(F)(t).B)(at))];
        },
        ["hessian/dict_input"] = c =>
        {
            static NDArray F(Dictionary<string, NDArray> p) => Np.Power(p["a"], 2) * p["b"].Sum() + Np.Power(p["b"], 3).Sum();
            Dictionary<string, NDArray> at = Dict(("a", c[0]), ("b", c[1]));
            return [.. new[] { "a", "b" }.SelectMany(row => Leaves(JacFwd((Dictionary<string, NDArray> p) => JacRev<Dictionary<string, NDArray>>(F)(p)[row])(at)))];
        },
        ["hessian/rev_rev"] = c => [JacRev(JacRev(x => Np.Prod(Np.Sin(x))))(c[0])],
        ["hessian/fwd_fwd"] = c => [JacFwd(JacFwd(x => Np.Prod(Np.Sin(x))))(c[0])],
        ["hessian/hvp_fwd_over_rev"] = c => [Jvp(Grad((NDArray x) => Np.Sum(Np.Sin(x) * x[(.., -1)])), c[0], c[1]).Tangent],
        ["hessian/hvp_rev_over_rev"] = c => [Grad((NDArray x) => Np.Vdot(Grad((NDArray x) => Np.Sum(Np.Sin(x) * x[(.., -1)]))(x), c[1]))(c[0])],
    };

    private static readonly Func<(NDArray X, NDArray Y), NDArray>[] Outputs = [t => t.X, t => t.Y, t => t.X + t.Y];
}
