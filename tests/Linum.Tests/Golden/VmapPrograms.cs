using Linum.TestSupport;

namespace Linum.Tests.Golden;

/// <summary>The programs of the golden group jax/vmap, by the name of their case; each family of cases has a file.</summary>
internal static partial class VmapPrograms
{
    /// <summary>All programs.</summary>
    public static IReadOnlyDictionary<string, Func<GoldenCase, NDArray[]>> All { get; } =
        new[] { AxisPrograms, BroadcastPrograms, ContractionPrograms, ShapePrograms, IndexPrograms, NestedPrograms, DerivativePrograms, CustomPrograms, ControlPrograms, RandomPrograms, CollectivePrograms, WholePrograms }
            .SelectMany(family => family).ToDictionary(p => p.Key, p => p.Value);
}
