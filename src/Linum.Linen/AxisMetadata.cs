using Linum.Extending;

namespace Linum.Linen;

/// <summary>
/// What is kept about a variable beside its value, such as names of its axes. Lifted transformations tell it when they add or remove an axis. Modules see the bare value.
/// </summary>
public abstract record AxisMetadata
{
    /// <summary>A lifted transformation has stacked the variable along a new axis.</summary>
    /// <param name="value">The value with the new axis.</param>
    /// <param name="axis">The position of the axis.</param>
    /// <param name="parameters">What the transformation was told in metadataParams.</param>
    public abstract (NDArray Value, AxisMetadata Metadata) AddAxis(NDArray value, int axis, MetadataParams parameters);

    /// <summary>A lifted transformation is about to take an axis away: the reverse of <see cref="AddAxis"/>.</summary>
    /// <param name="value">The value that still has the axis.</param>
    /// <param name="axis">The position of the axis.</param>
    /// <param name="parameters">What the transformation was told in metadataParams.</param>
    public abstract (NDArray Value, AxisMetadata Metadata) RemoveAxis(NDArray value, int axis, MetadataParams parameters);
}

/// <summary>The names of a variable's axes, for spreading it over devices; null for an axis that is not spread.</summary>
/// <param name="Names">One name per axis.</param>
public sealed record Partitioned(ValueList<string?> Names) : AxisMetadata
{
    /// <summary>The name under which metadataParams names the new axis.</summary>
    public const string PartitionName = "partition_name";

    /// <inheritdoc/>
    public override (NDArray Value, AxisMetadata Metadata) AddAxis(NDArray value, int axis, MetadataParams parameters)
    {
        string? name = NameOf(value, parameters);
        List<string?> names = [.. Names];
        int at = axis < 0 ? names.Count + axis + 1 : axis;
        while (names.Count < at) names.Add(null);
        names.Insert(at, name);
        return (value, new Partitioned([.. names]));
    }

    /// <inheritdoc/>
    public override (NDArray Value, AxisMetadata Metadata) RemoveAxis(NDArray value, int axis, MetadataParams parameters)
    {
        string? name = NameOf(value, parameters);
        List<string?> names = [.. Names];
        int at = axis < 0 ? names.Count + axis : axis;
        if (at < 0 || at >= names.Count || names[at] != name) throw MetadataErrors.OtherName(this, axis, name);
        names.RemoveAt(at);
        return (value, new Partitioned([.. names]));
    }

    private string? NameOf(NDArray value, MetadataParams parameters) =>
        parameters.Contains(PartitionName) ? parameters[PartitionName] : throw MetadataErrors.NoName(this, value.Type);

    /// <summary>The names as they are written: <c>("layers", null, "out")</c>.</summary>
    public override string ToString() => $"Partitioned({string.Join(", ", Names.ToArray().Select(n => n is null ? "null" : $"\"{n}\""))})";
}

internal static class MetadataErrors
{
    public static ModuleException NoName(Partitioned metadata, ArrayType type) =>
        new($"A lifted transformation adds or removes an axis of a variable with named axes, {metadata} of {type.ToLongString()}, but \"{Partitioned.PartitionName}\" is not given in metadataParams. "
            + $"Give the axis a name with metadataParams: new() {{ [\"{Partitioned.PartitionName}\"] = ... }}; null if it is not spread.");

    public static ModuleException OtherName(Partitioned metadata, int axis, string? name) =>
        new($"A lifted transformation takes away axis {axis}, which metadataParams calls {(name is null ? "null" : $"\"{name}\"")}, but the axes of the variable are {metadata}. "
            + "Use the name and the axis with which the variable was made.");
}
