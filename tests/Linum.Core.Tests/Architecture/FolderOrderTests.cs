using Linum.TestSupport;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Linum.Core.Tests.Architecture;

/// <summary>Compiles Linum.Core's sources and looks where every name, operator and conversion in them is declared.</summary>
public class FolderOrderTests
{
    private static readonly Lazy<CSharpCompilation> Core = new(Compile);

    [Fact]
    public void A_folder_uses_only_folders_of_a_smaller_number_or_its_own()
    {
        SortedSet<string> wrong = new(StringComparer.Ordinal);
        foreach (SyntaxTree tree in Core.Value.SyntaxTrees)
        {
            if (Number(tree.FilePath) is not int from) continue;
            SemanticModel model = Core.Value.GetSemanticModel(tree);
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
            {
                if (node is not (SimpleNameSyntax or BinaryExpressionSyntax or PrefixUnaryExpressionSyntax or ElementAccessExpressionSyntax or BaseObjectCreationExpressionSyntax)) continue;
                if (model.GetSymbolInfo(node).Symbol is not ISymbol symbol || LowestFolder(symbol) is not int to || to <= from) continue;
                wrong.Add($"{Path.GetRelativePath(RepositoryRoot.Path, tree.FilePath)} uses {symbol.ToDisplayString()} of folder {to}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void The_sources_compile_here_so_that_no_name_goes_unseen()
    {
        Assert.Empty(Core.Value.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
    }

    private static CSharpCompilation Compile()
    {
        CSharpParseOptions options = new(LanguageVersion.CSharp14);
        string core = Path.Combine(RepositoryRoot.Path, "src", "Linum.Core");
        List<SyntaxTree> trees = [];
        foreach (string file in Directory.EnumerateFiles(core, "*.cs", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(core, file);
            if (relative.StartsWith("bin", StringComparison.Ordinal) || relative.StartsWith("obj", StringComparison.Ordinal)) continue;
            trees.Add(CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file));
        }

        string[] implicitUsings = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];
        trees.Add(CSharpSyntaxTree.ParseText(string.Concat(implicitUsings.Select(u => $"global using {u};\n")), options, Path.Combine(core, "GlobalUsings.cs")));
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        IEnumerable<MetadataReference> references = platform.Where(p => !Path.GetFileName(p).StartsWith("Linum", StringComparison.Ordinal)).Select(p => MetadataReference.CreateFromFile(p));
        return CSharpCompilation.Create("Linum.Core", trees, references, new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The number of the folder below src/Linum.Core that a file lies in.</summary>
    private static int? Number(string file)
    {
        string[] parts = Path.GetRelativePath(Path.Combine(RepositoryRoot.Path, "src", "Linum.Core"), file).Split(Path.DirectorySeparatorChar);
        return parts.Length > 1 && int.TryParse(parts[0].Split('.')[0], out int number) ? number : null;
    }

    /// <summary>A partial type is where its first part is; each member is where it is written.</summary>
    private static int? LowestFolder(ISymbol symbol)
    {
        int? lowest = null;
        foreach (SyntaxReference reference in symbol.OriginalDefinition.DeclaringSyntaxReferences)
            if (Number(reference.SyntaxTree.FilePath) is int number) lowest = Math.Min(lowest ?? number, number);
        return lowest;
    }
}
