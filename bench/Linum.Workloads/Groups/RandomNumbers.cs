using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>Samplers and keys.</summary>
internal static class RandomNumbers
{
    public static Workload[] All { get; } =
    [
        new("prng_uniform_1e7", _ => Of(key => Rng.Uniform(key, [10_000_000]))),
        new("prng_normal_1e7", _ => Of(key => Rng.Normal(key, [10_000_000]))),
        new("prng_split_1e5", _ => Of(key => Rng.KeyData(Rng.Split(key, 100_000)))),
        new("prng_permutation_1e6", _ => Of(key => Rng.Permutation(key, 1_000_000))),
    ];

    private static Work Of(Func<Key, NDArray> sample)
    {
        Key key = Rng.Key(0);
        var compiled = Jit(sample);
        return Work.Calls(() => compiled(key));
    }
}
