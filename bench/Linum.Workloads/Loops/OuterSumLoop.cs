using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Workloads.Running;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace Linum.Workloads.Loops;

/// <summary>2048 numbers and each of 2048 others: 16 MB, which a third cache of 32 MB holds.</summary>
internal sealed unsafe class OuterSumLoop : WrittenLoop
{
    private const int Count = 2048;

    private readonly float* a, b, y;

    public OuterSumLoop(Inputs inputs)
    {
        a = Copy(inputs["a"]);
        b = Copy(inputs["b"]);
        y = Room((long)Count * Count);
    }

    protected override void Part(int thread, int threads)
    {
        (int begin, int end) = Rows(Count, thread, threads);
        Add(a, b, y, begin, end);
    }

    [MethodImpl(RowLoops.Compiled)]
    private static void Add(float* a, float* b, float* to, int begin, int end)
    {
        for (int row = begin; row < end; row++)
        {
            Vector first = Vector512.Create(a[row]);
            float* line = to + (long)row * Count;
            for (int i = 0; i < Count; i += 16) (first + RowLoops.At(b + i)).Store(line + i);
        }
    }

    protected override NDArray[] Results() => [Array(y, Count, Count)];
}
