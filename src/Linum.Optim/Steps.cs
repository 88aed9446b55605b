using Linum.Extending;

namespace Linum.Optim;

/// <summary>What steps are made of, whatever they compute.</summary>
internal static class Steps
{
    /// <summary>A number in the dtype of an array.</summary>
    public static NDArray Number(double value, NDArray like) => Lax.Full([], value, like.DType);

    /// <summary>(1 - decay) · x + decay · old: a running mean.</summary>
    public static NDArray Mean(NDArray x, NDArray old, double decay) => Lax.Add(Lax.Mul(Number(1 - decay, x), x), Lax.Mul(Number(decay, old), old));

    /// <summary>A running mean that began at zero, divided by the weight that it has seen.</summary>
    public static NDArray Corrected(NDArray mean, double decay, NDArray count)
    {
        NDArray seen = Lax.Sub(Lax.Full([], 1, DType.Float32), Lax.Pow(Lax.Full([], decay, DType.Float32), count));
        return Lax.Div(mean, Lax.ConvertElementType(seen, mean.DType));
    }

    /// <summary>All gradients and parameters at once, without a memory.</summary>
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

    /// <summary>Times a number that follows a schedule.</summary>
    public sealed class BySchedule(Schedule schedule) : GradientTransformation
    {
        public override OptimizerState InitLeaves(NDArray[] parameters) => OptimizerState.Create(("count", Lax.Full([], 0, DType.Int32)));

        public override (NDArray[], OptimizerState) UpdateLeaves(NDArray[] gradients, OptimizerState state, NDArray[] parameters)
        {
            NDArray count = state.Array("count"), rate = schedule(count);
            return ([.. gradients.Select(g => Lax.Mul(g, Lax.ConvertElementType(rate, g.DType)))], OptimizerState.Create(("count", Lax.Add(count, Lax.Full([], 1, DType.Int32)))));
        }
    }
}
