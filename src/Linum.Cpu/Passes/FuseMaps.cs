using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes one elementwise node that computes what several do; <see cref="GroupFusion"/> says which.</summary>
/// <remarks><code>
/// before: %1:f32[8] = map(8,) %0       s0 = input 0, s1 = -s0
///         %2:f32[8] = map(8,) %1 %0    s0 = input 0, s1 = input 1, s2 = s0 * s1
/// after:  %2:f32[8] = map(8,) %0       s0 = input 0, s1 = -s0, s2 = s1 * s0
/// </code></remarks>
internal static class FuseMaps
{
    /// <summary>The joined node.</summary>
    /// <param name="maps">Nodes over one shape, in order.</param>
    /// <param name="isNeeded">Which results are read by others.</param>
    public static MapNode Run(MapNode[] maps, Func<LoopValue, bool> isNeeded)
    {
        ScalarBuilder builder = new(maps.Sum(m => m.Body.Steps.Count));
        List<Operand> operands = [];
        Dictionary<Operand, int> numbers = [];
        Dictionary<LoopValue, int[]> computed = [];
        List<LoopValue> results = [];
        List<int> resultSteps = [];
        foreach (MapNode map in maps)
        {
            var moved = new int[map.Body.Steps.Count];
            for (int i = 0; i < moved.Length; i++)
            {
                ScalarStep step = map.Body.Steps[i];
                if (step.Op != ScalarOp.Input) moved[i] = MapBodies.Append(builder, step, moved);
                else if (computed.TryGetValue(map.Operands[step.A].Value, out int[]? parts)) moved[i] = parts[step.B];
                else moved[i] = builder.Add(step with { A = Number(map.Operands[step.A]) }).Index;
            }

            int next = 0;
            foreach (LoopValue result in map.Results)
            {
                var parts = new int[result.Type.DType.Components];
                for (int c = 0; c < parts.Length; c++) parts[c] = moved[map.Body.Results[next++]];
                computed[result] = parts;
                if (!isNeeded(result)) continue;
                results.Add(result);
                resultSteps.AddRange(parts);
            }
        }

        ScalarFunction body = new([.. operands.Select(o => o.DType)], [.. results.Select(r => r.Type.DType)], builder.ToSteps(), [.. resultSteps]);
        return new(maps[0].Shape, body, [.. operands], [.. results]);

        int Number(Operand operand)
        {
            if (!numbers.TryGetValue(operand, out int number))
            {
                numbers[operand] = number = operands.Count;
                operands.Add(operand);
            }

            return number;
        }
    }
}
