using System.Text.Json;

namespace Linum.Workloads.Running;

/// <summary>The files under bench/ that travel inside the program, so that it runs from any folder.</summary>
internal static class Resources
{
    /// <summary>The names of the files' members: bytes_write is BytesWrite.</summary>
    public static JsonSerializerOptions Names { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Stream Open(string name) => typeof(Resources).Assembly.GetManifestResourceStream(name)
        ?? throw new FileNotFoundException($"{name} is not among the resources of the program. Build it again from the whole repository.");

    public static string Text(string name)
    {
        using StreamReader reader = new(Open(name));
        return reader.ReadToEnd();
    }
}
