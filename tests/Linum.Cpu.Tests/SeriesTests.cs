using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Small maps of one kernel that run as one step.</summary>
public sealed class SeriesTests
{
    private static string[] Kinds(Func<NDArray[], NDArray[]> f, NDArray[] xs) => CpuPipeline.Compile(MakeJaxpr(f)(xs), new([]), 0).Kinds;

    private static NDArray[] Arrays(DType type, params ReadOnlySpan<int> sizes)
    {
        var arrays = new NDArray[sizes.Length];
        for (int i = 0; i < arrays.Length; i++) arrays[i] = Np.Zeros([sizes[i]], type);
        return arrays;
    }

    private static void Agrees(Func<NDArray[], NDArray[]> f, NDArray[] xs)
    {
        Random random = new(xs.Length);
        Agree.BitForBit(MakeJaxpr(f)(xs), [.. xs.Select(x => Agree.Data(random, x.Type))]);
    }

    private static NDArray[] Each(NDArray[] xs, Func<NDArray, NDArray> f) => [.. xs.Select(f)];

    [Fact]
    public void Maps_of_one_kernel_are_one_step_whatever_their_sizes() =>
        Assert.Equal(["MapSeriesStep"], Kinds(xs => Each(xs, x => x + 1f), Arrays(DType.Float32, 8, 8, 3, 4096, 17)));

    [Fact]
    public void Another_kernel_ends_a_series_and_a_few_maps_are_none()
    {
        NDArray[] eight = Arrays(DType.Float32, 8, 8, 8, 8, 8, 8, 8, 8);
        Assert.Equal(["MapSeriesStep", "MapSeriesStep"], Kinds(xs => [.. Each(xs[..4], x => x + 1f), .. Each(xs[4..], x => x * 2f)], eight));
        Assert.Equal(["MapSeriesStep", "MapStep", "MapStep"], Kinds(xs => [.. Each(xs[..6], x => x + 1f), .. Each(xs[6..], x => x * 2f)], eight));
        Assert.Equal(["MapStep", "MapStep", "MapStep"], Kinds(xs => Each(xs, x => x + 1f), eight[..3]));
    }

    [Fact]
    public void Large_maps_have_a_step_each() =>
        Assert.All(Kinds(xs => Each(xs, x => x + 1f), Arrays(DType.Float32, 5000, 5000, 5000, 5000)), kind => Assert.Equal("MapStep", kind));

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.Int8)]
    [InlineData(DType.UInt64)]
    [InlineData(DType.Complex64)]
    [InlineData(DType.Complex128)]
    public void Every_type_agrees_with_the_interpreter(DType type) => Agrees(xs => Each(xs, x => x * x + x), Arrays(type, 8, 1, 16, 17, 33, 100, 5, 1, 64));

    [Fact]
    public void Scalars_and_empty_arrays_are_computed_too()
    {
        NDArray[] scalars = [.. Enumerable.Range(0, 6).Select(_ => Np.Zeros([]))];
        Assert.Equal(["MapSeriesStep"], Kinds(xs => Each(xs, x => x + 1f), scalars));
        Agrees(xs => Each(xs, x => x + 1f), scalars);
        Agrees(xs => Each(xs, x => x + 1f), Arrays(DType.Float32, 4, 4, 4, 4, 0, 4, 4, 4, 4));
    }

    [Fact]
    public void Maps_with_several_arrays_and_a_shared_scalar_are_one_step()
    {
        NDArray[] Step(NDArray[] xs)
        {
            List<NDArray> results = [];
            for (int i = 1; i < xs.Length; i += 2)
            {
                NDArray moment = 0.9f * xs[i] + 0.1f * xs[i + 1];
                results.Add(moment);
                results.Add(xs[i] - xs[0] * moment / (Np.Sqrt(xs[i + 1] * xs[i + 1]) + 1e-8f));
            }

            return [.. results];
        }

        NDArray[] arrays = [Np.Zeros([]), .. Arrays(DType.Float32, 8, 8, 20, 20, 7, 7, 1000, 1000, 3, 3)];
        Assert.Equal(["MapSeriesStep"], Kinds(Step, arrays));
        Agrees(Step, arrays);
    }

    [Fact]
    public void Maps_that_differ_in_their_constants_are_one_step()
    {
        NDArray[] Step(NDArray[] xs) => [.. xs.Select((x, i) => x * (0.3f + i) + 0.7f)];
        Assert.Equal(["MapSeriesStep"], Kinds(Step, Arrays(DType.Float32, 8, 9, 10, 11, 12)));
        Agrees(Step, Arrays(DType.Float32, 8, 9, 10, 11, 12));
    }

    [Fact]
    public void A_long_body_takes_its_working_memory_once()
    {
        // Cut into stages, with a row of values between them.
        NDArray[] Step(NDArray[] xs) => Each(xs, x => Enumerable.Range(0, 20).Aggregate(x, (y, i) => i % 2 == 0 ? y * x : y + x));
        // One element is no loop, and has another kernel.
        NDArray[] values = [.. Enumerable.Range(0, 600).Select(i => Np.Arange(i % 50 + 2) * 0.01f)];
        Assert.Equal(["MapSeriesStep"], Kinds(Step, values));
        Func<NDArray[], NDArray[]> jitted = Jit((NDArray[] xs) => Step(xs));
        NDArray[] together = jitted(values);
        for (int i = 0; i < values.Length; i++) Assert.Equal(jitted([values[i]])[0].ToArray<float>(), together[i].ToArray<float>());
    }

    [Fact]
    public void Positions_and_views_are_those_of_each_map()
    {
        NDArray[] Step(NDArray[] xs) => Each(xs, x => x[2..] + Np.Arange(x.Shape[0] - 2) * 1f);
        Agrees(Step, Arrays(DType.Float32, 8, 9, 30, 11, 12));
    }

    [Fact]
    public void A_map_may_read_what_an_earlier_one_of_the_series_gives()
    {
        NDArray[] Step(NDArray[] xs)
        {
            NDArray y = xs[0] * xs[0];
            List<NDArray> all = [y];
            for (int i = 1; i < xs.Length; i++) all.Add(y = y * xs[i]);
            return [.. all];
        }

        Agrees(Step, Arrays(DType.Float32, 8, 8, 8, 8, 8, 8, 8, 8));
    }
}
