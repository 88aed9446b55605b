namespace Linum.Cpu;

/// <summary>Lets one thread in at a time, for a few instructions: who waits spins. A field of it must not be readonly.</summary>
internal struct SpinGate
{
    private int busy;

    /// <summary>Returns when no other thread is inside.</summary>
    public void Enter()
    {
        if (Interlocked.CompareExchange(ref busy, 1, 0) == 0) return;
        SpinWait spin = default;
        while (Interlocked.CompareExchange(ref busy, 1, 0) != 0) spin.SpinOnce();
    }

    /// <summary>Lets the next one in.</summary>
    public void Leave() => Volatile.Write(ref busy, 0);
}
