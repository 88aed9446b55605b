using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Linum.Generators.Tests;

/// <summary>Compiles texts against the library with its generators, as a user's project would.</summary>
internal static class Compile
{
    /// <summary>What the SDK adds to every project.</summary>
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
            .Concat(Libraries).Select(p => MetadataReference.CreateFromFile(p)),
    ];

    /// <summary>The library's assemblies.</summary>
    public static IEnumerable<string> Libraries => new[] { "Linum.Core", "Linum.Cpu", "Linum", "Linum.Linen", "Linum.Optim" }.Select(n => Path.Combine(AppContext.BaseDirectory, n + ".dll"));

    public static IIncrementalGenerator[] Generators => [new PytreeGenerator(), new RegistrationGenerator(), new ModuleMethodGenerator()];

    public static SyntaxTree Parse(string text, string path = "Program.cs") => CSharpSyntaxTree.ParseText(text, Options, path);

    /// <summary>A compilation before the generators have run. This compiler, older than the SDK's, falsely reports CS8620 for span parameters of extension members.</summary>
    public static CSharpCompilation Source(string text, OutputKind kind = OutputKind.DynamicallyLinkedLibrary) => CSharpCompilation.Create(
        "Program", [Parse(text), Parse(ImplicitUsings, "Usings.cs")], References,
        new(kind, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error,
            specificDiagnosticOptions: [KeyValuePair.Create("CS8620", ReportDiagnostic.Suppress), KeyValuePair.Create("CS1591", ReportDiagnostic.Warn)]));

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        Generators.Select(g => g.AsSourceGenerator()), parseOptions: Options, driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The compilation with what was generated, and the generated files by name.</summary>
    public static (Compilation Compilation, IReadOnlyDictionary<string, string> Files) Generate(string text, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        GeneratorDriver driver = Driver().RunGeneratorsAndUpdateCompilation(Source(text, kind), out Compilation result, out ImmutableArray<Diagnostic> diagnostics);
        Assert.Empty(diagnostics);
        Assert.All(driver.GetRunResult().Results, r => Assert.Null(r.Exception));
        return (result, driver.GetRunResult().Results.SelectMany(r => r.GeneratedSources).ToDictionary(s => s.HintName, s => s.SourceText.ToString()));
    }

    /// <summary>The same, where the result must compile without a warning (that the texts of the tests have no XML comments does not count).</summary>
    public static (Compilation Compilation, IReadOnlyDictionary<string, string> Files) GenerateClean(string text, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        var generated = Generate(text, kind);
        Assert.Empty(generated.Compilation.GetDiagnostics().Where(d => d.Severity > DiagnosticSeverity.Hidden && !(d.Id == "CS1591" && d.Location.SourceTree?.FilePath == "Program.cs")));
        return generated;
    }

    /// <summary>What the analyzers report about a text, in the order of the text.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Analyze(string text, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        (Compilation compilation, _) = Generate(text, kind);
        ImmutableArray<DiagnosticAnalyzer> analyzers = [new PytreeAnalyzer(), new FunctionTypeAnalyzer(), new CapturedMutationAnalyzer(), new ArrayConditionAnalyzer(), new ModuleMethodAnalyzer()];
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id, StringComparer.Ordinal)];
    }
}
