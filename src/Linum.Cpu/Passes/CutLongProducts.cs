using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Products with very long sums and few results become up to sixteen with shorter ones, which are added up from first to last: threads share the sums, where they could not share the results, what a part reads of both
/// factors stays in its caches, and rounding errors stay small. It follows from the shape of one product alone: a function and its <c>Vmap</c> over batches of both form the same sums.
/// </summary>
/// <remarks><code>
/// before: %1:f32[3,3] = contract[1;0] %0(3, 8192):(1, 3) %0:f32[8192,3]
/// after:  %2:f32[4,3,3] = contract[2;1] %0(4, 3, 2048):(6144, 1, 3) %0(4, 2048, 3):(6144, 3, 1)
///         %1:f32[3,3] = map(3, 3) %2(3, 3):(3, 1) %2(3, 3):(3, 1)+9 %2(3, 3):(3, 1)+18 %2(3, 3):(3, 1)+27    s4 = s0 + s1, s5 = s4 + s2, s6 = s5 + s3
/// </code>
/// [131072, 10] turned, times itself, took 356 µs and takes 180, [16384, 64] 970 and 606, [16384, 256] 13.0 and 11.4 ms, [8192, 512] as long as before (minima of two turns, 2026-11-28).
/// </remarks>
internal static class CutLongProducts
{
    /// <summary>Shorter sums are not cut.</summary>
    private const long Long = 8192;

    /// <summary>Each of the parts has about so many products at least, and there are at most so many parts: what they give is small beside what they read.</summary>
    private const long Shortest = 2048, Most = 16;

    /// <summary>Products with more rows or columns are cut well by these.</summary>
    private const long MostRows = 256;

    /// <summary>And so are those of so few rows with so many columns: [3, 20000] times [20000, 256] took 240 to 300 µs, and 330 to 380 cut.</summary>
    private const long FewRows = 8, ManyColumns = 32;

    public static LoopGraph Run(LoopGraph graph)
    {
        if (!graph.Has(n => n is ContractNode)) return graph;
        List<LoopNode> nodes = [];
        foreach (LoopNode node in graph.Nodes)
        {
            if (node is ContractNode contract && contract.Results[0].Type.Shape.Count > 0 && Parts(contract) is { Each: > 0 } parts) nodes.AddRange(Cut(contract, parts));
            else nodes.Add(node);
        }

        return nodes.Count == graph.Nodes.Count ? graph : graph with { Nodes = [.. nodes] };
    }

    /// <summary>How a sum is cut: along which of the contracted axes, into parts of what length, how many of these, and how many elements are left.</summary>
    private readonly record struct CutSum(int Number, long Each, long Whole, long Rest);

    private static CutSum Parts(ContractNode contract)
    {
        Shape axes = [.. contract.Dimensions.LeftContracting.ToArray().Select(a => contract.Operands[0].Shape[a])];
        (long rows, long columns) = contract.RowsAndColumns;
        (long few, long many) = (Math.Min(rows, columns), Math.Max(rows, columns));
        if (axes.Count < Long || many > MostRows || (few < FewRows && many > ManyColumns) || !contract.ResultStrides.Span.SequenceEqual(Operand.Dense(contract.Results[0].Type.Shape))) return default;
        // Along the longest of the axes.
        int number = Enumerable.Range(0, axes.Rank).MaxBy(a => axes[a]);
        long length = axes[number], most = Math.Min(Math.Min(Most, axes.Count / Shortest), length), parts = most;
        // Nothing is left where that takes no more than half of the parts; else a few elements are.
        while (parts > most / 2 && length % parts != 0) parts--;
        long each = length / (parts > most / 2 ? parts : most);
        return each < length ? new(number, each, length / each, length % each) : default;
    }

    /// <summary>All whole parts by one product, what is left by another, and their sum.</summary>
    private static List<LoopNode> Cut(ContractNode contract, CutSum cut)
    {
        LoopValue result = contract.Results[0], parts = new(new(result.Type.DType, [(int)cut.Whole, .. result.Type.Shape]));
        ContractDimensions d = contract.Dimensions;
        int left = d.LeftContracting[cut.Number], right = d.RightContracting[cut.Number];
        ContractDimensions inParts = new(Behind(d.LeftContracting), Behind(d.RightContracting), [0, .. Behind(d.LeftBatch)], [0, .. Behind(d.RightBatch)]);
        List<LoopNode> nodes = [new ContractNode(inParts, [InParts(contract.Operands[0], left, cut), InParts(contract.Operands[1], right, cut)], [parts], Operand.Dense(parts.Type.Shape))];
        List<Operand> terms = [.. Enumerable.Range(0, (int)cut.Whole).Select(i => new Operand(parts, result.Type.Shape, Operand.Dense(result.Type.Shape), i * result.Type.Shape.Count))];
        if (cut.Rest > 0)
        {
            LoopValue last = new(result.Type);
            nodes.Add(contract with { Operands = [Last(contract.Operands[0], left, cut), Last(contract.Operands[1], right, cut)], Results = [last] });
            terms.Add(Operand.Of(last));
        }

        nodes.Add(new MapNode(result.Type.Shape, Sum(result.Type.DType, terms.Count), [.. terms], [result]));
        return nodes;
    }

    /// <summary>An operand with the parts of an axis as its first one.</summary>
    private static Operand InParts(Operand operand, int axis, CutSum cut) => operand with
    {
        Shape = [(int)cut.Whole, .. With(operand.Shape, axis, cut.Each)],
        Strides = [cut.Each * operand.Strides[axis], .. operand.Strides.ToArray()],
    };

    /// <summary>What is behind the whole parts.</summary>
    private static Operand Last(Operand operand, int axis, CutSum cut) => operand with { Shape = With(operand.Shape, axis, cut.Rest), Offset = operand.Offset + cut.Whole * cut.Each * operand.Strides[axis] };

    private static Shape With(Shape shape, int axis, long length) => [.. Enumerable.Range(0, shape.Rank).Select(a => a == axis ? (int)length : shape[a])];

    private static ValueList<int> Behind(ValueList<int> axes) => [.. axes.ToArray().Select(a => a + 1)];

    private static ScalarFunction Sum(DType type, int terms) =>
        ScalarFunction.Build([.. Enumerable.Repeat(type, terms)], [type], (_, x) => [.. Enumerable.Range(0, type.Components).Select(c => Enumerable.Range(1, terms - 1).Aggregate(x[c], (sum, i) => sum + x[i * type.Components + c]))]);
}
