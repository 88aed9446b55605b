namespace Linum;

/// <summary>How a conditional is carried out. The result is the same; the time is not.</summary>
public enum CondMode
{
    /// <summary>
    /// One branch runs. Where <c>Vmap</c> gives every example a predicate of its own, all branches run on all examples and the results are chosen, but a branch that is much work is left out when
    /// no example asks for it.
    /// </summary>
    Auto,

    /// <summary>All branches run and the results are chosen, with or without <c>Vmap</c>: for branches of a few operations, which then share loops with what stands around them.</summary>
    Select,

    /// <summary>Only branches that are asked for run: under <c>Vmap</c> with a predicate per example, those that some example asks for, on all examples.</summary>
    Branch,
}
