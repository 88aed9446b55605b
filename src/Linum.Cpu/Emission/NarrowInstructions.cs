using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Vectors of elements of one or two bytes: in registers each has a lane of 32 bits, extended as the type says. Half precision is in registers as its bits.</summary>
internal static unsafe class NarrowInstructions
{
    /// <summary>Whether a type has fewer bytes than a lane. Bools are masks instead.</summary>
    public static bool IsNarrow(DType type) => type.Size < 4 && type != DType.Bool;

    private static MethodInfo Find(string name, DType type) => typeof(NarrowInstructions).GetMethod(name + VectorInstructions.Width, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(MemoryType(type));

    private static Type MemoryType(DType type) => type switch
    {
        DType.Int8 => typeof(sbyte),
        DType.UInt8 => typeof(byte),
        DType.Int16 => typeof(short),
        _ => typeof(ushort),
    };

    /// <summary>From an address to lanes.</summary>
    public static MethodInfo Load(DType type) => Find("Load", type);

    /// <summary>To an address the low bits of lanes.</summary>
    public static MethodInfo Store(DType type) => Find("Store", type);

    /// <summary>Writes so many of the first lanes, and not more than there are.</summary>
    public static MethodInfo StoreFirst(DType type) => Find("StoreFirst", type);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Load512<T>(T* p)
        where T : unmanaged
    {
        if (!Avx512F.IsSupported) return Vector512.Create(Load256(p), Load256(p + 8));
        if (typeof(T) == typeof(sbyte)) return Avx512F.ConvertToVector512Int32(Vector128.Load((sbyte*)p));
        if (typeof(T) == typeof(byte)) return Avx512F.ConvertToVector512Int32(Vector128.Load((byte*)p));
        return typeof(T) == typeof(short) ? Avx512F.ConvertToVector512Int32(Vector256.Load((short*)p)) : Avx512F.ConvertToVector512Int32(Vector256.Load((ushort*)p));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Load256<T>(T* p)
        where T : unmanaged
    {
        if (!Avx2.IsSupported) return Vector256.Create(Load128(p), Load128(p + 4));
        if (typeof(T) == typeof(sbyte)) return Avx2.ConvertToVector256Int32((sbyte*)p);
        if (typeof(T) == typeof(byte)) return Avx2.ConvertToVector256Int32((byte*)p);
        return typeof(T) == typeof(short) ? Avx2.ConvertToVector256Int32((short*)p) : Avx2.ConvertToVector256Int32((ushort*)p);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Load128<T>(T* p)
        where T : unmanaged
    {
        if (typeof(T) == typeof(sbyte)) return Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(p)).AsSByte()));
        if (typeof(T) == typeof(byte)) return Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(p)).AsByte())).AsInt32();
        Vector128<ulong> four = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(p));
        return typeof(T) == typeof(short) ? Vector128.WidenLower(four.AsInt16()) : Vector128.WidenLower(four.AsUInt16()).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store512<T>(T* p, Vector512<int> lanes)
        where T : unmanaged
    {
        if (!Avx512F.IsSupported)
        {
            Store256(p, lanes.GetLower());
            Store256(p + 8, lanes.GetUpper());
        }
        else if (sizeof(T) == 1)
        {
            Avx512F.ConvertToVector128Byte(lanes).Store((byte*)p);
        }
        else
        {
            Avx512F.ConvertToVector256UInt16(lanes).Store((ushort*)p);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store256<T>(T* p, Vector256<int> lanes)
        where T : unmanaged
    {
        Vector128<ushort> half = Vector128.Narrow(lanes.GetLower().AsUInt32(), lanes.GetUpper().AsUInt32());
        if (sizeof(T) == 2) half.Store((ushort*)p);
        else Unsafe.WriteUnaligned(p, Vector128.Narrow(half, half).AsUInt64().GetElement(0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store128<T>(T* p, Vector128<int> lanes)
        where T : unmanaged
    {
        Vector128<ushort> half = Vector128.Narrow(lanes.AsUInt32(), lanes.AsUInt32());
        if (sizeof(T) == 2) Unsafe.WriteUnaligned(p, half.AsUInt64().GetElement(0));
        else Unsafe.WriteUnaligned(p, Vector128.Narrow(half, half).AsUInt32().GetElement(0));
    }

    private static void StoreFirst512<T>(Vector512<int> lanes, T* to, nint count)
        where T : unmanaged
    {
        Vector512<int> room = default;
        Store512((T*)&room, lanes);
        Copy((T*)&room, to, Math.Min(16, count));
    }

    private static void StoreFirst256<T>(Vector256<int> lanes, T* to, nint count)
        where T : unmanaged
    {
        Vector256<int> room = default;
        Store256((T*)&room, lanes);
        Copy((T*)&room, to, Math.Min(8, count));
    }

    private static void StoreFirst128<T>(Vector128<int> lanes, T* to, nint count)
        where T : unmanaged
    {
        Vector128<int> room = default;
        Store128((T*)&room, lanes);
        Copy((T*)&room, to, Math.Min(4, count));
    }

    private static void Copy<T>(T* from, T* to, nint count)
        where T : unmanaged
    {
        if (count > 0) Unsafe.CopyBlockUnaligned(to, from, (uint)(count * sizeof(T)));
    }
}
