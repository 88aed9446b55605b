using System.Globalization;
using System.Text.Json;

namespace Linum.TestSupport;

/// <summary>One case: what went in and what the reference computed. The format is described in tests/golden/README.md of the data's origin: keys of tensors, attributes, tolerances.</summary>
public sealed class GoldenCase(JsonElement json, TensorFile? tensors)
{
    /// <summary>The whole entry of the manifest.</summary>
    public JsonElement Json => json;

    /// <summary>The name, unique in the group.</summary>
    public string Name { get; } = json.GetProperty("name").GetString()!;

    /// <summary>The kind of transformation or check.</summary>
    public string Transform => json.TryGetProperty("transform", out JsonElement t) ? t.GetString()! : "";

    /// <summary>The reference's program text, if the case has one.</summary>
    public string Source => json.TryGetProperty("source", out JsonElement s) ? s.GetString()! : "";

    /// <summary>Relative tolerance; 0 with <see cref="Absolute"/> 0 means the same bits.</summary>
    public double Relative => Number("rtol");

    /// <summary>Absolute tolerance.</summary>
    public double Absolute => Number("atol");

    /// <summary>Whether the reference ran with 64-bit types.</summary>
    public bool Is64Bit => json.TryGetProperty("x64", out JsonElement x) && x.ValueKind == JsonValueKind.True;

    /// <summary>The array inputs in leaf order.</summary>
    public NDArray[] Inputs => Arrays("inputs");

    /// <summary>Array input number <paramref name="index"/>.</summary>
    public NDArray this[int index] => Array(json.GetProperty("inputs")[index].GetString()!);

    /// <summary>The array results in leaf order.</summary>
    public NDArray[] Outputs => Arrays("outputs");

    /// <summary>All leaves of the result: arrays, and bare host scalars as weak ones. Without a tree of results these are <see cref="Outputs"/>.</summary>
    public NDArray[] Results
    {
        get
        {
            if (!json.TryGetProperty("result", out JsonElement tree)) return Outputs;
            List<NDArray> leaves = [];
            Collect(tree, leaves);
            return [.. leaves];
        }
    }

    /// <summary>The keys of the outputs that are weakly typed, as positions in <see cref="Outputs"/>.</summary>
    public int[] WeakOutputs => json.TryGetProperty("weak_outputs", out JsonElement list) ? [.. list.EnumerateArray().Select(e => e.GetInt32())] : [];

    private void Collect(JsonElement tree, List<NDArray> leaves)
    {
        if (tree.ValueKind != JsonValueKind.Object) return;
        JsonProperty node = tree.EnumerateObject().First();
        switch (node.Name)
        {
            case "t":
                leaves.Add(Array(node.Value.GetString()!));
                break;
            case "py":
                JsonElement value = tree.GetProperty("value");
                leaves.Add(node.Value.GetString() == "int" ? (NDArray)value.GetInt32() : value.GetDouble());
                break;
            case "dict":
                foreach (JsonProperty part in node.Value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal)) Collect(part.Value, leaves);
                break;
            case "str":
                break;
            default:
                foreach (JsonElement part in node.Value.EnumerateArray()) Collect(part, leaves);
                break;
        }
    }

    /// <summary>The arrays named in a list of the entry.</summary>
    public NDArray[] Arrays(string property) =>
        json.TryGetProperty(property, out JsonElement list) ? [.. list.EnumerateArray().Select(e => Array(e.GetString()!))] : [];

    /// <summary>The array under a key, with the dtype that the key's prefix names (group folder jax).</summary>
    public NDArray Array(string key) => Tensors.Logical(key);

    /// <summary>The array under a key as it is stored (group folder flax).</summary>
    public NDArray Stored(string key) => Tensors.Stored(key);

    /// <summary>Whether a static parameter is given.</summary>
    public bool Has(string attribute) => json.TryGetProperty("attributes", out JsonElement a) && a.TryGetProperty(attribute, out JsonElement v) && v.ValueKind != JsonValueKind.Null;

    /// <summary>A static parameter.</summary>
    public JsonElement Attribute(string name) => json.GetProperty("attributes").GetProperty(name);

    private TensorFile Tensors => tensors ?? throw new InvalidOperationException($"The group of case {Name} has no tensors.");

    private double Number(string property) =>
        !json.TryGetProperty(property, out JsonElement e) ? 0 : e.ValueKind == JsonValueKind.String ? double.Parse(e.GetString()!, CultureInfo.InvariantCulture) : e.GetDouble();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
