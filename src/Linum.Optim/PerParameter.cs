using Linum.Extending;

namespace Linum.Optim;

/// <summary>One update of one parameter.</summary>
/// <param name="gradient">Its gradient.</param>
/// <param name="memory">What was remembered for it.</param>
/// <param name="parameter">The parameter.</param>
/// <param name="count">The number of this update, from 1: an int32 scalar.</param>
internal delegate (NDArray Update, NDArray[] Memory) ParameterRule(NDArray gradient, NDArray[] memory, NDArray parameter, NDArray count);

/// <summary>A step that treats each parameter by itself and remembers some arrays for it.</summary>
/// <param name="names">What the arrays are called in the state.</param>
/// <param name="init">The arrays before the first update.</param>
/// <param name="rule">One update.</param>
/// <param name="counts">Whether the rule needs the number of the update.</param>
internal sealed class PerParameter(string[] names, Func<NDArray, NDArray[]> init, ParameterRule rule, bool counts = false) : GradientTransformation
{
    /// <summary>With arrays that begin as zeros.</summary>
    public PerParameter(string[] names, ParameterRule rule, bool counts = false)
        : this(names, p => [.. names.Select(_ => Lax.ZerosLike(p))], rule, counts)
    {
    }

    /// <inheritdoc/>
    public override OptimizerState InitLeaves(NDArray[] parameters) => State(Lax.Full([], 0, DType.Int32), [.. parameters.Select(init)]);

    /// <inheritdoc/>
    public override (NDArray[] Updates, OptimizerState State) UpdateLeaves(NDArray[] gradients, OptimizerState state, NDArray[] parameters)
    {
        NDArray[][] memory = [.. names.Select(name => state.Part(name).To<NDArray[]>())];
        NDArray count = counts ? Lax.Add(state.Array("count"), Lax.Full([], 1, DType.Int32)) : Lax.Full([], 0, DType.Int32);
        var updates = new NDArray[gradients.Length];
        var next = new NDArray[gradients.Length][];
        for (int i = 0; i < updates.Length; i++) (updates[i], next[i]) = rule(gradients[i], [.. memory.Select(m => m[i])], parameters[i], count);
        return (updates, State(count, next));
    }

    private OptimizerState State(NDArray count, NDArray[][] memory)
    {
        List<(string, object)> parts = [];
        if (counts) parts.Add(("count", count));
        for (int n = 0; n < names.Length; n++) parts.Add((names[n], OptimizerState.Of(memory.Select(m => m[n]).ToArray())));
        return OptimizerState.Create([.. parts]);
    }
}
