using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Linum.Generators;

/// <summary>LINUM004: a delegate that no transformation which keeps the signature can handle.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FunctionTypeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.NotFunction];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(Analyze, OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        IMethodSymbol method = call.TargetMethod;
        if (!method.IsGenericMethod || !method.ContainingType.Is(Names.Transform)) return;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter?.OriginalDefinition.Type is not ITypeParameterSymbol parameter || !parameter.ConstraintTypes.Any(c => c.SpecialType == SpecialType.System_Delegate)) continue;
            if (argument.Parameter.Type is not INamedTypeSymbol type || RegistrationCollector.IsFunc(type)) continue;
            string name = type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotFunction, argument.Value.Syntax.GetLocation(), method.Name, name, Advice(type)));
        }
    }

    private static string Advice(INamedTypeSymbol type) => type.DelegateInvokeMethod switch
    {
        null => "Give it a lambda, a method or a Func",
        { ReturnsVoid: true } => "Return what it computes instead of storing it",
        { Parameters.Length: > 8 } => "Pack some of the arguments in a tuple or a [Pytree] record",
        { } invoke when invoke.RefKind != RefKind.None || invoke.Parameters.Any(p => p.RefKind != RefKind.None) => "Return a tuple instead of passing by reference",
        _ => "Declare it as a Func, or write it as a lambda",
    };
}
