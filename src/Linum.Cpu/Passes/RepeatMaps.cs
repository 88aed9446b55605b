using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Where a map's result is only copied to several places one after the other, the map stores it there itself: what all devices hold after a sum over devices, or all examples of a batch,
/// is written once for each and never read. No bit changes.
/// </summary>
/// <remarks><code>
/// before: %1:f32[4096] = map(4096,) %0(4096,):(1) %0(4096,):(1)+4096    %2:f32[2,4096] = map(2, 4096) 0 operations %1(2, 4096):(0, 1)
/// after:  %2:f32[2,4096] = map(4096,) %0(4096,):(1) %0(4096,):(1)+4096
/// </code></remarks>
internal sealed class RepeatMaps
{
    /// <summary>So many times a result is stored at most: a processor keeps few streams of stores apart.</summary>
    public const int MostTimes = 8;

    /// <summary>Maps of fewer elements stay as they are: loops over scalars and lanes know only plain ones.</summary>
    private const long Fewest = 1 << 10;

    private readonly LoopNode?[] nodes;
    private readonly Dictionary<LoopValue, int> makers = [];
    private readonly Dictionary<LoopValue, int> readers = [];

    private RepeatMaps(LoopGraph graph)
    {
        nodes = [.. graph.Nodes];
        foreach (LoopValue output in graph.Outputs) Read(output);
        foreach (Operand operand in graph.Nodes.ToArray().SelectMany(n => n.Operands.ToArray())) Read(operand.Value);
    }

    public static LoopGraph Run(LoopGraph graph)
    {
        RepeatMaps pass = new(graph);
        bool any = false;
        for (int i = 0; i < pass.nodes.Length; i++)
        {
            if (pass.nodes[i] is not MapNode map) continue;
            if (pass.Joins(map, i)) any = true;
            else foreach (LoopValue result in map.Results) pass.makers[result] = i;
        }

        return any ? graph with { Nodes = [.. pass.nodes.Where(n => n is not null).Select(n => n!)] } : graph;
    }

    private void Read(LoopValue value) => readers[value] = readers.GetValueOrDefault(value) + 1;

    /// <summary>Puts a copy into the map that made what it copies, if it can be there.</summary>
    private bool Joins(MapNode copy, int number)
    {
        if (copy.Shape.Count < 2 * Fewest || Times(copy) is not int times || !makers.TryGetValue(copy.Operands[0].Value, out int at) || nodes[at] is not MapNode made) return false;
        LoopValue source = copy.Operands[0].Value;
        int stored = times;
        for (int i = 0; i < made.Results.Count; i++) stored += made.Times(i);
        if (source.Type.Shape.Count != made.Shape.Count || made.Operands.Count + stored > GroupFusion.MostArrays || !VectorSupport.Covers(made.Body) || !MapStep.Suits(made)) return false;
        List<LoopValue> results = [];
        List<int> steps = [];
        int[] copied = [];
        bool isReadElsewhere = --readers[source] > 0;
        for (int i = 0, next = 0; i < made.Results.Count; i++)
        {
            LoopValue result = made.Results[i];
            int[] parts = [.. made.Body.Results.Span.Slice(next, result.Type.DType.Components)];
            next += parts.Length;
            if (result == source) copied = parts;
            if (result == source && !isReadElsewhere) continue;
            results.Add(result);
            steps.AddRange(parts);
        }

        results.Add(copy.Results[0]);
        steps.AddRange(copied);
        nodes[at] = made with { Body = made.Body with { Outputs = [.. results.Select(r => r.Type.DType)], Results = [.. steps] }, Results = [.. results] };
        nodes[number] = null;
        return true;
    }

    /// <summary>How often a map copies a whole array one after the other; null if it does anything else.</summary>
    private static int? Times(MapNode map)
    {
        if (map.Operands.Count != 1 || map.Results.Count != 1 || map.Operands[0].DType != map.Results[0].Type.DType || map.Operands[0].DType.Size < 4) return null;
        for (int part = 0; part < map.Body.Results.Count; part++)
            if (map.Body.Steps[map.Body.Results[part]] is not { Op: ScalarOp.Input } step || step.B != part) return null;
        Operand operand = map.Operands[0];
        long times = 1;
        int axis = 0;
        for (; axis < operand.Shape.Rank && (operand.Strides[axis] == 0 || operand.Shape[axis] == 1); axis++) times *= operand.Shape[axis];
        Operand rest = operand with { Shape = [.. operand.Shape.Span[axis..]], Strides = [.. operand.Strides.Span[axis..]] };
        return times is > 1 and <= MostTimes && rest.IsWhole ? (int)times : null;
    }
}
