using Linum.TestSupport;
using Xunit;

namespace Linum.Tests.Golden;

/// <summary>What the golden tests of programs share: C# programs by the name of their case, and how their results are compared.</summary>
internal static class Programs
{
    /// <summary>The arrays of a tree.</summary>
    public static NDArray[] Leaves<T>(T tree) => Tree.Leaves(tree);

    /// <summary>A dictionary, for parameters.</summary>
    public static Dictionary<string, NDArray> Dict(params ReadOnlySpan<(string Name, NDArray Value)> parts)
    {
        Dictionary<string, NDArray> result = [];
        foreach ((string name, NDArray value) in parts) result.Add(name, value);
        return result;
    }

    /// <summary>Runs a case and compares values, dtypes, shapes and weak flags.</summary>
    public static void Check(GoldenCase c, Func<GoldenCase, NDArray[]> program)
    {
        NDArray[] got = program(c), want = c.Results;
        Agree.Within(c.Relative, c.Absolute, want, got);
        if (want.Length != c.Outputs.Length) return;
        for (int i = 0; i < got.Length; i++)
        {
            if (got[i].DType == DType.Bool) continue;
            Assert.True(c.WeakOutputs.Contains(i) == got[i].Type.IsWeak, $"Result {i} of {c.Name} is {(got[i].Type.IsWeak ? "weak" : "strong")}, but the reference's is not.");
        }
    }
}
