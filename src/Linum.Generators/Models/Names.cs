using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Linum.Generators;

/// <summary>How types and members are written in generated code.</summary>
internal static class Names
{
    public const string Array = "Linum.NDArray";
    public const string PytreeAttribute = "Linum.PytreeAttribute";
    public const string PytreeInterface = "Linum.Extending.IPytree`1";
    public const string Transform = "Linum.Transform";
    public const string Lift = "Linum.Linen.Lift";
    public const string Lax = "Linum.Lax";
    public const string Module = "Linum.Linen.Module`2";
    public const string ModuleMethodAttribute = "Linum.Linen.ModuleMethodAttribute";

    /// <summary>The name from the global namespace on, tuples written out, and without nullable annotations: one text per type of the run time.</summary>
    public static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.ExpandValueTuple | SymbolDisplayMiscellaneousOptions.ExpandNullable);

    /// <summary>The same with nullable annotations, for code that the compiler checks for them.</summary>
    public static readonly SymbolDisplayFormat Annotated = Full.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>A name that is also a keyword gets its @.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>The name with its namespace, as metadata has it.</summary>
    public static bool Is(this ITypeSymbol? type, string fullName)
    {
        if (type is not INamedTypeSymbol { ContainingType: null } named) return false;
        int dot = fullName.LastIndexOf('.');
        return named.MetadataName == fullName.Substring(dot + 1) && named.ContainingNamespace.ToDisplayString() == fullName.Substring(0, dot);
    }

    public static bool HasAttribute(this ISymbol symbol, string fullName) => symbol.GetAttributes().Any(a => a.AttributeClass.Is(fullName));

    /// <summary>Whether a type says itself how it is taken apart, in code that is there before the generator runs.</summary>
    public static bool ImplementsPytree(this ITypeSymbol type) =>
        type.AllInterfaces.Any(i => i.OriginalDefinition.Is(PytreeInterface) && SymbolEqualityComparer.Default.Equals(i.TypeArguments[0], type));

    public static bool IsArray(this ITypeSymbol type) => type.Is(Array);
}
