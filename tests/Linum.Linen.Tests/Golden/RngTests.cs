using System.Text.Json;
using Linum.Extending;
using Linum.TestSupport;
using Xunit;

namespace Linum.Linen.Tests.Golden;

public sealed class RngTests
{
    private const string Name = "flax/rng";

    private static GoldenGroup Group => GoldenGroup.Load(Name);

    private static IEnumerable<string> OfKind(string kind) => Group.Names.Where(n => Group[n].Json.GetProperty("kind").GetString() == kind);

    public static TheoryData<string> Programs => [.. RngPrograms.All.Keys];

    public static TheoryData<string> Folded => [.. OfKind("fold_static")];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_draws_the_keys_that_the_reference_draws(string name)
    {
        Recorder recorder = new(Group[name]);
        RngPrograms.All[name](recorder);
        recorder.Finish();
    }

    [Theory]
    [MemberData(nameof(Folded))]
    public void Paths_and_counters_are_folded_as_in_the_reference(string name)
    {
        GoldenCase c = Group[name];
        using IDisposable? separated = c.Json.GetProperty("separator").GetBoolean() ? LinenConfig.SeparateRngNames() : null;
        Key root = Rng.Key(c.Json.GetProperty("seed").GetInt64());
        NDArray[] keys = [.. c.Json.GetProperty("suffixes").EnumerateArray().Select(s => Rng.KeyData(Folding(root, s)))];
        Agree.BitForBit(c.Stored(c.Json.GetProperty("keys").GetString()!), Np.Stack(keys), name);
    }

    /// <summary>A suffix is names and perhaps a counter at the end.</summary>
    private static Key Folding(Key root, JsonElement suffix)
    {
        LazyRng rng = new(root, [.. suffix.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)]);
        JsonElement last = suffix.EnumerateArray().LastOrDefault();
        return last.ValueKind == JsonValueKind.Number ? rng.Draw(last.GetInt32()) : rng.Key;
    }

    [Fact]
    public void What_is_folded_in_is_the_reference_s_hash()
    {
        Key root = Rng.Key(0);
        foreach (JsonProperty entry in Group["fold_static_hashes"].Json.GetProperty("table").EnumerateObject())
        {
            using JsonDocument suffix = JsonDocument.Parse(entry.Name);
            NDArray hash = ConcreteArray.Scalar(entry.Value.GetInt64(), DType.UInt32, false);
            Agree.BitForBit(Rng.KeyData(Rng.FoldIn(root, hash)), Rng.KeyData(Folding(root, suffix.RootElement)), entry.Name);
        }
    }

    [Fact]
    public void The_defaults_are_those_of_the_reference_s_flags()
    {
        JsonElement flags = Group["config_flags"].Json.GetProperty("table");
        bool Flag(string name) => flags.GetProperty(name).GetBoolean();
        Assert.Equal(Flag("flax_fix_rng_separator"), LinenConfig.SeparatesRngNames);
        Assert.Equal(Flag("jax_enable_x64"), Np.Array([1.0]).DType == DType.Float64 && ((NDArray)1.0).DType == DType.Float64);

        // A member's own name gives way to the member's name in its owner.
        Variables v = new UsesField(new Dense(2) { Name = "own" }).Init(Rng.Key(0), Np.Ones(2));
        Assert.Equal(Flag("flax_preserve_adopted_names"), v.Contains("params/own"));

        // Keys that are split do not depend on how many there are.
        NDArray two = Rng.KeyData(Rng.Split(Rng.Key(0), 2)), three = Rng.KeyData(Rng.Split(Rng.Key(0), 3));
        Assert.Equal(Flag("jax_threefry_partitionable"), Np.ArrayEqual(two, three[..2]));
    }

    [Fact]
    public void Every_case_is_checked_or_a_listed_deviation() => GoldenCoverage.Check(Name, [.. RngPrograms.All.Keys, .. OfKind("fold_static"), "fold_static_hashes", "config_flags"]);
}
