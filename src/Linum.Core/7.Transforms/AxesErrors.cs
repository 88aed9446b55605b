using System.Globalization;
using System.Text;

namespace Linum.Extending;

/// <summary>The messages about axes that do not fit.</summary>
internal static class AxesErrors
{
    private static string Count(int n, string what) => n == 1 ? $"1 {what}" : $"{n} {what}s";

    private static string Names(TreeDef tree) => string.Join(", ", tree.Fields.ToArray().Select(f => f.Name));

    public static AxesException ArgumentCount(string operation, string parameter, int given, TreeDef arguments) =>
        new($"{operation}: {parameter} lists {(given == 1 ? "1 entry" : $"{given} entries")}, but the function has {Count(arguments.Fields.Count, "parameter")} ({Names(arguments)}). "
            + "Give one entry per parameter, or one axis for all.");

    public static AxesException MissingArgument(string operation, string parameter, string name, TreeDef arguments) =>
        new($"{operation}: {parameter} names parameters, but says nothing of {name}. Name every parameter ({Names(arguments)}); null means that all examples share it.");

    public static AxesException UnknownArgument(string operation, string parameter, string name, TreeDef arguments) =>
        new($"{operation}: {parameter} names \"{name}\", which is no parameter of the function. Its parameters are {Names(arguments)}.");

    public static AxesException CountMismatch(string operation, string path, int given, TreeDef tree) =>
        new($"{operation}: {path} lists {(given == 1 ? "1 axis" : $"{given} axes")}, but the value there is {tree}, which has "
            + (tree.Kind == TreeKind.Node ? Count(tree.Fields.Count, "part") : "no parts") + ". Give one axis for the whole value" + (tree.Kind == TreeKind.Node ? ", or one per part." : "."));

    public static AxesException NoParts(string operation, string path, TreeDef tree) =>
        new($"{operation}: {path} gives axes by name, but the value there is {tree}, which has no parts. Give one axis, or null.");

    public static AxesException MissingName(string operation, string path, string name, TreeDef tree) =>
        new($"{operation}: {path} says nothing of the part {name} of {tree}. Name every part ({Names(tree)}); null means not mapped.");

    public static AxesException UnknownName(string operation, string path, string name, TreeDef tree) =>
        new($"{operation}: {path} names the part \"{name}\", which {tree} does not have. Its parts are {Names(tree)}.");

    public static AxesException NotAnArray(string operation, string path, int axis, TreeDef tree) =>
        new($"{operation}: {path} is {axis}, but the argument there is the {tree.Type.Name} {tree.Data}, which is not an array and has no axes. Pass null for it, or pass an array.");

    public static AxesException RankTooSmall(string operation, string argument, ArrayType type, int axis)
    {
        int least = axis >= 0 ? axis + 1 : -axis;
        return new($"{operation}: axis {axis} of argument {argument} is to be mapped, which takes {(least == 1 ? "at least 1 axis" : $"at least {least} axes")}, "
            + $"but it is {type.ToLongString()} with {(type.Rank == 0 ? "none" : $"{type.Rank}")}. Give an axis that it has with inAxes, or null if all examples share it.");
    }

    public static AxesException NothingMapped(string operation, bool anyLeaf) =>
        new($"{operation}: {(anyLeaf ? "no argument is mapped: every entry of inAxes is null" : "there is no array among the arguments")}, so the number of examples is not known. "
            + (anyLeaf ? "Map at least one argument, or give axisSize." : "Pass an array that is mapped, or give axisSize."));

    /// <summary>One line per size, the most frequent first; sizes that are equally frequent in order of appearance.</summary>
    public static AxesException DifferentSizes(string operation, int? axisSize, IReadOnlyList<(int Size, int Axis, string Argument, ArrayType Type)> mapped)
    {
        StringBuilder text = new($"{operation}: the mapped axes have different sizes.\n");
        if (axisSize is int given) text.Append(CultureInfo.InvariantCulture, $"  * size {given}: given as axisSize\n");
        var groups = mapped.GroupBy(m => m.Size).OrderByDescending(g => g.Count()).ToArray();
        for (int i = 0; i < groups.Length; i++)
        {
            var (size, axis, argument, type) = groups[i].First();
            string example = $"axis {axis} of argument {argument}, {type.ToLongString()}";
            int count = groups[i].Count();
            text.Append(count == 1 ? $"  * size {size}: {example}\n" : $"  * size {size}: {(i == 0 ? "most" : "some")} of the arguments ({count}), for example {example}\n");
        }

        text.Append("Mapped axes must have one size. Map the right axis with inAxes, or pass null for an argument that all examples share.");
        return new(text.ToString());
    }

    public static AxesException OutputIsMapped(string operation, MappedResult result, string? axisName, int at) =>
        new($"{operation}: {result.Parameter} is null, but {result.Name} differs from example to example"
            + (axisName is null ? $" (it has the mapped axis at {at})" : $" along \"{axisName}\"") + ". "
            + $"Give the axis at which the examples are to be stacked, or {result.Otherwise}.");

    public static AxesException OutputOutOfRange(string operation, string parameter, int axis, string output, ArrayType type) =>
        new($"{operation}: {parameter} puts the examples at axis {axis} of {output}, but the result has {(type.Rank == 0 ? "1 axis" : $"{type.Rank + 1} axes")} with them (one example is {type.ToLongString()}). "
            + $"Give an axis from {-type.Rank - 1} to {type.Rank}.");

    public static AxesException ChunkWithName(string operation, string axisName) =>
        new($"{operation}: chunkSize runs the examples in blocks, so collectives over \"{axisName}\" would not see them all. Leave out chunkSize or axisName.");

    public static AxesException BadChunk(string operation, int chunkSize) => new($"{operation}: chunkSize is {chunkSize}. Give a number of examples, at least 1.");

    public static AxesException BadSize(string operation, int axisSize) => new($"{operation}: axisSize is {axisSize}. Give a number of examples, at least 0.");
}
