using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A program called once.</summary>
internal sealed unsafe class CallStep(CompiledProgram body, int[] operands, int[] results) : Step
{
    public override long WorkingBytes => body.TemporaryBytes;

    public override void Run(nint* slots)
    {
        nint* inputs = stackalloc nint[operands.Length], outputs = stackalloc nint[results.Length];
        for (int i = 0; i < operands.Length; i++) inputs[i] = slots[operands[i]];
        for (int i = 0; i < results.Length; i++) outputs[i] = slots[results[i]];
        body.Run(inputs, outputs);
        Body.Collect(body, inputs, outputs);
    }
}
