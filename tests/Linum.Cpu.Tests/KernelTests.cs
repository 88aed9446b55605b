using System.Diagnostics;
using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

public sealed class KernelTests
{
    private static MapLoop Chain(int operations) => MapKernel.Get(new(ScalarFunction.Build([DType.Float32, DType.Float32], [DType.Float32], (_, x) =>
    {
        Scalar value = x[0];
        for (int i = 0; i < operations; i++) value = i % 2 == 0 ? value * x[1] : value + (1 + i * 0.001);
        return [value];
    }), [false, false], -1));

    private static unsafe double PicosecondsPerOperation(MapLoop loop, int operations)
    {
        const int count = 1024;
        using Scratch memory = new(3 * (count * sizeof(float) + BufferPool.Spare));
        new Span<float>((void*)memory.Address, 3 * count).Fill(0.5f);
        nint* buffers = stackalloc nint[3];
        for (int i = 0; i < 3; i++) buffers[i] = memory.Address + i * (count * sizeof(float) + BufferPool.Spare);
        double best = double.MaxValue;
        for (int repeat = 0; repeat < 300; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < 10; i++) loop.Run(buffers, 0, count, null);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds * 1000 / (10 * count * operations));
        }

        return best;
    }

    [Fact]
    public void The_largest_kernel_allowed_is_not_where_the_JIT_compiler_gives_up()
    {
        double small = PicosecondsPerOperation(Chain(30), 30), large = PicosecondsPerOperation(Chain(320), 320);
        // Beyond its limits the compiler's code is 6 to 12 times slower per operation.
        Assert.True(large < 4 * small, $"{large:F0} ps per operation in a kernel of 320 operations, {small:F0} in one of 30.");
    }

    [Fact]
    public void Elementwise_work_on_four_and_eight_byte_types_is_done_by_vectors()
    {
        DType[] types = [DType.Float32, DType.Float64, DType.Int32, DType.UInt32, DType.Int64, DType.UInt64, DType.Bool];
        foreach (DType from in types)
        {
            foreach (DType to in types)
            {
                ScalarFunction convert = StepLegalizer.Run(ScalarFunction.Build([from], [to], (_, x) => [x[0].ConvertTo(to)]));
                bool roundsTwice = from is DType.Int64 or DType.UInt64 && to == DType.Float32;
                Assert.Equal(!roundsTwice, VectorSupport.Covers(convert, [false]));
            }
        }

        foreach (Primitive primitive in (Primitive[])[new Exp(), new Log(), new Tanh(), new Sin(), new Cos(), new Logistic(), new Log1p(), new Expm1(), new Erf(), new Rsqrt()])
        {
            foreach (DType type in (DType[])[DType.Float32, DType.Float64])
            {
                var map = (Lowered.Map)primitive.Lower([new ArrayType(type, [8])]);
                Assert.True(VectorSupport.Covers(StepLegalizer.Run(map.Body), [false]), $"{primitive.Name} of {type.Name}");
            }
        }
    }

    [Fact]
    public void Equal_bodies_share_a_kernel_whatever_the_shape()
    {
        var map = (Lowered.Map)new Add().Lower([new ArrayType(DType.Float32, [8]), new ArrayType(DType.Float32, [8])]);
        var other = (Lowered.Map)new Add().Lower([new ArrayType(DType.Float32, [3, 5]), new ArrayType(DType.Float32, [3, 5])]);
        Assert.Same(MapKernel.Get(new(map.Body, [false, false], -1)), MapKernel.Get(new(other.Body, [false, false], -1)));
    }
}
