using Microsoft.CodeAnalysis;

namespace Linum.Generators;

/// <summary>What the analyzers report. Each rule has a page in docs/analyzers with a wrong and a right program.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor NotPartial = Rule(
        "LINUM001", "A [Pytree] type must be partial", "'{0}' is marked [Pytree], but {1}. How it is taken apart into arrays is generated as another part of the type: {2}.",
        "Linum.Trees", DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor NotRestorable = Rule(
        "LINUM002", "A [Pytree] value must be made of its members", "[Pytree] type '{0}' {1}. Transformations take values apart and make new ones: {2}.", "Linum.Trees", DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor Mutable = Rule(
        "LINUM003", "A [Pytree] class should not change",
        "'{0}' of the [Pytree] class '{1}' can be changed after construction. Transformations work on copies, so the change would be lost or seen by some only: make it {2}, and make changed values with 'with' or a constructor.",
        "Linum.Trees", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NotFunction = Rule(
        "LINUM004", "A transformation takes a Func of up to eight arguments", "{0} was given a function of type '{1}', but it takes a Func of up to eight arguments, because it must know them and the result. {2}.",
        "Linum.Transforms", DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor MutatesCapture = Rule(
        "LINUM005", "A traced function should not change a captured local",
        "The function given to {0} changes '{1}', which is declared outside of it. A function is traced once and then runs without its C# code, so the change happens once or never, and may keep a stand-in for an array: return the new value instead.",
        "Linum.Transforms", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NotBoolean = Rule(
        "LINUM006", "An array is neither null nor a truth value", "{0}: {1}", "Linum.Arrays", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NotModuleMethod = Rule(
        "LINUM007", "A [ModuleMethod] must be one that a module can run", "'{0}' is marked [ModuleMethod], but {1}", "Linum.Modules", DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Rule(string id, string title, string message, string category, DiagnosticSeverity severity) =>
        new(id, title, message, category, severity, isEnabledByDefault: true, helpLinkUri: $"docs/analyzers/{id}.md");
}
