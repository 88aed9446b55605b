namespace Linum.Extending;

/// <summary>A function over the leaves of its arguments; the structure of its result is known after the call.</summary>
/// <param name="leaves">The arrays among the arguments.</param>
/// <param name="result">The structure of the result.</param>
public delegate NDArray[] FlatFunction(NDArray[] leaves, out TreeDef result);

/// <summary>How a function is mapped.</summary>
/// <param name="InAxes">The axes of the arguments.</param>
/// <param name="OutAxes">The axes of the results.</param>
/// <param name="AxisSize">The number of examples, if given.</param>
/// <param name="AxisName">The name for collectives, if given.</param>
/// <param name="ChunkSize">At most how many examples at once, if given.</param>
public sealed record VmapOptions(Axes InAxes, Axes OutAxes, int? AxisSize, string? AxisName, int? ChunkSize);

/// <summary>A result of a mapped function.</summary>
/// <param name="Value">The value for one example.</param>
/// <param name="Axis">Where the examples are stacked; null for a value that is the same for all.</param>
/// <param name="Parameter">The parameter that says so, for messages: <c>outAxes</c>.</param>
/// <param name="Name">What messages call it.</param>
public sealed record MappedResult(NDArray Value, int? Axis, string Parameter, string Name)
{
    /// <summary>What to do instead of giving an axis, where the value differs from example to example but must not; for messages.</summary>
    public string Otherwise { get; init; } = "return something that does not depend on a mapped argument";
}

/// <summary>Mapping a function over examples.</summary>
public static class Batching
{
    /// <summary>Runs a function once on all examples.</summary>
    /// <param name="info">The user's function, for messages.</param>
    /// <param name="f">The function over leaves.</param>
    /// <param name="arguments">The structure of the arguments; its fields are named for the parameters.</param>
    /// <param name="leaves">The arrays among the arguments.</param>
    /// <param name="options">How to map.</param>
    /// <param name="result">The structure of the result.</param>
    public static NDArray[] Run(FunctionInfo info, FlatFunction f, TreeDef arguments, NDArray[] leaves, VmapOptions options, out TreeDef result)
    {
        const string operation = "Vmap";
        if (options.AxisSize is < 0) throw AxesErrors.BadSize(operation, options.AxisSize.Value);
        if (options.ChunkSize is < 1) throw AxesErrors.BadChunk(operation, options.ChunkSize.Value);
        List<int?> axes = options.InAxes.SpreadOverArguments(operation, "inAxes", arguments);
        int size = MappedSize(operation, arguments, leaves, axes, options.AxisSize);
        if (options.ChunkSize is int chunk && chunk < size)
        {
            if (options.AxisName is not null) throw AxesErrors.ChunkWithName(operation, options.AxisName);
            return Chunks.Run(info, f, leaves, axes, size, chunk, options, out result);
        }

        return Map(info, f, leaves, axes, size, options, out result);
    }

    /// <summary>The number of examples that arguments and axes imply.</summary>
    /// <exception cref="AxesException">The sizes differ, or nothing is mapped.</exception>
    public static int SizeOf(string operation, TreeDef arguments, NDArray[] leaves, Axes inAxes, int? axisSize) =>
        MappedSize(operation, arguments, leaves, inAxes.SpreadOverArguments(operation, "inAxes", arguments), axisSize);

    /// <summary>The axis of every array of a tree, or null, from axes for its parts.</summary>
    /// <param name="operation">The user's call, for messages.</param>
    /// <param name="path">What the axes are called there: <c>inAxes</c>.</param>
    /// <param name="axes">The axes.</param>
    /// <param name="tree">The structure.</param>
    /// <exception cref="AxesException">They do not fit the structure.</exception>
    public static ValueList<int?> AxesOf(string operation, string path, Axes axes, TreeDef tree)
    {
        List<int?> perLeaf = [];
        axes.Spread(operation, path, tree, perLeaf);
        return [.. perLeaf];
    }

    internal static NDArray[] Map(FunctionInfo info, FlatFunction f, NDArray[] leaves, List<int?> axes, int size, VmapOptions options, out TreeDef result)
    {
        TreeDef? structure = null;
        NDArray[] results = Map("Vmap", $"Vmap of {info.Name}", inner =>
        {
            NDArray[] outputs = f(inner, out structure);
            IReadOnlyList<string> paths = structure.LeafPaths("result");
            return [.. AxesOf("Vmap", "outAxes", options.OutAxes, structure).ToArray().Select((axis, i) => new MappedResult(outputs[i], axis, "outAxes", paths[i]))];
        }, leaves, axes, size, options.AxisName);
        result = structure!;
        return results;
    }

    /// <summary>Runs a function once on all examples, where the axes of its results are known only when it has run.</summary>
    /// <param name="operation">The user's call, for messages.</param>
    /// <param name="description">The transformation and the function, for messages.</param>
    /// <param name="f">The function.</param>
    /// <param name="leaves">The arguments.</param>
    /// <param name="axes">The axis of each; null for one that all examples share.</param>
    /// <param name="size">The number of examples.</param>
    /// <param name="axisName">The name for collectives, if given.</param>
    public static NDArray[] Map(string operation, string description, Func<NDArray[], IReadOnlyList<MappedResult>> f, NDArray[] leaves, IReadOnlyList<int?> axes, int size, string? axisName)
    {
        BatchTrace trace = new(Trace.Current, new(size, axisName), description);
        try
        {
            var wrapped = new NDArray[leaves.Length];
            for (int i = 0; i < wrapped.Length; i++) wrapped[i] = trace.Wrap(leaves[i], axes[i] is int a ? a < 0 ? a + leaves[i].Rank : a : null);
            IReadOnlyList<MappedResult> outputs;
            using (AxisEnvironment.Bind(axisName, size))
            using (Trace.Use(trace)) outputs = f(wrapped);
            var results = new NDArray[outputs.Count];
            for (int i = 0; i < results.Length; i++) results[i] = Place(operation, trace, outputs[i], size, axisName);
            return results;
        }
        finally
        {
            trace.Invalidate();
        }
    }

    /// <summary>Puts the axis of examples of a result where it is wanted.</summary>
    private static NDArray Place(string operation, BatchTrace trace, MappedResult result, int size, string? axisName)
    {
        Batched output = trace.Unwrap(result.Value);
        ArrayType example = result.Value.Type;
        if (result.Axis is not int axis) return output.Axis is int at ? throw AxesErrors.OutputIsMapped(operation, result, axisName, at) : output.Value;
        if (axis < -example.Rank - 1 || axis > example.Rank) throw AxesErrors.OutputOutOfRange(operation, result.Parameter, axis, result.Name, example);
        int target = axis < 0 ? axis + example.Rank + 1 : axis;
        return output.Axis is int from
            ? Lax.MoveAxis(output.Value, from, target)
            : Lax.BroadcastInDim(output.Value, example.Shape.Insert(target, size), [.. Enumerable.Range(0, example.Rank + 1).Where(d => d != target)]);
    }

    /// <summary>The one size of all mapped axes.</summary>
    internal static int MappedSize(string operation, TreeDef arguments, NDArray[] leaves, List<int?> axes, int? axisSize)
    {
        IReadOnlyList<string>? paths = null;
        int? size = axisSize;
        bool differ = false;
        for (int i = 0; i < leaves.Length; i++)
        {
            if (axes[i] is not int axis) continue;
            ArrayType type = leaves[i].Type;
            if (axis >= type.Rank || axis < -type.Rank) throw AxesErrors.RankTooSmall(operation, (paths ??= Paths(arguments))[i], type, axis);
            int mine = type.Shape[axis < 0 ? axis + type.Rank : axis];
            differ |= size is int other && other != mine;
            size ??= mine;
        }

        if (size is null) throw AxesErrors.NothingMapped(operation, leaves.Length > 0);
        if (!differ) return size.Value;
        paths ??= Paths(arguments);
        List<(int, int, string, ArrayType)> mapped = [];
        for (int i = 0; i < leaves.Length; i++)
            if (axes[i] is int axis) mapped.Add((leaves[i].Shape[axis < 0 ? axis + leaves[i].Rank : axis], axis, paths[i], leaves[i].Type));
        throw AxesErrors.DifferentSizes(operation, axisSize, mapped);
    }

    /// <summary>A path per leaf that starts with the parameter's name.</summary>
    internal static IReadOnlyList<string> Paths(TreeDef arguments)
    {
        List<string> paths = [];
        foreach (TreeField field in arguments.Fields) paths.AddRange(field.Node.LeafPaths(field.Name));
        return paths;
    }
}
