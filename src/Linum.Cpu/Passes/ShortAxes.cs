using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Arrays that have the same long axes and, behind these, some with few elements; what <see cref="TurnRows"/> computes with the short axes in front.</summary>
/// <param name="rows">The long axes.</param>
internal sealed class ShortAxes(Shape rows)
{
    /// <summary>Axes of fewer elements are turned; what kernels run along has as many or more.</summary>
    public const int ShortestRow = CombineElements.MostOfRow + 1;

    /// <summary>
    /// So many elements are in all axes that are turned, at most. Softmax of [10000, 12, 10] took 1530 µs as it lies and takes 520, pairwise distances in groups of ten points of 15 numbers 490 and 250
    /// (minima of three turns, 2026-11-28).
    /// </summary>
    private const int MostTurned = 256;

    /// <summary>So many rows are worth the steps that turn them.</summary>
    private const int FewestRows = 64;

    /// <summary>How many long axes there are.</summary>
    public int Rank => rows.Rank;

    /// <summary>The long axes of a shape, where there are short ones behind them.</summary>
    public static Shape? RowsOf(Shape shape)
    {
        int split = shape.Rank;
        long few = 1;
        while (split > 0 && shape[split - 1] < ShortestRow) few *= shape[--split];
        if (split == 0 || few is <= 1 or > MostTurned) return null;
        Shape rows = shape[..split];
        return rows.Count >= FewestRows ? rows : (Shape?)null;
    }

    /// <summary>Whether a shape is one of these.</summary>
    public bool Has(Shape shape) => RowsOf(shape) == rows;

    /// <summary>Whether a node computes elements of such an array one by one, or combines those of its short axes or of its columns.</summary>
    public bool HasMember(LoopNode node)
    {
        if (node.Results.Count != 1 || node.Operands.Count == 0 || node.Results[0].Type.DType.Components > 1 || node.Operands.ToArray().Any(o => o.DType.Components > 1)) return false;
        Operand source = node.Operands[0];
        if (!Has(source.Shape)) return false;
        return node switch
        {
            MapNode map => map.Shape == map.Results[0].Type.Shape,
            RoutineNode { Lowered: Lowered.Reduce reduce } => Suits(reduce, source),
            RoutineNode { Lowered: Lowered.ArgReduce arg } => arg.Axis >= Rank && source.Shape[arg.Axis] > 1,
            _ => false,
        };
    }

    /// <summary>Whether a reduction combines the elements of one short axis, in an order that a map can have, or those of a few columns.</summary>
    private bool Suits(Lowered.Reduce reduce, Operand source)
    {
        // With other short axes beside them columns are not in front of all that is combined.
        if (UnrollReductions.ColumnsOf(reduce, source) is int column) return column == Rank && source.Shape.Rank == Rank + 1;
        if (reduce.Axes is not [int axis] || axis < Rank || !RegisterCombination.Supports(reduce.Kind, source.DType)) return false;
        int count = source.Shape[axis];
        return count > 1 && (CombineElements.IsRow(source.Shape, axis) || count <= UnrollReductions.MostElements);
    }

    /// <summary>The short axis that a reduction runs along; null if it runs along the long axes, for each of a few columns.</summary>
    public int? ReducedAxis(RoutineNode node) => node.Lowered switch
    {
        Lowered.ArgReduce arg => arg.Axis,
        Lowered.Reduce { Axes: [int first, ..] } when first >= Rank => first,
        _ => null,
    };

    /// <summary>The order of axes in which the short ones are in front.</summary>
    public int[] Order(int rank) => [.. Enumerable.Range(Rank, rank - Rank), .. Enumerable.Range(0, Rank)];

    /// <summary>An operand with the short axes in front.</summary>
    public Operand InFront(Operand operand) => OrientMaps.InOrder(operand, Order(operand.Shape.Rank));

    /// <summary>A turned array as the one that it was made from.</summary>
    public Operand BackOf(LoopValue array, LoopValue natural)
    {
        Shape shape = natural.Type.Shape;
        int[] order = Order(shape.Rank);
        long[] dense = Operand.Dense([.. order.Select(a => shape[a])]);
        return new(array, shape, [.. Enumerable.Range(0, shape.Rank).Select(a => dense[Array.IndexOf(order, a)])]);
    }

    /// <summary>Whether a view is a value with the short axes in front.</summary>
    public bool IsTurned(Operand view)
    {
        if (!Has(view.Value.Type.Shape)) return false;
        Operand front = InFront(Operand.Of(view.Value));
        return view.Offset == 0 && view.Shape == front.Shape && view.Strides == front.Strides;
    }
}
