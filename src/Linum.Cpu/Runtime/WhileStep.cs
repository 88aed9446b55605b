using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A body repeated while a condition holds.</summary>
internal sealed unsafe class WhileStep(While loop, CompiledProgram body, CompiledProgram condition, int[] operands, int[] results) : Step
{
    private readonly LoopCarry carry = new(body, loop.BodyConstants, results.Length);

    public override long WorkingBytes => CarryBytes + ConditionBytes + body.FrameBytes + Math.Max(condition.StepBytes, body.StepBytes);

    private long CarryBytes => (carry.Bytes + 63) / 64 * 64;

    private long ConditionBytes => (condition.FrameBytes + 63) / 64 * 64;

    public override void Run(nint* slots)
    {
        int conditionConstants = loop.ConditionConstants, bodyConstants = loop.BodyConstants, count = results.Length;
        nint* initial = stackalloc nint[count], current = stackalloc nint[count], other = stackalloc nint[count], targets = stackalloc nint[count];
        nint* asked = stackalloc nint[conditionConstants + count], inputs = stackalloc nint[bodyConstants + count];
        for (int i = 0; i < conditionConstants; i++) asked[i] = slots[operands[i]];
        for (int i = 0; i < bodyConstants; i++) inputs[i] = slots[operands[conditionConstants + i]];
        for (int i = 0; i < count; i++) initial[i] = slots[operands[conditionConstants + bodyConstants + i]];
        for (int i = 0; i < count; i++) targets[i] = slots[results[i]];
        long bytes = CarryBytes, conditionBytes = ConditionBytes;
        using Scratch memory = new(bytes + conditionBytes + body.FrameBytes);
        nint* conditionFrame = condition.Begin(memory.Address + (nint)bytes), bodyFrame = body.Begin(memory.Address + (nint)(bytes + conditionBytes));
        carry.Start(memory.Address, initial, current, other);
        byte* answer = stackalloc byte[BufferPool.Spare];
        nint answers = (nint)answer;
        while (true)
        {
            for (int i = 0; i < count; i++) asked[conditionConstants + i] = inputs[bodyConstants + i] = current[i];
            condition.Run(asked, &answers, conditionFrame);
            Body.Collect(condition, asked, &answers);
            if (*answer == 0) break;
            body.Run(inputs, other, bodyFrame);
            carry.Advance(inputs, other, current, other);
        }

        carry.Finish(current, targets);
    }
}
