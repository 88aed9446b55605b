using Linum.Extending;

namespace Linum.Cpu;

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
