using Linum.Extending;

namespace Linum.Optim;

/// <summary>A step from gradients to updates, with a memory. Updates are added to the parameters.</summary>
public abstract class GradientTransformation
{
    /// <summary>The memory before the first update.</summary>
    public abstract OptimizerState InitLeaves(NDArray[] parameters);

    /// <summary>One update over the arrays of the gradients.</summary>
    /// <param name="gradients">One array per parameter.</param>
    /// <param name="state">The memory.</param>
    /// <param name="parameters">The parameters.</param>
    public abstract (NDArray[] Updates, OptimizerState State) UpdateLeaves(NDArray[] gradients, OptimizerState state, NDArray[] parameters);

    /// <summary>The memory before the first update.</summary>
    public OptimizerState Init<T>(T parameters) => InitLeaves(Tree.Leaves(parameters));

    /// <summary>Updates from gradients; both have the structure of the parameters.</summary>
    /// <exception cref="TreeException">The structures differ.</exception>
    public (T Updates, OptimizerState State) Update<T>(T gradients, OptimizerState state, T parameters)
    {
        NDArray[] g = Tree.Flatten(gradients, out TreeDef structure), p = Tree.Flatten(parameters, out TreeDef other);
        if (!structure.Equals(other)) throw new TreeException($"Update: the gradients are {structure}, but the parameters are {other}. Both must have the same structure.");
        (NDArray[] updates, OptimizerState next) = UpdateLeaves(g, state, p);
        return (Tree.Unflatten<T>(structure, updates), next);
    }
}

/// <summary>The steps that optimizers are chained from.</summary>
internal static class Steps
{
    private static NDArray[] Map(NDArray[] x, Func<NDArray, NDArray> f) => [.. x.Select(f)];

    private static NDArray[] Map(NDArray[] x, NDArray[] y, Func<NDArray, NDArray, NDArray> f) => [.. x.Zip(y, f)];

    private static NDArray Number(double value, NDArray like) => Lax.Full([], value, like.DType);

    /// <summary>Each gradient by itself.</summary>
    public sealed class Stateless(Func<NDArray[], NDArray[], NDArray[]> f) : GradientTransformation
    {
        public override OptimizerState InitLeaves(NDArray[] parameters) => OptimizerState.Empty;

        public override (NDArray[], OptimizerState) UpdateLeaves(NDArray[] gradients, OptimizerState state, NDArray[] parameters) => (f(gradients, parameters), state);
    }

    /// <summary>One after the other.</summary>
    public sealed class Chained(GradientTransformation[] steps) : GradientTransformation
    {
        public override OptimizerState InitLeaves(NDArray[] parameters) => OptimizerState.Create([.. steps.Select((s, i) => ($"{i}", (object)s.InitLeaves(parameters)))]);

        public override (NDArray[], OptimizerState) UpdateLeaves(NDArray[] gradients, OptimizerState state, NDArray[] parameters)
        {
            var states = new (string, object)[steps.Length];
            for (int i = 0; i < steps.Length; i++)
            {
                (gradients, OptimizerState next) = steps[i].UpdateLeaves(gradients, state.Part($"{i}"), parameters);
                states[i] = ($"{i}", next);
            }

            return (gradients, OptimizerState.Create(states));
        }
    }

    /// <summary>Times minus a learning rate that follows a schedule.</summary>
    public sealed class BySchedule(Schedule schedule) : GradientTransformation
    {
        public override OptimizerState InitLeaves(NDArray[] parameters) => OptimizerState.Create(("count", Lax.Full([], 0, DType.Int32)));

        public override (NDArray[], OptimizerState) UpdateLeaves(NDArray[] gradients, OptimizerState state, NDArray[] parameters)
        {
            NDArray count = state.Array("count"), rate = -schedule(count);
            return (Map(gradients, g => Lax.Mul(g, Lax.ConvertElementType(rate, g.DType))), OptimizerState.Create(("count", Lax.Add(count, Lax.Full([], 1, DType.Int32)))));
        }
    }

    /// <summary>A running sum of gradients: momentum.</summary>
    public sealed class Trace(double decay, bool nesterov) : GradientTransformation
    {
        public override OptimizerState InitLeaves(NDArray[] parameters) => OptimizerState.Create(("trace", OptimizerState.Of(Map(parameters, Lax.ZerosLike))));

        public override (NDArray[], OptimizerState) UpdateLeaves(NDArray[] gradients, OptimizerState state, NDArray[] parameters)
        {
            NDArray Add(NDArray g, NDArray t) => Lax.Add(g, Lax.Mul(Number(decay, t), t));
            NDArray[] trace = Map(gradients, state.Part("trace").To<NDArray[]>(), Add);
            return (nesterov ? Map(gradients, trace, Add) : trace, OptimizerState.Create(("trace", OptimizerState.Of(trace))));
        }
    }

    /// <summary>Gradients scaled by running moments: D. Kingma, J. Ba, "Adam" (2014).</summary>
    public sealed class ByAdam(double b1, double b2, double eps, double epsRoot) : GradientTransformation
    {
        public override OptimizerState InitLeaves(NDArray[] parameters) => OptimizerState.Create(
            ("count", Lax.Full([], 0, DType.Int32)), ("mu", OptimizerState.Of(Map(parameters, Lax.ZerosLike))), ("nu", OptimizerState.Of(Map(parameters, Lax.ZerosLike))));

        public override (NDArray[], OptimizerState) UpdateLeaves(NDArray[] gradients, OptimizerState state, NDArray[] parameters)
        {
            NDArray count = Lax.Add(state.Array("count"), Lax.Full([], 1, DType.Int32));
            NDArray[] mu = Map(gradients, state.Part("mu").To<NDArray[]>(), (g, m) => Lax.Add(Lax.Mul(Number(1 - b1, g), g), Lax.Mul(Number(b1, m), m)));
            NDArray[] nu = Map(gradients, state.Part("nu").To<NDArray[]>(), (g, n) => Lax.Add(Lax.Mul(Number(1 - b2, g), Lax.Mul(g, g)), Lax.Mul(Number(b2, n), n)));
            NDArray Corrected(NDArray moment, double decay)
            {
                NDArray power = Lax.Pow(Lax.Full([], decay, DType.Float32), count);
                return Lax.Div(moment, Lax.ConvertElementType(Lax.Sub(Lax.Full([], 1, DType.Float32), power), moment.DType));
            }

            NDArray[] updates = Map(mu, nu, (m, n) =>
            {
                NDArray root = Lax.Sqrt(Lax.Add(Corrected(n, b2), Number(epsRoot, n)));
                return Lax.Div(Corrected(m, b1), Lax.Add(root, Number(eps, n)));
            });
            return (updates, OptimizerState.Create(("count", count), ("mu", OptimizerState.Of(mu)), ("nu", OptimizerState.Of(nu))));
        }
    }
}
