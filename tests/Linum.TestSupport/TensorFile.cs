using System.Buffers.Binary;
using System.Text.Json;
using Linum.Extending;

namespace Linum.TestSupport;

/// <summary>A safetensors file of golden data: an 8-byte header length, a JSON header, raw little-endian data.</summary>
public sealed class TensorFile
{
    private readonly byte[] data;
    private readonly int start;
    private readonly Dictionary<string, (string DType, int[] Shape, int Begin, int End)> entries = [];

    private TensorFile(byte[] data)
    {
        this.data = data;
        int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(data));
        start = 8 + length;
        using JsonDocument header = JsonDocument.Parse(data.AsMemory(8, length));
        foreach (JsonProperty entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__") continue;
            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())];
            entries[entry.Name] = (entry.Value.GetProperty("dtype").GetString()!, shape, offsets[0].GetInt32(), offsets[1].GetInt32());
        }
    }

    /// <summary>Reads a file.</summary>
    public static TensorFile Read(string path) => new(File.ReadAllBytes(path));

    /// <summary>The array under a key as it is stored.</summary>
    public NDArray Stored(string key)
    {
        (string dtype, int[] shape, int begin, int end) = Entry(key);
        return ConcreteArray.FromBytes(data.AsSpan(start + begin, end - begin), new(ParseDType(dtype), shape));
    }

    /// <summary>The array under a key whose prefix names its logical dtype: complex numbers and keys are stored with a last axis of two parts.</summary>
    public NDArray Logical(string key)
    {
        (_, int[] shape, int begin, int end) = Entry(key);
        DType? paired = key[..key.IndexOf('_')] switch { "c64" => DType.Complex64, "c128" => DType.Complex128, "key" => DType.Key, _ => null };
        if (key.StartsWith("float0_", StringComparison.Ordinal)) return Lax.Zeros(new(DType.Float0, shape));
        return paired is DType dtype ? ConcreteArray.FromBytes(data.AsSpan(start + begin, end - begin), new(dtype, shape[..^1])) : Stored(key);
    }

    private (string DType, int[] Shape, int Begin, int End) Entry(string key) =>
        entries.TryGetValue(key, out var entry) ? entry : throw new KeyNotFoundException($"The golden tensors have no '{key}'.");

    private static DType ParseDType(string name) => name switch
    {
        "BOOL" => DType.Bool,
        "I8" => DType.Int8,
        "I16" => DType.Int16,
        "I32" => DType.Int32,
        "I64" => DType.Int64,
        "U8" => DType.UInt8,
        "U16" => DType.UInt16,
        "U32" => DType.UInt32,
        "U64" => DType.UInt64,
        "F16" => DType.Float16,
        "BF16" => DType.BFloat16,
        "F32" => DType.Float32,
        "F64" => DType.Float64,
        "C64" => DType.Complex64,
        _ => throw new NotSupportedException($"Golden data of type {name}."),
    };
}
