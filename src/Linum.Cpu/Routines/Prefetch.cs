using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Linum.Cpu;

/// <summary>Asks for memory ahead of its use, where the processor has an instruction for it and would not foresee the use by itself.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Bytes of a cache line.</summary>
    public const int Line = 64;

    /// <summary>Asks for the cache line of an address, which need not be one of the program's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void At(void* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }

    /// <summary>Asks for the first lines of a run: the processor foresees the rest.</summary>
    public static void Window(byte* from, long bytes)
    {
        const int most = 8 * Line;
        byte* end = from + Math.Min(bytes, most);
        for (; from < end; from += Line) At(from);
    }

    /// <summary>Asks for a run that is needed later, in the second cache.</summary>
    public static void All(byte* from, long bytes)
    {
        if (!Sse.IsSupported) return;
        for (byte* end = from + bytes; from < end; from += Line) Sse.Prefetch1(from);
    }
}
