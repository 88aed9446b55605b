namespace Linum.Cpu;

/// <summary>An emitted elementwise loop.</summary>
/// <param name="kernel">The loop.</param>
/// <param name="isVector">See <see cref="IsVector"/>.</param>
/// <param name="rest">See <see cref="Rest"/>.</param>
/// <param name="isSeries">Whether it computes one map after the other: what goes on for it computes one.</param>
internal sealed unsafe class MapLoop(Kernel kernel, bool isVector, RareRest? rest, bool isSeries)
{
    /// <summary>Whether it computes <see cref="VectorInstructions.Lanes"/> elements at a time, and so reads and writes up to one less behind the end.</summary>
    public bool IsVector => isVector;

    /// <summary>What goes on where the loop is left; null if it never is.</summary>
    public RareRest? Rest => rest;

    /// <summary>Computes some elements; see <see cref="Kernel"/>.</summary>
    public void Run(nint* buffers, nint begin, nint end, nint* extra)
    {
        ((isSeries ? null : rest?.IfUsual) ?? kernel)(buffers, begin, end, extra);
        // A program may have been dropped by all while it runs.
        GC.KeepAlive(this);
    }

    /// <summary>Compiles the loop to machine code; see <see cref="KernelFactory.Prepare"/>.</summary>
    public void Prepare() => KernelFactory.Prepare(kernel);
}
