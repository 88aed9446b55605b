using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Linum.Generators;

/// <summary>LINUM005: side effects of traced functions on the locals around them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CapturedMutationAnalyzer : DiagnosticAnalyzer
{
    private const int MaxSteps = 8;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.MutatesCapture];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationBlockAction(Analyze);
    }

    private static void Analyze(OperationBlockAnalysisContext context)
    {
        // A function that is given to several transformations, or that is inside another, is reported once.
        HashSet<Location> reported = [];
        foreach (IInvocationOperation call in context.OperationBlocks.SelectMany(b => b.DescendantsAndSelf()).OfType<IInvocationOperation>())
        {
            if (!Traces(call.TargetMethod)) continue;
            foreach (IArgumentOperation argument in call.Arguments)
            {
                if (FunctionOf(argument.Value, context.CancellationToken) is not (IMethodSymbol function, IOperation body)) continue;
                foreach (IOperation target in body.Descendants().SelectMany(Targets))
                {
                    if (Captured(target, function) is ISymbol symbol && reported.Add(target.Syntax.GetLocation()))
                        context.ReportDiagnostic(Diagnostic.Create(Rules.MutatesCapture, target.Syntax.GetLocation(), call.TargetMethod.Name, symbol.Name));
                }
            }
        }
    }

    private static bool Traces(IMethodSymbol method) => method.ContainingType.Is(Names.Transform) || method.ContainingType.Is(Names.Lift) || method.ContainingType.Is(Names.Lax);

    /// <summary>The function behind an argument: a lambda, a local function, or a local that was declared with one.</summary>
    /// <param name="value">The argument.</param>
    /// <param name="cancel">Stops the search.</param>
    /// <param name="steps">How many locals were followed: a program that does not compile may have one that is declared as itself.</param>
    private static (IMethodSymbol Function, IOperation Body)? FunctionOf(IOperation value, CancellationToken cancel, int steps = 0)
    {
        if (steps > MaxSteps) return null;
        switch (value)
        {
            case IConversionOperation conversion:
                return FunctionOf(conversion.Operand, cancel, steps);
            case IDelegateCreationOperation creation:
                return FunctionOf(creation.Target, cancel, steps);
            case IAnonymousFunctionOperation lambda:
                return (lambda.Symbol, lambda.Body);
            case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } local }:
                return Declared(local, value, cancel) is ILocalFunctionOperation { Body: { } body } ? (local, body) : null;
            case ILocalReferenceOperation { Local: var local }:
                return Declared(local, value, cancel) is IVariableDeclaratorOperation declarator && declarator.GetVariableInitializer()?.Value is { } initial ? FunctionOf(initial, cancel, steps + 1) : null;
            default:
                return null;
        }
    }

    private static IOperation? Declared(ISymbol symbol, IOperation near, CancellationToken cancel) =>
        symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancel) is { } syntax && near.SemanticModel is { } model && syntax.SyntaxTree == model.SyntaxTree ? model.GetOperation(syntax, cancel) : null;

    /// <summary>What an operation assigns to.</summary>
    private static IEnumerable<IOperation> Targets(IOperation operation) => operation switch
    {
        IDeconstructionAssignmentOperation deconstruction => Parts(deconstruction.Target),
        IAssignmentOperation assignment => [assignment.Target],
        IIncrementOrDecrementOperation increment => [increment.Target],
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => [argument.Value],
        _ => [],
    };

    private static IEnumerable<IOperation> Parts(IOperation target) => target is ITupleOperation tuple ? tuple.Elements.SelectMany(Parts) : [target];

    /// <summary>The local or parameter that is assigned, or whose element is, if it belongs to what is around the function.</summary>
    private static ISymbol? Captured(IOperation target, IMethodSymbol function)
    {
        while (target is IArrayElementReferenceOperation element) target = element.ArrayReference;
        ISymbol? symbol = target switch
        {
            ILocalReferenceOperation { IsDeclaration: false } local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };
        for (ISymbol? at = symbol?.ContainingSymbol; at is not null; at = at.ContainingSymbol)
            if (SymbolEqualityComparer.Default.Equals(at, function)) return null;
        return symbol;
    }
}
