namespace Linum.Cpu;

/// <summary>
/// Runs the map that follows on products over blocks of them. The arrays are those of the node: two factors, what else the map reads, its results. Behind them stand the products, where these
/// are in working memory.
/// </summary>
internal sealed unsafe class ProductEpilogue
{
    private readonly RowsStep step;

    private readonly int arrays;

    private ProductEpilogue(Epilogue epilogue, long keptStep)
    {
        RowsNode rows = keptStep > 0 ? Kept(epilogue, keptStep) : epilogue.Rows;
        int inputs = rows.Operands.Count, firstResult = inputs + 1;
        arrays = firstResult + rows.Results.Count;
        Target = keptStep > 0 ? arrays : firstResult + epilogue.Target;
        var slots = new int[inputs + rows.Results.Count];
        for (int i = 0; i < inputs; i++) slots[i] = i == epilogue.Product ? Target : i < epilogue.Product ? i + 2 : i + 1;
        for (int r = 0; r < rows.Results.Count; r++) slots[inputs + r] = firstResult + r;
        step = new(rows, slots, new(1, 1), inBlocks: true);
    }

    /// <summary>The rows with products that lie so many elements apart, from row to row.</summary>
    private static RowsNode Kept(Epilogue epilogue, long step)
    {
        RowsNode rows = epilogue.Rows;
        long length = 1;
        for (int axis = rows.Split; axis < rows.Space.Rank; axis++) length *= rows.Space[axis];
        long[] strides = Operand.Dense(rows.Space);
        for (int axis = 0; axis < rows.Split; axis++) strides[axis] = strides[axis] / length * step;
        Operand[] operands = rows.Operands.ToArray();
        operands[epilogue.Product] = operands[epilogue.Product] with { Shape = rows.Space, Strides = strides };
        return rows with { Operands = operands };
    }

    /// <summary>The number of the array that products are written to.</summary>
    public int Target { get; }

    /// <summary>The working memory that a block takes.</summary>
    public long WorkingBytes => step.BlockBytes;

    /// <param name="epilogue">The map; null if there is none.</param>
    /// <param name="keptStep">How many elements rows of products in working memory are apart; 0 where they are in a result.</param>
    public static ProductEpilogue? Of(Epilogue? epilogue, long keptStep = 0) => epilogue is null ? null : new(epilogue, keptStep);

    /// <inheritdoc cref="Step.Prepare"/>
    public void Prepare() => step.Prepare();

    /// <summary>Computes what follows on some columns of some rows.</summary>
    public void Run(nint* arrays, long firstRow, long behindRow, long column, long columns)
    {
        if (firstRow < behindRow && columns > 0) step.Block(arrays, firstRow, behindRow, column, columns);
    }

    /// <summary>The same of products in working memory, of which the one in the first row and column of all would be at a given address.</summary>
    public void RunKept(nint* arrays, nint kept, long firstRow, long behindRow, long column, long columns)
    {
        nint* all = stackalloc nint[this.arrays + 1];
        for (int i = 0; i < this.arrays; i++) all[i] = arrays[i];
        all[this.arrays] = kept;
        Run(all, firstRow, behindRow, column, columns);
    }
}
