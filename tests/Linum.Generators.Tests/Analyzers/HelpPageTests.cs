using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Linum.Generators.Tests.Analyzers;

/// <summary>Every rule has a page with a wrong and a right program, and both are what the page says.</summary>
public sealed partial class HelpPageTests
{
    public static TheoryData<string> Ids => [.. Descriptors.Select(d => d.Id)];

    private static IEnumerable<DiagnosticDescriptor> Descriptors => typeof(PytreeAnalyzer).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(DiagnosticAnalyzer)) && t.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
        .SelectMany(t => ((DiagnosticAnalyzer)Activator.CreateInstance(t)!).SupportedDiagnostics).OrderBy(d => d.Id, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_wrong_program_is_reported_and_the_right_one_is_not(string id)
    {
        string page = Repository.Read("docs", "analyzers", $"{id}.md");
        string[] programs = [.. CodeBlock().Matches(page).Select(m => m.Groups[1].Value)];
        Assert.Equal(2, programs.Length);
        ImmutableArray<Diagnostic> wrong = await Compile.Analyze(programs[0], OutputKind.ConsoleApplication);
        Assert.NotEmpty(wrong);
        Assert.All(wrong, d => Assert.Equal(id, d.Id));
        Compile.GenerateClean(programs[1], OutputKind.ConsoleApplication);
        Assert.Empty(await Compile.Analyze(programs[1], OutputKind.ConsoleApplication));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_has_the_title_of_the_rule_and_the_rule_its_page(string id)
    {
        DiagnosticDescriptor rule = Descriptors.Single(d => d.Id == id);
        Assert.StartsWith($"# {id}: {rule.Title}\n", Repository.Read("docs", "analyzers", $"{id}.md"), StringComparison.Ordinal);
        Assert.EndsWith($"docs/analyzers/{id}.md", rule.HelpLinkUri, StringComparison.Ordinal);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
