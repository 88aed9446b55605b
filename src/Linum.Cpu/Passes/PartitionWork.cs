using System.Numerics;
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

    /// <summary>
    /// Maps and kernels over rows of at least so much work, but less than two parts worth waking a thread for, are cut in two for threads that are awake. Where both processors share a cache a fork takes
    /// 0.2 µs: 10⁴ numbers through five operations 1.22 -> 0.97 µs, tanh 2.84 -> 1.72; where they do not it takes 0.65: 1.27 -> 1.6 and 2.9 -> 2.35 (minima of three turns, 2026-11-26).
    /// </summary>
    private const long Pair = 1 << 14;

    /// <summary>More parts than this cost more than they balance.</summary>
    private const long MostParts = 32;

    /// <summary>Smaller maps are not worth a fork, whoever reads them.</summary>
    private const long Handed = 2048;

    /// <summary>Parts of a map that threads have at hand later.</summary>
    private const int HandedParts = 8;

    /// <summary>The program with a partition for each node.</summary>
    /// <param name="plan">The program.</param>
    /// <param name="workers">How many threads may take part; 0 means all.</param>
    public static Schedule Run(BufferPlan plan, int workers)
    {
        LoopNode[] nodes = plan.Graph.Nodes.ToArray();
        Partition[] partitions = [.. nodes.Select(n => Of(n, workers))];
        HandToReaders(nodes, partitions);
        return new(plan, partitions);
    }

    private static Partition Of(LoopNode node, int workers)
    {
        long work = Work(node);
        if (node is not (MapNode or RowsNode)) return new((int)Math.Clamp(work / Grain, 1, MostParts), workers);
        if (work < 2 * Grain) return work < Pair ? new(1, workers) : new(2, workers, Wakes: false);
        // Of three parts one of two threads has two: 10⁴ exponentials 1.84 -> 1.49 µs with four.
        return new((int)Math.Min((long)BitOperations.RoundUpToPowerOf2((ulong)(work / Grain)), MostParts), workers);
    }

    /// <summary>
    /// A small map that several threads read is computed by them as well, so that each finds its part in its own cache and the next call writes it there: two maps of 4900 numbers took 6.8 µs each because
    /// another processor had read what they write over, and take 3 so (a Hessian 46 -> 43 µs, 59 -> 49 where the processors have a third cache each; minima of two turns, 2026-11-26).
    /// </summary>
    private static void HandToReaders(LoopNode[] nodes, Partition[] partitions)
    {
        HashSet<LoopValue> read = [];
        for (int n = nodes.Length - 1; n >= 0; n--)
        {
            if (partitions[n].Parts == 1 && nodes[n] is MapNode map && map.Shape.Count >= Handed && read.Overlaps(map.Results.ToArray())) partitions[n] = partitions[n] with { Parts = HandedParts };
            if (partitions[n] is { Parts: > 1, Wakes: true })
                foreach (Operand operand in nodes[n].Operands) read.Add(operand.Value);
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
            RoutineNode { Lowered: Lowered.Pad or Lowered.Concatenate or Lowered.DynamicSlice } => node.Results[0].Type.ByteCount / 8,
            // To work out where a window begins takes as long as two operations, and an element that lies anywhere as long as one.
            RoutineNode { Lowered: Lowered.Gather } => Math.Max(node.Results[0].Type.ByteCount / 8, node.Results[0].Type.Shape.Count / 2) + 2 * node.Operands[1].Shape.Count,
            // The array is written over in place as a rule.
            RoutineNode { Lowered: Lowered.DynamicUpdateSlice } => node.Operands[1].Value.Type.ByteCount / 8,
            RoutineNode { Lowered: Lowered.Scatter } scatter => node.Operands[2].Value.Type.ByteCount / 4 + (FoldFills.IsFill(scatter) ? node.Results[0].Type.ByteCount / 8 : 0),
            ContractNode => Products(node) * (node.Operands[0].DType.IsComplex ? 4 : 1) / 4,
            ConvolveNode convolve => count == 0 || convolve.Operands[1].Shape.Count == 0 ? 0 : new ConvolutionShape(convolve).Work / 4,
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
