using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A body run for each element of a leading axis.</summary>
internal sealed unsafe class ScanStep : Step
{
    /// <summary>A slice whose count is a multiple of this is written by kernels without touching its neighbour.</summary>
    private const long WholeVectors = 16;

    private readonly Scan scan;
    private readonly CompiledProgram body;
    private readonly int[] operands;
    private readonly int[] results;
    private readonly LoopCarry carry;
    private readonly long[] inputBytes;
    private readonly bool[] isDirect;
    private readonly long bytes;

    public ScanStep(Scan scan, CompiledProgram body, int[] operands, int[] results)
    {
        (this.scan, this.body, this.operands, this.results) = (scan, body, operands, results);
        carry = new(body, scan.Constants, scan.Carry);
        inputBytes = [.. scan.Body.InputTypes.Select(t => t.ByteCount)];
        isDirect = [.. scan.Body.OutputTypes.Select(t => t.Shape.Count % WholeVectors == 0)];
        bytes = carry.Bytes;
        for (int i = scan.Carry; i < results.Length; i++)
            if (!isDirect[i]) bytes += Body.Room(body.Results[i].Bytes);
        bytes = (bytes + 63) / 64 * 64;
    }

    public override long WorkingBytes => bytes + body.FrameBytes + body.StepBytes;

    public override void Run(nint* slots)
    {
        int constants = scan.Constants, carried = scan.Carry, inputCount = operands.Length, outputCount = results.Length;
        nint* inputs = stackalloc nint[inputCount], outputs = stackalloc nint[outputCount], targets = stackalloc nint[outputCount], sources = stackalloc nint[inputCount];
        nint* current = stackalloc nint[carried], rooms = stackalloc nint[outputCount];
        for (int i = 0; i < inputCount; i++) sources[i] = inputs[i] = slots[operands[i]];
        for (int i = 0; i < outputCount; i++) targets[i] = slots[results[i]];
        using Scratch memory = new(bytes + body.FrameBytes);
        nint* frame = body.Begin(memory.Address + (nint)bytes);
        // The first outputs are the carry's second memory.
        carry.Start(memory.Address, sources + constants, current, outputs);
        nint room = memory.Address + (nint)carry.Bytes;
        for (int i = carried; i < outputCount; i++)
        {
            rooms[i] = room;
            if (!isDirect[i]) room += (nint)Body.Room(body.Results[i].Bytes);
        }

        for (int step = 0; step < scan.Length; step++)
        {
            int at = scan.Reverse ? scan.Length - 1 - step : step;
            for (int i = 0; i < carried; i++) inputs[constants + i] = current[i];
            for (int i = constants + carried; i < inputCount; i++) inputs[i] = sources[i] + (nint)(at * inputBytes[i]);
            for (int i = carried; i < outputCount; i++) outputs[i] = isDirect[i] ? targets[i] + (nint)(at * body.Results[i].Bytes) : rooms[i];
            body.Run(inputs, outputs, frame);
            for (int i = carried; i < outputCount; i++)
                if (!body.IsWritten(i) || !isDirect[i]) Body.Copy(body.Find(i, inputs, outputs), targets[i] + (nint)(at * body.Results[i].Bytes), body.Results[i].Bytes);
            carry.Advance(inputs, outputs, current, outputs);
        }

        carry.Finish(current, targets);
    }
}
