namespace Linum.Linen;

/// <summary>A module together with its variables, for interactive use. Each call is a run of its own.</summary>
/// <typeparam name="TModule">The module's type.</typeparam>
public sealed class Bound<TModule>
    where TModule : Module
{
    private readonly Rngs rngs;
    private readonly CollectionFilter mutable;

    internal Bound(TModule module, Variables variables, Rngs rngs, CollectionFilter mutable) => (Module, Variables, this.rngs, this.mutable) = (module, variables, rngs, mutable);

    /// <summary>The module.</summary>
    public TModule Module { get; }

    /// <summary>The variables as they are now.</summary>
    public Variables Variables { get; private set; }

    /// <summary>Runs a function of the module: <c>bound.Run(m => m.Call(x))</c>.</summary>
    public TOut Run<TOut>(Func<TModule, TOut> f)
    {
        (TOut output, Variables updated) = Module.Apply(Variables, f, mutable, rngs);
        foreach (KeyValuePair<string, Variables> collection in updated.Parts) Variables = Variables.With(collection.Key, collection.Value);
        return output;
    }
}
