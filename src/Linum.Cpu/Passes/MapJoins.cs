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

    /// <summary>By their results the joins that may become maps, as they are before any has.</summary>
    private readonly Dictionary<LoopValue, JoinPieces> joins = [];

    /// <summary>Of values that cannot be read over their ends, how many elements of parts are views of them.</summary>
    private readonly Dictionary<LoopValue, long> wanted = [];

    /// <summary>The copies of such values, where they are worth it.</summary>
    private readonly Dictionary<LoopValue, LoopValue> copies = [];

    /// <summary>What makes these copies.</summary>
    private readonly Dictionary<LoopValue, MapNode> copying = [];

    private MapJoins(LoopGraph graph, bool isEarly) => (this.graph, this.isEarly, reads) = (graph, isEarly, new(graph));

    /// <summary>The graph with such maps; the same one if nothing is joined that can become one.</summary>
    public static LoopGraph Run(LoopGraph graph) => graph.Has(JoinPieces.IsJoin) ? new MapJoins(graph, isEarly: false).Fold() : graph;

    /// <summary>The same before maps are grouped, where nothing is joined that maps compute for this alone: so what reductions read is part of it too, and grouping need not be done again.</summary>
    public static LoopGraph RunEarly(LoopGraph graph) => graph.Has(JoinPieces.IsJoin) ? new MapJoins(graph, isEarly: true).Fold() : graph;

    private LoopGraph Fold()
    {
        foreach (LoopNode node in graph.Nodes)
        {
            if (JoinPieces.Of(node, reads, onlyViews: isEarly) is not JoinPieces join) continue;
            joins[node.Results[0]] = join;
            Want(join);
        }

        foreach ((LoopValue value, long elements) in wanted)
            if (4 * elements >= 3 * value.Type.Shape.Count) Copy(value);

        List<LoopNode> nodes = [];
        HashSet<LoopValue> mapped = [], copied = [];
        foreach (LoopNode node in graph.Nodes)
        {
            JoinPieces? join = JoinPieces.IsJoin(node) ? joins.GetValueOrDefault(node.Results[0]) : null;
            // What was a join itself when it was looked at may be computed by a map now.
            if (join is not null && Array.Exists(node.Operands.ToArray(), o => mapped.Contains(o.Value))) join = JoinPieces.Of(node, reads, onlyViews: isEarly);
            if (join is null || MapOf(join) is not MapNode map)
            {
                nodes.Add(node);
                continue;
            }

            foreach (Operand operand in map.Operands)
                if (copying.TryGetValue(operand.Value, out MapNode? copy) && copied.Add(operand.Value)) nodes.Add(copy);
            reads.Made(map);
            mapped.Add(map.Results[0]);
            nodes.Add(map);
        }

        return mapped.Count > 0 ? FoldViews.WithoutDeadNodes(graph with { Nodes = [.. nodes] }) : graph;
    }

    /// <summary>Notes of which values parts are views that reach over the ends where there is no room.</summary>
    private void Want(JoinPieces join)
    {
        long overhang = 0;
        List<(LoopValue Value, long Elements)> beyond = [];
        foreach (JoinPiece piece in join.All)
        {
            if (piece.Reads is null) continue;
            overhang += Overhang(piece.Reads);
            LoopValue[] values = [.. piece.Reads.Where(o => !reads.MayReach(o) && ShiftedReads.HasRoom(o)).Select(o => o.Value).Distinct()];
            foreach (LoopValue value in values) beyond.Add((value, piece.Part.Shape.Count / values.Length));
        }

        foreach ((LoopValue value, long elements) in beyond) wanted[value] = wanted.GetValueOrDefault(value) + (IsMuch(overhang, join) ? elements / 2 : elements);
    }

    /// <summary>Has what reads a value over its ends read a copy of it.</summary>
    private void Copy(LoopValue value)
    {
        LoopValue copy = new(value.Type);
        copies[value] = copy;
        copying[copy] = MapBodies.Copy(Operand.Of(value), copy);
        reads.Made(copying[copy]);
    }

    private Operand FromCopy(Operand operand) => copies.TryGetValue(operand.Value, out LoopValue? copy) ? operand with { Value = copy } : operand;

    /// <summary>The join as a map; null if it cannot be one or that would save nothing.</summary>
    private MapNode? MapOf(JoinPieces join)
    {
        LoopValue result = join.Node.Results[0];
        Shape shape = join.Shape;
        ScalarBuilder builder = new();
        List<Operand> operands = [];
        List<int[]> results = [];
        int saved = 0;
        long overhang = 0, again = 0;
        bool storesViews = false;
        foreach (JoinPiece piece in join.All)
        {
            MapNode? map = piece.Map;
            Operand[]? read = piece.Reads is null ? null : Array.ConvertAll(piece.Reads, FromCopy);
            if (read is not null && Array.TrueForAll(read, reads.MayReach))
            {
                if (!Array.Exists(read, o => copying.ContainsKey(o.Value))) saved += piece.Size;
            }
            else
            {
                storesViews |= map is not null && FusionGroup.Weight(map.Body) == 0;
                map = MapBodies.Copy(piece.Part, result);
                read = join.Stored(piece);
                if (read is null || !Array.TrueForAll(read, reads.MayReach)) return null;
            }

            overhang += Overhang(read);
            if (piece.Size == 1) again += Again(piece, join);
            var begins = new int[shape.Rank];
            begins[join.Axis] = piece.Begin - piece.From;
            results.Add(ShiftedReads.Append(builder, map!.Body, [.. read.Select(o => Number(operands, o))], [.. Enumerable.Range(0, shape.Rank)], begins));
        }

        if (storesViews && IsMuch(overhang + again, join)) return null;
        bool isRead = reads.ReadersOf(result).Any(r => r is MapNode reader && reader.Shape == shape);
        if (!isRead && (2 * saved < shape[join.Axis] || IsMuch(again, join))) return null;
        int[] chosen = Chosen(builder, join, results);
        ScalarFunction body = new([.. operands.Select(o => o.DType)], [result.Type.DType], builder.ToSteps(), chosen);
        return VectorSupport.Covers(body) ? new(shape, body, [.. operands], join.Node.Results) : null;
    }

    /// <summary>Chooses by the position what is computed for the piece there.</summary>
    private static int[] Chosen(ScalarBuilder builder, JoinPieces join, List<int[]> results)
    {
        DType type = join.Node.Results[0].Type.DType.Component;
        int[] chosen = results[^1];
        for (int i = results.Count - 2; i >= 0; i--)
        {
            Scalar isBefore = builder.Index(join.Axis, DType.Int32) < join.All[i].End;
            chosen = [.. chosen.Select((last, c) => builder.Add(new(ScalarOp.Select, type, isBefore.Index, results[i][c], last)).Index)];
        }

        return chosen;
    }

    private static int Number(List<Operand> operands, Operand operand)
    {
        int number = operands.IndexOf(operand);
        if (number >= 0) return number;
        operands.Add(operand);
        return operands.Count - 1;
    }

    /// <summary>How many elements are read over the ends for a piece.</summary>
    private static long Overhang(Operand[] read)
    {
        long most = 0;
        foreach (Operand operand in read)
        {
            (long before, long behind) = operand.Overhang;
            most = Math.Max(most, before + behind);
        }

        return most;
    }

    private static bool IsMuch(long overhang, JoinPieces join) => overhang > FewOver && MuchOver * overhang > join.Shape.Count;

    /// <summary>How many elements of a piece that stands still are read from far caches again and again.</summary>
    private static long Again(JoinPiece piece, JoinPieces join) => join.Behind * piece.Part.DType.Size > NearCache ? join.Shape.Count - piece.Part.Shape.Count : 0;
}
