using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Contractions read factors of half precision that are only converted for them: they convert them where they pack them. No bit changes, since every number of half precision is one of float32.
/// </summary>
/// <remarks><code>
/// before: %3:f32[3,4] = map %0:bf16[3,4]    %4:f32[4,5] = map %1:bf16[4,5]    %5:f32[3,5] = contract[1;0] %3 %4
/// after:  %5:f32[3,5] = contract[1;0] %0 %1
/// </code></remarks>
internal static class ReadHalves
{
    /// <summary>
    /// Products of fewer elements are multiplied faster when all their factors are converted at once: 64 products of 32 by 32 numbers took 58 µs and would take 73 on one thread, where 32 rows of 512 with 512 columns take 176
    /// for 204 and 4 rows 25 for 37 (bfloat16, minima of three turns, 2026-11-27).
    /// </summary>
    private const long FewestMultiplications = 64 * 64 * 64;

    /// <summary>So few rows are not worth packing float16 for, which is not made float32 by one instruction: 4 rows of 512 with 512 columns took 44 µs and would take 55.</summary>
    private const long FewRows = 24;

    public static LoopGraph Run(LoopGraph graph)
    {
        if (!graph.Has(n => n is MapNode map && IsConversion(map))) return graph;
        Dictionary<LoopValue, MapNode> conversions = [];
        HashSet<LoopValue> kept = [.. graph.Outputs];
        foreach (LoopNode node in graph.Nodes)
        {
            if (node is MapNode map && IsConversion(map)) conversions[map.Results[0]] = map;
            foreach (Operand operand in node.Operands)
                if (conversions.TryGetValue(operand.Value, out MapNode? conversion) && (node is not ContractNode contract || !Suits(contract, conversion.Operands[0].DType) || Read(operand, conversion) is null)) kept.Add(operand.Value);
        }

        LoopNode[] nodes = graph.Nodes.ToArray();
        bool any = false;
        for (int n = 0; n < nodes.Length; n++)
        {
            if (nodes[n] is not ContractNode contract) continue;
            Operand[] operands = [.. contract.Operands.ToArray().Select(o => conversions.TryGetValue(o.Value, out MapNode? conversion) && !kept.Contains(o.Value) ? Read(o, conversion)! : o)];
            if (contract.Operands.Span.SequenceEqual(operands)) continue;
            nodes[n] = contract.Reading(operands);
            any = true;
        }

        return any ? FoldViews.WithoutDeadNodes(graph with { Nodes = [.. nodes] }) : graph;
    }

    /// <summary>Whether a product is large enough for factors of a type.</summary>
    private static bool Suits(ContractNode contract, DType half)
    {
        (long rows, long columns) = contract.RowsAndColumns;
        return contract.Multiplications >= FewestMultiplications && (half == DType.BFloat16 || Math.Min(rows, columns) > FewRows);
    }

    private static bool IsConversion(MapNode map) =>
        map.Operands.Count == 1 && map.Results.Count == 1 && map.Operands[0].DType is DType.Float16 or DType.BFloat16 && map.Results[0].Type.DType == DType.Float32 && map.Times(0) == 1
        && map.Body.Steps.Count == 2 && map.Body.Steps[1].Op == ScalarOp.Convert;

    /// <summary>What is read of the array that was converted.</summary>
    private static Operand? Read(Operand operand, MapNode conversion) => conversion.Shape == operand.Value.Type.Shape ? Views.Compose(operand, conversion.Operands[0]) : null;
}
