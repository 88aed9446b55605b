namespace Linum.Extending;

/// <summary>Mapping a function over devices.</summary>
public static class DeviceMapping
{
    private static int unnamed;

    /// <summary>A function over the devices from a function of one.</summary>
    public static Transformed Pmap<TDelegate>(TDelegate f, Axes inAxes, Axes outAxes, string? axisName, int? axisSize)
        where TDelegate : Delegate => new PmapFunction<TDelegate>(f, FunctionInfo.Of(f), inAxes, outAxes, axisName, axisSize);

    private sealed class PmapFunction<TDelegate> : Transformed
        where TDelegate : Delegate
    {
        private readonly TDelegate f;
        private readonly Axes inAxes;
        private readonly Axes outAxes;
        private readonly int? axisSize;
        private readonly string name;
        private readonly JitFunction compiled;

        public PmapFunction(TDelegate f, FunctionInfo info, Axes inAxes, Axes outAxes, string? axisName, int? axisSize)
            : base(info)
        {
            (this.f, this.inAxes, this.outAxes, this.axisSize) = (f, inAxes, outAxes, axisSize);
            name = axisName ?? $"<unnamed {Interlocked.Increment(ref unnamed)}>";
            compiled = new(arguments => (NDArray[] leaves, out TreeDef result) => Map(arguments, leaves, out result), info, []);
        }

        // With values at hand, as Jit does: traced and compiled once for arguments of some types.
        public override NDArray[] Invoke(TreeDef arguments, NDArray[] leaves, out TreeDef result) =>
            Trace.Current is EvalTrace && !PmapScope.IsInside && JitFunction.AllConcrete(leaves) ? compiled.Invoke(arguments, leaves, out result) : Map(arguments, leaves, out result);

        private NDArray[] Map(TreeDef arguments, NDArray[] leaves, out TreeDef result)
        {
            List<int?> axes = inAxes.SpreadOverArguments("Pmap", "inAxes", arguments);
            if (!axes.Exists(a => a is not null)) throw ParallelErrors.NothingMapped();
            int size = Batching.MappedSize("Pmap", arguments, leaves, axes, axisSize);
            int devices = BackendRegistry.Default.Devices.Count;
            if (size > devices) throw ParallelErrors.TooFewDevices(size, devices, Batching.Paths(arguments)[axes.FindIndex(a => a is not null)]);
            if (PmapScope.IsInside) throw ParallelErrors.Nested(Info.Name);

            var values = new NDArray[leaves.Length];
            var types = new ArrayType[leaves.Length];
            var mapped = new bool[leaves.Length];
            for (int i = 0; i < values.Length; i++)
            {
                mapped[i] = axes[i] is not null;
                values[i] = axes[i] is int a ? Lax.MoveAxis(leaves[i], a, 0) : leaves[i];
                types[i] = mapped[i] ? values[i].Type with { Shape = values[i].Shape.RemoveAt(0) } : values[i].Type;
            }

            Staging.Traced traced;
            using (AxisEnvironment.Bind(name, size))
            using (PmapScope.Enter()) traced = Staging.Trace($"Pmap of {Info.Name}", Strong(Signature<TDelegate>.Instance.Flatten(f, arguments)), types);
            result = traced.Result;
            List<int?> outputs = [];
            outAxes.Spread("Pmap", "outAxes", result, outputs);
            ValueList<bool> mappedInputs = [.. new bool[traced.Captures.Length], .. mapped], mappedOutputs = [.. outputs.Select(o => o is not null)];
            NDArray[] all = new Pmap(traced.Program, name, size, mappedInputs, mappedOutputs).BindAll([.. traced.Captures, .. values]);
            for (int i = 0; i < all.Length; i++)
            {
                if (outputs[i] is not int axis) continue;
                if (axis >= all[i].Rank || axis < -all[i].Rank) throw AxesErrors.OutputOutOfRange("Pmap", "outAxes", axis, result.LeafPaths("result")[i], traced.Program.Outputs[i].Type);
                all[i] = Lax.MoveAxis(all[i], 0, axis);
            }

            return all;
        }

        /// <summary>Results that lie on devices are of fixed types, no literals: none is weak.</summary>
        private static FlatFunction Strong(FlatFunction function) => (NDArray[] leaves, out TreeDef result) =>
            [.. function(leaves, out result).Select(x => x.Type.IsWeak ? Lax.ConvertElementType(x, x.DType) : x)];
    }
}

/// <summary>Whether the code that is running is inside a Pmap.</summary>
internal readonly ref struct PmapScope
{
    [ThreadStatic]
    private static bool inside;

    public static bool IsInside => inside;

    public static PmapScope Enter()
    {
        inside = true;
        return default;
    }

    public void Dispose() => inside = false;
}

internal static class ParallelErrors
{
    public static AxesException NothingMapped() =>
        new("Pmap: no argument is mapped: every entry of inAxes is null. Map at least one argument over the devices.");

    public static AxesException TooFewDevices(int size, int devices, string argument) =>
        new($"Pmap: argument {argument} is spread over {size} devices, but there {(devices == 1 ? "is 1" : $"are {devices}")}. Call Devices.UseCpu({size}) before the first array is made, or use Vmap.");

    public static AxesException Nested(string function) =>
        new($"Pmap of {function} is called inside another Pmap. The devices are taken: use Vmap inside, or one Pmap over both axes.");
}
