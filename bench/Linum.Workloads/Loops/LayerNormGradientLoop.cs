using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Workloads.Running;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace Linum.Workloads.Loops;

/// <summary>
/// The gradient of layer norm, operation by operation as reverse mode gives it: five passes over a row, two divisions for each number. What is summed over rows is summed by each thread for its rows.
/// </summary>
internal sealed unsafe class LayerNormGradientLoop : WrittenLoop
{
    private const int Count = 1024, Length = 768;

    private readonly float* x, g, dy, dx, dg, db;

    /// <summary>For each thread what it keeps of a row, then its sums for g and for b.</summary>
    private readonly float*[] own;

    public LayerNormGradientLoop(Inputs inputs)
    {
        x = Copy(inputs["x"]);
        g = Copy(inputs["g"]);
        dy = Copy(inputs["dy"]);
        dx = Room(Count * Length);
        dg = Room(Length);
        db = Room(Length);
        own = new float*[Threads];
        for (int i = 0; i < Threads; i++) own[i] = Room(3 * 1024);
    }

    protected override void Part(int thread, int threads)
    {
        float* kept = own[thread], ofG = kept + 1024, ofB = kept + 2048;
        new Span<float>(ofG, 2048).Clear();
        (int begin, int end) = Rows(Count, thread, threads);
        for (int row = begin; row < end; row++)
        {
            float* p = x + row * Length;
            float m = RowLoops.Sum(p, Length) / Length, s = MathF.Sqrt(RowLoops.Squares(p, m, Length) / Length + 1e-5f);
            (float products, float quotients) = Divide(p, dy + row * Length, kept, ofG, ofB, m, s);
            float slope = products * (0.5f / s) / Length;
            Finish(p, kept, dx + row * Length, m, slope, Slopes(p, m, slope) / Length, quotients / Length);
        }
    }

    protected override void Join()
    {
        for (int i = 0; i < Length; i += 16)
        {
            Vector ofG = default, ofB = default;
            for (int thread = 0; thread < Threads; thread++)
            {
                ofG += RowLoops.At(own[thread] + 1024 + i);
                ofB += RowLoops.At(own[thread] + 2048 + i);
            }

            ofG.Store(dg + i);
            ofB.Store(db + i);
        }
    }

    /// <summary>Everything that asks for dy: two sums over the row, two over all rows, and dy · g / s, which is kept.</summary>
    [MethodImpl(RowLoops.Compiled)]
    private (float Products, float Quotients) Divide(float* row, float* of, float* kept, float* ofG, float* ofB, float m, float s)
    {
        Vector a = default, b = default, mean = Vector512.Create(m), deviation = Vector512.Create(s), inverse = Vector512.Create(1 / (s * s));
        float* scale = g;
        for (int i = 0; i < Length; i += 16)
        {
            Vector d = RowLoops.At(of + i), scaled = d * RowLoops.At(scale + i), centered = RowLoops.At(row + i) - mean;
            a -= scaled * inverse * centered;
            Vector quotient = scaled / deviation;
            b -= quotient;
            quotient.Store(kept + i);
            (RowLoops.At(ofB + i) + d).Store(ofB + i);
            (RowLoops.At(ofG + i) + centered / deviation * d).Store(ofG + i);
        }

        return (Vector512.Sum(a), Vector512.Sum(b));
    }

    [MethodImpl(RowLoops.Compiled)]
    private static float Slopes(float* row, float m, float slope)
    {
        Vector a = default, b = default, c = default, d = default, mean = Vector512.Create(m), two = Vector512.Create(2f), by = Vector512.Create(slope);
        for (int i = 0; i < Length; i += 64)
        {
            a -= (RowLoops.At(row + i) - mean) * two * by;
            b -= (RowLoops.At(row + i + 16) - mean) * two * by;
            c -= (RowLoops.At(row + i + 32) - mean) * two * by;
            d -= (RowLoops.At(row + i + 48) - mean) * two * by;
        }

        return Vector512.Sum((a + c) + (b + d));
    }

    [MethodImpl(RowLoops.Compiled)]
    private static void Finish(float* row, float* kept, float* to, float m, float slope, float slopes, float quotients)
    {
        Vector mean = Vector512.Create(m), two = Vector512.Create(2f), by = Vector512.Create(slope), first = Vector512.Create(slopes), second = Vector512.Create(quotients);
        for (int i = 0; i < Length; i += 16) ((RowLoops.At(row + i) - mean) * two * by + first + RowLoops.At(kept + i) + second).Store(to + i);
    }

    protected override NDArray[] Results() => [Array(dx, Count, Length), Array(dg, Length), Array(db, Length)];
}
