using System.Diagnostics;
using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests;

/// <summary>Temporaries go back, donated memory is used again, and arrays that share memory do not notice each other.</summary>
public unsafe class MemoryTests
{
    [Fact]
    public void A_loop_of_temporaries_runs_in_flat_memory()
    {
        // 4 GB of temporaries: without reuse the working set would grow by as much.
        const int Size = 100_000, Steps = 5_000;
        NDArray x = Np.Zeros(Size);
        for (int i = 0; i < 500; i++) x = x * 1.0000001 + 1;
        long before = WorkingSet(), most = 0;
        for (int i = 0; i < Steps; i++)
        {
            x = x * 1.0000001 + 1;
            if (i % 500 == 0) most = Math.Max(most, WorkingSet());
        }

        Assert.True(most - before < 300 << 20, $"The working set grew from {before >> 20} to {most >> 20} MiB.");
        Assert.True((double)x[0] > Steps);
    }

    [Fact]
    public void A_donated_argument_gives_its_memory_to_the_result()
    {
        Func<NDArray, NDArray, NDArray> step = Jit((NDArray w, NDArray g) => w - 0.5 * g, donate: Arg.First);
        // A small one is copied while another test runs a program: that may read it.
        NDArray g = Np.Ones(100_000);
        NDArray w = Np.Arange(100_000).AsType(DType.Float32) + 0.0;
        nint before = Address(w);
        NDArray next = step(w, g);
        if (OnCpu) Assert.Equal(before, Address(next));
        Agree.BitForBit(Np.Arange(100_000).AsType(DType.Float32) - 0.5, next);
        Agree.BitForBit(Np.Ones(100_000), g);
        DonatedArrayException error = Assert.Throws<DonatedArrayException>(() => w + 1);
        Assert.Contains("donated", error.Message, StringComparison.Ordinal);
        Assert.Contains("float32[100000]", error.Message, StringComparison.Ordinal);
        Assert.Throws<DonatedArrayException>(() => w.ToArray<float>());
        Assert.Throws<DonatedArrayException>(() => w.View<float>().Dispose());
        Assert.Throws<DonatedArrayException>(() => step(w, g));
    }

    [Fact]
    public void A_training_loop_with_donation_stays_in_the_same_memory()
    {
        Func<NDArray, NDArray, NDArray> step = Jit((NDArray w, NDArray x) => w - 0.1 * (w - x), donate: Arg.First);
        NDArray w = Np.Zeros(100_000) + 1.0, x = Np.Ones(100_000) * 2;
        HashSet<nint> places = [Address(w)];
        for (int i = 0; i < 50; i++) places.Add(Address(w = step(w, x)));
        if (OnCpu) Assert.Single(places);
        Assert.Equal(2 - Math.Pow(0.9, 50), (double)w[0], 1e-5);
    }

    [Fact]
    public void Memory_that_somebody_else_reads_is_copied_before_it_is_written_over()
    {
        Func<NDArray, NDArray> step = Jit((NDArray w) => w * 2, donate: Arg.First), same = Jit((NDArray w) => w);
        NDArray w = Np.Arange(8).AsType(DType.Float32) + 0.0, shared = same(w);
        if (OnCpu) Assert.Equal(Address(w), Address(shared));
        NDArray doubled = step(w);
        Agree.BitForBit(Np.Arange(8).AsType(DType.Float32), shared, "the array that shared memory");
        Agree.BitForBit(Np.Arange(8).AsType(DType.Float32) * 2, doubled);
    }

    [Fact]
    public void A_view_of_a_donated_array_still_reads_what_was_there()
    {
        Func<NDArray, NDArray> step = Jit((NDArray v) => v * 2, donate: Arg.First);
        NDArray w = Np.Arange(4).AsType(DType.Float32) + 1.0;
        using ArrayView<float> view = w.View<float>();
        NDArray doubled = step(w);
        Assert.Equal([1f, 2, 3, 4], view.Span.ToArray());
        Assert.Equal([2f, 4, 6, 8], doubled.ToArray<float>());
    }

    [Fact]
    public void The_same_array_donated_and_not_donated_gives_right_results()
    {
        Func<NDArray, NDArray, NDArray> f = Jit((NDArray a, NDArray b) => Np.Flip(a * 2) + b, donate: Arg.First);
        NDArray x = Np.Arange(5).AsType(DType.Float32) + 0.0;
        Assert.Equal([8f, 7, 6, 5, 4], f(x, x).ToArray<float>());
    }

    [Fact]
    public void A_donated_number_is_still_that_number()
    {
        Func<NDArray, NDArray> step = Jit((NDArray v) => v + 1, donate: Arg.First);
        NDArray three = 3.0;
        for (int i = 0; i < 3; i++) Assert.Equal(4.0, (double)step(three));
        Assert.Equal(3.0, (double)(three * Np.Ones([], DType.Float64)));
        Assert.Equal(3.0, (double)three);
    }

    [Fact]
    public void Donation_to_a_result_of_another_size_is_no_error()
    {
        Func<NDArray, NDArray> sum = Jit((NDArray v) => v.Sum(), donate: Arg.First);
        NDArray x = Np.Ones(10) + 0.0;
        Assert.Equal(10.0, (double)sum(x));
        Assert.Throws<DonatedArrayException>(() => x + 1);
    }

    [Fact]
    public void A_donated_argument_that_is_returned_is_returned_whole()
    {
        Func<NDArray, (NDArray, NDArray)> f = Jit((NDArray v) => (v, v * 2), donate: Arg.First);
        NDArray x = Np.Arange(4).AsType(DType.Float32) + 0.0;
        (NDArray same, NDArray doubled) = f(x);
        Assert.Equal([0f, 1, 2, 3], same.ToArray<float>());
        Assert.Equal([0f, 2, 4, 6], doubled.ToArray<float>());
    }

    [Fact]
    public void Results_that_are_inputs_or_each_other_share_memory_and_outlive_the_input()
    {
        Func<NDArray, (NDArray, NDArray, NDArray)> f = Jit((NDArray v) => (v, v.Reshape(2, 2), v));
        NDArray x = Np.Arange(4) + 0;
        (NDArray a, NDArray b, NDArray c) = f(x);
        Assert.Equal([2, 2], b.Shape.ToArray());
        Assert.Equal(a.Shape, c.Shape);
        ((Extending.ConcreteArray)x).Delete();
        Assert.Equal([0, 1, 2, 3], a.ToArray<int>());
        Assert.Equal([0, 1, 2, 3], b.ToArray<int>());
        Assert.Equal([0, 1, 2, 3], c.ToArray<int>());
        Assert.Contains("deleted", Assert.Throws<DonatedArrayException>(() => x + 1).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_donated_tree_gives_all_its_arrays()
    {
        Func<(NDArray W, NDArray B), NDArray, (NDArray W, NDArray B)> step = Jit(((NDArray W, NDArray B) p, NDArray x) => (p.W - x, p.B + x.Sum()), donate: Arg.First);
        (NDArray W, NDArray B) p = (Np.Zeros(3) + 5.0, Np.Zeros(1) + 1.0);
        (NDArray W, NDArray B) next = step(p, Np.Ones(3));
        Assert.Equal([4f, 4, 4], next.W.ToArray<float>());
        Assert.Equal([4f], next.B.ToArray<float>());
        Assert.Throws<DonatedArrayException>(() => p.W + 1);
        Assert.Throws<DonatedArrayException>(() => p.B + 1);
    }

    private static bool OnCpu => Extending.BackendRegistry.Default.Name == "cpu";

    private static nint Address(NDArray x)
    {
        using ArrayView<float> view = x.View<float>();
        fixed (float* p = view.Span) return (nint)p;
    }

    private static long WorkingSet()
    {
        using Process me = Process.GetCurrentProcess();
        return me.WorkingSet64;
    }
}
