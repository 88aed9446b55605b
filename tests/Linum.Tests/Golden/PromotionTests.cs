using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Linum.Extending;
using Linum.TestSupport;
using Xunit;

namespace Linum.Tests.Golden;

/// <summary>Result types of operations, for all dtypes and pairs of dtypes. A <c>*</c> marks what is weak; weak operands have the width of the mode the reference ran in.</summary>
public class PromotionTests
{
    private const string Group = "jax/promotion";

    private static readonly string[] Others = ["result_type", "promote_types", "strict_add", "small_types_add", "weak_results", "finfo_iinfo"];

    private static readonly HashSet<string> Decided = [.. Deviations.Of(Group)];

    public static TheoryData<string> TableNames => [.. GoldenGroup.Load(Group).Names.Where(n => PromotionFunctions.Unary.ContainsKey(Stem(n)) || PromotionFunctions.Binary.ContainsKey(Stem(n)) || Stem(n) is "result_type" or "promote_types" or "strict_add")];

    private static string Stem(string name) => name[..name.IndexOf('/')];

    private static bool Is64(string name) => name.EndsWith("/x64", StringComparison.Ordinal);

    private static Dictionary<string, string> Table(string name) =>
        GoldenGroup.Load(Group)[name].Json.GetProperty("table").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);

    [Fact]
    public void Every_case_has_a_check()
    {
        string[] stems = [.. PromotionFunctions.Unary.Keys, .. PromotionFunctions.Binary.Keys, .. Others];
        Assert.Equal(GoldenGroup.Load(Group).Names.Select(Stem).Distinct().Order(), stems.Order());
        Assert.Empty(Decided.Except(GoldenGroup.Load(Group).Names));
    }

    [Theory]
    [MemberData(nameof(TableNames))]
    public void Operands_of_these_dtypes_give_this_dtype(string name)
    {
        Dictionary<string, string> reference = Table(name), expected = AsDecided(name, reference);
        Assert.Equal(Decided.Contains(name), !reference.OrderBy(p => p.Key).SequenceEqual(expected.OrderBy(p => p.Key)));
        List<string> wrong = [];
        foreach ((string key, string want) in expected)
        {
            foreach (Shape shape in (Shape[])[[3], []])
            {
                if (shape.Rank == 0 && !PromotionFunctions.Scalars(Stem(name), key)) continue;
                string got = Run(Stem(name), key.Split(','), shape, Is64(name));
                string wanted = want.StartsWith("error", StringComparison.Ordinal) ? "error" : want.TrimEnd('*') == "bool" ? "bool" : want;
                if (got != wanted) wrong.Add($"{key} as {shape}: {got}, expected {wanted}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Of_all_entries_of_the_tables_97_percent_are_the_references_own()
    {
        int all = 0, same = 0;
        foreach (string name in GoldenGroup.Load(Group).Names.Where(n => PromotionFunctions.Unary.ContainsKey(Stem(n)) || PromotionFunctions.Binary.ContainsKey(Stem(n))))
        {
            Dictionary<string, string> reference = Table(name), decided = AsDecided(name, reference);
            all += reference.Count;
            same += reference.Count(p => decided[p.Key] == p.Value);
        }

        Assert.True(same >= 0.97 * all, $"{same} of {all} entries");
    }

    /// <summary>The table with the entries that Linum decides otherwise, for the cases that docs/deviations.md lists.</summary>
    private static Dictionary<string, string> AsDecided(string name, Dictionary<string, string> reference)
    {
        Dictionary<string, string> table = new(reference);
        if (!Decided.Contains(name)) return table;
        Dictionary<string, string> other = Table(Stem(name) + (Is64(name) ? "/x32" : "/x64")), sums = Table("binary_add" + name[name.IndexOf('/')..]);
        foreach (string key in reference.Keys)
        {
            string[] operands = key.Split(',');
            bool wide = operands.Any(o => o.EndsWith('*') || o.Contains("64", StringComparison.Ordinal) && o != "complex64" || o == "complex128");
            // Arrays of uint32 and of signed integers meet in int64 always.
            if (!Is64(name) && operands.Contains("uint32") && operands.Any(o => o is "int8" or "int16" or "int32")) table[key] = other[key];
            // Where no operand has 64 bits, the types of sums and positions are those of the default mode; positions are int32 always.
            if (Is64(name) && operands.Length == 1 && !wide) table[key] = other[key];
            if (Stem(name) == "unary_argmax" && table[key] == "int64") table[key] = "int32";
            // The reference's matrix product refuses weak operands of some widths.
            if (Stem(name) == "binary_matmul" && table[key].StartsWith("error", StringComparison.Ordinal)) table[key] = sums[key];
        }

        return table;
    }

    private static string Run(string stem, string[] operands, Shape shape, bool wide)
    {
        try
        {
            NDArray[] x = [.. operands.Select(o => Operand(o, shape, wide))];
            if (stem == "result_type") return Np.ResultType(x).Name;
            if (stem == "promote_types") return Np.PromoteTypes(x[0].DType, x[1].DType).Name;
            using (stem == "strict_add" ? LinumConfig.StrictPromotion() : default)
                return Text(operands.Length == 1 ? PromotionFunctions.Unary[stem](x[0]) : (stem == "strict_add" ? Np.Add : PromotionFunctions.Binary[stem])(x[0], x[1]));
        }
        catch (Exception e) when (e is ILinumException and not InternalErrorException)
        {
            return "error";
        }
    }

    internal static string Text(NDArray x) => x.DType.Name + (x.Type.IsWeak && x.DType != DType.Bool ? "*" : "");

    private static NDArray Operand(string name, Shape shape, bool wide)
    {
        bool weak = name.EndsWith('*');
        DType dtype = name switch
        {
            "int*" => wide ? DType.Int64 : DType.Int32,
            "float*" => wide ? DType.Float64 : DType.Float32,
            "complex*" => wide ? DType.Complex128 : DType.Complex64,
            _ => DType.Parse(name),
        };
        return Lax.BroadcastTo(ConcreteArray.Scalar(1.0, dtype, weak), shape);
    }

    [Theory]
    [InlineData("weak_results/x32")]
    [InlineData("weak_results/x64")]
    public void Literals_are_weak_and_stay_weak_where_the_reference_says_so(string name)
    {
        // Literals are int32 and float32 in both modes, and arrays keep their element type.
        Dictionary<string, string> expected = Table("weak_results/x32"), wide = Table("weak_results/x64");
        Assert.Contains(name, Decided);
        foreach (string key in (string[])["array(np.float64(1))", "array(np.int64(1))"]) expected[key] = wide[key];
        Assert.Equal(expected.Keys.Order(), PromotionFunctions.Literals.Keys.Order());
        foreach ((string key, string want) in expected)
            Assert.Equal((key, want == "bool*" ? "bool" : want), (key, Text(PromotionFunctions.Literals[key]())));
    }

    [Theory]
    [InlineData("finfo_iinfo/x32")]
    [InlineData("finfo_iinfo/x64")]
    public void Facts_about_dtypes_are_those_of_the_reference(string name)
    {
        foreach (JsonProperty type in GoldenGroup.Load(Group)[name].Json.GetProperty("table").EnumerateObject())
        {
            DType dtype = DType.Parse(type.Name);
            double Number(string fact) => double.Parse(type.Value.GetProperty(fact).GetString()!, CultureInfo.InvariantCulture);
            int Count(string fact) => type.Value.GetProperty(fact).GetInt32();
            if (dtype.IsInteger)
            {
                IntegerInfo info = Np.Iinfo(dtype);
                Assert.Equal((BigInteger.Parse(type.Value.GetProperty("min").GetString()!), BigInteger.Parse(type.Value.GetProperty("max").GetString()!), Count("bits")), (info.Min, info.Max, info.Bits));
                continue;
            }

            FloatInfo f = Np.Finfo(dtype);
            Assert.Equal((Count("bits"), Count("nmant"), Count("nexp")), (f.Bits, f.MantissaBits, f.ExponentBits));
            double[] want = [Number("eps"), Number("epsneg"), Number("max"), Number("min"), Number("tiny"), Number("smallest_subnormal")];
            double[] got = [f.Eps, f.EpsNeg, f.Max, -f.Max, f.Tiny, f.SmallestSubnormal];
            // The texts of half and single precision are the shortest that name the number in that precision.
            for (int i = 0; i < want.Length; i++) Assert.Equal(Rounded(want[i], dtype), Rounded(got[i], dtype));
        }
    }

    private static double Rounded(double value, DType dtype) => dtype == DType.Float64 ? value : (float)value;
}
