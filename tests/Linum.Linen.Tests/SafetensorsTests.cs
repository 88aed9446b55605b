using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Linum.TestSupport;
using Xunit;

namespace Linum.Linen.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("linum").FullName;

    private string FilePath => Path.Combine(folder, "a.safetensors");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(DType.Bool)]
    [InlineData(DType.Int8)]
    [InlineData(DType.Int16)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.UInt16)]
    [InlineData(DType.UInt32)]
    [InlineData(DType.UInt64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Complex64)]
    public void Every_dtype_goes_out_and_comes_back(DType dtype)
    {
        Variables before = new() { ["params"] = new Variables { ["x"] = Np.Array([[0.0, 1.5, 3], [1, 0, 100]]).AsType(dtype), ["scalar"] = Np.Array(1).AsType(dtype), ["empty"] = Np.Zeros([3, 0], dtype) } };
        Safetensors.Save(FilePath, before);
        Same(before, Safetensors.Load(FilePath));
    }

    [Fact]
    public void Nested_variables_keep_their_paths_and_an_empty_file_is_no_variables()
    {
        Variables before = new()
        {
            ["batch_stats"] = new Variables { ["bn"] = new Variables { ["mean"] = Np.Arange(3.0) } },
            ["params"] = new Variables { ["Dense_0"] = new Variables { ["kernel"] = Np.Ones(2, 3), ["bias"] = Np.Zeros(3) }, ["äöü \"quoted\" \\ back"] = Np.Array(true) },
        };
        Safetensors.Save(FilePath, before);
        Same(before, Safetensors.Load(FilePath));
        Safetensors.Save(FilePath, new Variables());
        Assert.Empty(Safetensors.Load(FilePath).Leaves);
    }

    [Fact]
    public void The_header_is_what_other_tools_expect()
    {
        Safetensors.Save(FilePath, new() { ["z"] = Np.Array(new byte[] { 1, 2, 3 }), ["a"] = Np.Array(new[] { 1.0, 2.0 }), ["m"] = Np.Array(new[] { 7 }) });
        byte[] file = File.ReadAllBytes(FilePath);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(0, (8 + length) % 8);
        Assert.Equal((byte)'{', file[8]);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, length));
        List<(string Name, int From, int To, int Size)> entries = [];
        foreach (JsonProperty entry in header.RootElement.EnumerateObject())
        {
            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            entries.Add((entry.Name, offsets[0].GetInt32(), offsets[1].GetInt32(), entry.Value.GetProperty("dtype").GetString() switch { "F64" => 8, "I32" => 4, _ => 1 }));
        }

        Assert.Equal(["a", "m", "z"], entries.Select(e => e.Name));
        Assert.Equal(0, entries.Min(e => e.From));
        Assert.Equal(file.Length - 8 - length, entries.Max(e => e.To));
        (string, int From, int To, int)[] placed = [.. entries.OrderBy(e => e.From)];
        for (int i = 1; i < placed.Length; i++) Assert.Equal(placed[i - 1].To, placed[i].From);
        Assert.All(entries, e => Assert.Equal(0, e.From % e.Size));
    }

    [Fact]
    public void A_file_of_another_tool_with_metadata_and_points_is_read()
    {
        Write("""{"__metadata__":{"format":"pt"},"layer.0.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"layer.0.bias":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}""", new byte[12]);
        Variables v = Safetensors.Load(FilePath);
        Assert.Equal([2], ((NDArray)v["layer/0/weight"]).Shape.ToArray());
        Assert.Equal(0, ((NDArray)v["layer/0/bias"]).Rank);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"Q9","shape":[2],"data_offsets":[0,8]}}""", 8, "Q9")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", 0, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3000000000],"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":"0"}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":5,"shape":[2],"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":7}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a.b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "a.b")]
    [InlineData("""{"a\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "Unicode")]
    [InlineData("""[1, 2]""", 0, "header")]
    [InlineData("""{"a": """, 0, "header")]
    [InlineData("""nonsense""", 0, "header")]
    public void A_malformed_file_is_refused_with_what_is_wrong(string header, int bytes, string named)
    {
        Write(header, new byte[bytes]);
        string message = Assert.Throws<InvalidDataException>(() => Safetensors.Load(FilePath)).Message;
        Assert.Contains("a.safetensors", message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 127 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 20, 0, 0, 0, 0, 0, 0, 0, (byte)'{' })]
    public void A_file_whose_length_of_the_header_is_wrong_is_refused(byte[] file)
    {
        File.WriteAllBytes(FilePath, file);
        Assert.Contains("header", Assert.Throws<InvalidDataException>(() => Safetensors.Load(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_cut_of_a_good_file_is_refused_and_any_changed_byte_never_crashes()
    {
        Safetensors.Save(FilePath, new() { ["params"] = new Variables { ["a"] = Np.Arange(4.0), ["b"] = Np.Array([[true, false]]) } });
        byte[] good = File.ReadAllBytes(FilePath);
        for (int length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(FilePath, good[..length]);
            Assert.Throws<InvalidDataException>(() => Safetensors.Load(FilePath));
        }

        int refused = 0;
        Random random = new(1);
        for (int i = 0; i < good.Length; i++)
        {
            byte[] changed = [.. good];
            changed[i] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(FilePath, changed);
            Exception? e = Record.Exception(() => Safetensors.Load(FilePath));
            Assert.True(e is null or InvalidDataException, $"Byte {i}: {e}");
            if (e is not null) refused++;
        }

        Assert.True(refused > 50, $"{refused}");
    }

    [Fact]
    public void Keys_and_double_complex_numbers_have_no_place_and_the_error_says_where()
    {
        string message = Assert.Throws<DTypeException>(() => Safetensors.Save(FilePath, new() { ["params"] = new Variables { ["z"] = Np.Ones([1], DType.Complex128) } })).Message;
        Assert.Contains("params/z", message, StringComparison.Ordinal);
        Assert.Contains("complex128", message, StringComparison.Ordinal);
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void A_file_is_replaced_only_when_everything_has_been_written()
    {
        Variables good = new() { ["a"] = Np.Ones(3) };
        Safetensors.Save(FilePath, good);
        Assert.Throws<DTypeException>(() => Safetensors.Save(FilePath, new() { ["a"] = Np.Zeros(3), ["z"] = Np.Ones([1], DType.Complex128) }));
        Same(good, Safetensors.Load(FilePath));
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void Two_arrays_that_would_get_one_name_are_refused()
    {
        Variables v = new() { ["a"] = new Variables { ["b"] = Np.Ones(1) }, ["a.b"] = Np.Ones(2) };
        Assert.Contains("a.b", Assert.Throws<InvalidDataException>(() => Safetensors.Save(FilePath, v)).Message, StringComparison.Ordinal);
    }

    private static void Same(Variables want, Variables got)
    {
        Assert.Equal(want.Leaves.Select(l => l.Path).Order(StringComparer.Ordinal), got.Leaves.Select(l => l.Path).Order(StringComparer.Ordinal));
        foreach ((string path, NDArray array) in want.Leaves)
        {
            Assert.Equal(array.Type.ToLongString(), ((NDArray)got[path]).Type.ToLongString());
            Agree.BitForBit(array, got[path], path);
        }
    }

    private void Write(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(FilePath, [.. length, .. text, .. data]);
    }
}
