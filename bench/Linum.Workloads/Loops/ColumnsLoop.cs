using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Workloads.Running;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace Linum.Workloads.Loops;

/// <summary>The 4096 columns of a matrix of 512 rows, each divided by its length: every thread has columns of its own. Narrower strips, read again from a nearer cache, were no faster.</summary>
internal sealed unsafe class ColumnsLoop : WrittenLoop
{
    private const int Count = 512, Length = 4096;

    private readonly float* x, lengths, y;

    public ColumnsLoop(Inputs inputs)
    {
        x = Copy(inputs["x"]);
        lengths = Room(Length);
        y = Room((long)Count * Length);
    }

    protected override void Part(int thread, int threads)
    {
        int lines = Length / 16, begin = lines * thread / threads * 16, end = lines * (thread + 1) / threads * 16;
        Measure(begin, end);
        Divide(begin, end);
    }

    [MethodImpl(RowLoops.Compiled)]
    private void Measure(int begin, int end)
    {
        float* sums = lengths;
        new Span<float>(sums + begin, end - begin).Clear();
        for (int row = 0; row < Count; row++)
        {
            float* line = x + (long)row * Length;
            for (int i = begin; i < end; i += 16)
            {
                Vector v = RowLoops.At(line + i);
                (RowLoops.At(sums + i) + v * v).Store(sums + i);
            }
        }

        for (int i = begin; i < end; i += 16) Vector512.Sqrt(RowLoops.At(sums + i) + Vector512.Create(1e-6f)).Store(sums + i);
    }

    [MethodImpl(RowLoops.Compiled)]
    private void Divide(int begin, int end)
    {
        float* by = lengths;
        for (int row = 0; row < Count; row++)
        {
            float* line = x + (long)row * Length, to = y + (long)row * Length;
            for (int i = begin; i < end; i += 16) (RowLoops.At(line + i) / RowLoops.At(by + i)).Store(to + i);
        }
    }

    protected override NDArray[] Results() => [Array(y, Count, Length)];
}
