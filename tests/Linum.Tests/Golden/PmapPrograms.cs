using Linum.TestSupport;

namespace Linum.Tests.Golden;

/// <summary>The programs of the golden group jax/pmap, by the name of their case; each family of cases has a file.</summary>
internal static partial class PmapPrograms
{
    /// <summary>All programs.</summary>
    public static IReadOnlyDictionary<string, Func<GoldenCase, NDArray[]>> All { get; } =
        new[] { AxisPrograms, CollectivePrograms, DerivativePrograms, CompositionPrograms, TrainingPrograms }.SelectMany(family => family).ToDictionary(p => p.Key, p => p.Value);
}
