using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Decides into how many parts the work of each node is cut, from shapes alone: the number of threads changes neither the parts nor a bit of what they compute.</summary>
/// <remarks><code>
/// before: %1:f32[1000000] = map(1000000,) 3 operations %0    %2:f32[10] = map(10,) 1 operations %1
/// after:  32 parts                                           1 part
/// </code></remarks>
internal static class PartitionWork
{
    /// <summary>A part is worth waking a thread for from about this many elements of one operation: some 10 microseconds.</summary>
    private const long Grain = 1 << 15;

    /// <summary>More parts than this cost more than they balance.</summary>
    private const long MostParts = 32;

    /// <summary>The program with a partition for each node.</summary>
    /// <param name="plan">The program.</param>
    /// <param name="workers">How many threads may take part; 0 means all.</param>
    public static Schedule Run(BufferPlan plan, int workers)
    {
        LoopNode[] nodes = plan.Graph.Nodes.ToArray();
        int[] parts = [.. nodes.Select(n => (int)Math.Clamp(Work(n) / Grain, 1, MostParts))];
        ShareWhatIsShared(nodes, parts);
        return new(plan, [.. parts.Select(p => new Partition(p, workers))]);
    }

    private static void ShareWhatIsShared(LoopNode[] nodes, int[] parts)
    {
        HashSet<LoopValue> shared = [];
        for (int n = nodes.Length - 1; n >= 0; n--)
        {
            if (parts[n] == 1 && nodes[n] is MapNode map && map.Shape.Count >= 2048 && shared.Overlaps(map.Results.ToArray())) parts[n] = 8;
            if (parts[n] > 1) shared.UnionWith(nodes[n].Operands.ToArray().Select(o => o.Value));
        }
    }

    private static long Work(LoopNode node)
    {
        long count = node.Operands.Count > 0 ? node.Operands[0].Shape.Count : 0;
        return node switch
        {
            MapNode map => map.Shape.Count * (1 + map.Body.OperationCount / 4),
            RowsNode rows => rows.Space.Count * (1 + rows.Body.Steps.Count / 4),
            // A copy waits for memory: 8 bytes take as long as an operation.
            CopyNode => count * node.Operands[0].DType.Size / 8,
            RoutineNode { Lowered: Lowered.Pad or Lowered.Concatenate or Lowered.DynamicSlice or Lowered.Gather } => node.Results[0].Type.ByteCount / 8,
            // The array is written over in place as a rule.
            RoutineNode { Lowered: Lowered.DynamicUpdateSlice } => node.Operands[1].Value.Type.ByteCount / 8,
            RoutineNode { Lowered: Lowered.Scatter } scatter => node.Operands[2].Value.Type.ByteCount / 4 + (FoldFills.IsFill(scatter) ? node.Results[0].Type.ByteCount / 8 : 0),
            ContractNode => Products(node) / 4,
            ConvolveNode convolve => count == 0 || convolve.Operands[1].Shape.Count == 0 ? 0 : new ConvolutionShape(convolve).Products / 4,
            RoutineNode { Lowered: Lowered.Reduce } => count,
            RoutineNode { Lowered: Lowered.Sort } => count * 16,
            RoutineNode { Lowered: Lowered.TopK } => count,
            RoutineNode { Lowered: Lowered.Cholesky or Lowered.Lu or Lowered.TriangularSolve or Lowered.Solve } routine =>
                new MatrixShape(routine.Lowered, [.. node.Operands.ToArray().Select(o => new ArrayType(o.DType, o.Shape))]) is var m ? m.Count * (m.Work + m.Size) / 4 : 0,
            RoutineNode { Lowered: Lowered.ArgReduce or Lowered.Cumulative } => count / 2,
            _ => 0,
        };
    }

    private static long Products(LoopNode node)
    {
        var contract = (ContractNode)node;
        long left = node.Operands[0].Shape.Count, products = node.Results[0].Type.Shape.Count;
        foreach (int axis in contract.Dimensions.LeftContracting) products *= node.Operands[0].Shape[axis];
        return left == 0 ? 0 : products;
    }
}
