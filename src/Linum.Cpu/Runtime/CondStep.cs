using Linum.Extending;

namespace Linum.Cpu;

/// <summary>One of several programs, by an int32.</summary>
internal sealed unsafe class CondStep(CallStep[] branches, int index) : Step
{
    public override long WorkingBytes => branches.Max(b => b.WorkingBytes);

    public override void Run(nint* slots) => branches[Math.Clamp(*(int*)slots[index], 0, branches.Length - 1)].Run(slots);
}
