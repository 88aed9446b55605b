using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A map as its kernel sees it: a result that is stored several times is several results, all given by the same steps.</summary>
/// <param name="Map">The map with a result for each time. Only its kernel may look at it: the same array is there several times.</param>
/// <param name="Slots">The slots of operands, then of results.</param>
/// <param name="Offsets">For each of these the bytes before its first element.</param>
internal sealed record RepeatedResults(MapNode Map, int[] Slots, nint[] Offsets)
{
    /// <summary>Writes a map's results as often as it stores them.</summary>
    public static RepeatedResults Of(MapNode node, int[] slots)
    {
        if (!node.Repeats) return new(node, slots, new nint[slots.Length]);
        int inputs = node.Operands.Count;
        List<LoopValue> results = [];
        List<int> steps = [], all = [.. slots[..inputs]];
        List<nint> offsets = [.. new nint[inputs]];
        for (int i = 0, next = 0; i < node.Results.Count; i++)
        {
            DType type = node.Results[i].Type.DType;
            int[] parts = [.. node.Body.Results.Span.Slice(next, type.Components)];
            next += parts.Length;
            for (int time = 0; time < node.Times(i); time++)
            {
                results.Add(node.Results[i]);
                steps.AddRange(parts);
                all.Add(slots[inputs + i]);
                offsets.Add((nint)(time * node.Shape.Count * type.Size));
            }
        }

        return new(node with { Body = node.Body with { Outputs = [.. results.Select(r => r.Type.DType)], Results = [.. steps] }, Results = [.. results] }, [.. all], [.. offsets]);
    }
}
