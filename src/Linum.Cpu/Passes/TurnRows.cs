using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Arrays with few elements along their last axes, of which each row is combined, or meets numbers of its own: points in space, classes, small matrices. What is computed of them is computed with these axes in front, so that
/// kernels run along a long axis, and turned back where it is read otherwise. All that has the same long axes is turned together, if that makes fewer copies.
/// </summary>
/// <remarks><code>
/// before: %1:f32[90] = reduce Max [1] %0:f32[90,5]    %2:f32[90,5] = copy %1(90, 5):(1, 0)    %3:f32[90,5] = map(90, 5) %0 %2
/// after:  %4:f32[5,90] = copy %0(5, 90):(1, 5)    %1:f32[90] = map(90,) %4(90,):(1) %4(90,):(1)+90 ... %4(90,):(1)+360
///         %5:f32[5,90] = map(5, 90) %4 %1(5, 90):(0, 1)    %3:f32[90,5] = copy %5(90, 5):(1, 90)
/// </code></remarks>
internal sealed class TurnRows
{
    /// <summary>Axes of fewer elements are turned; what kernels run along has as many or more.</summary>
    public const int ShortestRow = CombineElements.MostOfRow + 1;

    /// <summary>So many elements are in all axes that are turned, at most.</summary>
    private const int MostTurned = 64;

    /// <summary>So many rows are worth the steps that turn them.</summary>
    private const int FewestRows = 64;

    /// <summary>A copy of so many times fewer elements does not count.</summary>
    private const int LittleOfMap = 4;

    private readonly LoopGraph graph;
    private readonly Shape rows;
    private readonly Dictionary<LoopValue, LoopNode> producers = [];
    private readonly Dictionary<LoopValue, List<LoopNode>> readers = [];
    private readonly HashSet<LoopNode> members = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LoopValue, LoopValue> turned = [];
    private readonly Dictionary<(LoopValue Value, ValueList<long> Strides, long Offset, Shape Shape), LoopValue> copies = [];
    private readonly AxisElements elements = new();
    private readonly List<LoopNode> nodes = [];

    private TurnRows(LoopGraph graph, Shape rows)
    {
        this.graph = graph;
        this.rows = rows;
        foreach (LoopNode node in graph.Nodes)
        {
            foreach (LoopValue result in node.Results) producers[result] = node;
            foreach (Operand operand in node.Operands)
            {
                if (!readers.TryGetValue(operand.Value, out List<LoopNode>? list)) readers[operand.Value] = list = [];
                list.Add(node);
            }

            if (IsMember(node, rows)) members.Add(node);
        }
    }

    public static LoopGraph Run(LoopGraph graph)
    {
        HashSet<Shape> families = [];
        foreach (LoopNode node in graph.Nodes)
            if (node.Operands.Count > 0 && node is MapNode or RoutineNode { Lowered: Lowered.Reduce or Lowered.ArgReduce } && Split(node.Operands[0].Shape) is int split) families.Add(node.Operands[0].Shape[..split]);
        foreach (Shape rows in families)
        {
            TurnRows turn = new(graph, rows);
            if (turn.IsWorthIt()) graph = FoldViews.Run(OrientMaps.Run(FoldViews.WithoutDeadNodes(turn.Turned())));
        }

        return graph;
    }

    /// <summary>How many axes a shape has before those that are turned; null where there are none to turn, or no long one before.</summary>
    private static int? Split(Shape shape)
    {
        int split = shape.Rank;
        long few = 1;
        while (split > 0 && shape[split - 1] < ShortestRow) few *= shape[--split];
        return split > 0 && few is > 1 and <= MostTurned && ((Shape)shape[..split]).Count >= FewestRows ? split : null;
    }

    private static bool IsMember(LoopNode node, Shape rows)
    {
        if (node.Results.Count != 1 || node.Operands.Count == 0 || node.Results[0].Type.DType.Components > 1 || node.Operands.ToArray().Any(o => o.DType.Components > 1)) return false;
        Shape shape = node.Operands[0].Shape;
        if (Split(shape) is not int split || (Shape)shape[..split] != rows) return false;
        return node switch
        {
            MapNode map => map.Shape == map.Results[0].Type.Shape,
            RoutineNode { Lowered: Lowered.Reduce reduce } => Suits(reduce, node.Operands[0], split),
            RoutineNode { Lowered: Lowered.ArgReduce arg } => arg.Axis >= split && shape[arg.Axis] > 1,
            _ => false,
        };
    }

    /// <summary>Whether a reduction combines the elements of one short axis, in an order that a map can have, or those of a few columns.</summary>
    private static bool Suits(Lowered.Reduce reduce, Operand source, int split)
    {
        // With other short axes beside them columns are not in front of all that is combined.
        if (UnrollReductions.ColumnsOf(reduce, source) is int column) return column == split && source.Shape.Rank == split + 1;
        if (reduce.Axes.Count != 1 || reduce.Axes[0] < split || !RegisterCombination.Supports(reduce.Kind, source.DType)) return false;
        int count = source.Shape[reduce.Axes[0]];
        return count > 1 && (CombineElements.IsRow(source.Shape, reduce.Axes[0]) || count <= UnrollReductions.MostElements);
    }

    /// <summary>Whether fewer copies of all are made where the members are turned.</summary>
    private bool IsWorthIt()
    {
        if (members.Count == 0) return false;
        HashSet<LoopValue> repeated = [];
        HashSet<(LoopValue, ValueList<long>, long, Shape)> external = [];
        int stay = 0, turn = 0;
        foreach (LoopNode node in graph.Nodes)
        {
            if (node is CopyNode copy && IsTurned(copy.Source)) stay++;
            if (!members.Contains(node)) continue;
            if (node is RoutineNode) stay += Copies(node);
            foreach (Operand operand in node.Operands)
            {
                if (producers.GetValueOrDefault(operand.Value) is CopyNode && LastSize(operand.Shape) < CombineElements.ShortestRow && repeated.Add(operand.Value)) stay++;
                Operand front = InFront(Through(operand));
                if (IsMemberView(operand) || FoldViews.SuitsMap(front) || !IsLarge(front, operand.Shape)) continue;
                if (external.Add(Key(front)) && !IsCopiedAnyway(front)) turn++;
            }

            if (!IsOfColumns(node) && IsReadBack(node.Results[0])) turn++;
        }

        return turn < stay;
    }

    private static bool IsLarge(Operand read, Shape all) => Distinct(read).Count * LittleOfMap > all.Count;

    private static Shape Distinct(Operand operand) => [.. Enumerable.Range(0, operand.Shape.Rank).Select(a => operand.Strides[a] == 0 ? 1 : operand.Shape[a])];

    /// <summary>What a reduction takes where it is, in copies of what it reads: with eight elements it is a kernel over rows, and computes what the reduction reads.</summary>
    private int Copies(LoopNode node)
    {
        Operand source = node.Operands[0];
        if (IsOfColumns(node)) return 0;
        int axis = AxisOf(node), count = source.Shape[axis];
        if (UnrollReductions.IsReadInPlace(source, axis)) return 0;
        return node is RoutineNode { Lowered: Lowered.ArgReduce } || count < CombineElements.ShortestRow || IsMemberView(source) ? 2 : 1;
    }

    /// <summary>Whether the reduction runs along the long axes, for each of a few columns.</summary>
    private bool IsOfColumns(LoopNode node) => node is RoutineNode { Lowered: Lowered.Reduce { Axes: [int first, ..] } } && first < rows.Rank;

    private static int AxisOf(LoopNode node) => ((RoutineNode)node).Lowered is Lowered.ArgReduce arg ? arg.Axis : ((Lowered.Reduce)((RoutineNode)node).Lowered).Axes[0];

    private static int LastSize(Shape shape) => shape.ToArray().LastOrDefault(s => s > 1, 1);

    /// <summary>Whether an operand is a view of what a member computes that follows from the turned array.</summary>
    private bool IsMemberView(Operand operand) => producers.GetValueOrDefault(Through(operand).Value) is LoopNode node && members.Contains(node);

    /// <summary>Whether a view is the copy of a value with the short axes in front.</summary>
    private bool IsTurned(Operand source)
    {
        Shape natural = source.Value.Type.Shape;
        if (Split(natural) is not int split || (Shape)natural[..split] != rows) return false;
        Operand front = InFront(Operand.Of(source.Value));
        return source.Offset == 0 && source.Shape == front.Shape && source.Strides == front.Strides;
    }

    private bool IsCopiedAnyway(Operand front) => readers[front.Value].Any(r => r is CopyNode copy && copy.Source.Offset == front.Offset && copy.Source.Shape == front.Shape && copy.Source.Strides == front.Strides);

    /// <summary>Whether what a member computes is read as it would lie.</summary>
    private bool IsReadBack(LoopValue value)
    {
        if (Split(value.Type.Shape) is null) return false;
        if (graph.Outputs.Span.Contains(value)) return true;
        foreach (LoopNode reader in readers.GetValueOrDefault(value) ?? [])
        {
            if (members.Contains(reader) || (reader is CopyNode copy && (IsTurned(copy.Source) || OnlyMembersRead(copy.Result)))) continue;
            if (reader is not MapNode || !reader.Operands.ToArray().Where(o => o.Value == value).All(o => Views.Compose(o, BackOf(value, value)) is Operand view && FoldViews.SuitsMap(view))) return true;
        }

        return false;
    }

    private bool OnlyMembersRead(LoopValue value) => !graph.Outputs.Span.Contains(value) && readers.GetValueOrDefault(value) is List<LoopNode> all && all.TrueForAll(members.Contains);

    /// <summary>What an operand reads, through copies.</summary>
    private Operand Through(Operand operand)
    {
        while (producers.GetValueOrDefault(operand.Value) is CopyNode copy && Views.Compose(operand, copy.Source) is Operand composed) operand = composed;
        return operand;
    }

    /// <summary>The order of axes in which the short ones are in front.</summary>
    private int[] Order(int rank) => [.. Enumerable.Range(rows.Rank, rank - rows.Rank), .. Enumerable.Range(0, rows.Rank)];

    private Operand InFront(Operand operand) => OrientMaps.InOrder(operand, Order(operand.Shape.Rank));

    /// <summary>A turned array as the one that it was made from.</summary>
    private Operand BackOf(LoopValue array, LoopValue natural)
    {
        Shape shape = natural.Type.Shape;
        int[] order = Order(shape.Rank);
        long[] dense = Operand.Dense([.. order.Select(a => shape[a])]);
        return new(array, shape, [.. Enumerable.Range(0, shape.Rank).Select(a => dense[Array.IndexOf(order, a)])]);
    }

    private static (LoopValue, ValueList<long>, long, Shape) Key(Operand operand) => (operand.Value, operand.Strides, operand.Offset, operand.Shape);

    private LoopGraph Turned()
    {
        foreach (LoopNode node in graph.Nodes)
        {
            if (!members.Contains(node))
            {
                // The same copy for another reader, as for a reduction of columns that are turned.
                if (node is CopyNode copy && !copies.TryAdd(Key(copy.Source), copy.Result)) Write(new CopyNode(Operand.Of(copies[Key(copy.Source)]), copy.Result));
                else Write(node);
                continue;
            }

            if (IsOfColumns(node))
            {
                UnrollReductions.WriteColumns(elements, (RoutineNode)node, Turn(node.Operands[0]), 0, rows.Rank);
                foreach (LoopNode made in elements.Take()) Write(made);
                continue;
            }

            LoopValue natural = node.Results[0];
            bool back = Split(natural.Type.Shape) is not null || natural.Type.Shape.Rank > rows.Rank;
            int[] order = Order(natural.Type.Shape.Rank);
            LoopValue result = back ? new(natural.Type with { Shape = [.. order.Select(a => natural.Type.Shape[a])] }) : natural;
            if (node is MapNode map) Write(Turn(map, result));
            else Turn((RoutineNode)node, result);
            if (!back) continue;
            turned[natural] = result;
            Write(new CopyNode(BackOf(result, natural), natural));
        }

        return graph with { Nodes = [.. nodes] };
    }

    private void Write(LoopNode node)
    {
        nodes.Add(node);
        elements.Add(node);
    }

    private MapNode Turn(MapNode map, LoopValue result)
    {
        int[] order = Order(map.Shape.Rank);
        Operand[] operands = [.. map.Operands.ToArray().Select(Turn)];
        ScalarStep[] steps = [.. map.Body.Steps.ToArray().Select(s => s.Op == ScalarOp.Index ? OrientMaps.IndexInOrder(s, order) : s)];
        return map with { Shape = result.Type.Shape, Body = map.Body with { Steps = steps }, Operands = operands, Results = [result] };
    }

    /// <summary>An operand with the short axes in front, read where it lies or of a copy.</summary>
    private Operand Turn(Operand operand)
    {
        Operand through = Through(operand);
        if (turned.TryGetValue(through.Value, out LoopValue? array) && Views.Compose(through, BackOf(array, through.Value)) is Operand composed) through = composed;
        Operand front = InFront(through);
        // What is read in another order may be computed in that order.
        bool isPermuted = front.Value == array && !front.IsWhole && front.Offset == 0 && front.Shape.Count == array.Type.Shape.Count && !FoldViews.IsReadAgain(front);
        if (FoldViews.SuitsMap(front) && !isPermuted) return front;
        int[] axes = [.. Enumerable.Range(0, front.Shape.Rank).Where(a => front.Shape[a] > 1 && front.Strides[a] != 0)];
        Operand source = OrientMaps.InOrder(front, axes);
        if (!copies.TryGetValue(Key(source), out LoopValue? dense))
        {
            copies[Key(source)] = dense = new(operand.Value.Type with { Shape = source.Shape });
            Write(new CopyNode(source, dense));
        }

        long[] steps = Operand.Dense(source.Shape);
        return new(dense, front.Shape, [.. Enumerable.Range(0, front.Shape.Rank).Select(a => Array.IndexOf(axes, a) is >= 0 and int i ? steps[i] : 0)]);
    }

    private void Turn(RoutineNode node, LoopValue result)
    {
        Operand natural = node.Operands[0], source = Turn(natural);
        int axis = AxisOf(node), front = axis - rows.Rank;
        MapNode? map = elements.MapOf(source, front);
        Operand[] all = [.. Enumerable.Range(0, source.Shape[front]).Select(i => map is null ? AxisElements.Place(source, front, i) : Operand.Of(elements.At(map, front, i)))];
        foreach (LoopNode made in elements.Take()) Write(made);
        Write(CombineElements.Of(node.Lowered, CombineElements.IsRow(natural.Shape, axis), all, result));
    }
}
