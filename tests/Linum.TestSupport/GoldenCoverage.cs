using Xunit;

namespace Linum.TestSupport;

/// <summary>Whether a golden group is covered.</summary>
public static class GoldenCoverage
{
    /// <summary>Every case has either a program or a listed deviation, and there is nothing else; at most 3 % deviate.</summary>
    public static void Check(string group, IEnumerable<string> programs)
    {
        string[] names = [.. GoldenGroup.Load(group).Names], known = [.. programs], differ = [.. Deviations.Of(group)];
        Assert.Empty(names.Except(known).Except(differ));
        Assert.Empty(known.Except(names));
        Assert.Empty(differ.Except(names));
        Assert.Empty(known.Intersect(differ));
        Assert.True(differ.Length <= 0.03 * names.Length, $"{differ.Length} of {names.Length} cases of {group} deviate: at least 97 % must agree.");
    }
}
