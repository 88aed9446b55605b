using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Large results go past the caches, with the same bits.</summary>
public sealed class StreamingTests
{
    private static readonly ScalarFunction Twice = ScalarFunction.Build([DType.Float32], [DType.Float32, DType.Complex64], (_, x) => [x[0] * 2, x[0] + 1, -x[0]]);

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(77)]
    [InlineData(640)]
    public unsafe void A_kernel_that_streams_gives_the_bits_of_one_that_does_not(int count)
    {
        long room = (count * 8 + 63) / 64 * 64 + BufferPool.Spare;
        using Scratch memory = new(6 * room);
        nint* plain = stackalloc nint[3];
        nint* streamed = stackalloc nint[3];
        for (int i = 0; i < 3; i++) (plain[i], streamed[i]) = (memory.Address + (nint)(i * room), memory.Address + (nint)((i == 0 ? 0 : 3 + i) * room));
        for (int i = 0; i < count; i++) ((float*)plain[0])[i] = i * 0.37f;
        Assert.True(Bulk.StreamsAll(streamed, 1, 3));
        MapKernelKey key = new(Twice, [false], -1);
        long first = 0;
        MapKernel.Get(key).Run(plain, 0, count, (nint*)&first);
        MapKernel.Get(key with { Streams = true }).Run(streamed, 0, count, (nint*)&first);
        Assert.True(new Span<float>((void*)plain[1], count).SequenceEqual(new((void*)streamed[1], count)));
        Assert.True(new Span<float>((void*)plain[2], 2 * count).SequenceEqual(new((void*)streamed[2], 2 * count)));
    }

    [Fact]
    public unsafe void What_is_written_over_what_is_read_or_lies_askew_does_not_stream()
    {
        nint* addresses = stackalloc nint[2];
        (addresses[0], addresses[1]) = (640, 1280);
        Assert.True(Bulk.StreamsAll(addresses, 1, 2));
        addresses[1] = 640;
        Assert.False(Bulk.StreamsAll(addresses, 1, 2));
        addresses[1] = 1284;
        Assert.False(Bulk.StreamsAll(addresses, 1, 2));
    }

    [Fact]
    public void Large_results_of_maps_over_rows_and_of_flat_maps_are_right()
    {
        const int rows = 1025, columns = 6160;
        float[] a = new float[rows], b = new float[columns];
        for (int i = 0; i < rows; i++) a[i] = i * 0.5f;
        for (int j = 0; j < columns; j++) b[j] = j * 0.25f;
        NDArray x = Np.Array(a), y = Np.Array(b);
        NDArray outer = Transform.Jit((NDArray x, NDArray y) => Np.ExpandDims(x, 1) + y)(x, y), doubled = Transform.Jit((NDArray z) => z * 2f)(outer);
        float[] sums = outer.ToArray<float>(), twice = doubled.ToArray<float>();
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                if (sums[i * columns + j] != a[i] + b[j] || twice[i * columns + j] != 2 * (a[i] + b[j])) Assert.Fail($"Element {i}, {j} is {sums[i * columns + j]}, twice it {twice[i * columns + j]}.");
    }
}
