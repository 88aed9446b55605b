using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// A contraction as batches of matrix products C = A·B: where the rows, the columns, the summed elements and the batches of each matrix lie. C is written along its columns; a product
/// that is written along its rows is seen transposed.
/// </summary>
internal sealed class ProductShape
{
    public ProductShape(ContractNode node)
    {
        ContractDimensions d = node.Dimensions;
        Operand left = node.Operands[0], right = node.Operands[1];
        (TypeA, TypeB) = (left.DType, right.DType);
        Type = TypeA is DType.Float16 or DType.BFloat16 ? DType.Float32 : TypeA;
        Size = Type.Size;
        int[] leftFree = Free(left, d.LeftBatch, d.LeftContracting), rightFree = Free(right, d.RightBatch, d.RightContracting);
        Shape result = [.. d.LeftBatch.ToArray().Select(a => left.Shape[a]), .. leftFree.Select(a => left.Shape[a]), .. rightFree.Select(a => right.Shape[a])];
        Offsets Of(Operand o, IEnumerable<int> axes) => new([.. axes], o.Shape, o.Strides.Span, o.DType.Size);
        Offsets OfResult(int first, int count) => new([.. Enumerable.Range(first, count)], result, node.ResultStrides.Span, Size);
        (BatchA, RowsA, DepthA, OffsetA) = (Of(left, d.LeftBatch), Of(left, leftFree), Of(left, d.LeftContracting), (nint)(left.Offset * TypeA.Size));
        (BatchB, ColumnsB, DepthB, OffsetB) = (Of(right, d.RightBatch), Of(right, rightFree), Of(right, d.RightContracting), (nint)(right.Offset * TypeB.Size));
        int batches = d.LeftBatch.Count;
        BatchC = OfResult(0, batches);
        (RowsC, ColumnsC) = (OfResult(batches, leftFree.Length), OfResult(batches + leftFree.Length, rightFree.Length));
        if (ColumnsC.Step == Size || RowsC.Step != Size) return;
        IsTransposed = true;
        (TypeA, TypeB) = (TypeB, TypeA);
        (BatchA, RowsA, DepthA, OffsetA, BatchB, ColumnsB, DepthB, OffsetB) = (BatchB, ColumnsB, DepthB, OffsetB, BatchA, RowsA, DepthA, OffsetA);
        (RowsC, ColumnsC) = (ColumnsC, RowsC);
    }

    /// <summary>The type of products.</summary>
    public DType Type { get; }

    /// <summary>Bytes of a product.</summary>
    public int Size { get; }

    /// <summary>The element type of A: that of products, or one of half precision.</summary>
    public DType TypeA { get; }

    /// <inheritdoc cref="TypeA"/>
    public DType TypeB { get; }

    /// <summary>Whether A is the right operand.</summary>
    public bool IsTransposed { get; }

    /// <summary>Batches in A, B and C.</summary>
    public Offsets BatchA { get; }

    /// <inheritdoc cref="BatchA"/>
    public Offsets BatchB { get; }

    /// <inheritdoc cref="BatchA"/>
    public Offsets BatchC { get; }

    /// <summary>Rows of A and C.</summary>
    public Offsets RowsA { get; }

    /// <inheritdoc cref="RowsA"/>
    public Offsets RowsC { get; }

    /// <summary>Columns of B and C.</summary>
    public Offsets ColumnsB { get; }

    /// <inheritdoc cref="ColumnsB"/>
    public Offsets ColumnsC { get; }

    /// <summary>The summed elements in A and B.</summary>
    public Offsets DepthA { get; }

    /// <inheritdoc cref="DepthA"/>
    public Offsets DepthB { get; }

    /// <summary>Bytes before the first element of A and of B.</summary>
    public nint OffsetA { get; }

    /// <inheritdoc cref="OffsetA"/>
    public nint OffsetB { get; }

    /// <summary>Rows of a product.</summary>
    public long M => RowsA.Count;

    /// <summary>Columns of a product.</summary>
    public long N => ColumnsB.Count;

    /// <summary>How many products are summed for an element.</summary>
    public long K => DepthA.Count;

    /// <summary>Whether the elements of a row of A follow each other, and rows are evenly spaced.</summary>
    public bool HasLines => (DepthA.Step == Size || K == 1) && DepthA.IsEven && RowsA.IsEven;

    /// <summary>Whether the elements of a column of A follow each other, and columns are evenly spaced.</summary>
    public bool HasColumns => (RowsA.Step == Size || M == 1) && DepthA.IsEven && RowsA.IsEven;

    /// <summary>Whether the elements of a row of B follow each other, and rows are evenly spaced.</summary>
    public bool HasRows => (ColumnsB.Step == TypeB.Size || N == 1) && ColumnsB.IsEven && DepthB.IsEven;

    private static int[] Free(Operand operand, ValueList<int> batch, ValueList<int> contracted) =>
        [.. Enumerable.Range(0, operand.Shape.Rank).Where(a => !batch.Span.Contains(a) && !contracted.Span.Contains(a))];
}
