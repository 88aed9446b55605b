using Linum.Extending;

namespace Linum.Cpu;

/// <summary>The elements of an array along one axis, each as an array of the other axes: computed by maps of their own, or read where the array lies.</summary>
internal sealed class AxisElements
{
    /// <summary>So many operations the maps for all elements may have.</summary>
    private const int MostOperations = 160;

    private readonly Dictionary<LoopValue, MapNode> maps = [];
    private readonly Dictionary<LoopValue, CopyNode> copies = [];
    private readonly List<LoopNode> written = [];

    /// <summary>Takes note of a node, which may compute what is read later.</summary>
    public void Add(LoopNode node)
    {
        if (node is MapNode { Results.Count: 1 } map && map.Results[0].Type.DType.Components == 1) maps[map.Results[0]] = map;
        if (node is CopyNode copy) copies[copy.Result] = copy;
    }

    /// <summary>The nodes that have been made since they were taken last.</summary>
    public LoopNode[] Take()
    {
        LoopNode[] taken = [.. written];
        written.Clear();
        return taken;
    }

    /// <summary>Makes a node.</summary>
    public void Write(LoopNode node) => written.Add(node);

    /// <summary>
    /// The map that computes what is read, if it can be computed element by element, with the maps that it reads in the same shape, in few operations. A map that is read twice is computed twice, so that the
    /// budget also bounds how long this looks.
    /// </summary>
    public MapNode? MapOf(Operand source, int axis)
    {
        int budget = MostOperations / source.Shape[axis];
        return maps.TryGetValue(source.Value, out MapNode? map) && source.IsWhole && source.Shape == map.Shape && IsAffordable(map, axis, ref budget) ? map : null;
    }

    private bool IsAffordable(MapNode map, int axis, ref int budget)
    {
        budget -= Math.Max(1, map.Body.OperationCount);
        if (budget < 0) return false;
        foreach (ScalarStep step in map.Body.Steps)
            if (step.Op == ScalarOp.Index && step.A >= axis) return false;
        foreach (Operand operand in map.Operands)
        {
            if (operand.DType.Components != 1) return false;
            if (IsChained(map, operand) && !IsAffordable(maps[operand.Value], axis, ref budget)) return false;
        }

        return true;
    }

    /// <summary>Whether a map, or one that it reads, reads arrays in steps that no kernel takes, so that an element is copied before it is computed.</summary>
    public bool ReadsApart(MapNode map, int axis)
    {
        foreach (Operand operand in map.Operands)
            if (IsChained(map, operand) ? ReadsApart(maps[operand.Value], axis) : !FoldViews.SuitsMap(Place(operand, axis, 0)) && !FoldViews.IsReadAgain(operand)) return true;
        return false;
    }

    private bool IsChained(MapNode map, Operand operand) => operand.IsWhole && operand.Shape == map.Shape && maps.ContainsKey(operand.Value) && maps[operand.Value].Shape == map.Shape;

    /// <summary>The map at one place of an axis.</summary>
    public LoopValue At(MapNode map, int axis, int place)
    {
        var operands = new Operand[map.Operands.Count];
        for (int i = 0; i < operands.Length; i++)
        {
            Operand operand = map.Operands[i];
            operands[i] = IsChained(map, operand) ? Operand.Of(At(maps[operand.Value], axis, place)) : Readable(Place(operand, axis, place));
        }

        Shape shape = Without(map.Shape, axis);
        LoopValue result = new(new(map.Results[0].Type.DType, shape));
        written.Add(map with { Shape = shape, Operands = operands, Results = [result] });
        return result;
    }

    /// <summary>What an operand reads at one place of an axis.</summary>
    public static Operand Place(Operand operand, int axis, int place) =>
        new(operand.Value, Without(operand.Shape, axis), [.. operand.Strides.Span[..axis], .. operand.Strides.Span[(axis + 1)..]], operand.Offset + place * operand.Strides[axis]);

    /// <summary>A shape without one of its axes.</summary>
    public static Shape Without(Shape shape, int axis) => [.. Enumerable.Range(0, shape.Rank).Where(a => a != axis).Select(a => shape[a])];

    /// <summary>What the operand reads, through copies, if a kernel can walk through it; else its distinct elements made dense. A copy that a kernel can walk through is left where that goes back and forth, but not where it repeats.</summary>
    private Operand Readable(Operand operand)
    {
        Operand? readable = FoldViews.SuitsMap(operand) ? operand : null;
        while (copies.TryGetValue(operand.Value, out CopyNode? copy) && Views.Compose(operand, copy.Source) is Operand composed)
        {
            operand = composed;
            if (FoldViews.SuitsMap(operand) || FoldViews.IsReadAgain(copy.Source)) readable = FoldViews.SuitsMap(operand) ? operand : null;
        }

        if (readable is not null) return readable;
        Operand distinct = Views.Distinct(operand);
        LoopValue dense = new(operand.Value.Type with { Shape = distinct.Shape });
        written.Add(new CopyNode(distinct, dense));
        return Views.OfDistinct(dense, operand);
    }
}
