using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>
/// For tests: memory that is handed out holds 0xFF in every byte, a NaN in every type that has one, so that an element that nobody computes is seen. Otherwise it may hold what it should,
/// because the same program ran before in the same memory.
/// </summary>
internal static unsafe class PoisonedMemory
{
    /// <summary>Whether memory is poisoned; LINUM_POISON=1 switches it on from the start.</summary>
    public static bool IsOn { get; set; } = Environment.GetEnvironmentVariable("LINUM_POISON") == "1";

    /// <summary>Fills memory, if it is to be poisoned.</summary>
    public static void Fill(nint address, long bytes)
    {
        if (IsOn) Fill((byte*)address, bytes);
    }

    private static void Fill(byte* address, long bytes)
    {
        const int Piece = 1 << 30;
        for (; bytes > Piece; address += Piece, bytes -= Piece) Unsafe.InitBlockUnaligned(address, 0xFF, Piece);
        Unsafe.InitBlockUnaligned(address, 0xFF, (uint)bytes);
    }
}
