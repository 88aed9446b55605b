using System.Buffers.Binary;
using Linum.Extending;

namespace Linum.Linen;

/// <summary>Variables in safetensors files: a header of names, types and places, then the bytes. Other tools read them.</summary>
public static class Safetensors
{
    /// <summary>Deeper paths than this are no parameters of a model.</summary>
    private const int DeepestPath = 256;

    /// <summary>Writes all arrays under their paths, with <c>.</c> between the parts, in the order of their names.</summary>
    /// <param name="path">The file; it is replaced as a whole when everything has been written.</param>
    /// <param name="variables">The arrays.</param>
    /// <exception cref="DTypeException">An array's dtype has no place in the format.</exception>
    /// <exception cref="InvalidDataException">Two arrays would have one name.</exception>
    public static void Save(string path, Variables variables)
    {
        SortedDictionary<string, NDArray> arrays = new(StringComparer.Ordinal);
        foreach ((string place, NDArray array) in variables.Leaves)
        {
            if (SafetensorsHeader.NameOf(array.DType) is null)
                throw new DTypeException($"Safetensors.Save: {place} is {array.Type.ToLongString()}, and the format has no {array.DType.Name}. Convert it first; for keys save Rng.KeyData, for complex128 the real and imaginary parts.");
            string name = place.Replace('/', '.');
            if (SafetensorsHeader.IsReserved(name)) throw new InvalidDataException($"Safetensors.Save: the name {name} has a meaning of its own in the format. Give the array another name.");
            if (!arrays.TryAdd(name, array)) throw new InvalidDataException($"Safetensors.Save: two arrays would have the name {name}, since / becomes a point. Rename one of them.");
        }

        // The largest elements come first, so that each array begins at a multiple of its element's size.
        KeyValuePair<string, NDArray>[] placed = [.. arrays.OrderByDescending(a => a.Value.DType.Component.Size)];
        Dictionary<string, SafetensorsEntry> entries = [];
        long offset = 0;
        foreach ((string name, NDArray array) in placed) entries.Add(name, new(name, array.Type, offset, offset += array.Type.ByteCount));
        byte[] header = SafetensorsHeader.Write(arrays.Keys.Select(name => entries[name]));
        string temporary = path + ".part";
        try
        {
            using (FileStream file = File.Create(temporary))
            {
                // The bytes begin at a multiple of eight: the header is filled up with blanks.
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, (header.Length + 7) / 8 * 8);
                file.Write(length);
                file.Write(header);
                while (file.Position % 8 != 0) file.WriteByte((byte)' ');
                foreach ((_, NDArray array) in placed) file.Write(array.Concrete("Safetensors.Save").ToBytes());
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads a file that <see cref="Save"/> or another tool wrote; <c>.</c> and <c>/</c> in names separate parts.</summary>
    /// <exception cref="InvalidDataException">The file is no safetensors file.</exception>
    public static Variables Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> first = stackalloc byte[8];
        long length = file.ReadAtLeast(first, 8, throwOnEndOfStream: false) < 8 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(first);
        if (length < 2 || length > file.Length - 8 || length > SafetensorsHeader.LargestLength)
            throw SafetensorsHeader.Invalid(path, $"its first eight bytes are not the length of a header (at least 2, at most what the file has and {SafetensorsHeader.LargestLength})");
        var header = new byte[length];
        file.ReadExactly(header);
        Variables result = new();
        long start = 8 + length;
        foreach (SafetensorsEntry entry in SafetensorsHeader.Read(path, header, file.Length - start))
        {
            string[] names = entry.Name.Split('.', '/');
            if (names.Length > DeepestPath) throw SafetensorsHeader.Invalid(path, $"the name {entry.Name[..40]}... has {names.Length} parts, more than {DeepestPath}");
            result = Put(path, result, entry.Name, names, 0, Read(path, file, start, entry));
        }

        return result;
    }

    private static ConcreteArray Read(string path, FileStream file, long start, SafetensorsEntry entry)
    {
        if (entry.To - entry.From > Array.MaxLength) throw SafetensorsHeader.Invalid(path, $"{entry.Name} has {entry.To - entry.From} bytes, more than can be read at once");
        var bytes = new byte[entry.To - entry.From];
        file.Position = start + entry.From;
        file.ReadExactly(bytes);
        if (entry.Type.DType == DType.Bool)
        {
            // Kernels trust that a bool is 0 or 1.
            for (int i = 0; i < bytes.Length; i++) bytes[i] = bytes[i] == 0 ? (byte)0 : (byte)1;
        }

        return ConcreteArray.FromBytes(bytes, entry.Type);
    }

    private static Variables Put(string path, Variables at, string full, string[] names, int depth, NDArray value)
    {
        if (depth == names.Length) return at.Names.Count > 0 ? throw Nested(path, full) : value;
        if (at.IsArray) throw Nested(path, full);
        Variables inner = at.Names.Contains(names[depth]) ? at[names[depth]] : new Variables();
        if (depth == names.Length - 1 && inner.IsArray) throw Nested(path, full);
        return at.With(names[depth], Put(path, inner, full, names, depth + 1, value));
    }

    private static InvalidDataException Nested(string path, string name) => SafetensorsHeader.Invalid(path, $"{name} is an array and also a part of another name (a point separates parts)");
}
