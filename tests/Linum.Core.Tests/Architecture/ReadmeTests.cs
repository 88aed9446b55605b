using Linum.TestSupport;
using Xunit;

namespace Linum.Core.Tests.Architecture;

public class ReadmeTests
{
    private static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, file));

    [Fact]
    public void The_first_example_is_a_sample_that_is_run()
    {
        string[] blocks = Read("README.md").Split("```");
        Assert.Equal("csharp\n" + string.Concat(Read("samples/readme.cs").Split('\n', 4)[3]), blocks[1]);
        Assert.Equal("\n" + Read("samples/readme.expected"), blocks[3]);
    }

    [Fact]
    public void Every_sample_is_named_and_has_its_expected_text()
    {
        string readme = Read("README.md");
        foreach (string sample in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "samples"), "*.cs"))
        {
            Assert.True(File.Exists(Path.ChangeExtension(sample, ".expected")), $"{sample} has no expected text");
            if (Path.GetFileName(sample) != "readme.cs") Assert.Contains($"`samples/{Path.GetFileName(sample)}`", readme, StringComparison.Ordinal);
        }
    }
}
