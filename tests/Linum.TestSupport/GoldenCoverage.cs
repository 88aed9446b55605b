using Xunit;

namespace Linum.TestSupport;

/// <summary>Whether a golden group is covered.</summary>
public static class GoldenCoverage
{
    /// <summary>Every case has either a program or a listed deviation, and there is nothing else; at most 3 % deviate.</summary>
    /// <param name="group">The group.</param>
    /// <param name="programs">The names of the cases with programs.</param>
    /// <param name="waiting">How the names of cases begin that wait for something Linum does not have yet: all of them are listed, and none counts among those that must agree.</param>
    public static void Check(string group, IEnumerable<string> programs, params string[] waiting)
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
