using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A map as a step calls a kernel for it.</summary>
/// <param name="Space">The loops around the kernel.</param>
/// <param name="Key">The kernel.</param>
/// <param name="Slots">The slots of operands, then of results.</param>
/// <param name="Offsets">For each of these the bytes before its first element.</param>
/// <param name="Inputs">How many of these are operands.</param>
/// <param name="Repeats">Whether a result is stored several times.</param>
/// <param name="Constants">What the kernel reads behind the operands, if it does.</param>
internal sealed record MapCall(MapSpace Space, MapKernelKey Key, int[] Slots, nint[] Offsets, int Inputs, bool Repeats, ConstantTable? Constants)
{
    private MapLoop? loop;

    /// <summary>The loop that computes it.</summary>
    public MapLoop Loop => loop ??= MapKernel.Get(Key);

    /// <summary>Finds the kernel of a map and what it is called with.</summary>
    /// <param name="node">What to compute.</param>
    /// <param name="slots">The slots of operands, then of results.</param>
    public static MapCall Of(MapNode node, int[] slots)
    {
        (node, slots, nint[] repeated) = RepeatedResults.Of(node, slots);
        MapSpace space = new(node);
        int inputs = node.Operands.Count;
        ScalarFunction body = space.Body;
        ScalarStep[] steps = body.Steps.ToArray();
        ConstantTable? constants = space.IsFlat ? ConstantTable.Extract(steps, inputs) : null;
        MapKernelKey key = constants is null
            ? new(body, space.Scalars, space.LastAxis, Strides: space.Strides)
            : new(new([.. body.Inputs, DType.Float32], body.Outputs, new(steps), body.Results), [.. space.Scalars, true], space.LastAxis, HasConstants: true, Strides: space.Strides);
        return new(space, key, slots, [.. space.Offsets.Select((o, i) => o + repeated[i])], inputs, repeated.Any(o => o > 0), constants);
    }
}
