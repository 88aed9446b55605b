namespace Linum.Cpu;

/// <summary>Runs the map that follows on products over blocks of them. The arrays are those of the node: two factors, what else the map reads, its results.</summary>
internal sealed unsafe class ProductEpilogue
{
    private readonly RowsStep step;

    private ProductEpilogue(Epilogue epilogue)
    {
        RowsNode rows = epilogue.Rows;
        int inputs = rows.Operands.Count, firstResult = inputs + 1;
        Target = firstResult + epilogue.Target;
        var slots = new int[inputs + rows.Results.Count];
        for (int i = 0; i < inputs; i++) slots[i] = i == epilogue.Product ? Target : i < epilogue.Product ? i + 2 : i + 1;
        for (int r = 0; r < rows.Results.Count; r++) slots[inputs + r] = firstResult + r;
        step = new(rows, slots, new(1, 1), inBlocks: true);
    }

    /// <summary>The number of the array that products are written to.</summary>
    public int Target { get; }

    /// <summary>The working memory that a block takes.</summary>
    public long WorkingBytes => step.BlockBytes;

    public static ProductEpilogue? Of(Epilogue? epilogue) => epilogue is null ? null : new(epilogue);

    /// <summary>Computes what follows on some columns of some rows.</summary>
    public void Run(nint* arrays, long firstRow, long behindRow, long column, long columns)
    {
        if (firstRow < behindRow && columns > 0) step.Block(arrays, firstRow, behindRow, column, columns);
    }
}
