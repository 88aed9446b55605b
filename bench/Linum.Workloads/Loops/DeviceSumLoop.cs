using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Workloads.Running;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace Linum.Workloads.Loops;

/// <summary>The sum of two devices' numbers, stored for each of them.</summary>
internal sealed unsafe class DeviceSumLoop : WrittenLoop
{
    private const int Length = 1_000_000;

    private readonly float* x, y;

    public DeviceSumLoop(Inputs inputs)
    {
        x = Copy(inputs["x"]);
        y = Room(2 * Length);
    }

    protected override void Part(int thread, int threads)
    {
        int whole = Length / 32;
        Add(x, y, whole * thread / threads * 32, whole * (thread + 1) / threads * 32);
    }

    [MethodImpl(RowLoops.Compiled)]
    private static void Add(float* x, float* to, int begin, int end)
    {
        for (int i = begin; i < end; i += 16)
        {
            Vector sum = RowLoops.At(x + i) + RowLoops.At(x + Length + i);
            sum.Store(to + i);
            sum.Store(to + Length + i);
        }
    }

    protected override NDArray[] Results() => [Array(y, 2, Length)];
}
