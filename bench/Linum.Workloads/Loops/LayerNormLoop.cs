using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Workloads.Running;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace Linum.Workloads.Loops;

/// <summary>Layer norm of 1024 rows of 768: each pass goes over two rows, so that the sum of one is there when the other has been read.</summary>
internal sealed unsafe class LayerNormLoop : WrittenLoop
{
    private const int Count = 1024, Length = 768;

    private readonly float* x, g, b, y;

    public LayerNormLoop(Inputs inputs)
    {
        x = Copy(inputs["x"]);
        g = Copy(inputs["g"]);
        b = Copy(inputs["b"]);
        y = Room(Count * Length);
    }

    protected override void Part(int thread, int threads)
    {
        (int begin, int end) = Rows(Count, thread, threads);
        for (int row = begin; row < end; row += 2)
        {
            float* p = x + row * Length, q = p + Length, to = y + row * Length;
            float m = RowLoops.Sum(p, Length) / Length, n = RowLoops.Sum(q, Length) / Length;
            float v = RowLoops.Squares(p, m, Length) / Length, w = RowLoops.Squares(q, n, Length) / Length;
            Normalize(p, to, m, MathF.Sqrt(v + 1e-5f));
            Normalize(q, to + Length, n, MathF.Sqrt(w + 1e-5f));
        }
    }

    [MethodImpl(RowLoops.Compiled)]
    private void Normalize(float* row, float* to, float m, float s)
    {
        Vector mean = Vector512.Create(m), deviation = Vector512.Create(s);
        float* scale = g, shift = b;
        for (int i = 0; i < Length; i += 16) ((RowLoops.At(row + i) - mean) / deviation * RowLoops.At(scale + i) + RowLoops.At(shift + i)).Store(to + i);
    }

    protected override NDArray[] Results() => [Array(y, Count, Length)];
}
