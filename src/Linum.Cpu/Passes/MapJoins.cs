using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Joining arrays along an axis becomes a map that reads each shifted to where it lies in the whole and chooses by the position. So it can join the maps that read it. Where a part is a slice or another view,
/// what it is a view of is read; where it is computed for this alone, it is computed here. Of what is given to the program, which may be read over its ends by a few bytes only, one copy in working memory is read.
/// </summary>
/// <remarks><code>
/// before: %1:f32[1,64] = copy %0(1, 64):(64, 1)+4032    %2:f32[63,64] = copy %0(63, 64):(64, 1)    %3:f32[64,64] = Concatenate %1 %2
/// after:  %4:f32[64,64] = map(64, 64) 0 operations %0
///         %3:f32[64,64] = map(64, 64) %4(64, 64):(0, 1)+4032 %4(64, 64):(64, 1)-64    s1 = index 0, s2 = s1 &lt; 1, s3 = select(s2, input 0, input 1)
/// </code></remarks>
internal sealed class MapJoins
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

    /// <summary>
    /// Where an array would be copied for one join alone, that reads less than one element over its ends for so many that it gives. An array of a million floats that is given, turned by 4 or by 100 of its 1024 rows:
    /// 186 and 195 µs by the routine, 223 and 220 so, for then twice as much is read. Turned to both sides along both axes, with one copy for all, it is 889 µs and 336.
    /// </summary>
    private const int MuchOver = 4;

    /// <summary>So few elements may always be read over the ends: they come from near caches.</summary>
    private const int FewOver = 1 << 12;

    /// <summary>So many bytes that are read again and again stay in near caches; not measured.</summary>
    private const long NearCache = 1 << 17;

    private readonly LoopGraph graph;
    private readonly ShiftedReads reads;
    private readonly bool isEarly;

    /// <summary>Of values that cannot be read over their ends, how many elements of parts are views of them.</summary>
    private readonly Dictionary<LoopValue, long> wanted = [];

    /// <summary>What copies such values, where it is worth it.</summary>
    private readonly Dictionary<LoopValue, MapNode> copies = [];

    private MapJoins(LoopGraph graph, bool isEarly) => (this.graph, this.isEarly, reads) = (graph, isEarly, new(graph));

    /// <summary>The graph with such maps; the same one if nothing is joined that can become one.</summary>
    public static LoopGraph Run(LoopGraph graph) => graph.Has(IsJoin) ? new MapJoins(graph, isEarly: false).Fold() : graph;

    /// <summary>The same before maps are grouped, where nothing is joined that maps compute for this alone: so what reductions read is part of it too, and grouping need not be done again.</summary>
    public static LoopGraph RunEarly(LoopGraph graph) => graph.Has(IsJoin) ? new MapJoins(graph, isEarly: true).Fold() : graph;

    private static bool IsJoin(LoopNode node) => node is RoutineNode { Lowered: Lowered.Concatenate };

    /// <summary>Some positions of the whole along the axis.</summary>
    /// <param name="Begin">The first one.</param>
    /// <param name="Size">How many there are.</param>
    /// <param name="Part">The part that stands there.</param>
    /// <param name="From">Where in the part they begin.</param>
    private readonly record struct Piece(int Begin, int Size, Operand Part, int From)
    {
        public int End => Begin + Size;
    }

    private LoopGraph Fold()
    {
        foreach (LoopNode node in graph.Nodes)
            if (PiecesOf(node) is { } pieces) Want(pieces, node);
        foreach ((LoopValue value, long elements) in wanted)
        {
            if (4 * elements < 3 * value.Type.Shape.Count) continue;
            copies[value] = MapBodies.Copy(Operand.Of(value), new(value.Type));
            reads.Made(copies[value]);
        }

        bool any = false;
        List<LoopNode> nodes = [];
        HashSet<LoopValue> copied = [];
        foreach (LoopNode node in graph.Nodes)
        {
            if (PiecesOf(node) is { } pieces && MapOf(pieces, node) is MapNode map)
            {
                any = true;
                foreach ((_, MapNode copy) in copies)
                    if (Array.Exists(map.Operands.ToArray(), o => o.Value == copy.Results[0]) && copied.Add(copy.Results[0])) nodes.Add(copy);
                reads.Made(map);
                nodes.Add(map);
            }
            else
            {
                nodes.Add(node);
            }
        }

        return any ? FoldViews.WithoutDeadNodes(graph with { Nodes = [.. nodes] }) : graph;
    }

    /// <summary>What a join puts one after the other, if it may become a map; else null.</summary>
    private List<Piece>? PiecesOf(LoopNode node)
    {
        if (node is not RoutineNode { Lowered: Lowered.Concatenate { Axis: int axis } }) return null;
        Shape shape = node.Results[0].Type.Shape;
        if (shape.Count == 0 || RowLength(shape, axis) < ShortestRow) return null;
        int parts = 0, singles = 0;
        foreach (Operand part in node.Operands)
        {
            if (part.Shape[axis] == 0) continue;
            parts++;
            singles += IsSingles(part, axis) ? part.Shape[axis] : 1;
            if (parts > MostParts || (isEarly && Computed(part, node) is { Body: var body } && FusionGroup.Weight(body) > 0)) return null;
        }

        List<Piece> pieces = [];
        int begin = 0;
        foreach (Operand part in node.Operands)
        {
            int size = part.Shape[axis], end = begin + size, step = singles <= MostParts && IsSingles(part, axis) ? 1 : Math.Max(size, 1);
            for (int from = 0; from < size; from += step) pieces.Add(new(begin + from, step, part, from));
            begin = end;
        }

        return pieces;

        bool IsSingles(Operand part, int axis) => part.Shape[axis] <= MostSingles && (Computed(part, node) is not { Body: var body } || FusionGroup.Weight(body) == 0);
    }

    /// <summary>The elements of a row of the map: those behind the axis, or along it if it is the last.</summary>
    private static long RowLength(Shape shape, int axis)
    {
        long length = 1;
        for (int a = axis + 1; a < shape.Rank; a++) length *= shape[a];
        return length > 1 ? length : shape[axis];
    }

    /// <summary>What computes a part and can do so where it is joined: a view, a map of no operations, or one that nothing else reads.</summary>
    private MapNode? Computed(Operand part, LoopNode node)
    {
        switch (reads.ProducerOf(part.Value))
        {
            case CopyNode copy: return MapBodies.Copy(copy.Source, copy.Result);
            case MapNode { Results.Count: 1 } map when map.Shape == part.Shape || !Array.Exists(map.Body.Steps.ToArray(), s => s.Op == ScalarOp.Index):
                int weight = FusionGroup.Weight(map.Body);
                if (weight == 0) return map;
                int most = 2 * part.Shape.Count >= node.Results[0].Type.Shape.Count ? MostOperations : FewOperations;
                return weight <= most && reads.ReadersOf(part.Value).Count == 1 && !reads.IsOutput(part.Value) && VectorSupport.Covers(map.Body) ? map : null;
            default: return null;
        }
    }

    /// <summary>What a map reads in the shape of the whole; null if it cannot be read so.</summary>
    private static Operand[]? Placed(MapNode map, Piece piece, LoopNode node, Func<Operand, Operand> from)
    {
        Shape shape = node.Results[0].Type.Shape;
        int axis = AxisOf(node);
        var begins = new int[shape.Rank];
        begins[axis] = piece.Begin;
        var placed = new Operand[map.Operands.Count];
        for (int i = 0; i < placed.Length; i++)
        {
            if (Views.Reshape(from(map.Operands[i]), piece.Part.Shape) is not Operand view) return null;
            long[] strides = view.Strides.ToArray();
            long offset = view.Offset + (piece.From * strides[axis]);
            // One alone stands still along the axis.
            if (piece.Size == 1) strides[axis] = 0;
            placed[i] = ShiftedReads.Shifted(view with { Strides = strides, Offset = offset }, shape, Axes(shape), begins);
            if (!FoldViews.SuitsMap(placed[i])) return null;
        }

        return placed;
    }

    private static int AxisOf(LoopNode join) => ((Lowered.Concatenate)((RoutineNode)join).Lowered).Axis;

    private static int[] Axes(Shape shape) => [.. Enumerable.Range(0, shape.Rank)];

    /// <summary>How many elements are read over the ends for a piece.</summary>
    private static long Overhang(Operand[] placed)
    {
        long most = 0;
        foreach (Operand operand in placed)
        {
            (long before, long behind) = operand.Overhang;
            most = Math.Max(most, before + behind);
        }

        return most;
    }

    /// <summary>How many elements of a piece that stands still are read from far caches again and again.</summary>
    private static long Again(Piece piece, LoopNode node)
    {
        Shape shape = node.Results[0].Type.Shape;
        long row = 1;
        for (int a = AxisOf(node) + 1; a < shape.Rank; a++) row *= shape[a];
        return row * piece.Part.DType.Size > NearCache ? shape.Count - piece.Part.Shape.Count : 0;
    }

    /// <summary>Notes of which values parts are views that reach over the ends where there is no room.</summary>
    private void Want(List<Piece> pieces, LoopNode node)
    {
        long overhang = 0;
        List<(LoopValue Value, long Elements)> beyond = [];
        foreach (Piece piece in pieces)
        {
            if (Computed(piece.Part, node) is not MapNode map || Placed(map, piece, node, o => o) is not Operand[] placed) continue;
            overhang += Overhang(placed);
            LoopValue[] values = [.. placed.Where(o => !reads.MayReach(o) && ShiftedReads.HasRoom(o)).Select(o => o.Value).Distinct()];
            foreach (LoopValue value in values) beyond.Add((value, piece.Part.Shape.Count / values.Length));
        }

        foreach ((LoopValue value, long elements) in beyond) wanted[value] = wanted.GetValueOrDefault(value) + (IsMuch(overhang, node) ? elements / 2 : elements);
    }

    private static bool IsMuch(long overhang, LoopNode node) => overhang > FewOver && MuchOver * overhang > node.Results[0].Type.Shape.Count;

    /// <summary>The join as a map; null if it cannot be one or that would save nothing.</summary>
    private MapNode? MapOf(List<Piece> pieces, LoopNode node)
    {
        LoopValue result = node.Results[0];
        Shape shape = result.Type.Shape;
        int axis = AxisOf(node), saved = 0;
        ScalarBuilder builder = new();
        List<Operand> operands = [];
        List<int[]> results = [];
        long overhang = 0, again = 0;
        bool storesViews = false, isRead = reads.ReadersOf(result).Any(r => r is MapNode reader && reader.Shape == shape);
        foreach (Piece piece in pieces)
        {
            MapNode? map = Computed(piece.Part, node);
            Operand[]? placed = map is null ? null : Placed(map, piece, node, FromCopy);
            if (placed is not null && Array.TrueForAll(placed, reads.MayReach))
            {
                if (!Array.Exists(placed, o => IsCopy(o.Value))) saved += piece.Size;
            }
            else
            {
                storesViews |= map is not null && FusionGroup.Weight(map.Body) == 0;
                map = MapBodies.Copy(piece.Part, result);
                placed = Placed(map, piece, node, o => o);
                if (placed is null || !Array.TrueForAll(placed, reads.MayReach)) return null;
            }

            overhang += Overhang(placed);
            if (piece.Size == 1) again += Again(piece, node);
            var begins = new int[shape.Rank];
            begins[axis] = piece.Begin - piece.From;
            results.Add(ShiftedReads.Append(builder, map!.Body, [.. placed.Select(o => Number(operands, o))], Axes(shape), begins));
        }

        if ((storesViews && IsMuch(overhang + again, node)) || (!isRead && (2 * saved < shape[axis] || IsMuch(again, node)))) return null;
        int[] chosen = results[^1];
        for (int i = pieces.Count - 2; i >= 0; i--)
        {
            Scalar isBefore = builder.Index(axis, DType.Int32) < pieces[i].End;
            chosen = [.. chosen.Select((last, c) => builder.Add(new(ScalarOp.Select, result.Type.DType.Component, isBefore.Index, results[i][c], last)).Index)];
        }

        ScalarFunction body = new([.. operands.Select(o => o.DType)], [result.Type.DType], builder.ToSteps(), chosen);
        return VectorSupport.Covers(body) ? new(shape, body, [.. operands], node.Results) : null;
    }

    private Operand FromCopy(Operand operand) => copies.TryGetValue(operand.Value, out MapNode? copy) ? operand with { Value = copy.Results[0] } : operand;

    private bool IsCopy(LoopValue value)
    {
        foreach ((_, MapNode copy) in copies)
            if (copy.Results[0] == value) return true;
        return false;
    }

    private static int Number(List<Operand> operands, Operand operand)
    {
        int number = operands.IndexOf(operand);
        if (number >= 0) return number;
        operands.Add(operand);
        return operands.Count - 1;
    }
}
