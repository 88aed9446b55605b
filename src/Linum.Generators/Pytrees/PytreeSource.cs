using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Linum.Generators;

/// <summary>From a [Pytree] type to its model, and from the model to text.</summary>
internal static class PytreeSource
{
    /// <summary>The model of a type, or null for one that cannot be a tree (the analyzer says why) or says itself how it is taken apart.</summary>
    public static PytreeModel? Read(INamedTypeSymbol type, CancellationToken cancel)
    {
        if (type.IsStatic || type.IsRefLikeType || type.ImplementsPytree() || TypeParts.Of(type, cancel) is not { } parts) return null;
        PytreeShape shape = PytreeShape.Of(type);
        if (shape.Problems.Length > 0) return null;
        IEnumerable<PytreeMember> members = shape.Arguments.Select(m => Member(m, true)).Concat(shape.Initialized.Select(m => Member(m, false)));
        string name = Names.Identifier(type.Name) + (type.TypeParameters.Length == 0 ? "" : $"<{string.Join(", ", type.TypeParameters.Select(p => Names.Identifier(p.Name)))}>");
        return new(parts, name, type.IsReferenceType && !type.IsSealed, new([.. members]));
    }

    /// <summary>A dynamic member is an object: a call with a dynamic argument would be bound at run time, where a ref struct cannot be.</summary>
    private static PytreeMember Member(ISymbol symbol, bool isArgument)
    {
        ITypeSymbol type = PytreeShape.TypeOf(symbol);
        string text = type is IDynamicTypeSymbol ? type.NullableAnnotation == NullableAnnotation.Annotated ? "object?" : "object" : type.ToDisplayString(Names.Annotated);
        return new(symbol.Name, text, isArgument);
    }

    public static string Write(PytreeModel model)
    {
        const string Extending = "global::Linum.Extending";
        StringBuilder body = new();
        body.Append($"static void {Extending}.IPytree<{model.Type}>.Flatten({model.Type} value, ref {Extending}.TreeWriter writer)\n{{\n");
        if (model.CanBeDerived)
        {
            body.Append($"    if (value.GetType() != typeof({model.Type}))\n");
            body.Append($"        throw new global::Linum.TreeException($\"A value of type {{value.GetType()}} was given where the tree type {{typeof({model.Type})}} is declared. Its further members would be lost. Declare the exact type.\");\n");
        }

        body.Append($"    writer.Open(typeof({model.Type}));\n");
        foreach (PytreeMember member in model.Members)
            body.Append($"    writer.Field<{member.Type}>({SymbolDisplay.FormatLiteral(member.Name, true)}, {(member.Type.StartsWith("object", StringComparison.Ordinal) ? $"({member.Type})" : "")}value.{Names.Identifier(member.Name)});\n");
        body.Append("    writer.Close();\n}\n\n");
        body.Append($"static {model.Type} {Extending}.IPytree<{model.Type}>.Unflatten(ref {Extending}.TreeReader reader)\n{{\n");

        // The parts are read in order into locals: an initializer may not run between them.
        for (int i = 0; i < model.Members.Count; i++) body.Append($"    {model.Members[i].Type} part{i} = reader.Field<{model.Members[i].Type}>({i});\n");
        IEnumerable<string> arguments = model.Members.Select((m, i) => (m, i)).Where(p => p.m.IsArgument).Select(p => $"part{p.i}");
        string[] initializers = [.. model.Members.Select((m, i) => (m, i)).Where(p => !p.m.IsArgument).Select(p => $"{Names.Identifier(p.m.Name)} = part{p.i}")];
        string initializer = initializers.Length == 0 ? "" : $" {{ {string.Join(", ", initializers)} }}";
        body.Append($"    return new {model.Type}({string.Join(", ", arguments)}){initializer};\n}}\n");
        return model.Parts.Write($"{Extending}.IPytree<{model.Type}>", body.ToString());
    }
}
