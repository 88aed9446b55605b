using System.Runtime.InteropServices;

namespace Linum.Cpu;

/// <summary>
/// Large blocks on pages of 2 MiB, where the system gives such pages to those who ask: an array of 16 MiB is then touched for the first time with 8 interruptions instead of 4096, and
/// routines that write to many places at a time do not wait for addresses to be looked up.
/// </summary>
internal static unsafe partial class LargePages
{
    private const long Page = 2L << 20;

    private const int WantLargePages = 14;

    private static bool refused = !OperatingSystem.IsLinux();

    /// <summary>Whether a block is large enough to lie on large pages, and there may be such pages.</summary>
    public static bool Suit(long bytes) => bytes >= Page && !refused;

    /// <summary>A block that begins with a page. The system may decide otherwise; the block is as good then, only slower.</summary>
    public static nint Allocate(long bytes)
    {
        void* block = NativeMemory.AlignedAlloc((nuint)bytes, (nuint)Page);
        try
        {
            _ = Advise(block, (nuint)bytes, WantLargePages);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            refused = true;
        }

        return (nint)block;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* block, nuint bytes, int advice);
}
