using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Workloads.Running;

namespace Linum.Workloads.Loops;

/// <summary>8192 rows of 128 out of a table of 50,000.</summary>
internal sealed unsafe class GatherLoop : WrittenLoop
{
    private const int Count = 8192, Length = 128;

    private readonly float* table;
    private readonly int[] ids;
    private readonly float* y;

    public GatherLoop(Inputs inputs)
    {
        table = Copy(inputs["table"]);
        ids = inputs["ids"].ToArray<int>();
        y = Room(Count * Length);
    }

    protected override void Part(int thread, int threads)
    {
        (int begin, int end) = Rows(Count, thread, threads);
        Take(table, ids, y, begin, end);
    }

    [MethodImpl(RowLoops.Compiled)]
    private static void Take(float* table, int[] ids, float* to, int begin, int end)
    {
        for (int row = begin; row < end; row++)
        {
            float* from = table + (long)ids[row] * Length, line = to + (long)row * Length;
            for (int i = 0; i < Length; i += 16) RowLoops.At(from + i).Store(line + i);
        }
    }

    protected override NDArray[] Results() => [Array(y, Count, Length)];
}
