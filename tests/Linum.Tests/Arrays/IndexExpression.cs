namespace Linum.Tests.Arrays;

/// <summary>
/// A random index expression over a shape, and what it means by NumPy's rules, worked out one element at a time: for each element of the result the number of the element of the array
/// that it comes from. Nothing here uses the library's own indexing.
/// </summary>
internal sealed class IndexExpression
{
    private readonly int[] shape;
    private readonly List<Entry> entries = [];
    private readonly List<Slice> slices = [];
    private readonly List<string> text = [];

    /// <summary>One entry: the positions that it takes from its axis, and for arrays the shape of the positions.</summary>
    private sealed record Entry(int[] Positions, int[]? ArrayShape, bool Drops, bool IsNew)
    {
        public bool IsArray => ArrayShape is not null;

        /// <summary>Masks give positions on several axes.</summary>
        public int[][]? MaskPositions { get; init; }
    }

    /// <summary>An expression from numbers; any numbers are one.</summary>
    public IndexExpression(IReadOnlyList<int> genes, int[] shape)
    {
        this.shape = shape;
        Queue<int> numbers = new(genes.Concat([3, 1, 4, 1, 5]).Select(g => (int)(unchecked((uint)g * 2654435761u + 12345u) >> 8)));
        int Next(int below)
        {
            int g = numbers.Dequeue();
            numbers.Enqueue((int)(unchecked((uint)g * 2654435761u + 40503u) >> 8));
            return g % below;
        }

        // All arrays of one expression have shapes that broadcast: (2, 3), (3,), (2, 1), ().
        int[][] arrayShapes = [[2, 3], [3], [2, 1], []];
        int stop = shape.Length, axis = 0;
        bool ellipsis = false, mask = false, wide = false;
        while (axis < stop)
        {
            int size = shape[axis], kind = Next(9);
            if (size == 0 && kind is 0 or 1 or 5 or 6) kind = 2;
            switch (kind)
            {
                case 0 or 1:
                    int at = Next(3 * size) - size;
                    Add(at, $"{at}", [Math.Clamp(at < 0 ? at + size : at, 0, size - 1)], drops: true);
                    break;
                case 2 or 3:
                    int from = Next(size + 2), to = Next(size + 3), step = 1 + Next(3);
                    if (Next(2) == 0) step = -step;
                    Index start = new(from, Next(2) == 0), end = new(to, Next(2) == 0);
                    Add((start..end, step), $"({start}..{end}, {step})", Range(size, start, end, step));
                    break;
                case 4:
                    Add(Slice.NewAxis, "new", [], isNew: true);
                    continue;
                case 5 or 6 when !mask:
                    int[] of = arrayShapes[Next(4)];
                    wide = true;
                    int[] raw = [.. Enumerable.Range(0, of.Aggregate(1, (a, b) => a * b)).Select(_ => Next(3 * size) - size)];
                    NDArray positions = Np.Array(raw).Reshape(of);
                    Add(Next(2) == 0 ? positions : positions.AsType(DType.Int64), $"[{string.Join(", ", raw)}] of ({string.Join(", ", of)})",
                        [.. raw.Select(p => Math.Clamp(p < 0 ? p + size : p, 0, size - 1))], of, drops: true);
                    break;
                case 7 when !mask && !wide:
                    int axes = Math.Min(1 + Next(2), stop - axis), count = shape[axis..(axis + axes)].Aggregate(1, (a, b) => a * b);
                    bool[] truth = [.. Enumerable.Range(0, count).Select(_ => Next(2) == 0)];
                    mask = true;
                    AddMask(truth, axis, axes);
                    axis += axes;
                    continue;
                case 8 when !ellipsis && axis + 1 < stop:
                    ellipsis = true;
                    int skipped = Next(stop - axis);
                    // The axes behind an ellipsis must all be indexed, so that it stands for just these.
                    text.Add("...");
                    slices.Add(Slice.Ellipsis);
                    for (int i = 0; i < skipped; i++, axis++) entries.Add(WholeAxis(axis));
                    continue;
                default:
                    Add(.., "..", [.. Enumerable.Range(0, size)]);
                    break;
            }

            axis++;
        }

        for (; axis < shape.Length; axis++) entries.Add(WholeAxis(axis));
        (Shape, Sources) = Work();
    }

    /// <summary>The expression for the library.</summary>
    public Slice[] Slices => [.. slices];

    /// <summary>The shape of the result.</summary>
    public int[] Shape { get; }

    /// <summary>For each element of the result the row-major number of the element of the array.</summary>
    public int[] Sources { get; }

    public override string ToString() => $"({string.Join(", ", shape)})[{string.Join("; ", text)}]";

    private void Add(Slice slice, string name, int[] positions, int[]? arrayShape = null, bool drops = false, bool isNew = false)
    {
        text.Add(name);
        entries.Add(new(positions, arrayShape, drops, isNew));
        slices.Add(slice);
    }

    private Entry WholeAxis(int axis) => new([.. Enumerable.Range(0, shape[axis])], null, false, false);

    private void AddMask(bool[] truth, int axis, int axes)
    {
        int[] sizes = shape[axis..(axis + axes)];
        int[][] found = [.. Enumerable.Range(0, truth.Length).Where(i => truth[i]).Select(i => axes == 1 ? new[] { i } : [i / sizes[1], i % sizes[1]])];
        text.Add($"mask({axes}) {string.Concat(truth.Select(t => t ? 1 : 0))}");
        entries.Add(new([], [found.Length], true, false) { MaskPositions = found });
        slices.Add(Np.Array(truth).Reshape(sizes));
    }

    private static int[] Range(int size, Index start, Index end, int step)
    {
        int from = Math.Clamp(start.IsFromEnd ? size - start.Value : start.Value, 0, size), to = Math.Clamp(end.IsFromEnd ? size - end.Value : end.Value, 0, size);
        List<int> positions = [];
        if (step > 0)
            for (int i = from; i < to; i += step) positions.Add(i);
        else
            for (int i = to - 1; i >= from; i += step) positions.Add(i);
        return [.. positions];
    }

    private (int[] Shape, int[] Sources) Work()
    {
        bool advanced = entries.Any(e => e.IsArray);
        bool IsPosition(Entry e) => e.IsArray || (advanced && e.Drops);
        int[] common = [];
        foreach (Entry e in entries.Where(e => e.IsArray)) common = Common(common, e.ArrayShape!);
        int first = entries.FindIndex(IsPosition), last = entries.FindLastIndex(IsPosition);
        bool together = advanced && entries[first..(last + 1)].All(IsPosition);

        // Which part of the result's position each entry reads: an axis of its own, or the positions' axes.
        List<int> sizes = [];
        int block = -1;
        int[] own = new int[entries.Count];
        if (advanced && !together) Block();
        for (int i = 0; i < entries.Count; i++)
        {
            if (together && i == first) Block();
            if (entries[i].Drops) continue;
            own[i] = sizes.Count;
            sizes.Add(entries[i].IsNew ? 1 : entries[i].Positions.Length);
        }

        void Block()
        {
            block = sizes.Count;
            sizes.AddRange(common);
        }

        int[] result = [.. sizes], sources = new int[result.Aggregate(1, (a, b) => a * b)];
        for (int n = 0; n < sources.Length; n++)
        {
            int[] at = Unravel(n, result);
            int[] shared = block < 0 ? [] : at[block..(block + common.Length)];
            List<int> coordinates = [];
            for (int i = 0; i < entries.Count; i++)
            {
                Entry e = entries[i];
                if (e.IsNew) continue;
                if (e.MaskPositions is int[][] found) coordinates.AddRange(found[Ravel(shared, e.ArrayShape!)]);
                else if (e.IsArray) coordinates.Add(e.Positions[Ravel(shared, e.ArrayShape!)]);
                else coordinates.Add(e.Positions[e.Drops ? 0 : at[own[i]]]);
            }

            sources[n] = coordinates.Select((c, i) => c * shape[(i + 1)..].Aggregate(1, (a, b) => a * b)).Sum();
        }

        return (result, sources);
    }

    private static int[] Common(int[] a, int[] b)
    {
        int rank = Math.Max(a.Length, b.Length);
        int[] result = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            result[^i] = x == 1 ? y : x;
        }

        return result;
    }

    private static int[] Unravel(int n, int[] sizes)
    {
        int[] at = new int[sizes.Length];
        for (int i = sizes.Length - 1; i >= 0; n /= sizes[i], i--) at[i] = n % sizes[i];
        return at;
    }

    /// <summary>The number of the element of a smaller array that stretches to a position.</summary>
    private static int Ravel(int[] at, int[] sizes)
    {
        int n = 0;
        for (int i = 0; i < sizes.Length; i++) n = n * sizes[i] + (sizes[i] == 1 ? 0 : at[at.Length - sizes.Length + i]);
        return n;
    }
}
