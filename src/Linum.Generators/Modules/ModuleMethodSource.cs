using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Linum.Generators;

/// <summary>From [ModuleMethod] methods to their model, and from the model to text.</summary>
internal static class ModuleMethodSource
{
    /// <summary>What the user's method is called beyond what is called.</summary>
    public const string Suffix = "Forward";

    /// <summary>The run time packs several inputs in one tuple.</summary>
    private const int MaxParameters = 7;

    /// <summary>What keeps a method from having a public entry: the end of a sentence that begins with its name; null for nothing.</summary>
    public static string? Problem(IMethodSymbol method, CancellationToken cancel)
    {
        if (!IsModule(method.ContainingType)) return $"is not a method of a module; derive '{method.ContainingType.Name}' from Module<TIn, TOut>";
        if (TypeParts.Of(method.ContainingType, cancel) is null) return $"is a method of '{method.ContainingType.Name}', which is not partial, so that nothing can be added to it; write 'partial' before 'record'";
        if (!method.Name.EndsWith(Suffix, StringComparison.Ordinal) || method.Name.Length == Suffix.Length) return $"does not end with 'Forward' behind a name; call it '{method.Name}Forward', and it is run by '{method.Name}'";
        if (method.IsStatic) return "is static, so it has no module whose parameters it could use; remove 'static'";
        if (method.IsGenericMethod) return "has type parameters, which a lifted transformation cannot know; make a method per type";
        if (method.ReturnsVoid) return "returns nothing; return the arrays that it computes";
        if (method.RefKind != RefKind.None || method.Parameters.Any(p => p.RefKind != RefKind.None)) return "passes something by reference, which cannot be traced; return a tuple";
        return method.Parameters.Length > MaxParameters ? $"has {method.Parameters.Length} parameters; at most {MaxParameters} can be, so pack some in a tuple or a [Pytree] record" : null;
    }

    private static bool IsModule(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type.BaseType; at is not null; at = at.BaseType)
            if (at.OriginalDefinition.Is(Names.Module)) return true;
        return false;
    }

    /// <summary>The model of all such methods of the type, seen from one of them; null unless it is the first, so that each type is written once.</summary>
    public static ModuleMethodsModel? Read(IMethodSymbol found, CancellationToken cancel)
    {
        INamedTypeSymbol type = found.ContainingType;
        ImmutableArray<IMethodSymbol> methods = [.. type.GetMembers().OfType<IMethodSymbol>().Where(m => m.HasAttribute(Names.ModuleMethodAttribute) && Problem(m, cancel) is null)];
        if (methods.Length == 0 || !SymbolEqualityComparer.Default.Equals(methods[0], found) || TypeParts.Of(type, cancel) is not { } parts) return null;
        return new(parts, new([.. methods.Select(Model)]));
    }

    private static ModuleMethodModel Model(IMethodSymbol method) => new(
        method.Name.Substring(0, method.Name.Length - Suffix.Length), method.Name, method.ReturnType.ToDisplayString(Names.Annotated),
        new([.. method.Parameters.Select(p => new ModuleParameter(p.Type.ToDisplayString(Names.Annotated), Names.Identifier(p.Name), Default(p)))]),
        method.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedAndInternal);

    private static string Default(IParameterSymbol parameter)
    {
        if (!parameter.HasExplicitDefaultValue) return "";
        return parameter.ExplicitDefaultValue is { } value ? $"({parameter.Type.ToDisplayString(Names.Full)})({SymbolDisplay.FormatPrimitive(value, true, false)})" : "default";
    }

    public static string Write(ModuleMethodsModel model)
    {
        StringBuilder body = new();
        foreach (ModuleMethodModel method in model.Methods)
        {
            string parameters = string.Join(", ", method.Parameters.Select(p => $"{p.Type} {p.Name}{(p.Default.Length > 0 ? " = " + p.Default : "")}"));
            (string input, string call) = method.Parameters.Count switch
            {
                0 => ("default(global::System.ValueTuple)", $"_ => {method.Body}()"),
                1 => (method.Parameters[0].Name, method.Body),
                int n => ($"({string.Join(", ", method.Parameters.Select(p => p.Name))})", $"input => {method.Body}({string.Join(", ", Enumerable.Range(1, n).Select(i => $"input.Item{i}"))})"),
            };
            string types = method.Parameters.Count switch
            {
                0 => "global::System.ValueTuple",
                1 => method.Parameters[0].Type,
                _ => $"({string.Join(", ", method.Parameters.Select(p => p.Type))})",
            };
            body.Append($"/// <summary>Runs <c>{method.Body}</c> in the module's scope; liftings know it as <c>{method.Name}</c>.</summary>\n");
            body.Append($"{(method.IsInternal ? "internal" : "public")} {method.Result} {Names.Identifier(method.Name)}({parameters}) =>\n");
            body.Append($"    EnterMethod<{types}, {method.Result}>(\"{method.Name}\", {input}, {call});\n\n");
        }

        string names = string.Join(", ", model.Methods.Select(m => m.Name).Distinct().Select(n => $"\"{n}\""));
        body.Append("/// <inheritdoc/>\n");
        body.Append($"protected override global::Linum.Extending.ValueList<string> MethodNames => [.. base.MethodNames, {names}];\n");
        return model.Parts.Write("", body.ToString());
    }
}
