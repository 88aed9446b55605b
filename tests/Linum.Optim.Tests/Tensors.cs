using System.Text.Json;
using Linum.TestSupport;

namespace Linum.Optim.Tests;

/// <summary>Trees of the golden data as flat dictionaries of paths.</summary>
internal static class Tensors
{
    public static Dictionary<string, NDArray> Of(GoldenCase c, JsonElement tree)
    {
        Dictionary<string, NDArray> arrays = [];
        Add(c, tree, "", arrays);
        return arrays;
    }

    private static void Add(GoldenCase c, JsonElement tree, string path, Dictionary<string, NDArray> arrays)
    {
        if (tree.ValueKind == JsonValueKind.String)
        {
            arrays.Add(path, c.Stored(tree.GetString()!));
            return;
        }

        foreach (JsonProperty part in tree.EnumerateObject()) Add(c, part.Value, $"{path}/{part.Name}", arrays);
    }
}
