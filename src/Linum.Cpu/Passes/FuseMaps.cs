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
    /// <param name="builder">What writes the steps: one for many nodes, whose memory is used again.</param>
    public static MapNode Run(MapNode[] maps, Func<LoopValue, bool> isNeeded, ScalarBuilder builder)
    {
        builder.Clear();
        List<Operand> operands = [];
        Dictionary<Operand, int> numbers = [];
        // The steps that give the components of what maps compute, and where those of each value begin.
        List<int> parts = new(maps.Length);
        Dictionary<LoopValue, int> computed = new(maps.Length);
        List<LoopValue> results = [];
        List<int> resultSteps = [];
        var moved = new int[maps.Max(m => m.Body.Steps.Count)];
        foreach (MapNode map in maps)
        {
            for (int i = 0; i < map.Body.Steps.Count; i++)
            {
                ScalarStep step = map.Body.Steps[i];
                if (step.Op != ScalarOp.Input) moved[i] = MapBodies.Append(builder, step, moved);
                else if (computed.TryGetValue(map.Operands[step.A].Value, out int first)) moved[i] = parts[first + step.B];
                else moved[i] = builder.Add(step with { A = Number(map.Operands[step.A]) }).Index;
            }

            int next = 0;
            foreach (LoopValue result in map.Results)
            {
                bool needed = isNeeded(result);
                computed[result] = parts.Count;
                if (needed) results.Add(result);
                for (int c = 0; c < result.Type.DType.Components; c++)
                {
                    int step = moved[map.Body.Results[next++]];
                    parts.Add(step);
                    if (needed) resultSteps.Add(step);
                }
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
