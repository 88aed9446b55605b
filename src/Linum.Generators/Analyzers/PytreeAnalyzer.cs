using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Linum.Generators;

/// <summary>LINUM001 to LINUM003: types marked [Pytree] for which nothing can be generated, or whose values change.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PytreeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.NotPartial, Rules.NotRestorable, Rules.Mutable];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!type.HasAttribute(Names.PytreeAttribute) || IsWrittenByHand(type, context.CancellationToken)) return;
        ReportParts(context, type);
        PytreeShape shape = PytreeShape.Of(type);
        foreach ((ISymbol at, string what) in shape.Problems) context.ReportDiagnostic(Diagnostic.Create(Rules.NotRestorable, LocationOf(at, type), type.Name, what, Advice(at, type)));
        if (type.TypeKind != TypeKind.Class) return;
        foreach (ISymbol member in shape.Arguments.Concat(shape.Initialized))
        {
            string? better = member switch
            {
                IPropertySymbol { SetMethod: { IsInitOnly: false } } => "init-only",
                IFieldSymbol { IsReadOnly: false } => "an init-only property",
                _ => null,
            };
            if (better is not null) context.ReportDiagnostic(Diagnostic.Create(Rules.Mutable, LocationOf(member, type), member.Name, type.Name, better));
        }
    }

    /// <summary>The generated part, which is there when analyzers run, has the interface too; it is in a file of its own.</summary>
    private static bool IsWrittenByHand(INamedTypeSymbol type, CancellationToken cancel) => type.DeclaringSyntaxReferences.Any(r =>
        !r.SyntaxTree.FilePath.EndsWith(PytreeGenerator.FileSuffix, StringComparison.Ordinal)
        && r.GetSyntax(cancel) is TypeDeclarationSyntax { BaseList: { } bases } && bases.Types.Any(b => b.Type.ToString() is var name && (name.StartsWith("IPytree<", StringComparison.Ordinal) || name.Contains(".IPytree<"))));

    private static void ReportParts(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            bool isSelf = SymbolEqualityComparer.Default.Equals(at, type);
            if (at.IsFileLocal)
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.NotPartial, at.Locations[0], type.Name, isSelf ? "it is local to its file" : $"'{at.Name}' around it is local to its file", "remove 'file'"));
                return;
            }

            if (!TypeParts.IsPartial(at, context.CancellationToken))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Rules.NotPartial, at.Locations[0], type.Name, isSelf ? "it is not partial" : $"'{at.Name}' around it is not partial", $"write 'partial {Keyword(at, context.CancellationToken)} {at.Name}'"));
                return;
            }
        }
    }

    private static string Keyword(INamedTypeSymbol type, CancellationToken cancel) => type.DeclaringSyntaxReferences[0].GetSyntax(cancel) switch
    {
        RecordDeclarationSyntax { ClassOrStructKeyword.ValueText: { Length: > 0 } kind } => $"record {kind}",
        TypeDeclarationSyntax declaration => declaration.Keyword.ValueText,
        _ => "class",
    };

    private static string Advice(ISymbol at, INamedTypeSymbol type) => at switch
    {
        IParameterSymbol parameter => $"add a property '{char.ToUpperInvariant(parameter.Name[0])}{parameter.Name.Substring(1)}' of the same type, or use a record",
        INamedTypeSymbol => "a type without values has nothing to take apart",
        _ when type.IsRecord => $"add '{at.Name}' to the record's parameters, or write 'init' beside its 'get'",
        _ => $"add a constructor parameter '{char.ToLowerInvariant(at.Name[0])}{at.Name.Substring(1)}', or write 'init' beside its 'get'",
    };

    /// <summary>Where the symbol is written; for one of a compiled base type, where the type is.</summary>
    private static Location LocationOf(ISymbol symbol, INamedTypeSymbol type) => symbol.Locations.FirstOrDefault(l => l.IsInSource) ?? type.Locations[0];
}
