using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Running combinations of one element type. A line is passed over in groups of 32 bytes: the running result inside a group takes steps of doubling length, then what was before the
/// group is joined. The order of combining is fixed by that, whatever registers there are.
/// </summary>
internal abstract unsafe class RunningKernel
{
    /// <summary>The kernel for a kind and a type; null if there is none.</summary>
    public static RunningKernel? Get(ReduceKind kind, DType type) => Combinings.Make<Maker, RunningKernel>(default, kind, type);

    /// <summary>The kernel that puts later elements of a size in the place of earlier ones; null if there is none.</summary>
    public static RunningKernel? Latest(int size) => size switch
    {
        sizeof(byte) => new Of<byte, Latest<byte>>(),
        sizeof(ushort) => new Of<ushort, Latest<ushort>>(),
        sizeof(uint) => new Of<uint, Latest<uint>>(),
        sizeof(ulong) => new Of<ulong, Latest<ulong>>(),
        _ => null,
    };

    /// <summary>Writes the combination of a whole block of a line.</summary>
    public abstract void Total(nint from, int count, bool reverse, nint total);

    /// <summary>Turns totals of blocks into what is before each block.</summary>
    public abstract void Offsets(nint totals, long blocks);

    /// <summary>Writes the running combination of a piece of a line.</summary>
    /// <param name="from">Its elements.</param>
    /// <param name="to">Where to write.</param>
    /// <param name="count">How many.</param>
    /// <param name="reverse">Whether the last element is the first.</param>
    /// <param name="before">What is before the piece; 0 for nothing.</param>
    public abstract void Line(nint from, nint to, int count, bool reverse, nint before);

    /// <summary>Writes the running combinations of lines that follow each other.</summary>
    /// <param name="from">The first element of the first.</param>
    /// <param name="to">Where to write, which is not where they are.</param>
    /// <param name="length">Elements of a line.</param>
    /// <param name="count">How many lines.</param>
    /// <param name="reverse">Whether the last element is the first.</param>
    public abstract void Lines(nint from, nint to, int length, long count, bool reverse);

    /// <summary>Combines elements of one array with those of another.</summary>
    public abstract void Join(nint earlier, nint later, nint to, long count);

    /// <summary>Combines elements with elements of a target at given numbers; those with a number below 0 are left out.</summary>
    public abstract void JoinEach(nint target, long* numbers, nint elements, long count);

    /// <summary>The same for short runs that begin at such numbers.</summary>
    public abstract void JoinRuns(nint target, long* numbers, nint elements, long count, long run);

    private readonly struct Maker : ICombiningMaker<RunningKernel>
    {
        RunningKernel ICombiningMaker<RunningKernel>.Make<T, TCombining>() => new Of<T, TCombining>();
    }

    private sealed class Of<T, TCombining> : RunningKernel
        where T : unmanaged, INumber<T>
        where TCombining : struct, ICombining<T>
    {
        public override void Total(nint from, int count, bool reverse, nint total) => *(T*)total = TotalOf((T*)from, count, reverse);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static T TotalOf(T* x, int count, bool reverse)
        {
            // Four registers run beside each other; blocks are a multiple of them.
            Vector256<T> a = Vector256.Create(TCombining.Identity), b = a, c = a, d = a;
            int group = Vector256<T>.Count;
            for (int i = 0; i < count; i += 4 * group)
            {
                a = TCombining.Of(a, Load(x, i, count, reverse));
                b = TCombining.Of(b, Load(x, i + group, count, reverse));
                c = TCombining.Of(c, Load(x, i + 2 * group, count, reverse));
                d = TCombining.Of(d, Load(x, i + 3 * group, count, reverse));
            }

            a = TCombining.Of(TCombining.Of(a, b), TCombining.Of(c, d));
            T* lanes = stackalloc T[group];
            a.Store(lanes);
            for (int half = group / 2; half > 0; half /= 2)
                for (int i = 0; i < half; i++) lanes[i] = TCombining.Of(lanes[i], lanes[i + half]);
            return lanes[0];
        }

        public override void Offsets(nint totals, long blocks)
        {
            T before = TCombining.Identity;
            for (long i = 0; i < blocks; i++) (((T*)totals)[i], before) = (before, TCombining.Of(before, ((T*)totals)[i]));
        }

        public override void Line(nint from, nint to, int count, bool reverse, nint before)
        {
            T offset = before == 0 ? TCombining.Identity : *(T*)before;
            // Integers of one and two bytes are combined one after the other: any order gives the same.
            if (sizeof(T) < 4) OneByOne((T*)from, (T*)to, count, reverse, offset);
            else Groups((T*)from, (T*)to, count, reverse, offset);
        }

        /// <summary>
        /// What the last group of a line has too many is written over the line behind (in reverse, before), whose turn is next; so only lines at the end have to take care.
        /// 250,000 lines of 4 floats took 5.6 ms one by one, their last elements not as a register, and take 0.20, 32,000 of 31 0.84 and 0.21 (one thread, minima of two turns, 2026-11-28).
        /// </summary>
        public override void Lines(nint from, nint to, int length, long count, bool reverse)
        {
            T* x = (T*)from, y = (T*)to;
            int group = Vector256<T>.Count, room = (length + group - 1) / group * group;
            // How many lines have room for whole groups.
            long wide = sizeof(T) < 4 || count * length < room ? 0 : (count * length - room) / length + 1;
            if (length <= group)
            {
                if (reverse) ShortBackward(x + (count - 1) * length, y + (count - 1) * length, length, wide);
                else ShortForward(x, y, length, wide);
            }
            else
            {
                for (long i = 0; i < wide; i++)
                {
                    Vector256<T> total = Vector256.Create(TCombining.Identity);
                    long first = reverse ? (count - i) * length - room : i * length;
                    if (reverse) Backward(x + first, y + first, room, ref total);
                    else Forward(x + first, y + first, room, ref total);
                }
            }

            for (long i = wide; i < count; i++)
            {
                long first = (reverse ? count - 1 - i : i) * length;
                Line((nint)(x + first), (nint)(y + first), length, reverse, 0);
            }
        }

        /// <summary>Lines of one group.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void ShortForward(T* from, T* to, int length, long count)
        {
            Vector256<T> nothing = Vector256.Create(TCombining.Identity);
            for (; count > 0; count--, from += length, to += length)
            {
                Vector256<T> x = Vector256.Load(from);
                TCombining.Of(nothing, Inside(x, Lanes.Later(x, 1))).Store(to);
            }
        }

        /// <summary>The same in reverse, from the last line to the first.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void ShortBackward(T* from, T* to, int length, long count)
        {
            Vector256<T> nothing = Vector256.Create(TCombining.Identity);
            int before = length - Vector256<T>.Count;
            for (; count > 0; count--, from -= length, to -= length)
            {
                Vector256<T> x = Lanes.Reverse(Vector256.Load(from + before));
                Lanes.Reverse(TCombining.Of(nothing, Inside(x, Lanes.Later(x, 1)))).Store(to + before);
            }
        }

        private static void OneByOne(T* from, T* to, int count, bool reverse, T total)
        {
            for (int k = 0; k < count; k++)
            {
                int i = reverse ? count - 1 - k : k;
                to[i] = total = TCombining.Of(total, from[i]);
            }
        }

        private static void Groups(T* from, T* to, int count, bool reverse, T before)
        {
            int whole = count - count % Vector256<T>.Count, rest = count - whole;
            Vector256<T> total = Vector256.Create(before);
            if (reverse) Backward(from + rest, to + rest, whole, ref total);
            else Forward(from, to, whole, ref total);
            if (rest > 0) Last(reverse ? from : from + whole, reverse ? to : to + whole, rest, reverse, total);
        }

        /// <summary>
        /// Whole groups from the first to the last. What lies one place earlier is loaded, which is no work for the units that shuffle: with that, and steps that leave first elements out instead of joining
        /// an identity, 10⁶ floats 118 -> 98 µs and 1024 rows of 1024 93 -> 73 (minima of three turns, 512 bits, 2026-11-27).
        /// </summary>
        // The loops call nothing, so that the running total stays in its register.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Forward(T* from, T* to, int count, ref Vector256<T> before)
        {
            if (count == 0) return;
            Vector256<T> total = before, x = Vector256.Load(from), inside = Inside(x, Lanes.Later(x, 1));
            TCombining.Of(total, inside).Store(to);
            total = TCombining.Of(total, Lanes.Last(inside));
            for (T* end = from + count - Vector256<T>.Count; from < end;)
            {
                from += Vector256<T>.Count;
                to += Vector256<T>.Count;
                inside = Inside(Vector256.Load(from), Vector256.Load(from - 1));
                TCombining.Of(total, inside).Store(to);
                total = TCombining.Of(total, Lanes.Last(inside));
            }

            before = total;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Backward(T* from, T* to, int count, ref Vector256<T> before)
        {
            Vector256<T> total = before;
            T* at = from + count;
            to += count;
            while (at > from)
            {
                at -= Vector256<T>.Count;
                to -= Vector256<T>.Count;
                Vector256<T> x = Lanes.Reverse(Vector256.Load(at)), inside = Inside(x, Lanes.Later(x, 1));
                Lanes.Reverse(TCombining.Of(total, inside)).Store(to);
                total = TCombining.Of(total, Lanes.Last(inside));
            }

            before = total;
        }

        /// <summary>The last elements, fewer than a group.</summary>
        private static void Last(T* from, T* to, int count, bool reverse, Vector256<T> total)
        {
            T* group = stackalloc T[Vector256<T>.Count];
            for (int k = 0; k < Vector256<T>.Count; k++) group[k] = k < count ? from[reverse ? count - 1 - k : k] : TCombining.Identity;
            Vector256<T> x = Vector256.Load(group);
            TCombining.Of(total, Inside(x, Lanes.Later(x, 1))).Store(group);
            for (int k = 0; k < count; k++) to[reverse ? count - 1 - k : k] = group[k];
        }

        /// <summary>The running combination inside a register: in steps of one and two elements within its halves, then the upper half behind the lower one.</summary>
        /// <param name="x">The elements.</param>
        /// <param name="earlier">For each the one before it; for the first of each half whatever.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<T> Inside(Vector256<T> x, Vector256<T> earlier)
        {
            x = Lanes.First(x, TCombining.Of(earlier, x), 1);
            if (sizeof(T) == 4) x = Lanes.First(x, TCombining.Of(Lanes.Later(x, 2), x), 2);
            return Lanes.Halves(x, TCombining.Of(Lanes.LastOfLower(x), x));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<T> Load(T* x, int i, int count, bool reverse) => reverse ? Lanes.Reverse(Vector256.Load(x + count - Vector256<T>.Count - i)) : Vector256.Load(x + i);

        public override void Join(nint earlier, nint later, nint to, long count) => Join((T*)earlier, (T*)later, (T*)to, count);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Join(T* earlier, T* later, T* to, long count)
        {
            long i = 0;
            for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count) TCombining.Of(Vector256.Load(earlier + i), Vector256.Load(later + i)).Store(to + i);
            for (; i < count; i++) to[i] = TCombining.Of(earlier[i], later[i]);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void JoinEach(nint target, long* numbers, nint elements, long count)
        {
            T* to = (T*)target, from = (T*)elements;
            for (long i = 0; i < count; i++)
                if (numbers[i] >= 0) to[numbers[i]] = TCombining.Of(to[numbers[i]], from[i]);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void JoinRuns(nint target, long* numbers, nint elements, long count, long run)
        {
            T* to = (T*)target, from = (T*)elements;
            int group = Vector256<T>.Count;
            long whole = run - run % group;
            for (long i = 0; i < count; i++, from += run)
            {
                if (numbers[i] < 0) continue;
                T* place = to + numbers[i];
                for (long r = 0; r < whole; r += group) TCombining.Of(Vector256.Load(place + r), Vector256.Load(from + r)).Store(place + r);
                for (long r = whole; r < run; r++) place[r] = TCombining.Of(place[r], from[r]);
            }
        }
    }
}
