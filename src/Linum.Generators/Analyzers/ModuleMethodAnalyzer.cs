using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Linum.Generators;

/// <summary>LINUM007: methods marked [ModuleMethod] for which no public entry can be written.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModuleMethodAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.NotModuleMethod];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(
            static symbol =>
            {
                var method = (IMethodSymbol)symbol.Symbol;
                if (method.HasAttribute(Names.ModuleMethodAttribute) && ModuleMethodSource.Problem(method, symbol.CancellationToken) is { } problem)
                    symbol.ReportDiagnostic(Diagnostic.Create(Rules.NotModuleMethod, method.Locations[0], method.Name, problem));
            },
            SymbolKind.Method);
    }
}
