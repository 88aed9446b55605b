using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Rows of the root U of a symmetric matrix, UᵀU = A, four at a time: a block of their columns takes the products of all rows above while it lies in registers, then those inside of the
/// four, and is written once. Each element takes its products in order, as if it were computed alone.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal static unsafe class RootRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Together = 4;

    /// <summary>Bytes behind the matrix that may be read.</summary>
    public const int Overread = 64;

    /// <summary>Some rows in place of A's; false if the matrix is not positive definite. What lies left of the diagonal is nobody's.</summary>
    /// <param name="a">The matrix.</param>
    /// <param name="n">Its rows and columns.</param>
    /// <param name="first">The first of the rows; the products of those before have been taken.</param>
    /// <param name="last">Where they end.</param>
    public static bool Run(T* a, int n, int first, int last)
    {
        bool good = true;
        int k = first;
        for (; k + Together <= last; k += Together) good &= Four(a, n, first, k);
        for (; k < last; k++)
        {
            T* row = a + (long)k * n;
            Rows.Subtract(row + k, a + (long)first * n + k, n, a + (long)first * n + k, n, k - first, n - k);
            good &= row[k] > T.Zero;
            row[k] = T.Sqrt(row[k]);
            Rows.Scale(row + k + 1, T.One / row[k], n - k - 1);
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Four(T* a, int n, int first, int k)
    {
        int width = 2 * Vector256<T>.Count;
        T* corner = stackalloc T[Corner.Size], end = stackalloc T[Together * width];
        bool good = true;
        for (int column = k; column < n; column += width)
        {
            // The last block may reach into the rows below it.
            bool whole = column + width <= n;
            T* above = a + (long)first * n + column, factors = a + (long)first * n + k, block = a + (long)k * n + column;
            Vector256<T> a0 = Left(block), b0 = Right(block), a1 = Left(block + n), b1 = Right(block + n);
            Vector256<T> a2 = Left(block + 2L * n), b2 = Right(block + 2L * n), a3 = Left(block + 3L * n), b3 = Right(block + 3L * n);
            for (int p = first; p < k; p++, above += n, factors += n)
            {
                Vector256<T> left = Left(above), right = Right(above), f = Vector256.Create(factors[0]), g = Vector256.Create(factors[1]);
                a0 = Rows.MinusProduct(a0, f, left);
                b0 = Rows.MinusProduct(b0, f, right);
                a1 = Rows.MinusProduct(a1, g, left);
                b1 = Rows.MinusProduct(b1, g, right);
                f = Vector256.Create(factors[2]);
                g = Vector256.Create(factors[3]);
                a2 = Rows.MinusProduct(a2, f, left);
                b2 = Rows.MinusProduct(b2, f, right);
                a3 = Rows.MinusProduct(a3, g, left);
                b3 = Rows.MinusProduct(b3, g, right);
            }

            if (column == k) good = Corner.Compute(a0, a1, a2, a3, corner);
            Corner.Apply(corner, ref a0, ref a1, ref a2, ref a3);
            Corner.Apply(corner, ref b0, ref b1, ref b2, ref b3);
            T* target = whole ? block : end;
            long step = whole ? n : width;
            Store(target, a0, b0);
            Store(target + step, a1, b1);
            Store(target + 2 * step, a2, b2);
            Store(target + 3 * step, a3, b3);
            if (whole) continue;
            for (int r = 0; r < Together; r++)
                for (int j = 0; j < n - column; j++) block[(long)r * n + j] = end[r * width + j];
        }

        for (int r = 0; r < Together; r++) a[(long)(k + r) * (n + 1)] = corner[r];
        return good;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Left(T* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Right(T* from) => Vector256.Load(from + Vector256<T>.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* to, Vector256<T> left, Vector256<T> right)
    {
        left.Store(to);
        right.Store(to + Vector256<T>.Count);
    }

    /// <summary>The root of four rows' square on the diagonal: four roots, their inverses, and what is above the diagonal row by row.</summary>
    private static class Corner
    {
        public const int Size = 14;

        /// <summary>The root of the square that the first lanes hold.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Compute(Vector256<T> r0, Vector256<T> r1, Vector256<T> r2, Vector256<T> r3, T* corner)
        {
            bool good = Root(r0[0], 0, corner);
            T f01 = corner[8] = r0[1] * corner[4], f02 = corner[9] = r0[2] * corner[4], f03 = corner[10] = r0[3] * corner[4];
            good &= Root(Minus(r1[1], f01, f01), 1, corner);
            T f12 = corner[11] = Minus(r1[2], f01, f02) * corner[5], f13 = corner[12] = Minus(r1[3], f01, f03) * corner[5];
            good &= Root(Minus(Minus(r2[2], f02, f02), f12, f12), 2, corner);
            T f23 = corner[13] = Minus(Minus(r2[3], f02, f03), f12, f13) * corner[6];
            return good & Root(Minus(Minus(Minus(r3[3], f03, f03), f13, f13), f23, f23), 3, corner);
        }

        /// <summary>Rows right of the square.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(T* corner, ref Vector256<T> r0, ref Vector256<T> r1, ref Vector256<T> r2, ref Vector256<T> r3)
        {
            r0 *= Vector256.Create(corner[4]);
            r1 = Rows.MinusProduct(r1, Vector256.Create(corner[8]), r0) * Vector256.Create(corner[5]);
            r2 = Rows.MinusProduct(Rows.MinusProduct(r2, Vector256.Create(corner[9]), r0), Vector256.Create(corner[11]), r1) * Vector256.Create(corner[6]);
            r3 = Rows.MinusProduct(Rows.MinusProduct(r3, Vector256.Create(corner[10]), r0), Vector256.Create(corner[12]), r1);
            r3 = Rows.MinusProduct(r3, Vector256.Create(corner[13]), r2) * Vector256.Create(corner[7]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static bool Root(T square, int row, T* corner)
        {
            corner[row] = T.Sqrt(square);
            corner[4 + row] = T.One / corner[row];
            return square > T.Zero;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Minus(T z, T x, T y) => T.FusedMultiplyAdd(-x, y, z);
    }
}
