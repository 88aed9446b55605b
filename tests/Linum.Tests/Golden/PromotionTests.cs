using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Linum.Extending;
using Linum.TestSupport;
using Xunit;

namespace Linum.Tests.Golden;

/// <summary>
/// Result types of operations, for all dtypes and pairs of dtypes. A <c>*</c> marks what is weak. The tables named x64 are those of the reference with 64-bit types enabled, which is
/// <see cref="LinumConfig.WideDefaults"/> here. Those named x32 are without: the reference then computes in the same lattice, but makes no 64-bit array at all and narrows what would be
/// one. Linum narrows nothing, so there 64-bit results count as their 32-bit siblings - where 64 bits can come from, which is uint32 beside signed integers, and C# arrays of them. Kind,
/// weakness, and the width of everything else are compared as they are.
/// </summary>
public class PromotionTests
{
    private const string Group = "jax/promotion";

    private static readonly Dictionary<string, Func<NDArray, NDArray, NDArray>> Binary = new(PromotionFunctions.Binary) { ["strict_add"] = Np.Add, ["small_types_add"] = Np.Add };

    public static TheoryData<string> Names => [.. GoldenGroup.Load(Group).Names];

    private static string Stem(string name) => name[..name.IndexOf('/')];

    private static bool Is64(string name) => name.EndsWith("/x64", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_agrees_or_is_a_listed_deviation(string name)
    {
        List<string> wrong = Differences(name);
        if (Deviations.Of(Group).Contains(name)) Assert.NotEmpty(wrong);
        else Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Of_all_cases_97_percent_agree()
    {
        string[] names = [.. GoldenGroup.Load(Group).Names];
        Assert.Empty(Deviations.Of(Group).Except(names));
        Assert.Equal(110, names.Length);
        Assert.True(names.Count(n => Differences(n).Count == 0) >= 0.97 * names.Length);
    }

    /// <summary>What differs from the reference in one case.</summary>
    private static List<string> Differences(string name)
    {
        using (Is64(name) ? LinumConfig.WideDefaults() : default)
        using (Stem(name) == "strict_add" ? LinumConfig.StrictPromotion() : default)
        {
            JsonElement table = GoldenGroup.Load(Group)[name].Json.GetProperty("table");
            return [.. table.EnumerateObject().SelectMany(entry => Stem(name) == "finfo_iinfo" ? Facts(entry) : ResultTypes(name, entry.Name, entry.Value.GetString()!))];
        }
    }

    private static IEnumerable<string> ResultTypes(string name, string key, string reference)
    {
        string wanted = reference.StartsWith("error", StringComparison.Ordinal) ? "error" : reference == "bool*" ? "bool" : reference;
        foreach (Shape shape in (Shape[])[[3], []])
        {
            if (shape.Rank == 0 && !PromotionFunctions.Scalars(Stem(name), key)) continue;
            string got = Run(() => Stem(name) == "weak_results" ? Text(PromotionFunctions.Literals[key]()) : OfOperands(Stem(name), [.. key.Split(',').Select(o => Operand(o, shape))]));
            if (!Is64(name) && MayWiden(key)) got = Narrowed(got);
            if (got != wanted) yield return $"{key} as {shape}: {got}, expected {wanted}";
        }
    }

    /// <summary>Whether 64-bit numbers may come out though the default types have 32 bits: of uint32 beside signed integers, and of 64-bit numbers of the host.</summary>
    private static bool MayWiden(string key) =>
        key.Contains("np.", StringComparison.Ordinal) || (key.Split(',') is [var x, var y] && (x, y) is ("uint32", "int8" or "int16" or "int32") or ("int8" or "int16" or "int32", "uint32"));

    private static string Narrowed(string dtype) => dtype switch
    {
        "int64" => "int32",
        "uint64" => "uint32",
        "float64" => "float32",
        "complex128" => "complex64",
        _ => dtype,
    };

    private static string OfOperands(string stem, NDArray[] x) => stem switch
    {
        "result_type" => Np.ResultType(x).Name,
        "promote_types" => Np.PromoteTypes(x[0].DType, x[1].DType).Name,
        _ => Text(x.Length == 1 ? PromotionFunctions.Unary[stem](x[0]) : Binary[stem](x[0], x[1])),
    };

    private static string Run(Func<string> f)
    {
        try
        {
            return f();
        }
        catch (Exception e) when (e is ILinumException and not InternalErrorException)
        {
            return "error";
        }
    }

    internal static string Text(NDArray x) => x.DType.Name + (x.Type.IsWeak && x.DType != DType.Bool ? "*" : "");

    private static NDArray Operand(string name, Shape shape)
    {
        DType dtype = name switch
        {
            "int*" => DefaultTypes.Int,
            "float*" => DefaultTypes.Float,
            "complex*" => DefaultTypes.Complex,
            _ => DType.Parse(name),
        };
        return Lax.BroadcastTo(ConcreteArray.Scalar(1.0, dtype, weak: name.EndsWith('*')), shape);
    }

    /// <summary>What differs in the facts about one dtype.</summary>
    private static IEnumerable<string> Facts(JsonProperty type)
    {
        DType dtype = DType.Parse(type.Name);
        string Fact(string name) => type.Value.GetProperty(name).ToString();
        IEnumerable<(string Name, object Want, object Got)> facts;
        if (dtype.IsInteger)
        {
            IntegerInfo info = Np.Iinfo(dtype);
            facts = [("min", BigInteger.Parse(Fact("min")), info.Min), ("max", BigInteger.Parse(Fact("max")), info.Max), ("bits", int.Parse(Fact("bits")), info.Bits)];
        }
        else
        {
            // The texts of half and single precision are the shortest that name the number in that precision.
            double Rounded(double value) => dtype == DType.Float64 ? value : (float)value;
            (string, object, object) Number(string name, double got) => (name, Rounded(double.Parse(Fact(name), CultureInfo.InvariantCulture)), Rounded(got));
            FloatInfo f = Np.Finfo(dtype);
            facts =
            [
                ("bits", int.Parse(Fact("bits")), f.Bits), ("nmant", int.Parse(Fact("nmant")), f.MantissaBits), ("nexp", int.Parse(Fact("nexp")), f.ExponentBits),
                Number("eps", f.Eps), Number("epsneg", f.EpsNeg), Number("max", f.Max), Number("min", -f.Max), Number("tiny", f.Tiny), Number("smallest_subnormal", f.SmallestSubnormal),
            ];
        }

        return facts.Where(f => !f.Want.Equals(f.Got)).Select(f => $"{type.Name}, {f.Name}: {f.Got}, expected {f.Want}");
    }
}
