using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes a whole program on single elements as one scalar function, for the loops of <see cref="ScalarLoop"/>.</summary>
/// <remarks><code>
/// before: inputs %0:f32[] %1:f32[]    %2:f32[] = map() %0    %3:f32[] = map() %2 %1    outputs %3 %0
/// after:  s0 = input 0, s1 = -s0, s2 = input 1, s3 = s1 + s2    give s3 s0
/// </code></remarks>
internal sealed class FuseScalars
{
    /// <summary>So many operations at most: above, the JIT compiler gives up optimizing (architecture 13.4).</summary>
    private const int MostOperations = 6000;

    private readonly ScalarBuilder builder = new();

    /// <summary>The function of the program's inputs; null if anything in it is more than a map of one element, or a choice between such.</summary>
    public static ScalarFunction? Run(LoopGraph graph)
    {
        FuseScalars fuse = new();
        var inputs = new int[graph.Inputs.Count][];
        for (int i = 0; i < inputs.Length; i++)
        {
            DType type = graph.Inputs[i].Type.DType;
            // The bits as they are stored: half precision is widened by the steps that read it.
            inputs[i] = graph.Inputs[i].Type.Shape.Count != 1 ? [] : [.. Enumerable.Range(0, type.Components).Select(c => fuse.builder.Add(new(ScalarOp.Input, type.Component, i, c)).Index)];
        }

        if (fuse.Inline(graph, inputs) is not int[][] results) return null;
        ScalarFunction function = new([.. graph.Inputs.ToArray().Select(i => i.Type.DType)], [.. graph.Outputs.ToArray().Select(o => o.Type.DType)], fuse.builder.ToSteps(), [.. results.SelectMany(r => r)]);
        return function.OperationCount <= MostOperations ? function : null;
    }

    /// <summary>The steps of a program's results, from those of its inputs.</summary>
    private int[][]? Inline(LoopGraph graph, int[][] inputs)
    {
        Dictionary<LoopValue, int[]> known = [];
        // An array of more elements can be passed to no step.
        for (int i = 0; i < inputs.Length; i++)
            if (graph.Inputs[i].Type.Shape.Count == 1) known[graph.Inputs[i]] = inputs[i];
        foreach (LoopConstant constant in graph.Constants)
        {
            DType type = constant.Value.Type.DType;
            if (constant.Value.Type.Shape.Count != 1) continue;
            known[constant.Value] = [.. Enumerable.Range(0, type.Components).Select(c => builder.Bits(MapBodies.BitsOf(constant.Array, c), type.Component).Index)];
        }

        foreach (LoopNode node in graph.Nodes)
        {
            var operands = new int[node.Operands.Count][];
            for (int i = 0; i < operands.Length; i++)
            {
                if (!known.TryGetValue(node.Operands[i].Value, out int[]? parts)) return null;
                operands[i] = parts;
            }

            int[][]? results = node switch
            {
                CopyNode copy => copy.Result.Type.Shape.Count == 1 ? operands : null,
                MapNode map => map.Shape.Count == 1 ? Map(map, operands) : null,
                ControlNode { Primitive: Cond } cond => SelectBranch.Run(builder, cond, operands[0][0], branch => Inline(branch, operands[1..])),
                ControlNode { Primitive: CallPrimitive } call => Inline(call.Bodies[0].Graph, operands),
                _ => null,
            };
            if (results is null) return null;
            for (int i = 0; i < results.Length; i++) known[node.Results[i]] = results[i];
        }

        var outputs = new int[graph.Outputs.Count][];
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!known.TryGetValue(graph.Outputs[i], out int[]? parts)) return null;
            outputs[i] = parts;
        }

        return outputs;
    }

    private int[][]? Map(MapNode map, int[][] operands)
    {
        if (map.Repeats) return null;
        var moved = new int[map.Body.Steps.Count];
        for (int i = 0; i < moved.Length; i++)
        {
            ScalarStep step = map.Body.Steps[i];
            moved[i] = step.Op switch
            {
                ScalarOp.Index => builder.Bits(0, step.DType).Index,
                ScalarOp.Input => operands[step.A][step.B],
                _ => MapBodies.Append(builder, step, moved),
            };
        }

        int next = 0;
        return [.. map.Results.ToArray().Select(r => Enumerable.Range(0, r.Type.DType.Components).Select(_ => moved[map.Body.Results[next++]]).ToArray())];
    }
}
