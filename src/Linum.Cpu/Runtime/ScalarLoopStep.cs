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
        Source source = new(body.Graph, inputs, null, [], scan.Reverse, [.. operands, .. results], scan.Length);
        return Few(source) ?? Unrolled(source);
    }

    /// <summary>The loop with a condition as a loop over few elements; null if it is none.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="body">Its body.</param>
    /// <param name="condition">Its condition.</param>
    /// <param name="operands">The slots of its operands.</param>
    /// <param name="results">The slots of its results.</param>
    /// <param name="overLanes">The same as a loop over lanes, which is preferred to one over elements of arrays.</param>
    public static Step? Of(While loop, CompiledProgram body, CompiledProgram condition, int[] operands, int[] results, Func<Step?> overLanes)
    {
        ScalarInput[] Inputs(int constants) => [.. Enumerable.Repeat(ScalarInput.Constant, constants), .. Enumerable.Repeat(ScalarInput.Carried, results.Length)];
        int[] slots = [.. operands[loop.ConditionConstants..], .. operands[..loop.ConditionConstants], .. results];
        Source source = new(body.Graph, Inputs(loop.BodyConstants), condition.Graph, Inputs(loop.ConditionConstants), false, slots, 0);
        return Few(source) ?? overLanes() ?? Unrolled(source);
    }

    /// <summary>What a loop is made from.</summary>
    private sealed record Source(LoopGraph Body, ScalarInput[] Inputs, LoopGraph? Condition, ScalarInput[] ConditionInputs, bool Reverse, int[] Slots, long Turns);

    /// <summary>A loop over single elements, or over vectors of what is done alike.</summary>
    private static ScalarLoopStep? Few(Source source)
    {
        ScalarFunction? test = source.Condition is null ? null : FuseScalars.Run(source.Condition);
        if (source.Condition is not null && test is null) return null;
        ScalarFunction? single = FuseScalars.Run(source.Body);
        if ((single ?? UnrollArrays.Run(source.Body)) is not ScalarFunction function) return null;
        ScalarLoop loop = PassLog.After("fuse scalars", new ScalarLoop(function, source.Inputs, source.Inputs.Count(i => i == ScalarInput.Carried), test, source.ConditionInputs, source.Reverse)
        {
            InputParts = [.. source.Body.Inputs.ToArray().Select(UnrollArrays.Parts)],
            OutputParts = [.. source.Body.Outputs.ToArray().Select(UnrollArrays.Parts)],
        });
        if (PackScalars.Run(loop) is PackedLoop packed) return new(PackedLoopEmitter.Emit(PassLog.After("pack scalars", packed)), source.Slots, source.Turns, packed);
        return single is null ? null : new(loop.Emit(), source.Slots, source.Turns, null);
    }

    private static ScalarLoopStep? Unrolled(Source source) =>
        UnrollLoop.Run(source.Body, source.Inputs, source.Condition, source.ConditionInputs, source.Reverse) is ScalarLoop loop ? new(PassLog.After("unroll loop", loop), source.Body, source.Inputs, source.Slots, source.Turns) : null;

    public override long WorkingBytes => frameBytes;

    public override void Run(nint* slots)
    {
        nint* buffers = stackalloc nint[this.slots.Length];
        for (int i = 0; i < this.slots.Length; i++) buffers[i] = slots[this.slots[i]];
        foreach ((int from, int to, long bytes) in inMemory) Body.Copy(slots[from], slots[to], bytes);
        using Scratch frame = new(frameBytes);
        kernel(buffers, 0, (nint)turns, (nint*)frame.Address);
    }
}
