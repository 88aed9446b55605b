namespace Linum.Linen;

/// <summary>Runs of a module through a function of it: for its named methods, or for several calls with the same variables.</summary>
public static class ModuleRuns
{
    /// <summary>Makes the variables that a function of the module needs.</summary>
    /// <param name="module">The module.</param>
    /// <param name="rngs">The key of <c>params</c>, or keys of several streams.</param>
    /// <param name="f">What to do with the module: <c>m => m.Encode(x)</c>.</param>
    /// <returns>All collections but <c>intermediates</c>.</returns>
    public static Variables Init<TModule, TOut>(this TModule module, Rngs rngs, Func<TModule, TOut> f)
        where TModule : Module => module.InitWithOutput(rngs, f).Variables;

    /// <summary>Makes the variables that a function of the module needs, and runs it.</summary>
    /// <param name="module">The module.</param>
    /// <param name="rngs">The key of <c>params</c>, or keys of several streams.</param>
    /// <param name="f">What to do with the module.</param>
    /// <param name="mutable">The collections that are made; by default all but <c>intermediates</c>.</param>
    /// <param name="capture">Which results of methods are kept in <c>intermediates</c>.</param>
    public static (TOut Output, Variables Variables) InitWithOutput<TModule, TOut>(this TModule module, Rngs rngs, Func<TModule, TOut> f, CollectionFilter? mutable = null, CaptureFilter? capture = null)
        where TModule : Module
    {
        (TOut output, ModuleScope scope) = Run.Start(module, new Variables(), rngs, mutable ?? CollectionFilter.Except("intermediates"), new(true, capture), _ => f(module));
        return (output, scope.Store.Select(scope.Mutable));
    }

    /// <summary>Runs a function of the module with given variables.</summary>
    /// <param name="module">The module.</param>
    /// <param name="variables">The collections; none can be changed.</param>
    /// <param name="f">What to do with the module: <c>m => m.Encode(x)</c>.</param>
    /// <param name="rngs">Keys of the random streams it draws from.</param>
    public static TOut Apply<TModule, TOut>(this TModule module, Variables variables, Func<TModule, TOut> f, Rngs? rngs = null)
        where TModule : Module => Run.Start(module, variables, rngs ?? new(), CollectionFilter.None, new(false), _ => f(module)).Output;

    /// <summary>Runs a function of the module with given variables, of which some may change.</summary>
    /// <param name="module">The module.</param>
    /// <param name="variables">The collections.</param>
    /// <param name="f">What to do with the module.</param>
    /// <param name="mutable">The collections that may change.</param>
    /// <param name="rngs">Keys of the random streams it draws from.</param>
    /// <param name="capture">Which results of methods are kept in <c>intermediates</c>, which may then change.</param>
    /// <returns>The output and the collections that may change, as they are afterwards.</returns>
    public static (TOut Output, Variables Updated) Apply<TModule, TOut>(
        this TModule module, Variables variables, Func<TModule, TOut> f, CollectionFilter mutable, Rngs? rngs = null, CaptureFilter? capture = null)
        where TModule : Module
    {
        (TOut output, ModuleScope scope) = Run.Start(module, variables, rngs ?? new(), mutable, new(false, capture), _ => f(module));
        return (output, scope.Store.Select(scope.Mutable));
    }

    /// <summary>The module together with variables, for several calls one after the other; what one changes, the next sees.</summary>
    /// <param name="module">The module.</param>
    /// <param name="variables">The collections.</param>
    /// <param name="rngs">Keys of the random streams it draws from.</param>
    /// <param name="mutable">The collections that may change.</param>
    public static Bound<TModule> Bind<TModule>(this TModule module, Variables variables, Rngs? rngs = null, CollectionFilter mutable = default)
        where TModule : Module => new(module, variables, rngs ?? new(), mutable);
}
