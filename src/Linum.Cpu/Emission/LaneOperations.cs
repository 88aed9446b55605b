using System.Reflection;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What has no vector instruction and no steps that have one: 64-bit integer division, remainders of floats with long quotients, and shifts by arrays where a processor has no instruction for them. A vector loop does these lane by lane.</summary>
internal static class LaneOperations
{
    private interface IOnLanes<T>
    {
        static abstract T Of(T a, T b);
    }

    /// <summary>A method of two addresses that does a step for all lanes at the first, the second operand at the second; null if there is an instruction for it.</summary>
    public static MethodInfo? Of(ScalarFunction f, ScalarStep s)
    {
        DType type = f.Steps[s.A].DType;
        Type? operation = (s.Op, type) switch
        {
            (ScalarOp.Divide, DType.Int64) => typeof(DivideInt64),
            (ScalarOp.Divide, DType.UInt64) => typeof(DivideUInt64),
            (ScalarOp.Remainder, DType.Int64) => typeof(RemainderInt64),
            (ScalarOp.Remainder, DType.UInt64) => typeof(RemainderUInt64),
            (ScalarOp.Remainder, DType.Float32) => typeof(RemainderSingle),
            (ScalarOp.Remainder, DType.Float64) => typeof(RemainderDouble),
            (ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical or ScalarOp.ShiftRightArithmetic, _) when !VectorSupport.IsConstantShift(f, s) && Shift(s.Op, type) is null => (s.Op, type.Size) switch
            {
                (ScalarOp.ShiftLeft, 4) => typeof(ShiftLeft32),
                (ScalarOp.ShiftLeft, _) => typeof(ShiftLeft64),
                (ScalarOp.ShiftRightLogical, 4) => typeof(ShiftRightLogical32),
                (ScalarOp.ShiftRightLogical, _) => typeof(ShiftRightLogical64),
                _ => typeof(ShiftRightArithmetic32),
            },
            _ => null,
        };
        if (operation is null) return null;
        Type element = operation.GetInterfaces()[0].GetGenericArguments()[0];
        return typeof(LaneOperations).GetMethod(nameof(Each), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(element, operation);
    }

    /// <summary>The instruction that shifts each lane by a number of its own, from both on the stack. It gives zeros, or the sign, where that is the width or more, as steps do. Null where there is none.</summary>
    public static MethodInfo? Shift(ScalarOp op, DType type)
    {
        string name = op switch { ScalarOp.ShiftLeft => nameof(Avx2.ShiftLeftLogicalVariable), ScalarOp.ShiftRightLogical => nameof(Avx2.ShiftRightLogicalVariable), _ => nameof(Avx2.ShiftRightArithmeticVariable) };
        bool isSupported = VectorInstructions.Width == 512 ? Avx512F.IsSupported : Avx2.IsSupported;
        Type lanes = VectorInstructions.Of(VectorInstructions.Element(type)), counts = VectorInstructions.Of(type.Size == 4 ? typeof(uint) : typeof(ulong));
        return isSupported ? (VectorInstructions.Width == 512 ? typeof(Avx512F) : typeof(Avx2)).GetMethod(name, [lanes, counts]) : null;
    }

    private static unsafe void Each<T, TOperation>(T* a, T* b)
        where T : unmanaged
        where TOperation : IOnLanes<T>
    {
        for (int i = 0; i < VectorInstructions.Width / 8 / sizeof(T); i++) a[i] = TOperation.Of(a[i], b[i]);
    }

    private readonly struct DivideInt64 : IOnLanes<long>
    {
        public static long Of(long a, long b) => ScalarHelpers.DivideInt64(a, b);
    }

    private readonly struct DivideUInt64 : IOnLanes<ulong>
    {
        public static ulong Of(ulong a, ulong b) => ScalarHelpers.DivideUInt64(a, b);
    }

    private readonly struct RemainderInt64 : IOnLanes<long>
    {
        public static long Of(long a, long b) => ScalarHelpers.RemainderInt64(a, b);
    }

    private readonly struct RemainderUInt64 : IOnLanes<ulong>
    {
        public static ulong Of(ulong a, ulong b) => ScalarHelpers.RemainderUInt64(a, b);
    }

    private readonly struct RemainderSingle : IOnLanes<float>
    {
        public static float Of(float a, float b) => ScalarHelpers.Remainder(a, b);
    }

    private readonly struct RemainderDouble : IOnLanes<double>
    {
        public static double Of(double a, double b) => ScalarHelpers.Remainder(a, b);
    }

    private readonly struct ShiftLeft32 : IOnLanes<int>
    {
        public static int Of(int a, int b) => ScalarHelpers.ShiftLeft32(a, b, 32);
    }

    private readonly struct ShiftLeft64 : IOnLanes<long>
    {
        public static long Of(long a, long b) => ScalarHelpers.ShiftLeft64(a, b);
    }

    private readonly struct ShiftRightLogical32 : IOnLanes<int>
    {
        public static int Of(int a, int b) => ScalarHelpers.ShiftRightLogical32(a, b, 32);
    }

    private readonly struct ShiftRightLogical64 : IOnLanes<long>
    {
        public static long Of(long a, long b) => ScalarHelpers.ShiftRightLogical64(a, b);
    }

    private readonly struct ShiftRightArithmetic32 : IOnLanes<int>
    {
        public static int Of(int a, int b) => ScalarHelpers.ShiftRightArithmetic32(a, b, 32);
    }
}
