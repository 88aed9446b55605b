namespace Linum.Extending;

/// <summary>Evaluates a scalar function for one element at a time, step by step. Not for use by several threads at once.</summary>
internal sealed class ScalarInterpreter
{
    private readonly ScalarStep[] steps;
    private readonly int[] results;
    private readonly int[] firstComponent;
    private readonly long[] values;

    public ScalarInterpreter(ScalarFunction function)
    {
        steps = function.Steps.ToArray();
        results = function.Results.ToArray();
        values = new long[steps.Length];
        firstComponent = new int[function.Inputs.Count];
        for (int i = 1; i < firstComponent.Length; i++) firstComponent[i] = firstComponent[i - 1] + function.Inputs[i - 1].Components;
    }

    /// <summary>Computes one element.</summary>
    /// <param name="inputs">The bits of the inputs, component by component.</param>
    /// <param name="position">Where the element lies, one number per axis.</param>
    /// <param name="outputs">Receives the bits of the outputs, component by component.</param>
    public void Evaluate(ReadOnlySpan<long> inputs, ReadOnlySpan<int> position, Span<long> outputs)
    {
        for (int i = 0; i < steps.Length; i++) values[i] = Compute(steps[i], inputs, position);
        for (int i = 0; i < results.Length; i++) outputs[i] = values[results[i]];
    }

    private long Compute(in ScalarStep step, ReadOnlySpan<long> inputs, ReadOnlySpan<int> position) => step.Op switch
    {
        ScalarOp.Input => inputs[firstComponent[step.A] + step.B],
        ScalarOp.Constant => ScalarArithmetic.Mask(step.DType, step.Bits),
        ScalarOp.Index => ScalarConversion.Convert(DType.Int64, step.DType, position[step.A]),
        ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual =>
            ScalarArithmetic.Compare(step.Op, steps[step.A].DType, values[step.A], values[step.B]) ? 1 : 0,
        ScalarOp.Select => values[step.A] != 0 ? values[step.B] : values[step.C],
        ScalarOp.Convert => ScalarConversion.Convert(steps[step.A].DType, step.DType, values[step.A]),
        ScalarOp.Bitcast => values[step.A],
        ScalarOp.FusedMultiplyAdd => ScalarArithmetic.FusedMultiplyAdd(step.DType, values[step.A], values[step.B], values[step.C]),
        _ when step.B >= 0 => ScalarArithmetic.Binary(step.Op, step.DType, values[step.A], values[step.B]),
        _ => ScalarArithmetic.Unary(step.Op, step.DType, values[step.A]),
    };
}
