using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Runs a program inside a program and puts its results where they belong.</summary>
internal static unsafe class Body
{
    /// <summary>Runs a body whose results are all to lie at given addresses.</summary>
    public static void Run(CompiledProgram body, nint* inputs, nint* outputs)
    {
        body.Run(inputs, outputs);
        for (int i = 0; i < body.Results.Length; i++)
            if (!body.IsWritten(i)) Copy(body.Find(i, inputs, outputs), outputs[i], body.Results[i].Bytes);
    }

    /// <summary>Copies an array, if it is not there already.</summary>
    public static void Copy(nint from, nint to, long bytes)
    {
        if (from != to) Buffer.MemoryCopy((void*)from, (void*)to, bytes, bytes);
    }

    /// <summary>The room an array needs in working memory.</summary>
    public static long Room(long bytes) => (bytes + 63) / 64 * 64 + BufferPool.Spare;
}

/// <summary>A program called once.</summary>
internal sealed unsafe class CallStep(CompiledProgram body, int[] operands, int[] results) : Step
{
    public override void Run(nint* slots)
    {
        nint* inputs = stackalloc nint[operands.Length], outputs = stackalloc nint[results.Length];
        for (int i = 0; i < operands.Length; i++) inputs[i] = slots[operands[i]];
        for (int i = 0; i < results.Length; i++) outputs[i] = slots[results[i]];
        Body.Run(body, inputs, outputs);
    }
}

/// <summary>One of several programs, by an int32.</summary>
internal sealed unsafe class CondStep(CallStep[] branches, int index) : Step
{
    public override void Run(nint* slots) => branches[Math.Clamp(*(int*)slots[index], 0, branches.Length - 1)].Run(slots);
}

/// <summary>
/// The arrays that a loop carries. Each has two pieces of memory, of which the body reads one and writes the other, unless it writes over what it reads.
/// </summary>
internal sealed unsafe class LoopCarry
{
    private readonly CompiledProgram program;
    private readonly int count;
    private readonly long bytes;
    private readonly bool[] stays;

    /// <param name="body">The body; its first results are the next carry.</param>
    /// <param name="first">The number of the input that is the first carried array.</param>
    /// <param name="count">How many arrays are carried.</param>
    public LoopCarry(CompiledProgram body, int first, int count)
    {
        (program, this.count) = (body, count);
        for (int i = 0; i < count; i++) bytes += 2 * RoomOf(i);
        stays = [.. Enumerable.Range(0, count).Select(i => body.Takes(i) == first + i)];
    }

    private long RoomOf(int i) => Body.Room(program.Results[i].Bytes);

    /// <summary>The working memory that is needed.</summary>
    public long Bytes => bytes;

    /// <summary>Copies the initial carry in, and says where the carry and its second memory are.</summary>
    public void Start(nint memory, nint* initial, nint* current, nint* other)
    {
        for (int i = 0; i < count; i++)
        {
            current[i] = memory;
            other[i] = memory + (nint)RoomOf(i);
            memory += (nint)(2 * RoomOf(i));
            Body.Copy(initial[i], current[i], program.Results[i].Bytes);
        }
    }

    /// <summary>After a run of the body, which was given the carry as inputs from <paramref name="current"/> and <paramref name="other"/> as outputs: makes its results the carry.</summary>
    public void Advance(nint* inputs, nint* outputs, nint* current, nint* other)
    {
        // First what is copied, as long as everything is still where it was.
        for (int i = 0; i < count; i++)
            if (!program.IsWritten(i) && !stays[i]) Body.Copy(program.Find(i, inputs, outputs), other[i], program.Results[i].Bytes);
        for (int i = 0; i < count; i++)
            if (!stays[i]) (current[i], other[i]) = (other[i], current[i]);
    }

    /// <summary>Copies the carry out.</summary>
    public void Finish(nint* current, nint* results)
    {
        for (int i = 0; i < count; i++) Body.Copy(current[i], results[i], program.Results[i].Bytes);
    }
}

/// <summary>A body repeated while a condition holds.</summary>
internal sealed unsafe class WhileStep(While loop, CompiledProgram body, CompiledProgram condition, int[] operands, int[] results) : Step
{
    private readonly LoopCarry carry = new(body, loop.BodyConstants, results.Length);

    public override void Run(nint* slots)
    {
        int conditionConstants = loop.ConditionConstants, bodyConstants = loop.BodyConstants, count = results.Length;
        nint* initial = stackalloc nint[count], current = stackalloc nint[count], other = stackalloc nint[count], targets = stackalloc nint[count];
        nint* asked = stackalloc nint[conditionConstants + count], inputs = stackalloc nint[bodyConstants + count];
        for (int i = 0; i < conditionConstants; i++) asked[i] = slots[operands[i]];
        for (int i = 0; i < bodyConstants; i++) inputs[i] = slots[operands[conditionConstants + i]];
        for (int i = 0; i < count; i++) initial[i] = slots[operands[conditionConstants + bodyConstants + i]];
        for (int i = 0; i < count; i++) targets[i] = slots[results[i]];
        using Scratch memory = new(carry.Bytes);
        carry.Start(memory.Address, initial, current, other);
        byte* answer = stackalloc byte[BufferPool.Spare];
        nint answers = (nint)answer;
        while (true)
        {
            for (int i = 0; i < count; i++) asked[conditionConstants + i] = inputs[bodyConstants + i] = current[i];
            Body.Run(condition, asked, &answers);
            if (*answer == 0) break;
            body.Run(inputs, other);
            carry.Advance(inputs, other, current, other);
        }

        carry.Finish(current, targets);
    }
}

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
    }

    public override void Run(nint* slots)
    {
        int constants = scan.Constants, carried = scan.Carry, inputCount = operands.Length, outputCount = results.Length;
        nint* inputs = stackalloc nint[inputCount], outputs = stackalloc nint[outputCount], targets = stackalloc nint[outputCount], sources = stackalloc nint[inputCount];
        nint* current = stackalloc nint[carried], rooms = stackalloc nint[outputCount];
        for (int i = 0; i < inputCount; i++) sources[i] = inputs[i] = slots[operands[i]];
        for (int i = 0; i < outputCount; i++) targets[i] = slots[results[i]];
        using Scratch memory = new(bytes);
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
            body.Run(inputs, outputs);
            for (int i = carried; i < outputCount; i++)
                if (!body.IsWritten(i) || !isDirect[i]) Body.Copy(body.Find(i, inputs, outputs), targets[i] + (nint)(at * body.Results[i].Bytes), body.Results[i].Bytes);
            carry.Advance(inputs, outputs, current, outputs);
        }

        carry.Finish(current, targets);
    }
}
