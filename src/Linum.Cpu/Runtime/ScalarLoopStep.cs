using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A loop over few elements, emitted as one method: see <see cref="ScalarLoop"/> and <see cref="PackedLoop"/>.</summary>
internal sealed unsafe class ScalarLoopStep : Step
{
    private readonly Kernel kernel;
    private readonly int[] slots;
    private readonly long turns;
    private readonly int frameBytes;

    /// <summary>Of each carried array that stays in memory the slots before the loop and behind it, and how many bytes it has.</summary>
    private readonly (int From, int To, long Bytes)[] inMemory = [];

    private ScalarLoopStep(Kernel kernel, int[] slots, long turns, PackedLoop? packed)
    {
        (this.kernel, this.slots, this.turns, frameBytes) = (kernel, slots, turns, packed?.FrameBytes ?? 0);
        Kind = packed is null ? "loop over single elements" : $"loop over packed elements, {packed.Body.OperationCount} operations for {packed.Loop.Body.OperationCount}";
    }

    private ScalarLoopStep(ScalarLoop loop, LoopGraph body, ScalarInput[] inputs, int[] slots, long turns)
        : this(loop.Emit(), slots, turns, null)
    {
        Kind = "loop over elements of arrays";
        int first = Array.IndexOf(inputs, ScalarInput.Carried);
        inMemory = [.. Enumerable.Range(0, loop.Carried).Where(c => loop.InMemory[c]).Select(c => (slots[first + c], slots[loop.Given + c], body.Outputs[c].Type.ByteCount))];
    }

    public override string Kind { get; }

    /// <summary>The scan as a loop over few elements; null if it is none.</summary>
    public static ScalarLoopStep? Of(Scan scan, CompiledProgram body, int[] operands, int[] results)
    {
        ScalarInput[] inputs = [.. Enumerable.Range(0, operands.Length).Select(i => i < scan.Constants ? ScalarInput.Constant : i < scan.Constants + scan.Carry ? ScalarInput.Carried : ScalarInput.Stacked)];
        return Of(body.Graph, inputs, null, [], scan.Reverse, [.. operands, .. results], scan.Length);
    }

    /// <summary>The loop with a condition as a loop over few elements; null if it is none.</summary>
    public static ScalarLoopStep? Of(While loop, CompiledProgram body, CompiledProgram condition, int[] operands, int[] results)
    {
        ScalarInput[] Inputs(int constants) => [.. Enumerable.Repeat(ScalarInput.Constant, constants), .. Enumerable.Repeat(ScalarInput.Carried, results.Length)];
        int[] slots = [.. operands[loop.ConditionConstants..], .. operands[..loop.ConditionConstants], .. results];
        return Of(body.Graph, Inputs(loop.BodyConstants), condition.Graph, Inputs(loop.ConditionConstants), false, slots, 0);
    }

    private static ScalarLoopStep? Of(LoopGraph body, ScalarInput[] inputs, LoopGraph? condition, ScalarInput[] conditionInputs, bool reverse, int[] slots, long turns)
    {
        ScalarFunction? test = condition is null ? null : FuseScalars.Run(condition), single = FuseScalars.Run(body);
        if ((condition is null || test is not null) && (single ?? UnrollArrays.Run(body)) is ScalarFunction function)
        {
            ScalarLoop loop = new(function, inputs, inputs.Count(i => i == ScalarInput.Carried), test, conditionInputs, reverse);
            int[] inputParts = [.. body.Inputs.ToArray().Select(UnrollArrays.Parts)], outputParts = [.. body.Outputs.ToArray().Select(UnrollArrays.Parts)];
            if (PackScalars.Run(loop, inputParts, outputParts) is PackedLoop packed) return new(PackedLoopEmitter.Emit(PassLog.Show(packed)), slots, turns, packed);
            if (single is not null) return new(loop.Emit(), slots, turns, null);
        }

        return UnrollLoop.Run(body, inputs, condition, conditionInputs, reverse) is ScalarLoop unrolled ? new(unrolled, body, inputs, slots, turns) : null;
    }

    public override void Run(nint* slots)
    {
        nint* buffers = stackalloc nint[this.slots.Length];
        for (int i = 0; i < this.slots.Length; i++) buffers[i] = slots[this.slots[i]];
        foreach ((int from, int to, long bytes) in inMemory) Body.Copy(slots[from], slots[to], bytes);
        using Scratch frame = new(frameBytes);
        kernel(buffers, 0, (nint)turns, (nint*)frame.Address);
    }
}
