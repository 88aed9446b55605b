using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Linum.Linen.Tests.Golden;

/// <summary>Compiles a statement as a user's project would: with nullable reference types, whose warnings count.</summary>
internal static class Compiler
{
    private const string Frame = """
        using Linum;
        using Linum.Linen;

        public sealed class NotAModule;

        public sealed record TwoArgs : Module<(NDArray X, NDArray C), NDArray>
        {
            protected override NDArray Forward((NDArray X, NDArray C) a) => new Dense(3).Call(a.X) * Np.Sum(a.C);
        }

        public static class Program
        {
            public static void Run(Key K, NDArray X)
            {
                #statement#
            }
        }
        """;

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(p => Path.GetFileName(p) is var n && (n.StartsWith("System.", StringComparison.Ordinal) || n is "netstandard.dll" or "mscorlib.dll"
            || n.StartsWith("Linum", StringComparison.Ordinal)) && !n.Contains("Tests", StringComparison.Ordinal)).Select(p => MetadataReference.CreateFromFile(p))];

    /// <summary>The codes of the errors and warnings in a statement.</summary>
    public static string[] Errors(string statement)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(Frame.Replace("#statement#", statement, StringComparison.Ordinal), new(LanguageVersion.CSharp14));
        CSharpCompilation compilation = CSharpCompilation.Create("Program", [tree], References, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.GetDiagnostics().Where(d => d.Severity > DiagnosticSeverity.Info).Select(d => d.Id).Distinct()];
    }
}
