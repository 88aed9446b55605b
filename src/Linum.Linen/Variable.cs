namespace Linum.Linen;

/// <summary>A variable of a module: its value can be read, and set where the collection is mutable.</summary>
public sealed class Variable
{
    private readonly ModuleScope scope;
    private readonly string collection;
    private readonly string name;

    internal Variable(ModuleScope scope, string collection, string name) => (this.scope, this.collection, this.name) = (scope, collection, name);

    /// <summary>The value. Metadata that is kept about it stays when it is set.</summary>
    /// <exception cref="ModuleException">Set, but the collection is not mutable in this run.</exception>
    public NDArray Value
    {
        get => scope.Get(collection, name)!;
        set => scope.Put(collection, name, new Variables(value, scope.Get(collection, name)?.Metadata));
    }

    /// <summary>Whether the value can be set.</summary>
    public bool IsMutable => scope.Mutable.Selects(collection);
}
