using Linum.TestSupport;

namespace Linum.Tests.Golden;

/// <summary>The programs of the golden group jax/control, by the name of their case; each family of cases has a file.</summary>
internal static partial class ControlPrograms
{
    /// <summary>All programs.</summary>
    public static IReadOnlyDictionary<string, Func<GoldenCase, NDArray[]>> All { get; } =
        new[] { BranchPrograms, ScanPrograms, WholePrograms, WhilePrograms, MapPrograms, CumulativePrograms, SolverPrograms }
            .SelectMany(family => family).ToDictionary(p => p.Key, p => p.Value);
}
