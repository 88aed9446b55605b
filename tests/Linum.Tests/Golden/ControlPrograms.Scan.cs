using Linum.TestSupport;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

internal static partial class ControlPrograms
{
    private static Dictionary<string, Func<GoldenCase, NDArray[]>> ScanPrograms => new()
    {
        ["scan/cumsum"] = c => Leaves(Lax.Scan((NDArray s, NDArray x) => (s + x, s + x), 0, c[0])),
        ["scan/cumsum_reverse"] = c => Leaves(Lax.Scan((NDArray s, NDArray x) => (s + x, s + x), 0, c[0], reverse: true)),
        ["scan/no_xs"] = c => Leaves(Lax.Scan((NDArray s, ValueTuple _) => (s + 1, s), 0, default(ValueTuple), length: 4)),
        ["scan/length_and_xs"] = c => Leaves(Lax.Scan((NDArray s, NDArray x) => (s * 2 + x, s), 1, c[0], length: 6)),
        ["scan/zero_length"] = c => Leaves(Lax.Scan((NDArray s, NDArray x) => (s + x, (s, x * 2)), 1.0, Np.Zeros(0, 3).Sum(1))),
        ["scan/tree"] = c => Leaves(Lax.Scan((Dictionary<string, NDArray> s, Dictionary<string, NDArray> x) => (Dict(("s", s["s"] + x["a"]), ("n", s["n"] + 1)), (x["b"] * s["s"], (NDArray?)null)), Dict(("n", 0), ("s", c[0])), Dict(("a", c[1]), ("b", c[2])))),
        ["scan/weak_carry"] = c => Leaves(Lax.Scan((NDArray s, NDArray x) => (s + x, s), 0, c[0])),
        ["scan/forward_x"] = c => Leaves(Lax.Scan((NDArray s, NDArray x) => (s, x), 0.0, c[0])),
        ["scan/unroll_1"] = Halving,
        ["scan/unroll_2"] = Halving,
        ["scan/unroll_3"] = Halving,
        ["scan/unroll_True"] = Halving,
        ["scan/matrix_power"] = c => Leaves(Lax.Scan((NDArray s, ValueTuple _) => (Np.MatMul(s, c[0]), Np.Trace(s)), Np.Eye(2), default(ValueTuple), length: 5)),
        ["scan/fibonacci"] = c => Leaves(Lax.Scan(((NDArray A, NDArray B) s, ValueTuple _) => ((s.B, s.A + s.B), s.A), (0, 1), default(ValueTuple), length: 10)),
        ["scan/nested"] = c => Leaves(Lax.Scan((NDArray s, NDArray row) =>
        {
            (NDArray last, NDArray all) = Lax.Scan((NDArray a, NDArray v) => (a + v * s, a), s, row);
            return (last, all.Sum());
        }, 1.0, c[0])),
        ["scan/rng_keys"] = c =>
        {
            (Key last, NDArray y) = Lax.Scan((Key k, ValueTuple _) =>
            {
                (Key next, Key used) = Rng.Split(k);
                return (next, Rng.Normal(used));
            }, Rng.Key(0), default(ValueTuple), length: 3);
            return [Rng.KeyData(last), y];
        },
        ["scan/keys_as_xs"] = c => Leaves(Lax.Scan((NDArray s, Key k) => (s + Rng.Uniform(k), Rng.Bits(k)), 0.0, Rng.Split(Rng.Key(1), 3))),
        ["scan/jit"] = c => Leaves(Jit((NDArray xs) => Lax.Scan((NDArray s, NDArray x) => (Np.Maximum(s, x), s), double.NegativeInfinity, xs))(c[0])),
        ["scan/grad_all"] = c => Leaves(Grad((NDArray s, NDArray a, NDArray xs) => Lax.Scan((NDArray s, NDArray x) => (Np.Tanh(s * a + x), s), s, xs).Outputs.Sum(), wrt: (Arg.First, Arg.Second, Arg.Third))(c[0], c[1], c[2])),
        ["scan/jvp"] = c => Leaves(Jvp((NDArray xs) => Products(xs), c[0], c[1])),
        ["scan/jacfwd_jacrev"] = c => [JacFwd(xs => Products(xs).Outputs)(c[0]), JacRev(xs => Products(xs).Outputs)(c[0])],
        ["scan/vmap_grad"] = c => [Vmap(Grad((NDArray v) => Lax.Scan((NDArray s, NDArray k) => (Np.Sin(s) + k, default(ValueTuple)), v, Np.Arange(3.0)).Carry))(c[0])],
        ["scan/linear_recurrence"] = c => [Lax.Scan((NDArray m, NDArray x) => (0.9 * m + 0.1 * x, 0.9 * m + 0.1 * x), c[0][0], c[0]).Outputs],
    };

    private static NDArray[] Halving(GoldenCase c) => Leaves(Lax.Scan((NDArray s, NDArray x) => (s * 0.5 + x, s), 1.0, c[0]));

    private static (NDArray Carry, NDArray Outputs) Products(NDArray xs) => Lax.Scan((NDArray s, NDArray x) => (s * x, s + x), 1.0, xs);

    private static Dictionary<string, Func<GoldenCase, NDArray[]>> WholePrograms => new()
    {
        ["scan/sgd"] = c => Leaves(Lax.Scan((NDArray w, ValueTuple _) =>
        {
            (NDArray loss, NDArray g) = ValueAndGrad((NDArray w) => Np.Power(Np.MatMul(c[1], w) - c[2], 2).Mean())(w);
            return (w - 0.1 * g, loss);
        }, c[0], default(ValueTuple), length: 10)),
        ["scan/adam"] = c => Leaves(Lax.Scan(((NDArray W, NDArray M, NDArray V) s, NDArray t) =>
        {
            (NDArray loss, NDArray g) = ValueAndGrad((NDArray w) => Np.Power(Np.MatMul(c[1], w) - c[2], 2).Mean())(s.W);
            NDArray m = 0.9 * s.M + 0.1 * g, v = 0.999 * s.V + 0.001 * g * g;
            NDArray mh = m / (1 - Np.Power(0.9, t + 1)), vh = v / (1 - Np.Power(0.999, t + 1));
            return ((s.W - 0.05 * mh / (Np.Sqrt(vh) + 1e-8), m, v), loss);
        }, (c[0], Np.ZerosLike(c[0]), Np.ZerosLike(c[0])), Np.Arange(8.0))),
        ["scan/lstm_cell"] = c =>
        {
            NDArray w = c[0], xs = c[1];
            // The cell of the case keeps using the outer matrix, so its derivative with respect to the inner one is zero.
            return [.. Leaves(Lstm(w, xs)), Grad((NDArray _) => Lstm(w, xs).Outputs.Sum())(w)];
        },
    };

    private static ((NDArray, NDArray) Carry, NDArray Outputs) Lstm(NDArray w, NDArray xs) => Lax.Scan(((NDArray H, NDArray C) s, NDArray x) =>
    {
        NDArray[] gates = Np.Split(Np.MatMul(w, Np.Concatenate([x, s.H])), 4);
        NDArray cell = Nn.Sigmoid(gates[2] + 1) * s.C + Nn.Sigmoid(gates[0]) * Np.Tanh(gates[1]), h = Nn.Sigmoid(gates[3]) * Np.Tanh(cell);
        return ((h, cell), h);
    }, (Np.Zeros(2), Np.Zeros(2)), xs);
}
