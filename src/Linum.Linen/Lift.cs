using Linum.Extending;

namespace Linum.Linen;

/// <summary>
/// Transformations of modules: which variables have an axis, which random streams differ along it. Applied to a module they give the same record, lifted: Call, Init and Apply run
/// transformed. Applied to a function of a module and an input they leave the module its name and place; modules may also be among the inputs.
/// </summary>
public static partial class Lift
{
    /// <summary>A module per example. The result is the same record, lifted: Call, Init and Apply run mapped.</summary>
    /// <param name="module">The module of one example.</param>
    /// <param name="variableAxes">The axis of examples of each collection; null for a collection that all share. Collections that are not named are hidden inside.</param>
    /// <param name="splitRngs">Which random streams differ from example to example. Streams that are not named do not exist inside.</param>
    /// <param name="inAxes">The axes of the input; where the input is a tuple, one entry per part.</param>
    /// <param name="outAxes">The axes of the output.</param>
    /// <param name="axisSize">The number of examples, where nothing is mapped.</param>
    /// <param name="axisName">A name for collectives inside, such as that of a BatchNorm.</param>
    /// <param name="spmdAxisName">An annotation for sharding; it never changes values.</param>
    /// <param name="metadataParams">What is told to metadata of variables whose axis is added.</param>
    /// <param name="methods">The methods that are mapped; by default only Forward. The others run as they are.</param>
    /// <exception cref="ModuleException">The module has no method of a name.</exception>
    /// <example><code>
    /// var ensemble = Lift.Vmap(new Mlp(8, 1), inAxes: null, axisSize: 4, variableAxes: new() { ["params"] = 0 }, splitRngs: new() { ["params"] = true });
    /// </code></example>
    public static TModule Vmap<TModule>(TModule module, VariableAxes variableAxes = default, SplitRngs splitRngs = default, Axes inAxes = default, Axes outAxes = default,
        int? axisSize = null, string? axisName = null, string? spmdAxisName = null, MetadataParams metadataParams = default, Methods methods = default)
        where TModule : Module =>
        (TModule)module.Lifted(new VmapLifting(variableAxes, splitRngs, inAxes, outAxes, axisSize, axisName, spmdAxisName, metadataParams, Known("Lift.Vmap", module, methods)));

    /// <summary>A function of a module and an input, per example. The module keeps its name and place.</summary>
    public static Func<TModule, T, TResult> Vmap<TModule, T, TResult>(Func<TModule, T, TResult> f, VariableAxes variableAxes = default, SplitRngs splitRngs = default, Axes inAxes = default, Axes outAxes = default,
        int? axisSize = null, string? axisName = null, string? spmdAxisName = null, MetadataParams metadataParams = default)
        where TModule : Module => Function("Lift.Vmap", new VmapLifting(variableAxes, splitRngs, inAxes, outAxes, axisSize, axisName, spmdAxisName, metadataParams), f);

    private static Func<TModule, T, TResult> Function<TModule, T, TResult>(string operation, Lifting lifting, Func<TModule, T, TResult> f)
        where TModule : Module => (module, x) =>
        {
            Run.FunctionCall call = (Run.Current ?? throw ModuleErrors.NoRun(operation, module.TypeName)).Call(module, x);
            return lifting.Run(call.Scopes, x, (inner, y) => call.In(inner, () => f(module, y)));
        };

    private static Methods Known(string operation, Module module, Methods methods)
    {
        foreach (string name in methods)
        {
            if (!module.KnownMethods.Contains(name)) throw ModuleErrors.NoMethod(operation, name, module.TypeName, module.KnownMethods);
            if (operation != "Lift.Vmap" && methods.Options(name) is not null) throw ModuleErrors.Ambiguous(operation, name);
        }

        return methods;
    }
}
