using Linum.Extending;

namespace Linum.Linen;

/// <summary>Variables with metadata: taking it off, and what it says.</summary>
public static class VariablesMetadata
{
    /// <summary>The same arrays without metadata.</summary>
    public static Variables Unbox(this Variables variables) => variables.MapArrays((_, value, _) => (value, null));

    /// <summary>The names of the axes of every array, by path; empty for an array without metadata.</summary>
    public static IReadOnlyDictionary<string, ValueList<string?>> PartitionSpecs(this Variables variables)
    {
        Dictionary<string, ValueList<string?>> specs = new(StringComparer.Ordinal);
        variables.MapArrays((path, value, metadata) =>
        {
            specs[path] = metadata is Partitioned partitioned ? partitioned.Names : [];
            return (value, metadata);
        });
        return specs;
    }

    internal static Variables AddAxis(this Variables variables, int axis, MetadataParams parameters) =>
        variables.MapArrays((_, value, metadata) => metadata is null ? (value, null) : metadata.AddAxis(value, axis, parameters));

    internal static Variables RemoveAxis(this Variables variables, int axis, MetadataParams parameters) =>
        variables.MapArrays((_, value, metadata) => metadata is null ? (value, null) : metadata.RemoveAxis(value, axis, parameters));
}
