using System.Text.Json;
using Linum.Extending;

namespace Linum.Linen;

/// <summary>One array of a file: its name, type, and the bytes behind the header that hold it.</summary>
internal readonly record struct SafetensorsEntry(string Name, ArrayType Type, long From, long To);

/// <summary>The header of a safetensors file: read with distrust, since a wrong offset would read what is not the array's.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The most that other readers take too.</summary>
    public const long LargestLength = 100_000_000;

    private const string Metadata = "__metadata__";

    private static readonly (DType DType, string Name)[] Types =
    [
        (DType.Bool, "BOOL"), (DType.Int8, "I8"), (DType.Int16, "I16"), (DType.Int32, "I32"), (DType.Int64, "I64"), (DType.UInt8, "U8"), (DType.UInt16, "U16"), (DType.UInt32, "U32"),
        (DType.UInt64, "U64"), (DType.Float16, "F16"), (DType.BFloat16, "BF16"), (DType.Float32, "F32"), (DType.Float64, "F64"), (DType.Complex64, "C64"),
    ];

    /// <summary>Reads and checks a header.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The header's text.</param>
    /// <param name="dataBytes">How many bytes stand behind it.</param>
    public static List<SafetensorsEntry> Read(string path, ReadOnlyMemory<byte> json, long dataBytes)
    {
        List<SafetensorsEntry> entries = [];
        HashSet<string> names = [];
        using JsonDocument header = Parse(path, json);
        if (header.RootElement.ValueKind != JsonValueKind.Object) throw Invalid(path, "its header is no JSON object");
        try
        {
            foreach (JsonProperty property in header.RootElement.EnumerateObject())
            {
                if (property.Name == Metadata) continue;
                if (!names.Add(property.Name)) throw Invalid(path, $"it names {property.Name} twice");
                entries.Add(Entry(path, property, dataBytes));
            }
        }
        catch (InvalidOperationException)
        {
            // The parser leaves bytes in texts as they are until they are asked for.
            throw Invalid(path, "its header has a text that is no Unicode");
        }

        SafetensorsEntry[] placed = [.. entries.OrderBy(e => e.From).ThenBy(e => e.To)];
        for (int i = 1; i < placed.Length; i++)
            if (placed[i].From < placed[i - 1].To) throw Invalid(path, $"the arrays {placed[i - 1].Name} and {placed[i].Name} overlap");
        return entries;
    }

    /// <summary>Writes a header.</summary>
    public static byte[] Write(IEnumerable<SafetensorsEntry> entries)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            foreach (SafetensorsEntry entry in entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", NameOf(entry.Type.DType));
                json.WriteStartArray("shape");
                foreach (int size in entry.Type.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(entry.From);
                json.WriteNumberValue(entry.To);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return text.ToArray();
    }

    /// <summary>The format's name of a dtype; null if it has none.</summary>
    public static string? NameOf(DType dtype)
    {
        foreach ((DType type, string name) in Types)
            if (type == dtype) return name;
        return null;
    }

    /// <summary>Whether a name means something else in the format.</summary>
    public static bool IsReserved(string name) => name == Metadata;

    public static InvalidDataException Invalid(string path, string why) =>
        new($"Safetensors.Load: {path} cannot be read: {why}. The file is damaged, cut off or of another format: write or fetch it again.");

    private static JsonDocument Parse(string path, ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw Invalid(path, $"its header is no JSON ({e.Message.TrimEnd('.')})");
        }
    }

    private static SafetensorsEntry Entry(string path, JsonProperty property, long dataBytes)
    {
        string name = property.Name;
        InvalidDataException Wrong(string what) => Invalid(path, $"of {name}, {what}");
        JsonElement Part(string part, JsonValueKind kind) =>
            property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty(part, out JsonElement value) && value.ValueKind == kind
                ? value : throw Wrong($"the header has no \"{part}\" that is {(kind == JsonValueKind.Array ? "a list" : "a text")}");

        string type = Part("dtype", JsonValueKind.String).GetString()!;
        int known = Array.FindIndex(Types, t => t.Name == type);
        if (known < 0) throw Wrong($"the type {type} is not known; known are {string.Join(", ", Types.Select(t => t.Name))}");
        DType dtype = Types[known].DType;
        List<int> sizes = [];
        Int128 bytes = dtype.Size;
        foreach (JsonElement size in Part("shape", JsonValueKind.Array).EnumerateArray())
        {
            if (size.ValueKind != JsonValueKind.Number || !size.TryGetInt32(out int number) || number < 0) throw Wrong($"the size {size} in the shape is no number from 0 to {int.MaxValue}");
            sizes.Add(number);
            // Further sizes of 1 and more cannot bring an impossible number back; a 0 can.
            bytes = Int128.Min(bytes * number, long.MaxValue);
        }

        JsonElement offsets = Part("data_offsets", JsonValueKind.Array);
        if (offsets.GetArrayLength() != 2 || !Number(offsets[0], out long from) || !Number(offsets[1], out long to)) throw Wrong("\"data_offsets\" are no two numbers");
        if (from < 0 || to < from || to > dataBytes) throw Wrong($"the bytes {from} to {to} do not lie in the {dataBytes} bytes behind the header");
        Shape shape = [.. sizes];
        if (to - from != bytes) throw Wrong($"{to - from} bytes are given, but {dtype.Name} of shape {shape} takes {bytes}");
        return new(name, new(dtype, shape), from, to);
    }

    private static bool Number(JsonElement element, out long number)
    {
        number = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out number);
    }
}
