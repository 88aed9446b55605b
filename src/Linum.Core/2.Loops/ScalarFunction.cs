namespace Linum.Extending;

/// <summary>One step of a scalar function. A, B and C are numbers of earlier steps (for inputs and indices see <see cref="ScalarOp"/>).</summary>
/// <param name="Op">What is done.</param>
/// <param name="DType">The type of the result; never complex or key (those are pairs of steps).</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
/// <param name="C">Third operand.</param>
/// <param name="Bits">The bits of a constant; of a select, 1 where its condition rarely holds (a hint: the value is the same).</param>
public readonly record struct ScalarStep(ScalarOp Op, DType DType, int A = -1, int B = -1, int C = -1, long Bits = 0)
{
    /// <summary>Whether all of two steps is the same.</summary>
    /// <remarks>Written out: what the compiler writes asks a comparer for each part, and first calls, in code that the runtime has not optimized yet, compare steps more than they do anything else.</remarks>
    public bool Equals(ScalarStep other) => Op == other.Op && DType == other.DType && A == other.A && B == other.B && C == other.C && Bits == other.Bits;

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        ulong all = ((ulong)(uint)A << 32 | (uint)B) * 0x9E3779B97F4A7C15 + (ulong)Bits;
        all = (all ^ all >> 32) * 0x9E3779B97F4A7C15 + ((ulong)(uint)C << 16 | (uint)Op << 8 | (uint)DType);
        all *= 0x9E3779B97F4A7C15;
        return (int)(all >> 32);
    }
}

/// <summary>
/// A scalar computation as a flat list in which a step uses only steps before it. Emitters, the interpreter and the hash all read this list.
/// float16 and bfloat16 appear only in inputs, results and conversions: arithmetic on them is done in float32.
/// </summary>
/// <param name="Inputs">The element types of the input arrays.</param>
/// <param name="Outputs">The element types of the output arrays.</param>
/// <param name="Steps">The steps in order.</param>
/// <param name="Results">The steps that give the outputs, component by component (a complex output takes two).</param>
public sealed record ScalarFunction(ValueList<DType> Inputs, ValueList<DType> Outputs, ValueList<ScalarStep> Steps, ValueList<int> Results)
{
    /// <summary>Writes a scalar function by running <paramref name="body"/> on handles.</summary>
    /// <param name="inputs">Element types of the inputs. A float16 or bfloat16 input arrives as a float32 handle.</param>
    /// <param name="outputs">Element types of the outputs. Results are converted to them.</param>
    /// <param name="body">From the inputs' components to the outputs' components.</param>
    public static ScalarFunction Build(ValueList<DType> inputs, ValueList<DType> outputs, Func<ScalarBuilder, Scalar[], Scalar[]> body)
    {
        ScalarBuilder builder = new();
        List<Scalar> arguments = [];
        for (int i = 0; i < inputs.Count; i++)
            for (int c = 0; c < inputs[i].Components; c++)
                arguments.Add(builder.Input(i, c, inputs[i].Component));
        Scalar[] results = body(builder, [.. arguments]);
        List<int> indices = [];
        int next = 0;
        foreach (DType output in outputs)
            for (int c = 0; c < output.Components; c++)
                indices.Add(results[next++].Materialize(builder, output.Component).ConvertTo(output.Component).Index);
        return new(inputs, outputs, builder.ToSteps(), [.. indices]);
    }

    /// <summary>A function of one real input with a result of the same type.</summary>
    public static ScalarFunction Unary(DType type, Func<Scalar, Scalar> f) => Build([type], [type], (_, x) => [f(x[0])]);

    /// <summary>A function of two real inputs of one type.</summary>
    public static ScalarFunction Binary(DType type, DType result, Func<Scalar, Scalar, Scalar> f) => Build([type, type], [result], (_, x) => [f(x[0], x[1])]);

    /// <summary>How many operations there are, inputs and constants not counted: the measure of group limits.</summary>
    public int OperationCount
    {
        get
        {
            int count = 0;
            foreach (ScalarStep step in Steps)
                if (step.Op is not (ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index)) count++;
            return count;
        }
    }
}
