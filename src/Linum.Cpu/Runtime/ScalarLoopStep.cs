using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A loop over single elements, emitted as one method: see <see cref="ScalarLoop"/>.</summary>
internal sealed unsafe class ScalarLoopStep : Step
{
    private readonly Kernel kernel;
    private readonly int[] slots;
    private readonly CompiledProgram[] constantsOf;
    private readonly int[] operandSlots;
    private readonly long turns;

    private ScalarLoopStep(Kernel kernel, int[] operandSlots, CompiledProgram[] constantsOf, int[] results, long turns) =>
        (this.kernel, this.operandSlots, this.constantsOf, slots, this.turns) = (kernel, operandSlots, constantsOf, results, turns);

    /// <summary>The scan as a loop over single elements; null if it is none.</summary>
    public static ScalarLoopStep? Of(Scan scan, CompiledProgram body, int[] operands, int[] results)
    {
        if (FuseScalars.Run(body.Graph) is not ScalarFunction function) return null;
        ScalarInput[] inputs =
        [
            .. Enumerable.Range(0, operands.Length).Select(i => i < scan.Constants ? ScalarInput.Constant : i < scan.Constants + scan.Carry ? ScalarInput.Carried : ScalarInput.Stacked),
            .. Enumerable.Repeat(ScalarInput.Constant, body.Constants.Length),
        ];
        return new(new ScalarLoop(function, inputs, scan.Carry, null, [], scan.Reverse).Emit(), operands, [body], results, scan.Length);
    }

    /// <summary>The loop with a condition as a loop over single elements; null if it is none.</summary>
    public static ScalarLoopStep? Of(While loop, CompiledProgram body, CompiledProgram condition, int[] operands, int[] results)
    {
        if (FuseScalars.Run(body.Graph) is not ScalarFunction function || FuseScalars.Run(condition.Graph) is not ScalarFunction test) return null;
        ScalarInput[] Inputs(int constants, CompiledProgram program) =>
            [.. Enumerable.Repeat(ScalarInput.Constant, constants), .. Enumerable.Repeat(ScalarInput.Carried, results.Length), .. Enumerable.Repeat(ScalarInput.Constant, program.Constants.Length)];
        int[] ofCondition = operands[..loop.ConditionConstants], ofBody = operands[loop.ConditionConstants..];
        Kernel kernel = new ScalarLoop(function, Inputs(loop.BodyConstants, body), results.Length, test, Inputs(loop.ConditionConstants, condition), false).Emit();
        // Buffers: the body's operands and constants, then the condition's own.
        return new(kernel, [.. ofBody, -1, .. ofCondition, -2], [body, condition], results, 0);
    }

    public override void Run(nint* slots)
    {
        int most = operandSlots.Length + this.slots.Length;
        foreach (CompiledProgram program in constantsOf) most += program.Constants.Length;
        nint* buffers = stackalloc nint[most];
        int next = 0;
        foreach (int operand in operandSlots)
        {
            if (operand >= 0) buffers[next++] = slots[operand];
            else Constants(constantsOf[-1 - operand], buffers, ref next);
        }

        if (constantsOf.Length == 1) Constants(constantsOf[0], buffers, ref next);
        foreach (int result in this.slots) buffers[next++] = slots[result];
        kernel(buffers, 0, (nint)turns, null);
    }

    private static void Constants(CompiledProgram program, nint* buffers, ref int next)
    {
        foreach (CpuBuffer constant in program.Constants) buffers[next++] = constant.Address;
    }
}
