namespace Linum.Generators.Tests.Pytrees;

/// <summary>An ordinary parameter record, nested in others.</summary>
[Pytree]
public sealed partial record Affine(NDArray W, NDArray? B, string Tag = "affine");

/// <summary>Init members, a collection, and a member that is another tree.</summary>
[Pytree]
public sealed partial record Network(Affine First, Affine[] Rest)
{
    /// <summary>A scale, not among the parameters.</summary>
    public NDArray Scale { get; init; } = 1;

    /// <summary>No state.</summary>
    public int Depth => Rest.Length + 1;
}

/// <summary>A generic struct.</summary>
[Pytree]
public readonly partial record struct Pair<T>(T Left, T Right);

/// <summary>A class with names that are keywords.</summary>
[Pytree]
public sealed partial class Keywords(NDArray @class)
{
    /// <summary>The array.</summary>
    public NDArray @class { get; } = @class;
}

/// <summary>A type from which others may derive.</summary>
[Pytree]
public partial record Open(NDArray A);

/// <summary>One of them.</summary>
public sealed record Derived(NDArray A, NDArray B) : Open(A);
