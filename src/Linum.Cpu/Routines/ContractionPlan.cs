using Linum.Extending;

namespace Linum.Cpu;

/// <summary>How a product is done: what is packed, in which blocks it goes through the caches, and how it is cut between threads. All of it follows from shapes, caches and the number of threads.</summary>
internal sealed class ContractionPlan
{
    /// <summary>So many parts per thread: one that is held up then does not hold up all.</summary>
    private const int PartsPerThread = 4;

    /// <summary>Panels of B that are packed as one piece of work: rows of B are then read in longer pieces.</summary>
    public const int PanelsAtOnce = 4;

    /// <summary>Lines a multiple of this apart share the sets of the first cache.</summary>
    private const long Page = 4096;

    /// <summary>At most so many bytes of a factor are packed at a time.</summary>
    public const long MostPacked = 1L << 26;

    /// <summary>For so many rows B is packed where its lines share few sets of the cache, however small it is: 4096 rows of 128 with 512 columns took 4.2 to 4.8 ms and take 3.1 to 3.7 ms.</summary>
    private const long ManyRows = 384;

    /// <summary>
    /// Complex products of so many k are one sum, to which the next is added: its two chains meet at its end, and nothing keeps them apart from one block to the next. It is the same on every machine, because it
    /// is part of the order of sums.
    /// </summary>
    private const long ComplexDepth = 128;

    /// <summary>Packing an element takes so many times as long as reading it.</summary>
    private const int PackingCost = 4;

    /// <param name="node">The product.</param>
    /// <param name="shape">Where its factors and its results lie.</param>
    /// <param name="partition">How many threads take part.</param>
    public ContractionPlan(ContractNode node, ProductShape shape, Partition partition)
    {
        bool keeps = node.Epilogue is { Target: < 0 };
        (int size, int width) = (shape.Size, ContractionKernel.Columns(shape.Type));
        (WidensA, WidensB) = (shape.TypeA != shape.Type, shape.TypeB != shape.Type);
        int sizeB = shape.TypeB.Size;
        long m = shape.M, n = shape.N, k = shape.K, rows = ContractionKernel.RowsOf(shape.Type);
        // One panel whose rows follow each other lies in B as it would be packed.
        bool isPanel = shape.HasRows && n <= width && Spread(shape.DepthB.Step) <= width * sizeB;
        // Rows of half precision that follow each other stay rows: a tile reads along them.
        HasLines = WidensA ? shape.DepthA.IsEven && (shape.DepthA.Step == shape.TypeA.Size || k == 1) : shape.HasLines;
        // bfloat16 is made float32 in registers where few rows meet it, float16 takes too long for that.
        PacksB = (WidensB && (shape.TypeB == DType.Float16 || m > 2 * rows)) || !shape.HasRows || (!isPanel && m > 2 * rows && (m >= ManyRows || k * n * sizeB > CacheSizes.Second / 2) && k * Spread(shape.DepthB.Step) > CacheSizes.First / 2);
        // A panel of B fits half of the first cache, so that rows of A may pass through the other half.
        long most = CacheSizes.First / 2 / (width * size);
        if (shape.Type.IsComplex) Depth = Math.Clamp(k, 1, ComplexDepth);
        else Depth = Math.Max(1, !PacksB && m <= 2 * rows ? k : EvenPieces.LengthOf(k, Math.Max(most, 64), 4));
        bool few = n <= 2 * width, fits = shape.HasLines ? Spread(shape.RowsA.Step) < Page || m * k * size <= CacheSizes.Second / 4 : Math.Min(k, Depth) * Spread(shape.DepthA.Step) <= CacheSizes.First / 2;
        PacksA = WidensA || !(shape.HasLines || shape.HasColumns) || !(few || fits);
        // If all of B fits the first cache, rows of A come from there too; else from the second.
        long room = Depth * n * size <= CacheSizes.First / 2 ? CacheSizes.First / 4 : CacheSizes.Second / 2;
        BlockRows = Math.Max(room / (Depth * size), 4 * rows) / rows * rows;
        // What is computed of a block finds it in the second cache.
        if (node.Epilogue is not null) BlockRows = Math.Clamp(CacheSizes.Second / 2 / Math.Max(1, n * size), 4 * rows, BlockRows) / rows * rows;
        int threads = partition.Workers > 0 ? Math.Min(partition.Workers, WorkerPool.Instance.Workers) : WorkerPool.Instance.Workers;
        int parts = threads == 1 ? 1 : Math.Min(partition.Parts, threads * PartsPerThread);
        // Products that cannot be cut into as many parts as there are of them are shared out as they are.
        long batch = shape.BatchC.Count, pieces = (m + rows - 1) / rows * ((n + width - 1) / width);
        BatchesAtOnce = batch >= Math.Min(2 * threads, pieces) && batch > 1 ? (batch + parts - 1) / Math.Max(1, parts) : 0;
        // Few rows: each part has them all, so that B is packed by the part that needs it, into its own cache, and never read again. Gradients of weights are such products: 128 × 4096 × 512
        // took 5.8 ms and take 4.2, 64 × 16384 × 256 11 and 6.6 ms (means of three turns, 2026-11-26).
        int nearParts = Math.Max(1, Math.Min(parts, 2 * threads));
        PacksNear = PacksB && BatchesAtOnce == 0 && shape.N / width >= nearParts && Up(m, rows) * Depth * size <= CacheSizes.Second * 5 / 8 && (!PacksA || Up(m, rows) * k * size <= MostPacked);
        (RowParts, ColumnParts) = PacksNear ? (1, nearParts) : Cut(shape, width, parts);
        if (keeps)
        {
            // As many columns as the second cache has room for beside what is multiplied, or those of a part.
            long panels = (n + width - 1) / width, group = PanelsAtOnce * width;
            KeptColumns = PacksNear ? Math.Clamp(CacheSizes.Second / 2 / Math.Max(1, m * size) / group, 1, Math.Max(1, panels / PanelsAtOnce)) * group : width * (BatchesAtOnce > 0 ? panels : (panels + ColumnParts - 1) / ColumnParts);
            // Rows that are a multiple of a page apart share sets of the first cache.
            KeptStep = KeptColumns + Prefetch.Line / size;
        }
    }

    /// <summary>Whether rows of A are packed.</summary>
    public bool PacksA { get; }

    /// <summary>Whether columns of B are packed.</summary>
    public bool PacksB { get; }

    /// <summary>Whether each part packs the columns of B that it needs, and all rows of A are packed once: for few rows.</summary>
    public bool PacksNear { get; }

    /// <summary>Steps of k in a block.</summary>
    public long Depth { get; }

    /// <summary>Rows of a block, at most.</summary>
    public long BlockRows { get; }

    /// <summary>How many batches are one part of the work; 0 where each product is cut.</summary>
    public long BatchesAtOnce { get; }

    /// <summary>Into how many parts rows are cut.</summary>
    public int RowParts { get; }

    /// <summary>Into how many parts columns are cut.</summary>
    public int ColumnParts { get; }

    /// <summary>Whether A is of half precision.</summary>
    public bool WidensA { get; }

    /// <summary>Whether B is of half precision.</summary>
    public bool WidensB { get; }

    /// <summary>Whether a tile can read A along lines.</summary>
    public bool HasLines { get; }

    /// <summary>Elements from one row of kept products to the next; 0 where products are not kept but results.</summary>
    public long KeptStep { get; }

    /// <summary>Columns of products that are kept at a time.</summary>
    public long KeptColumns { get; }

    /// <summary>A count made up to a multiple of a unit.</summary>
    public static long Up(long count, long unit) => (count + unit - 1) / unit * unit;

    /// <summary>
    /// Into how many parts rows and columns are cut. Each part of the columns reads all of A, or packs it, and each part of the rows reads all of B; fewest elements are read where parts are
    /// about square. 64 rows of 128 with 512 columns took 77 µs in eight parts of rows and take 54 µs in eight of columns.
    /// </summary>
    private (int Rows, int Columns) Cut(ProductShape shape, int width, int parts)
    {
        long height = ContractionKernel.RowsOf(shape.Type), tiles = (shape.M + height - 1) / height, panels = Math.Max(1, shape.N / width), least = long.MaxValue;
        (int Rows, int Columns) best = (1, 1);
        for (int r = (int)Math.Min(tiles, parts); r >= 1; r--)
        {
            int columns = (int)Math.Min(panels, parts / r);
            // Where a cut is too coarse for all parts, the others have more to do.
            long read = (shape.N * r + shape.M * columns * (PacksA ? PackingCost : 1)) * parts / (r * columns);
            if (read < least) (least, best) = (read, (r, columns));
        }

        return best;
    }

    /// <summary>How much of a cache a line takes away that has others so many bytes apart: they all fall into the same few sets if that is a multiple of a large power of two.</summary>
    private static long Spread(long step)
    {
        long apart = Math.Abs(step);
        return Math.Max(Math.Min(apart, 64), Math.Min(apart & -apart, Page));
    }
}
