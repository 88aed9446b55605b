namespace Linum.Cpu;

/// <summary>
/// Windows that are whole rows, scattered into a large array of one value: row by row past the caches, each with the windows that belong to it, so that the array is neither filled first nor read again.
/// The windows of a row are combined in their order, as by <see cref="Scattering"/>.
/// </summary>
/// <param name="run">Elements of a row.</param>
/// <param name="size">Bytes of an element.</param>
/// <param name="rows">How many rows there are.</param>
/// <param name="join">What is done with a window.</param>
internal sealed unsafe class ScatteredRows(long run, int size, long rows, WindowJoin join)
{
    /// <summary>How many rows ahead windows are asked for: they lie anywhere.</summary>
    private const int Ahead = 32;

    private long Bytes => run * size;

    /// <summary>Whether rows can be written past the caches: they are whole lines of memory.</summary>
    public bool Suits(nint result) => Bytes % Prefetch.Line == 0 && result % Prefetch.Line == 0;

    /// <summary>How many bytes of working memory a run takes at most.</summary>
    /// <param name="count">How many windows there are.</param>
    /// <param name="partition">How many threads take part.</param>
    public long WorkingBytes(long count, Partition partition) => ChainBytes(count) + partition.Threads(rows) * Bytes;

    private long ChainBytes(long count) => (rows + count) * sizeof(int);

    /// <summary>Writes the array.</summary>
    /// <param name="starts">The first element of each window; below 0 for those that have no place.</param>
    /// <param name="count">How many windows there are.</param>
    /// <param name="fill">The value.</param>
    /// <param name="updates">The windows.</param>
    /// <param name="result">The array.</param>
    /// <param name="partition">How many threads take part.</param>
    public void Run(long* starts, int count, nint fill, nint updates, nint result, Partition partition)
    {
        using Scratch memory = new(ChainBytes(count));
        nint heads = memory.Address, next = heads + (nint)(rows * sizeof(int));
        partition.Run(rows, (this, (nint)starts, count, heads, next, fill, updates, result), static (t, begin, end) =>
        {
            (ScatteredRows self, nint starts, int count, nint heads, nint next, nint fill, nint updates, nint result) = t;
            self.Chain((long*)starts, count, (int*)heads, (int*)next, begin, end);
            self.Write((int*)heads, (int*)next, (byte*)fill, (byte*)updates, (byte*)result, begin, end);
        });
    }

    /// <summary>Of each row the first window, and of each window the next one of its row; -1 for none.</summary>
    private void Chain(long* starts, int count, int* heads, int* next, long begin, long end)
    {
        long low = begin * run, high = end * run;
        new Span<int>(heads + begin, checked((int)(end - begin))).Fill(-1);
        for (int i = count - 1; i >= 0; i--)
        {
            if (starts[i] < low || starts[i] >= high) continue;
            long row = starts[i] / run;
            next[i] = heads[row];
            heads[row] = i;
        }
    }

    private void Write(int* heads, int* next, byte* fill, byte* updates, byte* result, long begin, long end)
    {
        using Scratch memory = new(Bytes);
        byte* line = stackalloc byte[2 * Prefetch.Line], row = (byte*)memory.Address;
        line += -(nint)line & (Prefetch.Line - 1);
        for (int b = 0; b < Prefetch.Line; b++) line[b] = fill[b % size];
        long written = begin;
        for (long r = begin; r < end; r++)
        {
            if (r + Ahead < end && heads[r + Ahead] >= 0) Prefetch.Window(updates + heads[r + Ahead] * Bytes, Bytes);
            if (heads[r] < 0) continue;
            Bulk.Repeat(line, result + written * Bytes, (r - written) * Bytes);
            for (long b = 0; b < Bytes; b += Prefetch.Line) Buffer.MemoryCopy(line, row + b, Prefetch.Line, Prefetch.Line);
            for (int i = heads[r]; i >= 0; i = next[i]) join.Run((nint)(updates + i * Bytes), (nint)row, run);
            Bulk.Lines(row, result + r * Bytes, Prefetch.Line, checked((int)(Bytes / Prefetch.Line)));
            written = r + 1;
        }

        Bulk.Repeat(line, result + written * Bytes, (end - written) * Bytes);
        // Such stores keep no order with later ones.
        Thread.MemoryBarrier();
    }
}
