using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Some positions of a join along its axis.</summary>
/// <param name="Begin">The first one.</param>
/// <param name="Size">How many there are.</param>
/// <param name="Part">The part that stands there.</param>
/// <param name="From">Where in the part they begin.</param>
internal sealed record JoinPiece(int Begin, int Size, Operand Part, int From)
{
    public int End => Begin + Size;

    /// <summary>What computes the part and can do so where it is joined; null if the part is to be read where it is stored.</summary>
    public MapNode? Map { get; init; }

    /// <summary>What that reads, in the shape of the whole; null if it cannot be read so.</summary>
    public Operand[]? Reads { get; init; }
}

/// <summary>What a join puts one after the other, and by what each could be computed in a map over the whole.</summary>
internal sealed class JoinPieces
{
    /// <summary>
    /// Each element is read of every part. 64 rows of 16384 floats in p pieces in another order: 2 to 4 pieces 1.1 to 1.5 times as fast as joined by the routine, 6 pieces 0.95 times, 8 pieces 0.76 times; shorter
    /// rows, in near caches, gain two to three times with any of these (this and the following: minima in turns with the routine, on a busy machine with two cores, 2026-11-28).
    /// </summary>
    private const int MostParts = 4;

    /// <summary>Shorter rows are cheaper to copy: two neighbours' mean along rows of 8 floats, a million in all, joined with the last one, 2315 µs and 3175 so; rows of 16 floats 1749 and 1255, of 24 575 and 88.</summary>
    private const int ShortestRow = 16;

    /// <summary>So many operations are done for the other parts' elements too, if a part has at least half of them.</summary>
    private const int MostOperations = 64;

    /// <summary>So many for a part that has less.</summary>
    private const int FewOperations = 8;

    /// <summary>
    /// Of a part of so few along the axis each is read by itself, without any shift: it stands still along the axis, so nothing is read over the ends. Running sums turned by three of their 1024 rows: 1.5 times as fast
    /// as by the routine, and 1.2 times with the three read shifted; in larger stencils there was no difference.
    /// </summary>
    private const int MostSingles = 3;

    private readonly List<JoinPiece> pieces = [];

    private JoinPieces(LoopNode node, int axis) => (Node, Axis) = (node, axis);

    /// <summary>The join.</summary>
    public LoopNode Node { get; }

    /// <summary>The axis along which it joins.</summary>
    public int Axis { get; }

    /// <summary>The pieces, in their order.</summary>
    public IReadOnlyList<JoinPiece> All => pieces;

    /// <summary>The shape of the whole.</summary>
    public Shape Shape => Node.Results[0].Type.Shape;

    /// <summary>How many elements there are for each position along the axis and the axes before it.</summary>
    public long Behind
    {
        get
        {
            long count = 1;
            for (int a = Axis + 1; a < Shape.Rank; a++) count *= Shape[a];
            return count;
        }
    }

    public static bool IsJoin(LoopNode node) => node is RoutineNode { Lowered: Lowered.Concatenate };

    /// <summary>The pieces of a join that may become a map; else null.</summary>
    /// <param name="node">A node.</param>
    /// <param name="reads">Who makes and reads what.</param>
    /// <param name="onlyViews">Whether none may be computed by more than reading.</param>
    public static JoinPieces? Of(LoopNode node, ShiftedReads reads, bool onlyViews)
    {
        if (node is not RoutineNode { Lowered: Lowered.Concatenate { Axis: int axis } }) return null;
        JoinPieces join = new(node, axis);
        // A row of the map has the elements behind the axis, or those along it if it is the last.
        if (join.Shape.Count == 0 || (join.Behind > 1 ? join.Behind : join.Shape[axis]) < ShortestRow) return null;
        List<(Operand Part, MapNode? Map, bool IsFew)> parts = [];
        int singles = 0;
        foreach (Operand part in node.Operands)
        {
            int size = part.Shape[axis];
            if (size == 0) continue;
            if (parts.Count == MostParts) return null;
            MapNode? map = join.Computing(part, reads);
            bool isView = map is null || FusionGroup.Weight(map.Body) == 0, isFew = isView && size <= MostSingles;
            if (onlyViews && !isView) return null;
            parts.Add((part, map, isFew));
            singles += isFew ? size : 1;
        }

        int begin = 0;
        foreach ((Operand part, MapNode? map, bool isFew) in parts)
        {
            int size = part.Shape[axis], step = isFew && singles <= MostParts ? 1 : size;
            for (int from = 0; from < size; from += step) join.Add(new(begin + from, step, part, from) { Map = map });
            begin += size;
        }

        return join;
    }

    /// <summary>What is read of a piece where it is stored; null if it cannot be read so.</summary>
    public Operand[]? Stored(JoinPiece piece) => Shifted([piece.Part], piece);

    private void Add(JoinPiece piece) => pieces.Add(piece.Map is null ? piece : piece with { Reads = Shifted(piece.Map.Operands.Span, piece) });

    /// <summary>What computes a part and can do so where it is joined: a view, a map of no operations, or one that nothing else reads.</summary>
    private MapNode? Computing(Operand part, ShiftedReads reads)
    {
        switch (reads.ProducerOf(part.Value))
        {
            case CopyNode copy: return MapBodies.Copy(copy.Source, copy.Result);
            case MapNode { Results.Count: 1 } map when map.Shape == part.Shape || !Array.Exists(map.Body.Steps.ToArray(), s => s.Op == ScalarOp.Index):
                int weight = FusionGroup.Weight(map.Body);
                if (weight == 0) return map;
                int most = 2 * part.Shape.Count >= Shape.Count ? MostOperations : FewOperations;
                return weight <= most && reads.ReadersOf(part.Value).Count == 1 && !reads.IsOutput(part.Value) && VectorSupport.Covers(map.Body) ? map : null;
            default: return null;
        }
    }

    /// <summary>Views of a piece's part in the shape of the whole; null if one cannot be read so.</summary>
    private Operand[]? Shifted(ReadOnlySpan<Operand> views, JoinPiece piece)
    {
        int[] axes = [.. Enumerable.Range(0, Shape.Rank)];
        var begins = new int[Shape.Rank];
        begins[Axis] = piece.Begin;
        var shifted = new Operand[views.Length];
        for (int i = 0; i < shifted.Length; i++)
        {
            if (Views.Reshape(views[i], piece.Part.Shape) is not Operand view) return null;
            long[] strides = view.Strides.ToArray();
            long offset = view.Offset + (piece.From * strides[Axis]);
            // One alone stands still along the axis.
            if (piece.Size == 1) strides[Axis] = 0;
            shifted[i] = ShiftedReads.Shifted(view with { Strides = strides, Offset = offset }, Shape, axes, begins);
            if (!FoldViews.SuitsMap(shifted[i])) return null;
        }

        return shifted;
    }
}
