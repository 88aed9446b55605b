using System.Numerics;
using Linum.Extending;
using Xunit;

namespace Linum.TestSupport;

/// <summary>Comparisons of arrays, named for what they allow.</summary>
public static class Agree
{
    /// <summary>The same dtype, shape and bits; NaNs equal each other whatever their sign and payload.</summary>
    public static void BitForBit(NDArray want, NDArray got, string what = "result") => Within(0, 0, want, got, what);

    /// <summary>|got − want| ≤ absolute + relative·|want| for each element; NaN equals NaN, infinities match exactly, integers, bools and keys are equal. Dtype and shape must be the same.</summary>
    public static void Within(double relative, double absolute, NDArray want, NDArray got, string what = "result")
    {
        ConcreteArray wanted = want.Concrete("a comparison"), actual = got.Concrete("a comparison");
        if (wanted.DType != actual.DType || wanted.Shape != actual.Shape)
            Assert.Fail($"{what}: expected {wanted.Type.ToLongString()}, got {actual.Type.ToLongString()}.");
        byte[] a = wanted.ToBytes(), b = actual.ToBytes();
        if (a.AsSpan().SequenceEqual(b)) return;
        DType part = wanted.DType.Component;
        int size = part.Size;
        for (int i = 0; i < a.Length; i += size)
        {
            if (Same(part, a.AsSpan(i, size), b.AsSpan(i, size), relative, absolute)) continue;
            int element = i / wanted.DType.Size;
            Assert.Fail($"{what}: element {element} is {Read(part, b.AsSpan(i, size)):R}, expected {Read(part, a.AsSpan(i, size)):R} (relative {relative}, absolute {absolute}).\nexpected {wanted.Type.ToLongString()}:\n{want}\ngot:\n{got}");
        }
    }

    /// <summary>Lists of arrays, pair by pair.</summary>
    public static void Within(double relative, double absolute, IReadOnlyList<NDArray> want, IReadOnlyList<NDArray> got)
    {
        Assert.True(want.Count == got.Count, $"Expected {want.Count} arrays, got {got.Count}.");
        for (int i = 0; i < want.Count; i++) Within(relative, absolute, want[i], got[i], $"result {i}");
    }

    private static bool Same(DType dtype, ReadOnlySpan<byte> want, ReadOnlySpan<byte> got, double relative, double absolute)
    {
        if (want.SequenceEqual(got)) return true;
        if (!dtype.IsFloat) return false;
        double w = Read(dtype, want), g = Read(dtype, got);
        if (double.IsNaN(w) || double.IsNaN(g)) return double.IsNaN(w) && double.IsNaN(g);
        if (relative == 0 && absolute == 0) return false;
        if (double.IsInfinity(w) || double.IsInfinity(g)) return w == g;
        return Math.Abs(g - w) <= absolute + relative * Math.Abs(w);
    }

    private static double Read(DType dtype, ReadOnlySpan<byte> bytes) => dtype switch
    {
        DType.Float16 => (double)BitConverter.ToHalf(bytes),
        DType.BFloat16 => BitConverter.Int32BitsToSingle(BitConverter.ToUInt16(bytes) << 16),
        DType.Float32 => BitConverter.ToSingle(bytes),
        DType.Float64 => BitConverter.ToDouble(bytes),
        _ => (double)new BigInteger(bytes, isUnsigned: !dtype.IsSigned),
    };
}
