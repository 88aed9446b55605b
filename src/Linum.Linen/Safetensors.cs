using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Linum.Extending;

namespace Linum.Linen;

/// <summary>Variables in safetensors files: a header of names, types and places, then the bytes. Other tools read them.</summary>
public static class Safetensors
{
    private static readonly (DType DType, string Name)[] Types =
    [
        (DType.Bool, "BOOL"), (DType.Int8, "I8"), (DType.Int16, "I16"), (DType.Int32, "I32"), (DType.Int64, "I64"), (DType.UInt8, "U8"), (DType.UInt16, "U16"), (DType.UInt32, "U32"),
        (DType.UInt64, "U64"), (DType.Float16, "F16"), (DType.BFloat16, "BF16"), (DType.Float32, "F32"), (DType.Float64, "F64"), (DType.Complex64, "C64"),
    ];

    /// <summary>Writes all arrays under their paths, with <c>.</c> between the parts.</summary>
    /// <param name="path">The file; it is replaced as a whole when everything has been written.</param>
    /// <param name="variables">The arrays.</param>
    /// <exception cref="DTypeException">An array's dtype has no place in the format.</exception>
    public static void Save(string path, Variables variables)
    {
        List<byte[]> data = [];
        using MemoryStream header = new();
        using (Utf8JsonWriter json = new(header))
        {
            long offset = 0;
            json.WriteStartObject();
            foreach ((string name, NDArray array) in variables.Leaves)
            {
                byte[] bytes = array.Concrete("Safetensors.Save").ToBytes();
                json.WriteStartObject(name.Replace('/', '.'));
                json.WriteString("dtype", NameOf(array.DType, name));
                json.WriteStartArray("shape");
                foreach (int size in array.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += bytes.Length);
                json.WriteEndArray();
                json.WriteEndObject();
                data.Add(bytes);
            }

            json.WriteEndObject();
        }

        // The bytes begin at a multiple of eight: the header is filled up with blanks.
        byte[] text = header.ToArray();
        int padded = (text.Length + 7) / 8 * 8;
        string temporary = path + ".part";
        using (FileStream file = File.Create(temporary))
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, padded);
            file.Write(length);
            file.Write(text);
            file.Write(Encoding.ASCII.GetBytes(new string(' ', padded - text.Length)));
            foreach (byte[] bytes in data) file.Write(bytes);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads a file that <see cref="Save"/> or another tool wrote; <c>.</c> and <c>/</c> in names separate parts.</summary>
    /// <exception cref="InvalidDataException">The file is no safetensors file.</exception>
    public static Variables Load(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        long length = file.Length < 8 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(file);
        if (length < 2 || length > file.Length - 8) throw Invalid(path, "its first eight bytes are no length of a header");
        try
        {
            using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, (int)length));
            Variables result = new();
            foreach (JsonProperty entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__") continue;
                result = Put(result, entry.Name.Split('.', '/'), 0, Read(path, file.AsSpan(8 + (int)length), entry));
            }

            return result;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Invalid(path, "its header is not as it should be");
        }
    }

    private static NDArray Read(string path, ReadOnlySpan<byte> data, JsonProperty entry)
    {
        DType dtype = TypeOf(path, entry.Value.GetProperty("dtype").GetString());
        Shape shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(s => s.GetInt32())];
        long from = entry.Value.GetProperty("data_offsets")[0].GetInt64(), to = entry.Value.GetProperty("data_offsets")[1].GetInt64();
        if (from < 0 || to > data.Length || to - from != shape.Count * dtype.Size) throw Invalid(path, $"the place of {entry.Name} does not fit its shape or the file");
        return ConcreteArray.FromBytes(data[(int)from..(int)to], new(dtype, shape));
    }

    private static Variables Put(Variables at, string[] names, int depth, NDArray value)
    {
        if (depth == names.Length) return value;
        Variables inner = at.Contains(names[depth]) ? at[names[depth]] : new Variables();
        return at.With(names[depth], Put(inner, names, depth + 1, value));
    }

    private static string NameOf(DType dtype, string array)
    {
        foreach ((DType type, string name) in Types)
            if (type == dtype) return name;
        throw new DTypeException($"Safetensors.Save: {array} is of dtype {dtype.Name}, which the format does not have. Convert it first; for keys save Rng.KeyData.");
    }

    private static DType TypeOf(string path, string? name)
    {
        foreach ((DType type, string own) in Types)
            if (own == name) return type;
        throw Invalid(path, $"it holds the type {name}, which is not known");
    }

    private static InvalidDataException Invalid(string path, string why) => new($"Safetensors.Load: {path} cannot be read: {why}.");
}
