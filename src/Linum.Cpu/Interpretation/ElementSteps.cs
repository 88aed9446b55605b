using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What steps do for a block one element after the other: choices, shifts, conversions, and all that is rare, by what defines it (<see cref="ScalarArithmetic"/>). Values are as they are in arrays.</summary>
internal static unsafe class ElementSteps
{
    /// <summary>Copies elements that lie apart.</summary>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="from">The first element.</param>
    /// <param name="step">Bytes from one to the next.</param>
    /// <param name="to">Receives them.</param>
    /// <param name="stepTo">Bytes from one to the next there.</param>
    /// <param name="n">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(int size, byte* from, nint step, byte* to, nint stepTo, int n)
    {
        if (step == size && stepTo == size)
        {
            Unsafe.CopyBlockUnaligned(to, from, (uint)(n * size));
            return;
        }

        switch (size)
        {
            case 1: for (int i = 0; i < n; i++) to[i * stepTo] = from[i * step]; break;
            case 2: for (int i = 0; i < n; i++) *(short*)(to + i * stepTo) = *(short*)(from + i * step); break;
            case 4: for (int i = 0; i < n; i++) *(int*)(to + i * stepTo) = *(int*)(from + i * step); break;
            default: for (int i = 0; i < n; i++) *(long*)(to + i * stepTo) = *(long*)(from + i * step); break;
        }
    }

    /// <summary>Fills a block with one value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(int size, long bits, byte* r, int n)
    {
        switch (size)
        {
            case 1: new Span<byte>(r, n).Fill((byte)bits); break;
            case 2: new Span<short>(r, n).Fill((short)bits); break;
            case 4: new Span<int>(r, n).Fill((int)bits); break;
            default: new Span<long>(r, n).Fill(bits); break;
        }
    }

    /// <summary>Numbers along an axis.</summary>
    /// <param name="type">The type of the result.</param>
    /// <param name="first">The number of the first element.</param>
    /// <param name="step">1 along the block, else 0.</param>
    /// <param name="r">Receives them.</param>
    /// <param name="n">How many.</param>
    public static void Index(DType type, long first, long step, byte* r, int n)
    {
        for (int i = 0; i < n; i++) Write(type.Size, r, i, ScalarConversion.Convert(DType.Int64, type, first + i * step));
    }

    /// <summary>Whether a bool is true for some element.</summary>
    public static bool Any(byte* a, int n) => new Span<byte>(a, n).ContainsAnyExcept((byte)0);

    /// <summary>B where A is true, else C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(int size, byte* a, byte* b, byte* c, byte* r, int n)
    {
        switch (size)
        {
            case 1: Select(a, b, c, r, n); break;
            case 2: Select(a, (short*)b, (short*)c, (short*)r, n); break;
            case 4: Select(a, (int*)b, (int*)c, (int*)r, n); break;
            default: Select(a, (long*)b, (long*)c, (long*)r, n); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Select<T>(byte* a, T* b, T* c, T* r, int n)
        where T : unmanaged
    {
        for (int i = 0; i < n; i++) r[i] = a[i] != 0 ? b[i] : c[i];
    }

    /// <summary>Shifts lanes; see <see cref="ScalarOp.ShiftLeft"/> and the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Shift(ScalarOp op, DType type, byte* a, byte* b, byte* r, int n)
    {
        switch (op, type)
        {
            case (ScalarOp.ShiftLeft, DType.Int32 or DType.UInt32): for (int i = 0; i < n; i++) ((uint*)r)[i] = ((uint*)b)[i] < 32 ? ((uint*)a)[i] << ((int*)b)[i] : 0; return true;
            case (ScalarOp.ShiftRightLogical, DType.Int32 or DType.UInt32): for (int i = 0; i < n; i++) ((uint*)r)[i] = ((uint*)b)[i] < 32 ? ((uint*)a)[i] >> ((int*)b)[i] : 0; return true;
            case (ScalarOp.ShiftLeft, DType.Int64 or DType.UInt64): for (int i = 0; i < n; i++) ((ulong*)r)[i] = ((ulong*)b)[i] < 64 ? ((ulong*)a)[i] << ((int*)b)[2 * i] : 0; return true;
            case (ScalarOp.ShiftRightLogical, DType.Int64 or DType.UInt64): for (int i = 0; i < n; i++) ((ulong*)r)[i] = ((ulong*)b)[i] < 64 ? ((ulong*)a)[i] >> ((int*)b)[2 * i] : 0; return true;
            default: return false;
        }
    }

    /// <summary>Converts the types of most programs; false for other pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Convert(DType from, DType to, byte* a, byte* r, int n)
    {
        switch (from, to)
        {
            // C#'s conversions saturate, with NaN to 0, since .NET 9.
            case (DType.Float32, DType.Int32): for (int i = 0; i < n; i++) ((int*)r)[i] = (int)((float*)a)[i]; return true;
            case (DType.Int32, DType.Float32): for (int i = 0; i < n; i++) ((float*)r)[i] = ((int*)a)[i]; return true;
            case (DType.Float32, DType.Float64): for (int i = 0; i < n; i++) ((double*)r)[i] = ((float*)a)[i]; return true;
            case (DType.Float64, DType.Float32): for (int i = 0; i < n; i++) ((float*)r)[i] = (float)((double*)a)[i]; return true;
            case (DType.Float64, DType.Int32): for (int i = 0; i < n; i++) ((int*)r)[i] = (int)((double*)a)[i]; return true;
            case (DType.Int32, DType.Float64): for (int i = 0; i < n; i++) ((double*)r)[i] = ((int*)a)[i]; return true;
            case (DType.Bool, DType.Float32): for (int i = 0; i < n; i++) ((float*)r)[i] = a[i]; return true;
            case (DType.Bool, DType.Int32): for (int i = 0; i < n; i++) ((int*)r)[i] = a[i]; return true;
            case (DType.Int32, DType.UInt32) or (DType.UInt32, DType.Int32): Copy(4, a, 4, r, 4, n); return true;
            default: return false;
        }
    }

    /// <summary>Any step with operands, by its definition.</summary>
    public static void ByDefinition(in BlockStep s, byte* a, byte* b, byte* c, byte* r, int n)
    {
        int size = s.From.Size;
        for (int i = 0; i < n; i++)
        {
            long x = Read(size, a, i), y = s.B < 0 ? 0 : Read(size, b, i);
            Write(s.Type.Size, r, i, s.Op switch
            {
                ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual => ScalarArithmetic.Compare(s.Op, s.From, x, y) ? 1 : 0,
                ScalarOp.Convert => ScalarConversion.Convert(s.From, s.Type, x),
                ScalarOp.FusedMultiplyAdd => ScalarArithmetic.FusedMultiplyAdd(s.Type, x, y, Read(size, c, i)),
                _ when s.B >= 0 => ScalarArithmetic.Binary(s.Op, s.Type, x, y),
                _ => ScalarArithmetic.Unary(s.Op, s.Type, x),
            });
        }
    }

    private static long Read(int size, byte* p, int i) => size switch
    {
        1 => p[i],
        2 => ((ushort*)p)[i],
        4 => ((uint*)p)[i],
        _ => ((long*)p)[i],
    };

    private static void Write(int size, byte* p, int i, long bits)
    {
        switch (size)
        {
            case 1: p[i] = (byte)bits; break;
            case 2: ((short*)p)[i] = (short)bits; break;
            case 4: ((int*)p)[i] = (int)bits; break;
            default: ((long*)p)[i] = bits; break;
        }
    }
}
