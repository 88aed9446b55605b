using Xunit;
using static Linum.Transform;

namespace Linum.Tests;

/// <summary>A call whose arguments have another structure than those of the call before is still the right call.</summary>
public sealed class WarmCallTests
{
    /// <summary>Bytes of an NDArray: its type, its memory.</summary>
    private const int Array = 40;

    /// <summary>Bytes of an object that has memory: kind, block, offset, whether it was deleted.</summary>
    private const int Buffer = 40;

    /// <summary>Bytes of an object that stands for a block of the pool: where it is, how many users it has.</summary>
    private const int Block = 40;

    /// <summary>Bytes of what a donated array remembers: its memory, the name of the function that has got it, and room for what other arrays have beside their memory.</summary>
    private const int Receiver = 72;

    /// <summary>Bytes of an array of so many leaves: those of the arguments, those of the result.</summary>
    private static int ArrayOf(int leaves) => 24 + 8 * leaves;

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

    /// <summary>What a call allocates at least: in some rounds the pool of memory gets longer lists as well, or a collection is asked for.</summary>
    private static long BytesPerCall(Action call)
    {
        const int calls = 100;
        long least = long.MaxValue;
        for (int round = 0; round < 200; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < calls; i++) call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least / calls;
    }

    [Fact]
    public void A_warm_call_allocates_its_arguments_and_its_results()
    {
        var f = Jit((NDArray x, NDArray y) => x * 2 + y);
        (NDArray a, NDArray b) = (Np.Ones(1000), Np.Ones(1000));
        Assert.Equal(ArrayOf(2) + ArrayOf(1) + Array + Buffer + Block, BytesPerCall(() => f(a, b)));
    }

    [Fact]
    public void A_warm_call_with_a_donated_argument_allocates_beside_these_who_got_it()
    {
        var f = Jit((NDArray x, NDArray y) => x * 2 + y, Arg.First);
        (NDArray a, NDArray b) = (Np.Ones(1000), Np.Ones(1000));
        // The result lies in the block of the argument.
        Assert.Equal(ArrayOf(2) + ArrayOf(1) + Array + Buffer + Receiver, BytesPerCall(() => a = f(a, b)));
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
