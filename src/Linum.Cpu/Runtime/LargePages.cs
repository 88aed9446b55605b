using System.Runtime.InteropServices;

namespace Linum.Cpu;

/// <summary>
/// Memory of large blocks, in pages of 2 MB where Linux gives them: what lies in pages of 4 KB is looked up more often than a processor remembers, in the tables of two systems where one is a guest of the
/// other. Minima of two turns (2026-11-26): 10⁶ numbers through five operations 61 to 69 -> 59 µs, a choice 78 to 84 -> 70 to 75, rows of a table 91 to 95 -> 79 to 88, products of 2048 91.4 -> 88.5 ms. The first use
/// of 64 MB takes 6 ms for 24, of memory that the system has had before.
/// </summary>
internal static unsafe partial class LargePages
{
    private const int Page = 2 << 20;

    /// <summary>MADV_HUGEPAGE of madvise(2).</summary>
    private const int InLargePages = 14;

    /// <summary>Whether blocks of so many bytes come from here.</summary>
    public static bool Suit(long bytes) => bytes >= Page && OperatingSystem.IsLinux();

    /// <summary>A block, to be freed as other aligned memory is.</summary>
    public static void* Allocate(long bytes)
    {
        void* block = NativeMemory.AlignedAlloc((nuint)bytes, Page);
        try
        {
            // A wish: where it is not granted pages are small.
            _ = Advise(block, (nuint)bytes, InLargePages);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
        }

        return block;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint bytes, int advice);
}
