using Linum.Extending;

namespace Linum
{
    public abstract partial class NDArray
    {
        /// <summary>
        /// Part of the array: <c>x[1..3, ^1, .., NewAxis]</c>. Entries are ints and indices, ranges (which are cut to the array), ranges with a step, null or NewAxis, Ellipsis,
        /// integer arrays and bool masks. (A null that stands alone is no entry to C#: write <c>x[NewAxis]</c>.) An int beyond the array is moved to its edge; so are positions in arrays.
        /// </summary>
        /// <exception cref="IndexException">There are more entries than axes, or an entry is no integer.</exception>
        [System.Runtime.CompilerServices.IndexerName("Part")]
        public NDArray this[params ReadOnlySpan<Slice> slices] => Indexing.Get(this, slices, OutOfBounds.PromiseInBounds);

        /// <summary>Functional update: <c>x.At[2..5].Set(y)</c>, <c>x.At[indices].Add(y)</c> give new arrays.</summary>
        public Updater At => new(this);
    }
}

namespace Linum.Extending
{
    /// <summary>Reading parts of arrays.</summary>
    internal static class Indexing
    {
        /// <summary>One entry, resolved against its axis.</summary>
        internal readonly record struct Entry(int Axis, int Start, int Count, int Step, bool Drops, NDArray? Array, bool IsNew)
        {
            public bool IsAdvanced => Array is not null;
        }

        /// <summary>Reads part of an array.</summary>
        public static NDArray Get(NDArray x, ReadOnlySpan<Slice> slices, OutOfBounds mode, double? fill = null)
        {
            List<Entry> entries = Resolve(x, slices, positionsForOutside: mode == OutOfBounds.FillOrDrop);
            if (!entries.Any(e => e.IsAdvanced)) return Rearrange(Window(x, entries), entries);
            // For a few positions no window is copied; for many, positions along one axis less are read faster.
            if (PositionCount(entries) < WindowCount(x, entries)) entries = WithPositions(entries);
            return Advanced.Get(Window(x, entries), entries, mode, fill);
        }

        /// <summary>Ints beside arrays as positions like theirs.</summary>
        internal static List<Entry> WithPositions(List<Entry> entries) =>
            entries.Any(e => e.IsAdvanced) ? [.. entries.Select(e => e.Drops && !e.IsAdvanced ? e with { Array = ConcreteArray.Scalar((long)e.Start, DType.Int32, false) } : e)] : entries;

        private static long PositionCount(List<Entry> entries) => entries.Where(e => e.IsAdvanced).Aggregate(1L, (most, e) => Math.Max(most, e.Array!.Count));

        private static long WindowCount(NDArray x, List<Entry> entries) => entries.Where(e => !e.IsNew).Aggregate(1L, (count, e) => count * (e.IsAdvanced ? x.Shape[e.Axis] : e.Count));

        /// <summary>Entries with ellipses written out and masks turned into positions.</summary>
        /// <param name="x">The array.</param>
        /// <param name="slices">What stands between the brackets.</param>
        /// <param name="positionsForOutside">Whether an int outside the array is kept, as an array of one position, instead of moved to the edge.</param>
        internal static List<Entry> Resolve(NDArray x, ReadOnlySpan<Slice> slices, bool positionsForOutside = false)
        {
            int used = 0, ellipses = 0;
            foreach (Slice slice in slices)
            {
                if (slice.Kind == Slice.SliceKind.Ellipsis) ellipses++;
                else if (slice.Array is NDArray { DType: DType.Bool } mask) used += mask.Rank;
                else if (slice.Kind != Slice.SliceKind.NewAxis) used++;
            }

            if (used > x.Rank) throw IndexErrors.TooMany(x.Type, used);
            if (ellipses > 1) throw IndexErrors.Ellipses(x.Type);
            List<Entry> entries = [];
            int axis = 0;
            foreach (Slice slice in slices)
            {
                switch (slice.Kind)
                {
                    case Slice.SliceKind.NewAxis:
                        entries.Add(new(axis, 0, 1, 1, false, null, true));
                        break;
                    case Slice.SliceKind.Ellipsis:
                        for (int i = 0; i < x.Rank - used; i++) entries.Add(Whole(x, axis++));
                        break;
                    case Slice.SliceKind.Whole:
                        entries.Add(Whole(x, axis++));
                        break;
                    case Slice.SliceKind.At:
                        entries.Add(At(x, axis++, slice.Index, positionsForOutside));
                        break;
                    case Slice.SliceKind.Range:
                        entries.Add(Range(x, axis++, slice.Range, slice.Step));
                        break;
                    default:
                        AddArray(x, slice.Array!, ref axis, entries);
                        break;
                }
            }

            while (axis < x.Rank) entries.Add(Whole(x, axis++));
            return entries;
        }

        private static Entry Whole(NDArray x, int axis) => new(axis, 0, x.Shape[axis], 1, false, null, false);

        private static Entry At(NDArray x, int axis, Index index, bool positionForOutside)
        {
            int size = x.Shape[axis];
            if (size == 0) throw IndexErrors.Empty(x.Type, axis);
            int position = index.IsFromEnd ? size - index.Value : index.Value;
            if (positionForOutside && (position < 0 || position >= size)) return new(axis, 0, 0, 1, true, ConcreteArray.Scalar((long)position, DType.Int32, false), false);
            return new(axis, Math.Clamp(position, 0, size - 1), 1, 1, true, null, false);
        }

        private static Entry Range(NDArray x, int axis, Range range, int step)
        {
            if (step == 0) throw IndexErrors.ZeroStep(x.Type, axis);
            int size = x.Shape[axis];
            int start = Math.Clamp(range.Start.IsFromEnd ? size - range.Start.Value : range.Start.Value, 0, size);
            int end = Math.Clamp(range.End.IsFromEnd ? size - range.End.Value : range.End.Value, start, size);
            int count = (end - start + Math.Abs(step) - 1) / Math.Abs(step);
            return new(axis, start, count, step, false, null, false) { Start = step > 0 || count == 0 ? start : end - 1 };
        }

        private static void AddArray(NDArray x, NDArray array, ref int axis, List<Entry> entries)
        {
            if (array.DType == DType.Bool)
            {
                if (array.Rank == 0) throw IndexErrors.ScalarMask(x.Type);
                Shape expected = x.Shape[axis..(axis + array.Rank)];
                if (array.Shape != expected) throw IndexErrors.MaskShape(x.Type, array.Type, axis);
                foreach (NDArray positions in Masks.Positions(array)) entries.Add(new(axis++, 0, 0, 1, true, positions, false));
                return;
            }

            if (!array.DType.IsInteger) throw IndexErrors.NotInteger(x.Type, array.Type);
            if (x.Shape[axis] == 0 && array.Count > 0) throw IndexErrors.Empty(x.Type, axis);
            entries.Add(new(axis, 0, 0, 1, true, Wrapped(array, x.Shape[axis]), false));
            axis++;
        }

        /// <summary>Positions as int32 or wider, negative ones counted from the end once.</summary>
        private static NDArray Wrapped(NDArray array, int size)
        {
            if (array is ConcreteArray { Literal: not null } literal)
                return ConcreteArray.Scalar(literal.Integer < 0 ? literal.Integer + size : literal.Integer, DType.Int32, false);
            if (array.DType.Size < 4) array = Lax.ConvertElementType(array, DType.Int32);
            // Positions of 64 bits are compared as signed ones: beyond every array stays beyond every array.
            if (array.DType == DType.UInt64) return Lax.Min(array, Lax.Full(array.Shape, int.MaxValue, array.DType));
            if (array.DType.IsUnsigned) return array;
            NDArray zero = Lax.ScalarLike(array, 0), wrap = Lax.ScalarLike(array, size);
            return Lax.Select(Lax.Lt(array, zero), Lax.Add(array, wrap), array);
        }

        /// <summary>The windows of all plain entries at once.</summary>
        private static NDArray Window(NDArray x, List<Entry> entries)
        {
            int[] starts = new int[x.Rank], limits = x.Shape.ToArray(), steps = new int[x.Rank];
            Array.Fill(steps, 1);
            List<int> reversed = [];
            foreach (Entry e in entries)
            {
                if (e.IsNew || e.IsAdvanced) continue;
                int step = Math.Abs(e.Step), last = (e.Count - 1) * step;
                (starts[e.Axis], limits[e.Axis], steps[e.Axis]) = e.Count == 0
                    ? (0, 0, 1)
                    : e.Step > 0 ? (e.Start, e.Start + last + 1, step) : (e.Start - last, e.Start + 1, step);
                if (e.Step < 0 && e.Count > 1) reversed.Add(e.Axis);
            }

            x = Lax.Slice(x, starts, limits, steps);
            return reversed.Count == 0 ? x : Lax.Rev(x, reversed.ToArray());
        }

        /// <summary>Leaves out the axes of ints and puts in new ones.</summary>
        private static NDArray Rearrange(NDArray x, List<Entry> entries)
        {
            int[] dropped = [.. entries.Where(e => e.Drops).Select(e => e.Axis)];
            if (dropped.Length > 0) x = Lax.Squeeze(x, dropped);
            List<int> fresh = [];
            int position = 0;
            foreach (Entry e in entries)
            {
                if (e.IsNew) fresh.Add(position);
                if (!e.Drops) position++;
            }

            return fresh.Count == 0 ? x : Lax.ExpandDims(x, fresh.ToArray());
        }
    }

    /// <summary>Indexing with arrays: NumPy's rules of what goes where.</summary>
    internal static class Advanced
    {
        /// <summary>A gather with the positions of all array entries (and ints, which count as arrays here).</summary>
        public static NDArray Get(NDArray x, List<Indexing.Entry> entries, OutOfBounds mode, double? fill)
        {
            (NDArray indices, int[] axes, Shape shape, int before) = Plan(x, entries);
            int[] sizes = x.Shape.ToArray();
            foreach (int axis in axes) sizes[axis] = Math.Min(1, sizes[axis]);
            int windows = x.Rank - axes.Length;
            int[] offsets = [.. Enumerable.Range(0, windows).Select(w => w < before ? w : w + shape.Rank)];
            NDArray y = Lax.Gather(x, indices, new(offsets, axes, axes, [], []), sizes, mode, fill);
            return NewAxes(y, entries, shape.Rank, before);
        }

        /// <summary>Index vectors, the axes they are for, the shape of the positions, and how many kept axes stand before them.</summary>
        internal static (NDArray Indices, int[] Axes, Shape Shape, int Before) Plan(NDArray x, List<Indexing.Entry> entries)
        {
            List<NDArray> positions = [];
            List<int> axes = [];
            Shape shape = [];
            foreach (Indexing.Entry e in entries)
            {
                if (!e.Drops) continue;
                NDArray array = e.Array ?? ConcreteArray.Scalar(0L, DType.Int32, false);
                shape = Broadcasting.Common("indexing", new(DType.Int32, shape), array.Type);
                positions.Add(array);
                axes.Add(e.Axis);
            }

            DType dtype = positions.All(p => p.DType == DType.UInt32) ? DType.UInt32
                : positions.Any(p => p.DType.Size > 4 || p.DType == DType.UInt32) ? DType.Int64 : DType.Int32;
            var columns = new NDArray[positions.Count];
            for (int i = 0; i < columns.Length; i++)
            {
                NDArray column = Lax.BroadcastTo(Lax.ConvertElementType(positions[i], dtype), shape);
                columns[i] = Lax.Reshape(column, [.. shape, 1]);
            }

            return (Lax.Concatenate(columns, shape.Rank), [.. axes], shape, Before(entries));
        }

        /// <summary>Arrays that stand side by side stay there; if something is between them, their axes go to the front.</summary>
        private static int Before(List<Indexing.Entry> entries)
        {
            int first = entries.FindIndex(e => e.Drops), last = entries.FindLastIndex(e => e.Drops);
            for (int i = first; i <= last; i++)
                if (!entries[i].Drops) return 0;
            return entries.Take(first).Count(e => !e.IsNew && !e.Drops);
        }

        private static NDArray NewAxes(NDArray y, List<Indexing.Entry> entries, int positionAxes, int before)
        {
            if (!entries.Any(e => e.IsNew)) return y;
            int first = entries.FindIndex(e => e.Drops), last = entries.FindLastIndex(e => e.Drops);
            bool together = !entries.Skip(first).Take(last - first + 1).Any(e => !e.Drops);
            List<int> fresh = [];
            int position = together ? 0 : positionAxes;
            for (int i = 0; i < entries.Count; i++)
            {
                if (together && i == first) position += positionAxes;
                if (entries[i].IsNew) fresh.Add(position++);
                else if (!entries[i].Drops) position++;
            }

            return Lax.ExpandDims(y, fresh.ToArray());
        }
    }

    /// <summary>Bool arrays as positions.</summary>
    internal static class Masks
    {
        /// <summary>The positions of the true elements, one array per axis. The mask's values must be known.</summary>
        public static NDArray[] Positions(NDArray mask)
        {
            byte[] values = mask.Concrete("Indexing with a bool array").ToBytes();
            List<int>[] found = [.. Enumerable.Range(0, mask.Rank).Select(_ => new List<int>())];
            for (int n = 0; n < values.Length; n++)
            {
                if (values[n] == 0) continue;
                for (int axis = mask.Rank - 1, rest = n; axis >= 0; rest /= mask.Shape[axis], axis--) found[axis].Add(rest % mask.Shape[axis]);
            }

            return [.. found.Select(f => ConcreteArray.FromBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(f.ToArray()), new(DType.Int32, [f.Count])))];
        }
    }

    internal static class IndexErrors
    {
        public static IndexException TooMany(ArrayType type, int used) =>
            new($"Indexing {type.ToLongString()}: {used} entries index axes, but the array has {type.Rank}. Leave out entries, or use NewAxis for axes that are to be added.");

        public static IndexException Ellipses(ArrayType type) => new($"Indexing {type.ToLongString()}: Ellipsis may stand once, because it stands for all the axes that are left.");

        public static IndexException Empty(ArrayType type, int axis) => new($"Indexing {type.ToLongString()}: axis {axis} has no elements, so there is no position to take.");

        public static IndexException ZeroStep(ArrayType type, int axis) => new($"Indexing {type.ToLongString()}: the step along axis {axis} is 0. Give a positive step, or a negative one to go backwards.");

        public static IndexException MaskShape(ArrayType type, ArrayType mask, int axis) =>
            new($"Indexing {type.ToLongString()} with a mask {mask.ToLongString()} from axis {axis} on: a mask must have the sizes of the axes it selects from.");

        public static IndexException ScalarMask(ArrayType type) =>
            new($"Indexing {type.ToLongString()} with a single bool: a mask has an axis for each axis it selects from. Use Np.Where to choose between arrays, or NewAxis for an axis of size 1.");

        public static IndexException NotInteger(ArrayType type, ArrayType index) =>
            new($"Indexing {type.ToLongString()} with {index.ToLongString()}: positions are integers, and masks are bools. Convert the array with AsType(DType.Int32).");
    }
}
