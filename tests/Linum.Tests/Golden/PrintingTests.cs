using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Linum.Extending;
using Linum.TestSupport;
using Xunit;

namespace Linum.Tests.Golden;

public class PrintingTests
{
    private static readonly Dictionary<string, JsonElement> Cases = Read();

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string> Formatted => [.. Cases.Where(c => c.Value.TryGetProperty("F4", out JsonElement text) && text.ValueKind == JsonValueKind.String).Select(c => c.Key)];

    private static Dictionary<string, JsonElement> Read()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "tests", "golden", "printing.json")));
        return document.RootElement.GetProperty("cases").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.Clone());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_array_prints_as_NumPy_prints_it(string name)
    {
        JsonElement c = Cases[name];
        Assert.Equal(c.GetProperty("text").GetString(), ValueOf(name, c).ToString());
    }

    [Theory]
    [MemberData(nameof(Formatted))]
    public void A_format_pads_every_element_to_one_width(string name)
    {
        JsonElement c = Cases[name];
        Assert.Equal(c.GetProperty("F4").GetString(), ValueOf(name, c).ToString("F4"));
    }

    private static NDArray ValueOf(string name, JsonElement c)
    {
        int[] shape = [.. c.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())];
        DType dtype = DType.Parse(c.GetProperty("dtype").GetString()!);
        JsonElement values = c.GetProperty("values");
        if (values.ValueKind == JsonValueKind.Null)
        {
            int count = shape.Aggregate(1, (a, b) => a * b);
            return shape.Length == 3 ? Np.Zeros(shape).AsType(dtype) : Np.Arange(count).AsType(dtype).Reshape(shape);
        }

        List<byte> bytes = [];
        foreach (JsonElement value in values.EnumerateArray()) Append(bytes, value, dtype);
        return ConcreteArray.FromBytes(bytes.ToArray(), new(dtype, shape));
    }

    private static void Append(List<byte> bytes, JsonElement value, DType dtype)
    {
        if (dtype.Components == 2)
        {
            foreach (JsonElement part in value.EnumerateArray()) Append(bytes, part, dtype.Component);
            return;
        }

        if (dtype == DType.Bool)
        {
            bytes.Add(value.GetBoolean() ? (byte)1 : (byte)0);
        }
        else if (dtype.IsFloat)
        {
            double x = value.ValueKind == JsonValueKind.String ? Parse(value.GetString()!) : value.GetDouble();
            bytes.AddRange(dtype switch
            {
                DType.Float16 => BitConverter.GetBytes((Half)x),
                DType.BFloat16 => BitConverter.GetBytes((ushort)(BitConverter.SingleToInt32Bits((float)x) >> 16)),
                DType.Float32 => BitConverter.GetBytes((float)x),
                _ => BitConverter.GetBytes(x),
            });
        }
        else
        {
            var integer = BigInteger.Parse(value.GetRawText(), CultureInfo.InvariantCulture);
            byte[] two = (integer.Sign < 0 ? integer + (BigInteger.One << 64) : integer).ToByteArray(isUnsigned: true);
            for (int i = 0; i < dtype.Size; i++) bytes.Add(i < two.Length ? two[i] : (byte)0);
        }
    }

    private static double Parse(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
