using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Workloads.Running;

namespace Linum.Workloads.Loops;

/// <summary>8192 rows of 128 added to rows of a table of 50,000 zeros: each thread clears rows of its own, past the caches, and adds what belongs to them.</summary>
internal sealed unsafe class ScatterLoop : WrittenLoop
{
    private const int Rooms = 50_000, Count = 8192, Length = 128;

    private readonly float* dy;
    private readonly int[] ids;
    private readonly float* y;

    public ScatterLoop(Inputs inputs)
    {
        dy = Copy(inputs["dy"]);
        ids = inputs["ids"].ToArray<int>();
        y = Room((long)Rooms * Length);
    }

    protected override void Part(int thread, int threads)
    {
        (int begin, int end) = Rows(Rooms, thread, threads);
        Clear(y + (long)begin * Length, (long)(end - begin) * Length);
        Add(dy, ids, y, begin, end);
    }

    [MethodImpl(RowLoops.Compiled)]
    private static void Clear(float* to, long length)
    {
        for (long i = 0; i < length; i += 16) Vector512<float>.Zero.StoreAlignedNonTemporal(to + i);
    }

    [MethodImpl(RowLoops.Compiled)]
    private static void Add(float* dy, int[] ids, float* to, int begin, int end)
    {
        for (int row = 0; row < Count; row++)
        {
            if (ids[row] < begin || ids[row] >= end) continue;
            float* line = to + (long)ids[row] * Length, of = dy + (long)row * Length;
            for (int i = 0; i < Length; i += 16) (RowLoops.At(line + i) + RowLoops.At(of + i)).Store(line + i);
        }
    }

    protected override NDArray[] Results() => [Array(y, Rooms, Length)];
}
