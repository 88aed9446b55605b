namespace Linum.Cpu;

/// <summary>For tests, where <see cref="PoisonedMemory"/> is on: a step before which the memory of its results is poisoned, so that an element that it leaves out is seen.</summary>
/// <param name="inner">The step.</param>
/// <param name="results">The slots and bytes of results that do not lie where the step reads.</param>
internal sealed unsafe class PoisoningStep(Step inner, (int Slot, long Bytes)[] results) : Step
{
    public override string Kind => inner.Kind;

    public override void Run(nint* slots)
    {
        foreach ((int slot, long bytes) in results) PoisonedMemory.Fill(slots[slot], bytes);
        inner.Run(slots);
    }
}
