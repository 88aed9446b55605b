using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Positions of extremes of one element type. In a line, the extreme of each short block is found first, which asks for no positions; only the block that won is searched for it. Side by
/// side, lines keep their best values and positions in memory that stays in the first cache.
/// </summary>
internal abstract unsafe class ArgKernel
{
    /// <summary>The kernel for the largest or the smallest of a type; null if there is none.</summary>
    public static ArgKernel? Get(ReduceKind kind, DType type) => Combinings.Make<Maker, ArgKernel>(default, kind, type == DType.Bool ? DType.UInt8 : type);

    /// <summary>The position of the first extreme, or of the first NaN.</summary>
    public abstract int First(nint line, int count);

    /// <summary>Which of some positions, in ascending order, is that of the first extreme or NaN.</summary>
    public abstract int Best(nint line, ReadOnlySpan<int> positions);

    /// <summary>The positions of many lines side by side; up to 7 more are written.</summary>
    /// <param name="first">The first element of the first line.</param>
    /// <param name="step">Bytes from one element of a line to the next.</param>
    /// <param name="length">Elements of a line.</param>
    /// <param name="count">How many lines.</param>
    /// <param name="positions">The result.</param>
    public abstract void Columns(nint first, nint step, int length, int count, int* positions);

    private readonly struct Maker : ICombiningMaker<ArgKernel>
    {
        ArgKernel ICombiningMaker<ArgKernel>.Make<T, TCombining>() => typeof(TCombining) == typeof(Maxima<T>) ? new Of<T, Largest<T>>() : new Of<T, Smallest<T>>();
    }

    private interface IExtreme<T>
        where T : unmanaged
    {
        static abstract bool IsBetter(T x, T best);

        static abstract Vector256<T> IsBetter(Vector256<T> x, Vector256<T> best);

        /// <summary>Any of the two where one is NaN.</summary>
        static abstract Vector256<T> Of(Vector256<T> x, Vector256<T> y);

        static abstract Vector128<T> Of(Vector128<T> x, Vector128<T> y);

        /// <summary>Whether x is better or is NaN.</summary>
        static abstract Vector256<T> IsBetterOrNaN(Vector256<T> x, Vector256<T> best);
    }

    private readonly struct Largest<T> : IExtreme<T>
        where T : unmanaged, INumber<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool IsBetter(T x, T best) => x > best;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> IsBetter(Vector256<T> x, Vector256<T> best) => Vector256.GreaterThan(x, best);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Of(Vector256<T> x, Vector256<T> y) => Vector256.MaxNative(x, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<T> Of(Vector128<T> x, Vector128<T> y) => Vector128.MaxNative(x, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> IsBetterOrNaN(Vector256<T> x, Vector256<T> best) => ~Vector256.LessThanOrEqual(x, best);
    }

    private readonly struct Smallest<T> : IExtreme<T>
        where T : unmanaged, INumber<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool IsBetter(T x, T best) => x < best;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> IsBetter(Vector256<T> x, Vector256<T> best) => Vector256.LessThan(x, best);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Of(Vector256<T> x, Vector256<T> y) => Vector256.MinNative(x, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<T> Of(Vector128<T> x, Vector128<T> y) => Vector128.MinNative(x, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> IsBetterOrNaN(Vector256<T> x, Vector256<T> best) => ~Vector256.GreaterThanOrEqual(x, best);
    }

    private sealed class Of<T, TExtreme> : ArgKernel
        where T : unmanaged, INumber<T>
        where TExtreme : struct, IExtreme<T>
    {
        private const int Block = 256;

        public override int First(nint line, int count) => First((T*)line, count);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static int First(T* x, int count)
        {
            int lanes = Vector256<T>.Count;
            if (count < lanes) return ShortLine(x, count);
            T best = x[0];
            if (T.IsNaN(best)) return 0;
            int at = 0;
            for (int first = 0, block; first < count; first += block)
            {
                // Blocks have whole vectors. The very last one reaches back: what it sees twice is not better.
                block = Math.Max(lanes, Math.Min(Block, (count - first) / lanes * lanes));
                int start = Math.Min(first, count - block);
                Vector256<T> extreme = Vector256.Create(best);
                if (!Extreme(x + start, block, ref extreme)) return start + FindNaN(x + start);
                if (TExtreme.IsBetter(extreme, Vector256.Create(best)) == Vector256<T>.Zero) continue;
                best = Lanes.Fold<T, Folding>(extreme);
                at = start;
            }

            return at + Find(x + at, count - at, best);
        }

        /// <summary>Combines a block with what there is, lane by lane; false if it has a NaN.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static bool Extreme(T* x, int count, ref Vector256<T> extreme)
        {
            Vector256<T> a = extreme, b = a, ordered = Vector256<T>.AllBitsSet;
            int lanes = Vector256<T>.Count, i = 0;
            for (; i <= count - 2 * lanes; i += 2 * lanes)
            {
                Vector256<T> v = Vector256.Load(x + i), w = Vector256.Load(x + i + lanes);
                if (IsFloat) ordered &= Vector256.Equals(v, v) & Vector256.Equals(w, w);
                a = TExtreme.Of(v, a);
                b = TExtreme.Of(w, b);
            }

            if (i < count)
            {
                Vector256<T> v = Vector256.Load(x + i);
                if (IsFloat) ordered &= Vector256.Equals(v, v);
                a = TExtreme.Of(v, a);
            }

            extreme = TExtreme.Of(a, b);
            return !IsFloat || ordered.As<T, byte>() == Vector256<byte>.AllBitsSet;
        }

        private static bool IsFloat
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => typeof(T) == typeof(float) || typeof(T) == typeof(double);
        }

        /// <summary>The better of two numbers, as a combination of lanes.</summary>
        private readonly struct Folding : ILaneFolding<T>
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static Vector128<T> Of(Vector128<T> x, Vector128<T> y) => TExtreme.Of(x, y);
        }

        private static int ShortLine(T* x, int count)
        {
            int best = 0;
            for (int i = 1; i < count && !T.IsNaN(x[best]); i++)
                if (T.IsNaN(x[i]) || TExtreme.IsBetter(x[i], x[best])) best = i;
            return best;
        }

        /// <summary>The first element that is equal to a value that is there.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static int Find(T* x, int count, T value)
        {
            Vector256<T> wanted = Vector256.Create(value);
            int i = 0;
            for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
            {
                Vector256<T> hit = Vector256.Equals(Vector256.Load(x + i), wanted);
                if (hit != Vector256<T>.Zero) return i + BitOperations.TrailingZeroCount(hit.ExtractMostSignificantBits());
            }

            while (x[i] != value) i++;
            return i;
        }

        private static int FindNaN(T* x)
        {
            int i = 0;
            while (!T.IsNaN(x[i])) i++;
            return i;
        }

        public override int Best(nint line, ReadOnlySpan<int> positions)
        {
            T* x = (T*)line;
            int best = positions[0];
            foreach (int i in positions)
            {
                if (T.IsNaN(x[best])) break;
                if (T.IsNaN(x[i]) || TExtreme.IsBetter(x[i], x[best])) best = i;
            }

            return best;
        }

        public override void Columns(nint first, nint step, int length, int count, int* positions)
        {
            using Scratch memory = new(2 * (count * sizeof(T) + BufferPool.Spare));
            T* best = (T*)memory.Address, at = best + count + BufferPool.Spare / sizeof(T);
            int whole = count - count % Vector256<T>.Count;
            Rows((byte*)first, step, length, whole, best, at);
            for (int i = 0; i < whole; i++) positions[i] = sizeof(T) == 4 ? ((int*)at)[i] : (int)((long*)at)[i];
            for (int i = whole; i < count; i++) positions[i] = OneColumn((byte*)first + i * sizeof(T), step, length);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Rows(byte* row, nint step, int length, int count, T* best, T* at)
        {
            new Span<byte>(at, count * sizeof(T)).Clear();
            new ReadOnlySpan<byte>(row, count * sizeof(T)).CopyTo(new Span<byte>(best, count * sizeof(T)));
            int k = 1;
            // Four rows at a time: what was found so far is loaded and stored once for them.
            for (; k <= length - 4; k += 4)
            {
                byte* x = row + k * step;
                Vector256<T> one = Number(1), first = Number(k);
                for (int i = 0; i < count; i += Vector256<T>.Count, x += 32)
                {
                    Vector256<T> value = Vector256.Load(best + i), position = Vector256.Load(at + i), number = first;
                    Take(Vector256.Load((T*)x), ref value, number, ref position);
                    number = Next(number, one);
                    Take(Vector256.Load((T*)(x + step)), ref value, number, ref position);
                    number = Next(number, one);
                    Take(Vector256.Load((T*)(x + 2 * step)), ref value, number, ref position);
                    number = Next(number, one);
                    Take(Vector256.Load((T*)(x + 3 * step)), ref value, number, ref position);
                    value.Store(best + i);
                    position.Store(at + i);
                }
            }

            for (; k < length; k++)
            {
                T* x = (T*)(row + k * step);
                for (int i = 0; i < count; i += Vector256<T>.Count)
                {
                    Vector256<T> value = Vector256.Load(best + i), position = Vector256.Load(at + i);
                    Take(Vector256.Load(x + i), ref value, Number(k), ref position);
                    value.Store(best + i);
                    position.Store(at + i);
                }
            }
        }

        /// <summary>The first NaN is better than all numbers, and nothing is better than it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Take(Vector256<T> x, ref Vector256<T> value, Vector256<T> number, ref Vector256<T> position)
        {
            Vector256<T> take = IsFloat ? TExtreme.IsBetterOrNaN(x, value) & Vector256.Equals(value, value) : TExtreme.IsBetter(x, value);
            value = Vector256.ConditionalSelect(take, x, value);
            position = Vector256.ConditionalSelect(take, number, position);
        }

        /// <summary>Positions are integers of the elements' size.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<T> Number(int k) => sizeof(T) == 4 ? Vector256.Create(k).As<int, T>() : Vector256.Create((long)k).As<long, T>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<T> Next(Vector256<T> number, Vector256<T> one) =>
            sizeof(T) == 4 ? (number.AsInt32() + one.AsInt32()).As<int, T>() : (number.AsInt64() + one.AsInt64()).As<long, T>();

        private static int OneColumn(byte* x, nint step, int length)
        {
            int best = 0;
            for (int k = 1; k < length; k++)
            {
                T old = *(T*)(x + best * step), value = *(T*)(x + k * step);
                if (T.IsNaN(old)) break;
                if (T.IsNaN(value) || TExtreme.IsBetter(value, old)) best = k;
            }

            return best;
        }
    }
}
