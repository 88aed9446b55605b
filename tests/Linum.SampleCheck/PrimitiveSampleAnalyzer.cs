using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Linum.SampleCheck;

/// <summary>SAMPLE001: a primitive of the core that <c>PrimitiveSamples</c> has no sample of, so that no check would ever run on it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PrimitiveSampleAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor NoSample = new(
        "SAMPLE001", "A primitive needs a sample", "The primitive '{0}' has no sample. Add a property of type Sample to PrimitiveSamples that makes one with Sample.Of.", "Linum.Tests",
        DiagnosticSeverity.Error, isEnabledByDefault: true, customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [NoSample];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            INamedTypeSymbol? Known(string name) => start.Compilation.GetTypeByMetadataName(name);
            if (Known("Linum.Extending.Primitive") is not { } primitive || Known("Linum.TestSupport.PrimitiveSamples") is not { } samples) return;
            ConcurrentDictionary<ISymbol, bool> covered = new(SymbolEqualityComparer.Default);
            start.RegisterOperationAction(
                call =>
                {
                    if (SymbolEqualityComparer.Default.Equals(call.ContainingSymbol.ContainingType, samples) && Sampled((IInvocationOperation)call.Operation) is { } type)
                        covered[type.OriginalDefinition] = true;
                },
                OperationKind.Invocation);
            start.RegisterCompilationEndAction(end =>
            {
                foreach (INamedTypeSymbol type in TypesIn(primitive.ContainingAssembly.GlobalNamespace))
                    if (!type.IsAbstract && IsA(type, primitive) && !covered.ContainsKey(type)) end.ReportDiagnostic(Diagnostic.Create(NoSample, samples.Locations[0], type.Name));
            });
        });
    }

    /// <summary>The primitive in a call that makes a sample: <c>Sample.Of(new Tanh(), ...)</c>, or with a type argument like <c>Sample.Of&lt;Scan&gt;(...)</c>.</summary>
    private static ITypeSymbol? Sampled(IInvocationOperation call)
    {
        if (call.TargetMethod is not { ReturnType.Name: "Sample", Parameters.Length: > 0 } method) return null;
        if (method.TypeArguments.Length == 1) return method.TypeArguments[0];
        IOperation first = call.Arguments[0].Value;
        return first is IConversionOperation conversion ? conversion.Operand.Type : first.Type;
    }

    private static bool IsA(INamedTypeSymbol type, INamedTypeSymbol wanted)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
            if (SymbolEqualityComparer.Default.Equals(t, wanted)) return true;
        return false;
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is not INamespaceOrTypeSymbol inner) continue;
            if (inner is INamedTypeSymbol type) yield return type;
            foreach (INamedTypeSymbol nested in TypesIn(inner)) yield return nested;
        }
    }
}
