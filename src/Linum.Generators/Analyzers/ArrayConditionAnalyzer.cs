using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Linum.Generators;

/// <summary>LINUM006: an array compared with null by ==, which compares elements, or used as a condition, which needs its value.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ArrayConditionAnalyzer : DiagnosticAnalyzer
{
    private const string Condition = "a condition needs the value of the array now, which a function that is being transformed does not have; use Np.Where or Lax.Cond there, or write (bool) in front where the value is meant";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.NotBoolean];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(AnalyzeBinary, OperationKind.Binary);
        context.RegisterOperationAction(AnalyzeUnary, OperationKind.Unary);
    }

    private static void AnalyzeBinary(OperationAnalysisContext context)
    {
        var binary = (IBinaryOperation)context.Operation;
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr)
        {
            // The whole condition is reported, not each of its parts.
            if (IsOurs(binary.OperatorMethod) && !IsCondition(binary.Parent)) Report(context, binary, Condition);
            return;
        }

        if (binary.OperatorKind is not (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals) || !IsOurs(binary.OperatorMethod)) return;
        if (!IsNull(binary.LeftOperand) && !IsNull(binary.RightOperand)) return;
        string test = binary.OperatorKind == BinaryOperatorKind.Equals ? "is null" : "is not null";
        string array = (IsNull(binary.LeftOperand) ? binary.RightOperand : binary.LeftOperand).Syntax.ToString();
        Report(context, binary, $"{(binary.OperatorKind == BinaryOperatorKind.Equals ? "==" : "!=")} compares the elements of arrays, so null is an error here and not an answer; write '{array} {test}'");
    }

    private static void AnalyzeUnary(OperationAnalysisContext context)
    {
        var unary = (IUnaryOperation)context.Operation;
        if (unary.OperatorKind is UnaryOperatorKind.True or UnaryOperatorKind.False && IsOurs(unary.OperatorMethod)) Report(context, unary.Operand, Condition);
    }

    private static bool IsCondition(IOperation? parent) => parent switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.True or UnaryOperatorKind.False } => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } => true,
        _ => false,
    };

    private static bool IsOurs(IMethodSymbol? method) => method is not null && method.ContainingType.IsArray();

    private static bool IsNull(IOperation operand) => operand.ConstantValue is { HasValue: true, Value: null } || (operand is IConversionOperation conversion && IsNull(conversion.Operand));

    private static void Report(OperationAnalysisContext context, IOperation at, string what) =>
        context.ReportDiagnostic(Diagnostic.Create(Rules.NotBoolean, at.Syntax.GetLocation(), at.Syntax.ToString(), what));
}
