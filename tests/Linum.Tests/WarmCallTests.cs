using Xunit;
using static Linum.Transform;

namespace Linum.Tests;

/// <summary>A call whose arguments have another structure than those of the call before is still the right call.</summary>
public sealed class WarmCallTests
{
    private static NDArray[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (NDArray)Np.Array((float)i))];

    [Fact]
    public void Arrays_of_another_length_are_another_structure()
    {
        var add = Jit((NDArray[] xs) => Tree.Map(x => x + xs.Length, xs));
        foreach (int count in (int[])[3, 3, 4, 2, 4, 0, 3])
        {
            NDArray[] sums = add(Numbers(count));
            Assert.Equal(Enumerable.Range(0, count).Select(i => (float)i + count), sums.Select(s => s.Item<float>()));
        }
    }

    [Fact]
    public void A_null_among_arrays_is_another_structure()
    {
        var count = Jit((NDArray?[] xs) => Np.Array((float)xs.Count(x => x is not null)));
        NDArray[] all = Numbers(3);
        Assert.Equal(3, count(all).Item<float>());
        Assert.Equal(3, count(all).Item<float>());
        Assert.Equal(2, count([all[0], null, all[2]]).Item<float>());
        Assert.Equal(3, count(all).Item<float>());
    }

    [Fact]
    public void Lists_behind_other_arguments_keep_their_places()
    {
        var mix = Jit((NDArray a, List<NDArray> b, (NDArray[] C, NDArray D) e) => (a + b[1], b[0] - e.C[2], e.D * e.C[0]));
        for (int i = 0; i < 3; i++)
        {
            (NDArray x, NDArray y, NDArray z) = mix(10f, [.. Numbers(2 + i)], (Numbers(3 + i), 7f));
            Assert.Equal((11f, -2f, 0f), (x.Item<float>(), y.Item<float>(), z.Item<float>()));
        }
    }
}
