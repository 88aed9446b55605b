using Linum.Workloads.Running;

namespace Linum.Workloads.Loops;

/// <summary>The sum of 10⁴ numbers, on one thread: a fork takes as long as half of it.</summary>
internal sealed unsafe class SumLoop : WrittenLoop
{
    private const int Length = 10_000, Whole = Length / 64 * 64;

    private readonly float* x;
    private float sum;

    public SumLoop(Inputs inputs)
        : base(threads: 1) => x = Copy(inputs["x"]);

    protected override void Part(int thread, int threads)
    {
        float total = RowLoops.Sum(x, Whole);
        for (int i = Whole; i < Length; i++) total += x[i];
        sum = total;
    }

    protected override NDArray[] Results() => [Np.Array(sum)];
}
