using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Computes while compiling what depends on no input: the identity that a Jacobian or Hessian is taken along, masks, positions. The kernels are those that would have run at each call.
/// </summary>
/// <remarks><code>
/// before: inputs %0:f32[9,9]    %1:f32[9,9] = map(9, 9) 2 operations    %2:f32[9,9] = map(9, 9) %0 %1
/// after:  inputs %0:f32[9,9]    constant %1:f32[9,9]                    %2:f32[9,9] = map(9, 9) %0 %1
/// </code></remarks>
internal static class ComputeConstants
{
    /// <summary>Larger ones are read more slowly than they are computed; and constants take memory as long as the program lives.</summary>
    private const long Most = 1 << 16;

    public static LoopGraph Run(LoopGraph graph, int workers)
    {
        HashSet<LoopValue> known = [.. graph.Constants.ToArray().Select(c => c.Value)];
        HashSet<LoopValue> wanted = [.. graph.Outputs], readBeyond = [];
        List<LoopNode> computed = [];
        foreach (LoopNode node in graph.Nodes)
        {
            // Around values in the working memory there is room that a masked map may read; around constants there is none, and none around what is computed here.
            foreach (Operand operand in node.Operands)
                if (!operand.IsNear) readBeyond.Add(operand.Value);
            if (IsComputable(node, known))
            {
                computed.Add(node);
                known.UnionWith(node.Results);
                continue;
            }

            Want(node);
        }

        List<LoopNode> replaced = [];
        for (int n = computed.Count - 1; n >= 0; n--)
        {
            if (!Array.Exists(computed[n].Results.ToArray(), wanted.Contains)) continue;
            if (!Array.Exists(computed[n].Results.ToArray(), readBeyond.Contains)) replaced.Add(computed[n]);
            else Want(computed[n]);
        }

        replaced.Reverse();
        if (replaced.Count == 0) return graph;
        LoopValue[] found = [.. replaced.SelectMany(n => n.Results.ToArray()).Where(wanted.Contains)];
        LoopConstant[] constants = Compute(FoldViews.WithoutDeadNodes(new([], graph.Constants, [.. computed], [.. found])), workers);
        return FoldViews.WithoutDeadNodes(graph with { Constants = [.. graph.Constants, .. constants], Nodes = [.. graph.Nodes.ToArray().Except(replaced)] });

        void Want(LoopNode node)
        {
            foreach (Operand operand in node.Operands) wanted.Add(operand.Value);
        }
    }

    private static bool IsComputable(LoopNode node, HashSet<LoopValue> known)
    {
        if (node is not (MapNode or CopyNode or RowsNode)) return false;
        foreach (LoopValue result in node.Results)
            if (result.Type.Shape.Count > Most) return false;
        foreach (Operand operand in node.Operands)
            if (!known.Contains(operand.Value)) return false;
        return true;
    }

    private static unsafe LoopConstant[] Compute(LoopGraph graph, int workers)
    {
        CompiledProgram program = EmitKernels.Run(PartitionWork.Run(PlanBuffers.Run(graph, new Reuse([])), workers));
        LoopValue[] values = graph.Outputs.ToArray();
        using Scratch memory = new(values.Sum(v => Body.Room(v.Type.ByteCount)));
        nint* addresses = stackalloc nint[values.Length];
        nint next = memory.Address;
        for (int i = 0; i < values.Length; i++)
        {
            addresses[i] = next;
            next += (nint)Body.Room(values[i].Type.ByteCount);
        }

        program.Run(null, addresses);
        var constants = new LoopConstant[values.Length];
        for (int i = 0; i < constants.Length; i++)
        {
            ReadOnlySpan<byte> bytes = new((void*)program.Find(i, null, addresses), checked((int)values[i].Type.ByteCount));
            constants[i] = new(values[i], ConcreteArray.FromBytes(bytes.ToArray(), values[i].Type));
        }

        return constants;
    }
}
