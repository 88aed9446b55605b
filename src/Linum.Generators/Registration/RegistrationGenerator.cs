using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Linum.Generators;

/// <summary>
/// Writes one module initializer per assembly that registers how its trees are taken apart and how the functions that it transforms are called. Without it the library closes
/// generic types at run time, which a program compiled ahead of time cannot do.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class RegistrationGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step whose results the tests look at.</summary>
    internal const string Step = "Registrations";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<EquatableArray<string>> marked = context.SyntaxProvider.ForAttributeWithMetadataName(
            Names.PytreeAttribute, static (node, _) => node is TypeDeclarationSyntax, static (found, _) => OfType(found.SemanticModel.Compilation, (INamedTypeSymbol)found.TargetSymbol));
        IncrementalValuesProvider<EquatableArray<string>> handWritten = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is TypeDeclarationSyntax { BaseList: { } bases } && bases.Types.Any(b => NameOf(b.Type) == "IPytree"),
            static (found, cancel) => found.SemanticModel.GetDeclaredSymbol(found.Node, cancel) is INamedTypeSymbol type ? OfType(found.SemanticModel.Compilation, type) : default);
        IncrementalValuesProvider<EquatableArray<string>> calls = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } call && TransformNames.Has(NameOf(call.Expression)), OfCall);
        IncrementalValueProvider<EquatableArray<string>> all = Collect(marked).Combine(Collect(handWritten)).Combine(Collect(calls))
            .Select(static (parts, _) => Merge([parts.Left.Left, parts.Left.Right, parts.Right]))
            .WithTrackingName(Step);
        context.RegisterSourceOutput(all, static (output, statements) =>
        {
            if (statements.Count > 0) output.AddSource("LinumRegistrations.g.cs", Write(statements));
        });
    }

    /// <summary>A type that is open says nothing; each closed version is registered where it is used.</summary>
    private static EquatableArray<string> OfType(Compilation compilation, INamedTypeSymbol type)
    {
        RegistrationCollector collector = new(compilation);
        collector.AddTree(type);
        return collector.Statements;
    }

    private static EquatableArray<string> OfCall(GeneratorSyntaxContext found, CancellationToken cancel)
    {
        if (found.SemanticModel.GetSymbolInfo(found.Node, cancel).Symbol is not IMethodSymbol method || !IsOurs(method)) return default;
        RegistrationCollector collector = new(found.SemanticModel.Compilation);
        collector.AddCall(method);
        return collector.Statements;
    }

    private static bool IsOurs(IMethodSymbol method)
    {
        INamespaceSymbol? space = method.ContainingType?.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false }) space = space.ContainingNamespace;
        return space is { Name: "Linum" };
    }

    private static string NameOf(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => "",
    };

    private static IncrementalValueProvider<EquatableArray<string>> Collect(IncrementalValuesProvider<EquatableArray<string>> lists) =>
        lists.Where(static l => l.Count > 0).Collect().Select(static (all, _) => Merge(all));

    private static EquatableArray<string> Merge(ImmutableArray<EquatableArray<string>> lists) => new([.. lists.SelectMany(l => l).Distinct().OrderBy(s => s, StringComparer.Ordinal)]);

    private static string Write(EquatableArray<string> statements)
    {
        StringBuilder text = new(GeneratedFile.Header);
        text.Append("file static class LinumRegistrations\n{\n    [global::System.Runtime.CompilerServices.ModuleInitializer]\n    internal static void Run()\n    {\n");
        foreach (string statement in statements) text.Append("        ").Append(statement).Append('\n');
        return text.Append("    }\n}\n").ToString();
    }
}
