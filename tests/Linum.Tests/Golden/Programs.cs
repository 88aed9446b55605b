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

    /// <summary>Every case has either a program or a listed deviation, and there is nothing else.</summary>
    /// <param name="group">The group.</param>
    /// <param name="programs">The names of the cases with programs.</param>
    /// <param name="waiting">How the names of cases begin that wait for something Linum does not have yet: all of them are listed, and none counts among those that must agree.</param>
    public static void CheckComplete(string group, IEnumerable<string> programs, params string[] waiting)
    {
        string[] names = [.. GoldenGroup.Load(group).Names], known = [.. programs], differ = [.. Deviations.Of(group)];
        bool Waits(string name) => waiting.Any(w => name.StartsWith(w, StringComparison.Ordinal));
        Assert.DoesNotContain(known, Waits);
        Assert.All(waiting, w => Assert.Contains(names, n => n.StartsWith(w, StringComparison.Ordinal)));
        Assert.Empty(names.Except(known).Except(differ));
        Assert.Empty(known.Except(names));
        Assert.Empty(differ.Except(names));
        Assert.Empty(known.Intersect(differ));
        int deviate = differ.Count(n => !Waits(n)), all = names.Count(n => !Waits(n));
        Assert.True(deviate <= 0.03 * all, $"{deviate} of {all} cases of {group} deviate: at least 97 % must agree.");
    }
}
