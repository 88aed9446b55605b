using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes a whole program on single elements as one scalar function, for the loops of <see cref="ScalarLoop"/>.</summary>
/// <remarks><code>
/// before: inputs %0:f32[] %1:f32[]    %2:f32[] = map() %0    %3:f32[] = map() %2 %1    outputs %3 %0
/// after:  s0 = input 0, s1 = -s0, s2 = input 1, s3 = s1 + s2    give s3 s0
/// </code></remarks>
internal static class FuseScalars
{
    /// <summary>So many operations at most: above, the JIT compiler gives up optimizing (architecture 13.4).</summary>
    private const int MostOperations = 1500;

    /// <summary>The function, whose inputs are the program's inputs and then its constants; null if anything in it is more than maps of one element.</summary>
    public static ScalarFunction? Run(LoopGraph graph)
    {
        ScalarBuilder builder = new();
        Dictionary<LoopValue, int> numbers = [];
        Dictionary<LoopValue, int[]> computed = [];
        List<DType> inputs = [];
        foreach (LoopValue value in graph.Inputs) Number(value);
        foreach (LoopConstant constant in graph.Constants) Number(constant.Value);
        foreach (LoopNode node in graph.Nodes)
        {
            if (node is CopyNode copy && copy.Result.Type.Shape.Count == 1)
            {
                if (Read(copy.Source) is not int[] parts) return null;
                computed[copy.Result] = parts;
                continue;
            }

            if (node is not MapNode map || map.Shape.Count != 1) return null;
            var moved = new int[map.Body.Steps.Count];
            for (int i = 0; i < moved.Length; i++)
            {
                ScalarStep step = map.Body.Steps[i];
                if (step.Op == ScalarOp.Index) moved[i] = builder.Bits(0, step.DType).Index;
                else if (step.Op != ScalarOp.Input) moved[i] = MapBodies.Append(builder, step, moved);
                else if (Read(map.Operands[step.A]) is int[] parts) moved[i] = parts[step.B];
                else return null;
            }

            int next = 0;
            foreach (LoopValue result in map.Results)
            {
                var parts = new int[result.Type.DType.Components];
                for (int c = 0; c < parts.Length; c++) parts[c] = moved[map.Body.Results[next++]];
                computed[result] = parts;
            }
        }

        List<int> results = [];
        foreach (LoopValue output in graph.Outputs)
        {
            if (output.Type.Shape.Count != 1 || Read(Operand.Of(output)) is not int[] parts) return null;
            results.AddRange(parts);
        }

        ScalarFunction function = new([.. inputs], [.. graph.Outputs.ToArray().Select(o => o.Type.DType)], builder.ToSteps(), [.. results]);
        return function.OperationCount <= MostOperations ? function : null;

        void Number(LoopValue value)
        {
            numbers.TryAdd(value, inputs.Count);
            inputs.Add(value.Type.DType);
        }

        int[]? Read(Operand operand)
        {
            if (computed.TryGetValue(operand.Value, out int[]? parts)) return parts;
            if (operand.Value.Type.Shape.Count != 1) return null;
            DType type = operand.DType;
            parts = new int[type.Components];
            // The bits as they are stored: half precision is widened by the steps that read it.
            for (int c = 0; c < parts.Length; c++) parts[c] = builder.Add(new(ScalarOp.Input, type.Component, numbers[operand.Value], c)).Index;
            return parts;
        }
    }
}
