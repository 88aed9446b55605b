using Linum.Extending;

namespace Linum.Linen;

public static partial class Lift
{
    /// <summary>A module that is compiled. Its parameters start from other keys than without: each random stream is replaced by a key drawn from it.</summary>
    /// <param name="module">The module.</param>
    /// <param name="variables">The collections that are visible inside; all by default.</param>
    /// <param name="rngs">The random streams that exist inside; all by default.</param>
    /// <param name="methods">The methods that are compiled; by default only Forward.</param>
    /// <remarks>The module is traced at every call. To trace once for many calls, compile the function that calls Apply with Transform.Jit.</remarks>
    public static TModule Jit<TModule>(TModule module, CollectionFilter? variables = null, CollectionFilter? rngs = null, Methods methods = default)
        where TModule : Module => (TModule)module.Lifted(new JitLifting(variables ?? true, rngs ?? true, Known("Lift.Jit", module, methods)));

    /// <summary>A function of a module and an input, compiled. The module keeps its name and place.</summary>
    public static Func<TModule, T, TResult> Jit<TModule, T, TResult>(Func<TModule, T, TResult> f, CollectionFilter? variables = null, CollectionFilter? rngs = null)
        where TModule : Module => Function("Lift.Jit", new JitLifting(variables ?? true, rngs ?? true), f);

    /// <summary>A module whose intermediate values are computed again for the backward pass instead of kept. Values and keys stay what they are.</summary>
    /// <param name="module">The module.</param>
    /// <param name="variables">The collections that are visible inside; all by default.</param>
    /// <param name="rngs">The random streams that exist inside; all by default.</param>
    /// <param name="methods">The methods that are run so; by default only Forward.</param>
    public static TModule Checkpoint<TModule>(TModule module, CollectionFilter? variables = null, CollectionFilter? rngs = null, Methods methods = default)
        where TModule : Module => (TModule)module.Lifted(new CheckpointLifting(variables ?? true, rngs ?? true, Known("Lift.Checkpoint", module, methods)));

    /// <summary>A function of a module and an input whose intermediate values are computed again for the backward pass. The module keeps its name and place.</summary>
    public static Func<TModule, T, TResult> Checkpoint<TModule, T, TResult>(Func<TModule, T, TResult> f, CollectionFilter? variables = null, CollectionFilter? rngs = null)
        where TModule : Module => Function("Lift.Checkpoint", new CheckpointLifting(variables ?? true, rngs ?? true), f);

    /// <summary>A module whose random streams are each replaced by a key drawn from it, as Jit does, and nothing else.</summary>
    /// <param name="module">The module.</param>
    /// <param name="variables">The collections that are visible inside; all by default.</param>
    /// <param name="rngs">The random streams that exist inside; all by default.</param>
    /// <param name="methods">The methods that are run so; by default only Forward.</param>
    public static TModule FoldRngs<TModule>(TModule module, CollectionFilter? variables = null, CollectionFilter? rngs = null, Methods methods = default)
        where TModule : Module => (TModule)module.Lifted(new FoldRngsLifting(variables ?? true, rngs ?? true, Known("Lift.FoldRngs", module, methods)));

    /// <summary>A module that sees some collections through a function: tied weights, for instance, through a transposition.</summary>
    /// <param name="module">The module.</param>
    /// <param name="mapped">The collections that are seen so; all by default.</param>
    /// <param name="transIn">From the collections as they are stored to what the module sees; both have collections as parts.</param>
    /// <param name="transOut">From what the module changed to what is stored.</param>
    /// <param name="init">Whether a first run makes the variables as they are stored. Other effects then happen twice.</param>
    /// <param name="mutable">Whether the module can change what it sees.</param>
    /// <param name="variables">The other collections that are visible inside; all by default.</param>
    /// <param name="rngs">The random streams that exist inside; all by default.</param>
    /// <param name="methods">The methods that see the collections so; by default only Forward.</param>
    public static TModule MapVariables<TModule>(TModule module, CollectionFilter? mapped = null, Func<Variables, Variables>? transIn = null, Func<Variables, Variables>? transOut = null,
        bool init = false, bool mutable = false, CollectionFilter? variables = null, CollectionFilter? rngs = null, Methods methods = default)
        where TModule : Module =>
        (TModule)module.Lifted(new MapVariablesLifting(mapped ?? true, transIn, transOut, init, mutable, variables ?? true, rngs ?? true, Known("Lift.MapVariables", module, methods)));

    /// <summary>A function of a module and an input that sees some collections through a function. The module keeps its name and place.</summary>
    public static Func<TModule, T, TResult> MapVariables<TModule, T, TResult>(Func<TModule, T, TResult> f, CollectionFilter? mapped = null, Func<Variables, Variables>? transIn = null,
        Func<Variables, Variables>? transOut = null, bool init = false, bool mutable = false, CollectionFilter? variables = null, CollectionFilter? rngs = null)
        where TModule : Module => Function("Lift.MapVariables", new MapVariablesLifting(mapped ?? true, transIn, transOut, init, mutable, variables ?? true, rngs ?? true), f);

    /// <summary>A module that sees its variables without an axis name that they are stored with. Values stay what they are.</summary>
    /// <param name="module">The module.</param>
    /// <param name="variableAxes">The axis of each collection.</param>
    /// <param name="metadataParams">What is told to the metadata.</param>
    public static TModule AddMetadataAxis<TModule>(TModule module, VariableAxes variableAxes, MetadataParams metadataParams)
        where TModule : Module
    {
        foreach ((CollectionFilter filter, VariableAxis axis) in variableAxes.Entries)
        {
            if (axis.Axis is int a) module = MapVariables(module, filter, v => v.RemoveAxis(a, metadataParams), v => v.AddAxis(a, metadataParams), mutable: true);
        }

        return module;
    }
}
