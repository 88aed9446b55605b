using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Linum.TestSupport;

namespace Linum.Tests.Golden;

/// <summary>How each sampler of the reference is called here. Parameters are the case's attributes; arrays come after the key.</summary>
internal static class RandomPrograms
{
    /// <summary>The seed of a case: an array, or a number.</summary>
    public static Key Seeded(GoldenCase c)
    {
        if (!c.Has("seed")) return Rng.Key(c[0]);
        var seed = BigInteger.Parse(c.Attribute("seed").GetString()!, CultureInfo.InvariantCulture);
        if (c.Is64Bit) return Rng.Key(unchecked((long)(ulong)(seed & ulong.MaxValue)));

        // With 32-bit types the reference keeps the lower word of a seed.
        return Rng.Key(unchecked((int)(uint)(seed & uint.MaxValue)));
    }

    /// <summary>What the case draws from a key.</summary>
    /// <param name="c">The case.</param>
    /// <param name="key">One key.</param>
    /// <param name="first">The number of the first array input that is no key.</param>
    public static NDArray Draw(GoldenCase c, Key key, int first)
    {
        Shape? shape = c.Has("shape") ? Sizes(c.Attribute("shape")) : c.Json.TryGetProperty("args", out JsonElement args) ? Tuple(args[0]) : (Shape?)null;
        Shape full = shape ?? [];
        DType real = c.Has("dtype") ? DType.Parse(c.Attribute("dtype").GetString()!) : c.Is64Bit ? DType.Float64 : DType.Float32;
        NDArray? Input(int i) => c.Json.GetProperty("inputs").GetArrayLength() > first + i ? c[first + i] : null;
        return c.Json.GetProperty("function").GetString()!["jax.random.".Length..] switch
        {
            "split" when c.Has("num") && c.Attribute("num").ValueKind == JsonValueKind.Array => Rng.Split(key, Sizes(c.Attribute("num"))),
            "split" => Rng.Split(key, c.Has("num") ? c.Attribute("num").GetInt32() : 2),
            "fold_in" => Rng.FoldIn(key, unchecked((int)(uint)c.Attribute("data").GetInt64())),
            "bits" => Rng.Bits(key, full, c.Has("dtype") ? real : c.Is64Bit ? DType.UInt64 : DType.UInt32),
            "uniform" => Rng.Uniform(key, full, real, Number(c, "minval"), Number(c, "maxval")),
            "normal" => Rng.Normal(key, full, real),
            "truncated_normal" => Rng.TruncatedNormal(key, Number(c, "lower") ?? Input(0)!, Number(c, "upper") ?? Input(1)!, shape, real),
            "randint" => Rng.RandInt(key, full, Number(c, "minval") ?? Input(0)!, Number(c, "maxval") ?? Input(1)!, c.Has("dtype") ? real : c.Is64Bit ? DType.Int64 : DType.Int32),
            "bernoulli" => Rng.Bernoulli(key, Number(c, "p") ?? Input(0), shape, c.Has("mode") && c.Attribute("mode").GetString() == "high"),
            "permutation" when c.Has("x") => Rng.Permutation(key, c.Attribute("x").GetInt32()),
            "permutation" => Rng.Permutation(key, Input(0)!, Whole(c, "axis"), c.Has("independent") && c.Attribute("independent").GetBoolean()),
            "choice" => Rng.Choice(key, Number(c, "a") ?? Input(0)!, full, !c.Has("replace") || c.Attribute("replace").GetBoolean(), Number(c, "p") ?? (c.Has("a") ? Input(0) : Input(1)), Whole(c, "axis")),
            "categorical" => Rng.Categorical(key, Input(0)!, c.Has("axis") ? Whole(c, "axis") : -1, shape, !c.Has("replace") || c.Attribute("replace").GetBoolean()),
            "gumbel" => Rng.Gumbel(key, full, real, c.Has("mode") && c.Attribute("mode").GetString() == "high"),
            "exponential" => Rng.Exponential(key, full, real),
            string other => throw new InvalidOperationException($"No sampler {other}."),
        };
    }

    private static int Whole(GoldenCase c, string name) => c.Has(name) ? c.Attribute(name).GetInt32() : 0;

    private static Shape Sizes(JsonElement shape) => [.. shape.EnumerateArray().Select(e => e.GetInt32())];

    /// <summary>A shape given as a positional argument.</summary>
    private static Shape Tuple(JsonElement tree) => [.. tree.GetProperty("tuple").EnumerateArray().Select(e => e.GetProperty("value").GetInt32())];

    /// <summary>A number, or nested lists of numbers (int32 or float32).</summary>
    private static NDArray? Number(GoldenCase c, string name) => c.Has(name) ? Value(c.Attribute(name)) : null;

    private static NDArray Value(JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.Array) return Np.Stack([.. e.EnumerateArray().Select(Value).Select(v => v.AsType(v.DType))]);
        string text = e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText();
        if (text.Contains("inf", StringComparison.Ordinal)) return text.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;
        return text.Contains('.', StringComparison.Ordinal) || text.Contains('e', StringComparison.Ordinal) ? (NDArray)double.Parse(text, CultureInfo.InvariantCulture) : long.Parse(text, CultureInfo.InvariantCulture);
    }
}
