using Linum.TestSupport;

namespace Linum.Tests.Golden;

/// <summary>The programs of the golden group jax/ad, by the name of their case; each family of cases has a file.</summary>
internal static partial class AdPrograms
{
    /// <summary>All programs.</summary>
    public static IReadOnlyDictionary<string, Func<GoldenCase, NDArray[]>> All { get; } =
        new[] { GradientPrograms, LinearPrograms, JacobianPrograms, ComplexPrograms, AwkwardPrograms, TiePrograms, IndexPrograms, CustomPrograms, ControlPrograms, OrderPrograms, OperationPrograms }
            .SelectMany(family => family).ToDictionary(p => p.Key, p => p.Value);
}
