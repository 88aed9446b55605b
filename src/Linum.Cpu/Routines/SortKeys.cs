using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Turns elements into unsigned numbers of the same order, and back: zeros of both signs are equal, NaNs are equal and above everything.</summary>
internal static unsafe class SortKeys
{
    /// <summary>Whether the elements of a type have keys of 32 bits; others have 64.</summary>
    public static bool AreShort(DType type) => type.Component.Size <= 4;

    /// <summary>Reads keys of 32 bits of elements that follow each other; of complex numbers, of one of their parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(nint from, DType type, int component, uint* keys, int count)
    {
        int i = 0;
        if (type is DType.Float32)
        {
            for (; i <= count - Vector256<uint>.Count; i += Vector256<uint>.Count) OfSingles(Vector256.Load((float*)from + i)).Store(keys + i);
        }
        else if (type is DType.Int32 or DType.UInt32)
        {
            Vector256<uint> flip = Vector256.Create(type is DType.Int32 ? 0x80000000u : 0);
            for (; i <= count - Vector256<uint>.Count; i += Vector256<uint>.Count) (Vector256.Load((uint*)from + i) ^ flip).Store(keys + i);
        }

        DType part = type.Component;
        byte* p = (byte*)from + component * part.Size + i * (long)type.Size;
        for (; i < count; i++, p += type.Size) keys[i] = Short(p, part);
    }

    /// <summary>Reads keys of 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(nint from, DType type, int component, ulong* keys, int count)
    {
        int i = 0;
        if (type is DType.Float64)
        {
            for (; i <= count - Vector256<ulong>.Count; i += Vector256<ulong>.Count) OfDoubles(Vector256.Load((double*)from + i)).Store(keys + i);
        }

        DType part = type.Component;
        byte* p = (byte*)from + component * part.Size + i * (long)type.Size;
        for (; i < count; i++, p += type.Size) keys[i] = Long(p, part);
    }

    /// <summary>Turns keys into the elements they stand for; zeros become +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(uint* keys, DType type, nint to, int count)
    {
        int i = 0;
        if (type is DType.Float32)
        {
            Vector256<uint> sign = Vector256.Create(0x80000000u);
            for (; i <= count - Vector256<uint>.Count; i += Vector256<uint>.Count)
            {
                Vector256<uint> key = Vector256.Load(keys + i);
                // Keys of positive numbers begin with a one.
                (key ^ (~(key.AsInt32() >> 31).AsUInt32() | sign)).Store((uint*)to + i);
            }
        }
        else if (type is DType.Int32 or DType.UInt32)
        {
            Vector256<uint> flip = Vector256.Create(type is DType.Int32 ? 0x80000000u : 0);
            for (; i <= count - Vector256<uint>.Count; i += Vector256<uint>.Count) (Vector256.Load(keys + i) ^ flip).Store((uint*)to + i);
        }

        for (; i < count; i++)
        {
            uint key = keys[i];
            switch (type)
            {
                case DType.Float32: ((float*)to)[i] = Single(key); break;
                case DType.Float16: ((Half*)to)[i] = (Half)Single(key); break;
                case DType.BFloat16: ((ushort*)to)[i] = (ushort)(BitConverter.SingleToUInt32Bits(Single(key)) >> 16); break;
                case DType.Int8: ((sbyte*)to)[i] = (sbyte)(key ^ 0x80000000); break;
                case DType.Int16: ((short*)to)[i] = (short)(key ^ 0x80000000); break;
                case DType.Int32: ((uint*)to)[i] = key ^ 0x80000000; break;
                case DType.UInt32: ((uint*)to)[i] = key; break;
                case DType.UInt16: ((ushort*)to)[i] = (ushort)key; break;
                default: ((byte*)to)[i] = (byte)key; break;
            }
        }
    }

    /// <summary>Turns keys of 64 bits into the elements they stand for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(ulong* keys, DType type, nint to, int count)
    {
        ulong* result = (ulong*)to;
        if (type is DType.Float64)
            for (int i = 0; i < count; i++) result[i] = keys[i] ^ ((ulong)~((long)keys[i] >> 63) | 0x8000000000000000);
        else
            for (int i = 0; i < count; i++) result[i] = keys[i] ^ (type is DType.Int64 ? 0x8000000000000000 : 0);
    }

    /// <summary>Puts keys of 32 bits and what goes with them together: keys in the upper halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pair(uint* keys, uint* values, ulong* pairs, int count)
    {
        int i = 0;
        for (; i <= count - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            Vector256<uint> key = Vector256.Load(keys + i), value = Vector256.Load(values + i);
            (Vector256.WidenLower(key) << 32 | Vector256.WidenLower(value)).Store(pairs + i);
            (Vector256.WidenUpper(key) << 32 | Vector256.WidenUpper(value)).Store(pairs + i + Vector256<ulong>.Count);
        }

        for (; i < count; i++) pairs[i] = (ulong)keys[i] << 32 | values[i];
    }

    /// <summary>Takes keys and what goes with them apart again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Part(ulong* pairs, uint* keys, uint* values, int count)
    {
        int i = 0;
        for (; i <= count - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            Vector256<ulong> lower = Vector256.Load(pairs + i), upper = Vector256.Load(pairs + i + Vector256<ulong>.Count);
            Vector256.Narrow(lower >> 32, upper >> 32).Store(keys + i);
            Vector256.Narrow(lower, upper).Store(values + i);
        }

        for (; i < count; i++) (keys[i], values[i]) = ((uint)(pairs[i] >> 32), (uint)pairs[i]);
    }

    /// <summary>Reads keys, all of 64 bits, of elements that lie <paramref name="step"/> bytes apart.</summary>
    public static void Read(nint first, long step, DType type, int component, Span<ulong> keys)
    {
        DType part = type.Component;
        byte* p = (byte*)first + component * part.Size;
        bool small = AreShort(type);
        for (int i = 0; i < keys.Length; i++, p += step) keys[i] = small ? Short(p, part) : Long(p, part);
    }

    /// <summary>Whether floats may have zeros or NaNs among them, which have one key each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool MayTie(nint from, DType type, int count)
    {
        if (type is not (DType.Float32 or DType.Float64)) return true;
        Vector256<int> any = Vector256<int>.Zero;
        int i = 0;
        if (type is DType.Float32)
        {
            float* x = (float*)from;
            for (; i <= count - 8; i += 8)
            {
                Vector256<float> v = Vector256.Load(x + i);
                any |= Vector256.Equals(v, Vector256<float>.Zero).AsInt32() | ~Vector256.Equals(v, v).AsInt32();
            }

            for (; i < count; i++)
                if (x[i] == 0 || float.IsNaN(x[i])) return true;
        }
        else
        {
            double* x = (double*)from;
            for (; i <= count - 4; i += 4)
            {
                Vector256<double> v = Vector256.Load(x + i);
                any |= Vector256.Equals(v, Vector256<double>.Zero).AsInt32() | ~Vector256.Equals(v, v).AsInt32();
            }

            for (; i < count; i++)
                if (x[i] == 0 || double.IsNaN(x[i])) return true;
        }

        return any != Vector256<int>.Zero;
    }

    /// <summary>Whether a key of an element of a floating type stands for NaN.</summary>
    public static bool IsNaN(ulong key, DType type) => key == (AreShort(type) ? uint.MaxValue : ulong.MaxValue);

    private static uint Short(byte* p, DType type) => type switch
    {
        DType.Float32 => OfSingle(*(float*)p),
        DType.Float16 => OfSingle((float)*(Half*)p),
        DType.BFloat16 => OfSingle(BitConverter.UInt32BitsToSingle((uint)*(ushort*)p << 16)),
        DType.Int8 => (uint)*(sbyte*)p ^ 0x80000000,
        DType.Int16 => (uint)*(short*)p ^ 0x80000000,
        DType.Int32 => *(uint*)p ^ 0x80000000,
        DType.UInt16 => *(ushort*)p,
        DType.UInt32 => *(uint*)p,
        _ => *p,
    };

    private static ulong Long(byte* p, DType type)
    {
        if (type is DType.Float64) return OfDouble(*(double*)p);
        return type is DType.Int64 ? *(ulong*)p ^ 0x8000000000000000 : *(ulong*)p;
    }

    private static Vector256<uint> OfSingles(Vector256<float> value)
    {
        // Adding 0 turns -0 into +0. Negative numbers have their bits flipped, positive ones only the sign.
        Vector256<int> bits = (value + Vector256<float>.Zero).AsInt32();
        return (bits ^ ((bits >> 31) | Vector256.Create(int.MinValue)) | ~Vector256.Equals(value, value).AsInt32()).AsUInt32();
    }

    private static Vector256<ulong> OfDoubles(Vector256<double> value)
    {
        Vector256<long> bits = (value + Vector256<double>.Zero).AsInt64();
        return (bits ^ (Vector256.LessThan(bits, Vector256<long>.Zero) | Vector256.Create(long.MinValue)) | ~Vector256.Equals(value, value).AsInt64()).AsUInt64();
    }

    private static uint OfSingle(float value)
    {
        if (float.IsNaN(value)) return uint.MaxValue;
        int bits = BitConverter.SingleToInt32Bits(value + 0f);
        return (uint)(bits ^ ((bits >> 31) | int.MinValue));
    }

    private static ulong OfDouble(double value)
    {
        if (double.IsNaN(value)) return ulong.MaxValue;
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return (ulong)(bits ^ ((bits >> 63) | long.MinValue));
    }

    private static float Single(uint key) => BitConverter.UInt32BitsToSingle(key ^ ((uint)~((int)key >> 31) | 0x80000000));
}
