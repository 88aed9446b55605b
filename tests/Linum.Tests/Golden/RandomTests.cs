using System.Text.Json;
using Linum.Extending;
using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Golden;

/// <summary>Keys and samplers, bit for bit where the reference's case says so.</summary>
public class RandomTests
{
    private static readonly GoldenGroup Group = GoldenGroup.Load("jax/random");

    /// <summary>The samplers that are there; the distributions built on them come with the whole of the core.</summary>
    private static readonly HashSet<string> Functions =
        [.. "key PRNGKey split fold_in bits uniform normal truncated_normal randint bernoulli permutation choice categorical gumbel exponential".Split(' ').Select(f => "jax.random." + f)];

    private static string FunctionOf(string name) => Group[name].Json.GetProperty("function").GetString()!;

    public static TheoryData<string> Values => [.. Group.Names.Where(n => Functions.Contains(FunctionOf(n)) && Group[n].Transform != "error")];

    [Theory]
    [MemberData(nameof(Values))]
    public void The_same_key_gives_the_same_numbers(string name)
    {
        GoldenCase c = Group[name];
        NDArray got;
        if (c.Json.TryGetProperty("partitionable", out JsonElement partitionable) && partitionable.ValueKind == JsonValueKind.False)
        {
            using (LinumConfig.OriginalRandomMode()) got = Run(c);
        }
        else
        {
            got = Run(c);
        }

        NDArray want = c.Outputs[0];
        Agree.Within(c.Relative, c.Absolute, want.DType == DType.Key && got.DType != DType.Key ? Rng.KeyData(new(want)) : want, got, name);
    }

    [Fact]
    public void What_the_reference_refuses_is_listed_as_a_deviation() =>
        Assert.Equal(Group.Names.Where(n => Group[n].Transform == "error").Order(StringComparer.Ordinal), Deviations.Of("jax/random").Order(StringComparer.Ordinal));

    [Fact]
    public void Bounds_beyond_the_default_integer_are_integers_of_64_bits_here()
    {
        NDArray drawn = Rng.RandInt(Rng.Key(0), [2000], int.MinValue, 2147483648L), unsigned = Rng.RandInt(Rng.Key(0), [2000], 0, 4294967296L, DType.UInt32);
        Assert.True((int)drawn.Max() > 2_100_000_000 && (int)drawn.Min() < -2_100_000_000);
        Assert.True((uint)unsigned.Max() > 4_200_000_000u);
        Agree.BitForBit(Rng.Bits(Rng.Split(Rng.Key(0))[1], [2000]), unsigned);
    }

    [Fact]
    public void Jit_tells_the_two_modes_apart()
    {
        Func<Key, NDArray> draw = Jit((Key k) => Rng.Bits(k, [3]));
        NDArray today = draw(Rng.Key(1)), original;
        using (LinumConfig.OriginalRandomMode()) original = draw(Rng.Key(1));
        Assert.False((bool)(today == original).All());
        Agree.BitForBit(today, draw(Rng.Key(1)));
    }

    private static NDArray Run(GoldenCase c)
    {
        if (c.Transform == "vmap") return Vmap((Key k) => RandomPrograms.Draw(c, k, 1))(new Key(c[0]));
        if (FunctionOf(c.Name) is "jax.random.key" or "jax.random.PRNGKey") return Rng.KeyData(RandomPrograms.Seeded(c));
        JsonElement words = c.Json.GetProperty("key_data");
        return RandomPrograms.Draw(c, Rng.WrapKeyData(Np.Array([words[0].GetUInt32(), words[1].GetUInt32()])), 0);
    }
}
