using Linum.Extending;

namespace Linum.Optim;

/// <summary>What an optimizer remembers between updates: a tree of arrays with names, so that it can be an argument and result of every transformation.</summary>
public sealed class OptimizerState : IPytree<OptimizerState>
{
    private readonly (string Name, object Value)[] parts;

    private OptimizerState((string, object)[] parts) => this.parts = parts;

    /// <summary>Nothing to remember.</summary>
    public static OptimizerState Empty { get; } = new([]);

    /// <summary>A state of parts: arrays, states, or trees captured with <see cref="Of{T}"/>.</summary>
    public static OptimizerState Create(params ReadOnlySpan<(string Name, object Value)> parts) => new(parts.ToArray());

    /// <summary>The arrays of a tree, as a part of a state.</summary>
    public static OptimizerState Of<T>(T tree)
    {
        NDArray[] leaves = Tree.Flatten(tree, out TreeDef structure);
        return new([.. leaves.Select((leaf, i) => ($"{i}", (object)leaf)), ("structure", structure)]);
    }

    /// <summary>The tree that a part was made from.</summary>
    public T To<T>()
    {
        NDArray[] leaves = [.. parts.Where(p => p.Value is NDArray).Select(p => (NDArray)p.Value)];
        return Tree.Unflatten<T>((TreeDef)parts[^1].Value, leaves);
    }

    /// <summary>The array of a name.</summary>
    public NDArray Array(string name) => (NDArray)Find(name);

    /// <summary>The part of a name.</summary>
    public OptimizerState Part(string name) => (OptimizerState)Find(name);

    private object Find(string name)
    {
        foreach ((string own, object value) in parts)
            if (own == name) return value;
        throw new TreeException($"The optimizer state has no part \"{name}\"; its parts are {string.Join(", ", parts.Select(p => p.Name))}. It belongs to another optimizer: make one with Init.");
    }

    /// <inheritdoc/>
    static void IPytree<OptimizerState>.Flatten(OptimizerState value, ref TreeWriter writer)
    {
        writer.Open(typeof(OptimizerState));
        foreach ((string name, object part) in value.parts)
        {
            if (part is NDArray array) writer.Field(name, array);
            else if (part is OptimizerState state) writer.Field(name, state);
            else writer.Field(name, (TreeDef)part);
        }

        writer.Close();
    }

    /// <inheritdoc/>
    static OptimizerState IPytree<OptimizerState>.Unflatten(ref TreeReader reader)
    {
        var parts = new (string, object)[reader.Node.Fields.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            TreeField field = reader.Node.Fields[i];
            parts[i] = (field.Name, field.Node.Kind switch
            {
                TreeKind.Leaf => reader.Field<NDArray>(i),
                TreeKind.Static => reader.Field<TreeDef>(i),
                _ => reader.Field<OptimizerState>(i),
            });
        }

        return new(parts);
    }
}
