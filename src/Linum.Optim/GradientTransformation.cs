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
