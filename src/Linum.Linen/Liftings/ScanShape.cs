using Linum.Extending;

namespace Linum.Linen;

/// <summary>The input of a scanned module, taken apart: the first part of the tuple is the carry, the others are scanned over or given whole to every step.</summary>
internal sealed class ScanShape
{
    private readonly TreeDef input;
    private readonly ValueList<int?> axes;

    public ScanShape(TreeDef input, Axes inAxes)
    {
        if (input.Kind != TreeKind.Node || input.IsNull || !typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(input.Type)) throw ScanErrors.NoCarry(input);
        this.input = input;
        CarryCount = input.Fields[0].Node.LeafCount;
        Rest = input.Fields.Count == 2 ? input.Fields[1].Node : new(TreeKind.Node, input.Type, null, [.. input.Fields.ToArray()[1..]]);
        axes = Batching.AxesOf("Lift.Scan", "inAxes", inAxes, Rest);
    }

    /// <summary>How many arrays the carry has.</summary>
    public int CarryCount { get; }

    private TreeDef Rest { get; }

    /// <summary>How many arrays are scanned over.</summary>
    public int SlicedCount => axes.ToArray().Count(a => a is not null);

    /// <summary>The number of steps that the arrays imply. Variables have no say in it, but must fit.</summary>
    public int Steps(NDArray[] whole, int? length, NDArray[] variables, IReadOnlyList<int?> variableAxes, IReadOnlyList<string> names)
    {
        IReadOnlyList<string> paths = Rest.LeafPaths("x");
        List<(string Name, int Size)> sizes = [];
        for (int i = 0; i < whole.Length; i++)
            if (axes[i] is int axis) sizes.Add((paths[i], SizeOf(whole[i], axis, paths[i])));
        if (length is int given) sizes.Add(("length", given));
        if (sizes.Count == 0) throw ScanErrors.NoLength();
        for (int i = 0; i < variables.Length; i++) sizes.Add((names[i], SizeOf(variables[i], variableAxes[i] ?? throw ScanErrors.NoAxis(names[i]), names[i])));
        return sizes.All(s => s.Size == sizes[0].Size) ? sizes[0].Size : throw ScanErrors.Lengths(sizes);
    }

    private static int SizeOf(NDArray x, int axis, string name) =>
        axis < x.Rank && axis >= -x.Rank ? x.Shape[axis < 0 ? axis + x.Rank : axis] : throw ScanErrors.Rank(name, x.Type, axis);

    public static NDArray ToFront(NDArray x, int axis) => Lax.MoveAxis(x, axis < 0 ? axis + x.Rank : axis, 0);

    public static NDArray FromFront(NDArray x, int axis) =>
        axis < x.Rank && axis >= -x.Rank ? Lax.MoveAxis(x, 0, axis < 0 ? axis + x.Rank : axis) : throw ScanErrors.OutRank(x.Type, axis);

    /// <summary>The arrays that are scanned over, with the axis in front.</summary>
    public IEnumerable<NDArray> Sliced(NDArray[] whole) => whole.Where((_, i) => axes[i] is not null).Zip(axes.ToArray().Where(a => a is not null)).Select(p => ToFront(p.First, p.Second!.Value));

    /// <summary>What one step is given: an element of each array that is scanned over, the others whole.</summary>
    public NDArray[] Elements(NDArray[] whole, ReadOnlySpan<NDArray> elements)
    {
        var all = new NDArray[whole.Length];
        for (int i = 0, next = 0; i < all.Length; i++) all[i] = axes[i] is null ? whole[i] : elements[next++];
        return all;
    }

    /// <summary>Checks that a step returned a pair of the next carry and a result; the structure of the latter.</summary>
    public TreeDef RequireResult(TreeDef structure)
    {
        if (structure.Kind != TreeKind.Node || structure.Fields.Count != 2 || !typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(structure.Type)) throw ScanErrors.NoPair(structure);
        return structure.Fields[0].Node.Equals(input.Fields[0].Node) ? structure.Fields[1].Node : throw ScanErrors.Carry(input.Fields[0].Node, structure.Fields[0].Node);
    }

    /// <summary>The structure of the pair of the last carry and all results.</summary>
    public TreeDef Result(TreeDef ys, Type type) => new(TreeKind.Node, type, null, [new("0", input.Fields[0].Node), new("1", ys)]);
}

/// <summary>The messages about scanned modules.</summary>
internal static class ScanErrors
{
    private const string Operation = "Lift.Scan";

    private static string List(IEnumerable<string> names) => names.Any() ? string.Join(", ", names) : "none";

    public static ModuleException NoCarry(TreeDef input) =>
        new($"{Operation}: the input is {input}, but a scanned module takes a tuple of a carry and what is scanned over. Make it a Module<(TCarry, TX), (TCarry, TY)>.");

    public static ModuleException NoPair(TreeDef result) =>
        new($"{Operation}: a step returned {result}, but it must return a pair of the next carry and a result. Make it a Module<(TCarry, TX), (TCarry, TY)>.");

    public static TreeException Carry(TreeDef before, TreeDef after) =>
        new($"{Operation}: the carry is {before} going in and {after} coming out. A step must return a carry of the structure it was given.");

    public static ShapeException NoLength() => new($"{Operation}: nothing is scanned over and there is no length. Give length, or map an input with inAxes. Variables do not count.");

    public static ShapeException Lengths(IEnumerable<(string Name, int Size)> sizes) =>
        new($"{Operation}: the lengths differ: {string.Join(", ", sizes.Select(s => $"{s.Name} {s.Size}"))}. All that is scanned over, length if given, and the scanned variables must agree.");

    public static ShapeException Rank(string name, ArrayType type, int axis) => new($"{Operation}: {name} is {type.ToLongString()} and has no axis {axis} to scan over. Give one that it has, or null to give it whole to every step.");

    public static ShapeException OutRank(ArrayType type, int axis) => new($"{Operation}: a result with the steps stacked is {type.ToLongString()}, which has no axis {axis}. Give one that it has in outAxes or variableAxes.");

    public static ModuleException NoAxis(string name) => new($"{Operation}: variableAxes gives null for {name}. Name collections that all steps share in variableBroadcast.");

    public static ModuleException NotConstant(string name, bool isVariable) =>
        new($"{Operation}: {name} is shared by all steps, but depends on the carry, on what is scanned over, or on a random stream that is split. "
            + (isVariable ? "Give its collection an axis in variableAxes, or do not split the stream that it is made from." : "Give it an axis in outAxes."));

    public static ModuleException BroadcastResult() => new($"{Operation}: outAxes has null, for a result that all steps share, but without checkConstancy it is not known. Leave out checkConstancy: false, or give an axis.");

    public static ModuleException CarriedVariables(IEnumerable<string> before, IEnumerable<string> after) =>
        new($"{Operation}: the collections of variableCarry have {List(before)} before a step and {List(after)} after it. Make all of their variables before the loop.");
}
