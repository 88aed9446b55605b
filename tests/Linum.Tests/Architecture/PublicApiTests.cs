using System.Reflection;
using Linum.Optim;
using Linum.TestSupport;
using PublicApiGenerator;
using Xunit;

namespace Linum.Tests.Architecture;

/// <summary>What users can see of each assembly is written down in tests/api, so that no change of it goes unnoticed.</summary>
public class PublicApiTests
{
    private const string Accept = "LINUM_ACCEPT_API";

    private static readonly Dictionary<string, Assembly> Assemblies = new[]
    {
        typeof(NDArray).Assembly, typeof(Cpu.CpuBackend).Assembly, typeof(Np).Assembly, typeof(Linen.Module<,>).Assembly, typeof(Optimizers).Assembly,
    }.ToDictionary(a => a.GetName().Name!);

    public static TheoryData<string> Names => [.. Assemblies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_public_API_is_what_is_written_down(string assembly)
    {
        string path = Path.Combine(RepositoryRoot.Path, "tests", "api", $"{assembly}.txt");
        string now = Assemblies[assembly].GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable(Accept) == "1") File.WriteAllText(path, now);
        string written = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (written == now) return;
        string[] before = written.Split('\n'), after = now.Split('\n');
        string[] gone = [.. Without(before, after)], added = [.. Without(after, before)];
        Assert.Fail(
            $"The public API of {assembly} is not what tests/api/{assembly}.txt says: {gone.Length} lines are gone, {added.Length} are new.\n"
            + string.Join("\n", gone.Take(20).Select(l => $"- {l.Trim()}").Concat(added.Take(20).Select(l => $"+ {l.Trim()}")))
            + $"\nIf this is meant, run\n    {Accept}=1 dotnet test tests/Linum.Tests --filter PublicApiTests\nand commit the changed files; removed or changed lines break users.");
    }

    [Fact]
    public void Every_file_belongs_to_an_assembly() =>
        Assert.Equal(Assemblies.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "tests", "api"), "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    /// <summary>The lines of a text that another does not have, counting how often they occur.</summary>
    private static IEnumerable<string> Without(string[] lines, string[] others)
    {
        Dictionary<string, int> counts = others.CountBy(l => l).ToDictionary();
        foreach (string line in lines)
        {
            if (counts.GetValueOrDefault(line) > 0) counts[line]--;
            else yield return line;
        }
    }
}
