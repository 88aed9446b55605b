using System.Runtime.InteropServices;

namespace Linum.Cpu;

/// <summary>
/// Gates at which threads wait in code of the system, spinning: there the collector need not stop them, nor wake them afterwards. They are locks of POSIX threads, which Linux has (glibc and musl); elsewhere
/// there are none.
/// </summary>
/// <remarks>Who passes a gate leaves it open behind him, so that nobody can be left standing at one, also where it was closed anew before he came.</remarks>
internal static unsafe partial class OutsideGate
{
    /// <summary>Whether the system has such gates.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Try();

    /// <summary>Makes an open gate of what may be any bits.</summary>
    public static void Make(int* gate) => _ = Initialize(gate, 0);

    /// <summary>Closes a gate; one through which somebody goes at this moment may be open again after him.</summary>
    public static void Close(int* gate) => _ = TryLock(gate);

    /// <summary>Opens a gate.</summary>
    public static void Open(int* gate) => _ = Unlock(gate);

    /// <summary>Waits until a gate is open, and leaves it open.</summary>
    public static void Pass(int* gate)
    {
        _ = Lock(gate);
        _ = Unlock(gate);
    }

    private static bool Try()
    {
        int gate;
        try
        {
            Make(&gate);
            Close(&gate);
            Open(&gate);
            Pass(&gate);
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "pthread_spin_init")]
    private static partial int Initialize(int* gate, int shared);

    [LibraryImport("libc", EntryPoint = "pthread_spin_lock")]
    private static partial int Lock(int* gate);

    [LibraryImport("libc", EntryPoint = "pthread_spin_trylock")]
    [SuppressGCTransition]
    private static partial int TryLock(int* gate);

    [LibraryImport("libc", EntryPoint = "pthread_spin_unlock")]
    [SuppressGCTransition]
    private static partial int Unlock(int* gate);
}
