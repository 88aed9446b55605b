using System.Text.Json;
using Linum.TestSupport;
using Xunit;

namespace Linum.Linen.Tests.Golden;

/// <summary>Compares what a C# program computes with what the reference's program recorded under the same names.</summary>
internal sealed class Recorder(GoldenCase c)
{
    private readonly HashSet<string> seen = [];

    /// <summary>A recorded input.</summary>
    public NDArray Input(string name) => c.Stored(c.Json.GetProperty("inputs").GetProperty(name).GetString()!);

    private JsonElement Recorded(string kind, string name)
    {
        Assert.True(seen.Add($"{kind} {name}"), $"{name} is compared twice.");
        return c.Json.GetProperty(kind).GetProperty(name);
    }

    /// <summary>An output: a tree with the recorded arrays; those of dictionaries in the order of names.</summary>
    public void Out<T>(string name, T value)
    {
        NDArray[] want = [.. Encoded.Leaves(c, Recorded("outputs", name))], got = Tree.Leaves(value);
        Assert.True(want.Length == got.Length, $"{name} has {got.Length} arrays, expected {want.Length}.");
        for (int i = 0; i < want.Length; i++) Agree.Within(c.Relative, c.Absolute, want[i], got[i], $"{name}, array {i}");
    }

    /// <summary>Variables.</summary>
    public void Vars(string name, Variables value) => Subject.Same(c, Encoded.Variables(c, Recorded("variables", name)), value, name);

    /// <summary>A text.</summary>
    public void Text(string name, string value) => Assert.Equal(Recorded("text", name).GetString(), value);

    /// <summary>Texts by name.</summary>
    public void Texts(string name, IEnumerable<KeyValuePair<string, string>> value) => Assert.Equal(
        Recorded("text", name).EnumerateObject().Select(p => (p.Name, p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString() : p.Value.GetRawText())).OrderBy(p => p.Name, StringComparer.Ordinal),
        value.Select(p => (p.Key, (string?)p.Value)).OrderBy(p => p.Key, StringComparer.Ordinal));

    /// <summary>A text that names options of Python: it is read, and compared by the program as far as the options are the same.</summary>
    public string Read(string name) => Recorded("text", name).GetString()!;

    /// <summary>Checks that everything that was recorded has been compared.</summary>
    public void Finish()
    {
        foreach (string kind in (string[])["outputs", "variables", "text"])
        {
            if (!c.Json.TryGetProperty(kind, out JsonElement all)) continue;
            foreach (JsonProperty entry in all.EnumerateObject()) Assert.Contains($"{kind} {entry.Name}", seen);
        }
    }
}
