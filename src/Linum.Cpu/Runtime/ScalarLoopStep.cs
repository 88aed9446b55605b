using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A loop over single elements, emitted as one method: see <see cref="ScalarLoop"/>.</summary>
internal sealed unsafe class ScalarLoopStep : Step
{
    private readonly Kernel kernel;
    private readonly int[] slots;
    private readonly long turns;

    private ScalarLoopStep(Kernel kernel, int[] slots, long turns) => (this.kernel, this.slots, this.turns) = (kernel, slots, turns);

    /// <summary>The scan as a loop over single elements; null if it is none.</summary>
    public static ScalarLoopStep? Of(Scan scan, CompiledProgram body, int[] operands, int[] results)
    {
        if (FuseScalars.Run(body.Graph) is not ScalarFunction function) return null;
        ScalarInput[] inputs = [.. Enumerable.Range(0, operands.Length).Select(i => i < scan.Constants ? ScalarInput.Constant : i < scan.Constants + scan.Carry ? ScalarInput.Carried : ScalarInput.Stacked)];
        return new(new ScalarLoop(function, inputs, scan.Carry, null, [], scan.Reverse).Emit(), [.. operands, .. results], scan.Length);
    }

    /// <summary>The loop with a condition as a loop over single elements; null if it is none.</summary>
    public static ScalarLoopStep? Of(While loop, CompiledProgram body, CompiledProgram condition, int[] operands, int[] results)
    {
        if (FuseScalars.Run(body.Graph) is not ScalarFunction function || FuseScalars.Run(condition.Graph) is not ScalarFunction test) return null;
        ScalarInput[] Inputs(int constants) => [.. Enumerable.Repeat(ScalarInput.Constant, constants), .. Enumerable.Repeat(ScalarInput.Carried, results.Length)];
        Kernel kernel = new ScalarLoop(function, Inputs(loop.BodyConstants), results.Length, test, Inputs(loop.ConditionConstants), false).Emit();
        return new(kernel, [.. operands[loop.ConditionConstants..], .. operands[..loop.ConditionConstants], .. results], 0);
    }

    public override void Run(nint* slots)
    {
        nint* buffers = stackalloc nint[this.slots.Length];
        for (int i = 0; i < this.slots.Length; i++) buffers[i] = slots[this.slots[i]];
        kernel(buffers, 0, (nint)turns, null);
    }
}
