using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A loop over few elements, emitted as one method: see <see cref="ScalarLoop"/> and <see cref="PackedLoop"/>.</summary>
internal sealed unsafe class ScalarLoopStep : Step
{
    private readonly Kernel kernel;
    private readonly int[] slots;
    private readonly long turns;
    private readonly int frameBytes;

    private ScalarLoopStep(Kernel kernel, int[] slots, long turns, PackedLoop? packed)
    {
        (this.kernel, this.slots, this.turns, frameBytes) = (kernel, slots, turns, packed?.FrameBytes ?? 0);
        Kind = packed is null ? "loop over single elements" : $"loop over packed elements, {packed.Body.OperationCount} operations for {packed.Loop.Body.OperationCount}";
    }

    public override string Kind { get; }

    /// <summary>The scan as a loop over few elements; null if it is none.</summary>
    public static ScalarLoopStep? Of(Scan scan, CompiledProgram body, int[] operands, int[] results)
    {
        ScalarInput[] inputs = [.. Enumerable.Range(0, operands.Length).Select(i => i < scan.Constants ? ScalarInput.Constant : i < scan.Constants + scan.Carry ? ScalarInput.Carried : ScalarInput.Stacked)];
        return Of(body, f => new(f, inputs, scan.Carry, null, [], scan.Reverse), [.. operands, .. results], scan.Length);
    }

    /// <summary>The loop with a condition as a loop over few elements; null if it is none.</summary>
    public static ScalarLoopStep? Of(While loop, CompiledProgram body, CompiledProgram condition, int[] operands, int[] results)
    {
        if (FuseScalars.Run(condition.Graph) is not ScalarFunction test) return null;
        ScalarInput[] Inputs(int constants) => [.. Enumerable.Repeat(ScalarInput.Constant, constants), .. Enumerable.Repeat(ScalarInput.Carried, results.Length)];
        return Of(body, f => new(f, Inputs(loop.BodyConstants), results.Length, test, Inputs(loop.ConditionConstants), false), [.. operands[loop.ConditionConstants..], .. operands[..loop.ConditionConstants], .. results], 0);
    }

    private static ScalarLoopStep? Of(CompiledProgram body, Func<ScalarFunction, ScalarLoop> loopOf, int[] slots, long turns)
    {
        ScalarFunction? single = FuseScalars.Run(body.Graph);
        if ((single ?? UnrollArrays.Run(body.Graph)) is not ScalarFunction function) return null;
        ScalarLoop loop = loopOf(function);
        int[] inputs = [.. body.Graph.Inputs.ToArray().Select(UnrollArrays.Parts)], outputs = [.. body.Graph.Outputs.ToArray().Select(UnrollArrays.Parts)];
        if (PackScalars.Run(loop, inputs, outputs) is PackedLoop packed) return new(PackedLoopEmitter.Emit(PassLog.Show(packed)), slots, turns, packed);
        // Elements of arrays that stay can be read one by one as well.
        bool fits = single is not null || (body.Graph.Inputs.ToArray().Where((_, i) => loop.Inputs[i] != ScalarInput.Constant).All(IsSingle) && body.Graph.Outputs.ToArray().All(IsSingle));
        return fits ? new(loop.Emit(), slots, turns, null) : null;
    }

    private static bool IsSingle(LoopValue value) => value.Type.Shape.Count == 1;

    public override void Run(nint* slots)
    {
        nint* buffers = stackalloc nint[this.slots.Length];
        for (int i = 0; i < this.slots.Length; i++) buffers[i] = slots[this.slots[i]];
        using Scratch frame = new(frameBytes);
        kernel(buffers, 0, (nint)turns, (nint*)frame.Address);
    }
}
