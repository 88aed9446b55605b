using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Linum.Generators;

/// <summary>Where a part of a partial type is written: the namespace and the headers of the type and of the types around it, the outermost first.</summary>
/// <param name="Namespace">The namespace; empty for the global one.</param>
/// <param name="Headers">Such as <c>partial record struct Point&lt;T></c>.</param>
/// <param name="HintName">A file name that no other type has.</param>
internal sealed record TypeParts(string Namespace, EquatableArray<string> Headers, string HintName)
{
    /// <summary>The place of a type, or null where no other part of it can be written: it or a type around it is not partial, or it is local to a file.</summary>
    public static TypeParts? Of(INamedTypeSymbol type, CancellationToken cancel)
    {
        var headers = ImmutableArray.CreateBuilder<string>();
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            if (at.IsFileLocal || !IsPartial(at, cancel)) return null;
            headers.Insert(0, Header(at));
        }

        string space = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(Names.Full).Replace("global::", "");
        return new(space, new(headers.ToImmutable()), Hint(type));
    }

    public static bool IsPartial(INamedTypeSymbol type, CancellationToken cancel) =>
        type.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancel) is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>Writes a file with one part of the type.</summary>
    /// <param name="bases">What the type implements in this part; empty for nothing.</param>
    /// <param name="body">Its members, without indentation.</param>
    public string Write(string bases, string body)
    {
        StringBuilder text = new(GeneratedFile.Header);
        int depth = 0;
        if (Namespace.Length > 0) text.Append("namespace ").Append(Namespace).Append(";\n\n");
        for (int i = 0; i < Headers.Count; i++)
        {
            string list = i == Headers.Count - 1 && bases.Length > 0 ? $" : {bases}" : "";
            text.Append(Indent(depth)).Append(Headers[i]).Append(list).Append('\n').Append(Indent(depth)).Append("{\n");
            depth++;
        }

        foreach (string line in body.TrimEnd('\n').Split('\n')) text.Append(line.Length > 0 ? Indent(depth) + line : "").Append('\n');
        while (depth > 0) text.Append(Indent(--depth)).Append("}\n");
        return text.ToString();
    }

    private static string Indent(int depth) => new(' ', 4 * depth);

    private static string Header(INamedTypeSymbol type)
    {
        string kind = type switch
        {
            { IsRecord: true, IsValueType: true } => "record struct",
            { IsRecord: true } => "record",
            { TypeKind: TypeKind.Struct } => "struct",
            { TypeKind: TypeKind.Interface } => "interface",
            _ => "class",
        };
        string parameters = type.TypeParameters.Length == 0 ? "" : $"<{string.Join(", ", type.TypeParameters.Select(p => Names.Identifier(p.Name)))}>";
        return $"partial {kind} {Names.Identifier(type.Name)}{parameters}";
    }

    private static string Hint(INamedTypeSymbol type)
    {
        string outer = type.ContainingType is { } container ? Hint(container) + "." : type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString() + ".";
        return (outer + type.MetadataName).Replace('`', '_').Replace("@", "");
    }
}
