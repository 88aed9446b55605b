using Linum.Extending;

namespace Linum.Linen;

/// <summary>A call of a function of a module under a transformation of arrays: what is changed comes out of each run as a value.</summary>
internal sealed class DirectCall<TModule>
    where TModule : Module
{
    private readonly TModule module;
    private readonly string name;
    private readonly Run.FunctionCall call;
    private readonly Pack pack;

    private DirectCall(string name, TModule module, Run.FunctionCall call) => (this.name, this.module, this.call, pack) = (name, module, call, new(call.Scopes));

    /// <summary>Begins a call. Modules among the input live inside too.</summary>
    public static DirectCall<TModule> Of<T>(string operation, string name, TModule module, T x) =>
        new(name, module, (Linen.Run.Current ?? throw ModuleErrors.NoRun(operation, module.TypeName)).Call(module, x));

    /// <summary>Collections of the module itself, such as those that are differentiated.</summary>
    public Variables Own(CollectionFilter filter) => Pack.PartOf(pack.Groups(filter)[0], pack.Own);

    /// <summary>The collections that are handed from run to run: those that a filter selects and that can be changed.</summary>
    public Variables Carried(CollectionFilter filter) => Each(pack.Groups(filter)[0], (s, part) => new(part.Parts.Where(c => pack.Scopes[s].Mutable.Selects(c.Key))));

    /// <summary>Runs the function with all variables and keys.</summary>
    /// <param name="f">The function.</param>
    /// <param name="own">Collections that the module sees in place of its own.</param>
    /// <returns>The result, and the collections that can be changed, as they are afterwards.</returns>
    public (TOut Output, Variables Changed) Run<TOut>(Func<TModule, TOut> f, Variables? own = null) =>
        Run(f, Each(pack.Groups(true)[0], (s, part) => own is not null && s == pack.Own ? Merged(part, own) : part), CollectionFilter.All, pack.Rngs(_ => true));

    /// <summary>Runs the function with some collections of all scopes replaced.</summary>
    /// <param name="f">The function.</param>
    /// <param name="carried">The collections, as <see cref="Carried"/> gave them.</param>
    /// <param name="visible">The collections that are visible.</param>
    /// <param name="mutable">The collections that can be changed.</param>
    /// <param name="rngs">The key of each stream; null where it does not exist.</param>
    public (TOut Output, Variables Changed) Run<TOut>(Func<TModule, TOut> f, Variables carried, CollectionFilter visible, CollectionFilter mutable, Func<string, LazyRng, LazyRng?> rngs) =>
        Run(f, Each(pack.Groups(visible)[0], (s, part) => Merged(part, Pack.PartOf(carried, s))), mutable, [.. pack.Rngs(_ => true).Select(keys => Chosen(keys, rngs))]);

    private (TOut Output, Variables Changed) Run<TOut>(Func<TModule, TOut> f, Variables group, CollectionFilter mutable, Dictionary<string, LazyRng>[] keys)
    {
        Pack.Inside inside = pack.Enter(name, [group], keys, mutable);
        TOut output = call.In(inside.Scopes, () => f(module));
        return (output, inside.Close(true)[0]);
    }

    private static Dictionary<string, LazyRng> Chosen(Dictionary<string, LazyRng> keys, Func<string, LazyRng, LazyRng?> choose)
    {
        Dictionary<string, LazyRng> chosen = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, LazyRng> key in keys)
            if (choose(key.Key, key.Value) is LazyRng rng) chosen[key.Key] = rng;
        return chosen;
    }

    private static Variables Each(Variables group, Func<int, Variables, Variables> f) => new(group.Parts.Select((part, s) => new KeyValuePair<string, Variables>(part.Key, f(s, part.Value))));

    private static Variables Merged(Variables part, Variables over) => over.Parts.Aggregate(part, (all, c) => all.With(c.Key, c.Value));

    /// <summary>Stores what a run changed.</summary>
    public void Publish(Variables changed) => pack.Publish(changed);
}
