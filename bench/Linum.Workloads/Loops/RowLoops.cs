using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace Linum.Workloads.Loops;

/// <summary>Passes over a row of numbers, whose count is a multiple of 64.</summary>
internal static unsafe class RowLoops
{
    public const MethodImplOptions Compiled = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector At(float* p) => Vector512.Load(p);

    /// <summary>The sum of a row, in four registers.</summary>
    [MethodImpl(Compiled)]
    public static float Sum(float* x, int length)
    {
        Vector a = default, b = default, c = default, d = default;
        for (int i = 0; i < length; i += 64)
        {
            a += At(x + i);
            b += At(x + i + 16);
            c += At(x + i + 32);
            d += At(x + i + 48);
        }

        return Vector512.Sum((a + c) + (b + d));
    }

    /// <summary>The sum of squared distances from a number.</summary>
    [MethodImpl(Compiled)]
    public static float Squares(float* x, float from, int length)
    {
        Vector a = default, b = default, c = default, d = default, mean = Vector512.Create(from);
        for (int i = 0; i < length; i += 64)
        {
            Vector s = At(x + i) - mean, t = At(x + i + 16) - mean, u = At(x + i + 32) - mean, v = At(x + i + 48) - mean;
            a += s * s;
            b += t * t;
            c += u * u;
            d += v * v;
        }

        return Vector512.Sum((a + c) + (b + d));
    }

    /// <summary>The same beside the sum of another row.</summary>
    [MethodImpl(Compiled)]
    public static (float Squares, float Sum) SquaresBesideSum(float* x, float from, float* y, int length)
    {
        Vector a = default, b = default, e = default, f = default, mean = Vector512.Create(from);
        for (int i = 0; i < length; i += 32)
        {
            Vector s = At(x + i) - mean, t = At(x + i + 16) - mean;
            a += s * s;
            e += At(y + i);
            b += t * t;
            f += At(y + i + 16);
        }

        return (Vector512.Sum(a + b), Vector512.Sum(e + f));
    }
}
