using System.Numerics;

namespace Linum.Cpu;

/// <summary>What scalar code calls for operations that are no single instruction.</summary>
internal static class ScalarHelpers
{
    public static int DivideInt32(int a, int b) => b == 0 ? -1 : b == -1 ? unchecked(-a) : a / b;
    public static long DivideInt64(long a, long b) => b == 0 ? -1 : b == -1 ? unchecked(-a) : a / b;
    public static uint DivideUInt32(uint a, uint b) => b == 0 ? uint.MaxValue : a / b;
    public static ulong DivideUInt64(ulong a, ulong b) => b == 0 ? ulong.MaxValue : a / b;
    public static int RemainderInt32(int a, int b) => b == 0 ? a : b == -1 ? 0 : a % b;
    public static long RemainderInt64(long a, long b) => b == 0 ? a : b == -1 ? 0 : a % b;
    public static uint RemainderUInt32(uint a, uint b) => b == 0 ? a : a % b;
    public static ulong RemainderUInt64(ulong a, ulong b) => b == 0 ? a : a % b;

    /// <summary>As <c>a % b</c>, which takes 15 to 140 ns: by one division where the quotient has no more digits than a double (<see cref="DivisionSteps.Remainder(Extending.Scalar, Extending.Scalar)"/>).</summary>
    public static float Remainder(float a, float b) => (float)RemainderOf(a, b);

    /// <summary>The same for doubles.</summary>
    public static double Remainder(double a, double b) => RemainderOf(a, b);

    private static double RemainderOf(double a, double b)
    {
        double x = Math.Abs(a), y = Math.Abs(b), quotient = Math.Truncate(x / y);
        if (!(quotient <= 1L << 52 && y < double.PositiveInfinity)) return a % b;
        double rest = Math.FusedMultiplyAdd(-quotient, y, x);
        return Math.CopySign(rest < 0 ? rest + y : rest, a);
    }

    public static int AbsInt32(int a) => a < 0 ? unchecked(-a) : a;
    public static long AbsInt64(long a) => a < 0 ? unchecked(-a) : a;
    public static int ShiftLeft32(int a, int b, int width) => (uint)b >= (uint)width ? 0 : a << b;
    public static long ShiftLeft64(long a, long b) => (ulong)b >= 64 ? 0 : a << (int)b;
    public static int ShiftRightLogical32(int a, int b, int width) => (uint)b >= (uint)width ? 0 : (int)((width == 32 ? (uint)a : (uint)a & ((1u << width) - 1)) >> b);
    public static long ShiftRightLogical64(long a, long b) => (ulong)b >= 64 ? 0 : (long)((ulong)a >> (int)b);
    public static int ShiftRightArithmetic32(int a, int b, int width) => a >> ((uint)b >= (uint)width ? width - 1 : b);
    public static uint ShiftRightArithmeticUnsigned32(uint a, uint b, int width) => b >= (uint)width ? (uint)((int)(a << (32 - width)) >> 31) & ((width == 32 ? 0 : 1u << width) - 1) : (uint)((int)(a << (32 - width)) >> (int)b >> (32 - width)) & ((width == 32 ? 0 : 1u << width) - 1);
    public static long ShiftRightArithmetic64(long a, long b) => a >> (int)Math.Min((ulong)b, 63);
    public static int PopulationCount32(int a, int width) => BitOperations.PopCount(width == 32 ? (uint)a : (uint)a & ((1u << width) - 1));
    public static long PopulationCount64(long a) => BitOperations.PopCount((ulong)a);
    public static int LeadingZeroCount32(int a, int width) => BitOperations.LeadingZeroCount(width == 32 ? (uint)a : (uint)a & ((1u << width) - 1)) - (32 - width);
    public static long LeadingZeroCount64(long a) => BitOperations.LeadingZeroCount((ulong)a);
    public static uint MaxUInt32(uint a, uint b) => Math.Max(a, b);
    public static uint MinUInt32(uint a, uint b) => Math.Min(a, b);
    public static float MaxOrB(float a, float b) => a > b ? a : b;
    public static double MaxOrB(double a, double b) => a > b ? a : b;
    public static float MinOrB(float a, float b) => a < b ? a : b;
    public static double MinOrB(double a, double b) => a < b ? a : b;
    public static float HalfToSingle(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits);
    public static ushort SingleToHalf(float x) => BitConverter.HalfToUInt16Bits((Half)x);
    public static float BFloat16ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    public static ushort SingleToBFloat16(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        return (ushort)(float.IsNaN(x) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    public static int DoubleToInt32Clamped(double x, double low, double high) => double.IsNaN(x) ? 0 : (int)Math.Clamp(x, low, high);
    public static uint DoubleToUInt32Clamped(double x) => double.IsNaN(x) ? 0 : (uint)Math.Clamp(x, 0, uint.MaxValue);
    public static long DoubleToInt64(double x) => double.IsNaN(x) ? 0 : x >= 9223372036854775807.0 ? long.MaxValue : x <= -9223372036854775808.0 ? long.MinValue : (long)x;
    public static ulong DoubleToUInt64(double x) => double.IsNaN(x) || x <= 0 ? 0 : x >= 18446744073709551615.0 ? ulong.MaxValue : (ulong)x;
    public static float UInt64ToSingle(ulong x) => (float)x;
    public static double UInt64ToDouble(ulong x) => (double)x;
    public static float Int64ToSingle(long x) => (float)x;
}
