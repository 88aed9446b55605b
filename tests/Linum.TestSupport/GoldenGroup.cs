using System.Collections.Concurrent;
using System.Text.Json;

namespace Linum.TestSupport;

/// <summary>A group of golden cases: a manifest and its tensors, in tests/golden.</summary>
public sealed class GoldenGroup
{
    private static readonly ConcurrentDictionary<string, Lazy<GoldenGroup>> Known = new();
    private readonly Dictionary<string, GoldenCase> byName = [];

    private GoldenGroup(string name)
    {
        string path = Path.Combine(RepositoryRoot.Path, "tests", "golden", name);
        TensorFile? tensors = File.Exists(path + ".safetensors") ? TensorFile.Read(path + ".safetensors") : null;
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(path + ".json"));
        foreach (JsonElement element in manifest.RootElement.EnumerateArray())
        {
            GoldenCase c = new(element.Clone(), tensors);
            byName.Add(c.Name, c);
        }
    }

    /// <summary>Reads a group once, such as <c>jax/vmap</c>.</summary>
    public static GoldenGroup Load(string name) => Known.GetOrAdd(name, n => new Lazy<GoldenGroup>(() => new GoldenGroup(n))).Value;

    /// <summary>The names of the cases in the order of the manifest.</summary>
    public IEnumerable<string> Names => byName.Keys;

    /// <summary>The case of a name.</summary>
    public GoldenCase this[string name] => byName[name];
}
