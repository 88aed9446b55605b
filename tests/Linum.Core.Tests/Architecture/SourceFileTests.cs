using System.Text.RegularExpressions;
using Linum.TestSupport;
using Xunit;

namespace Linum.Core.Tests.Architecture;

public partial class SourceFileTests
{
    /// <summary>Files over 400 lines, each with its reason.</summary>
    private static readonly Dictionary<string, string> Long = new()
    {
        ["src/Linum/Transform.Grad.cs"] = "written by eng/arities.py: every overload of Grad and its kin for one to eight arguments",
    };

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(RepositoryRoot.Path, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(RepositoryRoot.Path, file));

    [Fact]
    public void No_file_is_over_400_lines_without_a_reason()
    {
        string[] found = [.. Sources("src").Concat(Sources("tests")).Where(f => Lines(f).Length > 400).Order(StringComparer.Ordinal)];
        Assert.Equal(Long.Keys.Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public void The_median_file_of_the_core_is_about_120_lines_at_most()
    {
        int[] lengths = [.. Sources("src/Linum.Core").Select(f => Lines(f).Length).Order()];
        Assert.InRange(lengths[lengths.Length / 2], 1, 120);
    }

    [Fact]
    public void The_compiler_is_one_list_of_passes_under_120_lines()
    {
        Assert.InRange(Lines("src/Linum.Cpu/CpuPipeline.cs").Length, 1, 119);
    }

    [Fact]
    public void Tanh_and_ReduceSum_are_each_one_file_with_all_their_rules()
    {
        string tanh = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src/Linum.Core/6.Primitives/Elementwise/Tanh.cs"));
        Assert.All(["Lax", "Compute", "Tangent"], rule => Assert.Contains(rule, tanh, StringComparison.Ordinal));
        string sum = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src/Linum.Core/6.Primitives/Reduction/ReduceSum.cs"));
        Assert.All(["Lax", "Infer", "Lower", "Jvp", "Transpose", "Batch"], rule => Assert.Contains(rule, sum, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_pass_shows_a_program_before_and_after()
    {
        string pipeline = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src/Linum.Cpu/CpuPipeline.cs"));
        // A pass may run more than once.
        string[] names = [.. PassCall().Matches(pipeline).Select(m => m.Groups[1].Value).Distinct()];
        string[] passes = [.. Sources("src/Linum.Core/9.Passes").Concat(Sources("src/Linum.Cpu/Passes")).Where(f => names.Contains(Path.GetFileNameWithoutExtension(f)))];
        Assert.InRange(names.Length, 10, 40);
        Assert.Equal(names.Order(StringComparer.Ordinal), passes.Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal));
        Assert.All(passes, f =>
        {
            string text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, f));
            Assert.Contains("before", text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("after", text, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public void Nothing_is_left_unwritten()
    {
        Assert.All(Sources("src"), f =>
        {
            string text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, f));
            Assert.DoesNotContain("NotImplementedException", text, StringComparison.Ordinal);
            Assert.DoesNotMatch(Unfinished(), text);
        });
    }

    [GeneratedRegex(@"\b(\w+)\.Run\(")]
    private static partial Regex PassCall();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Unfinished();
}
