using Linum.Workloads.Running;

namespace Linum.Workloads.Loops;

/// <summary>Mean and variance of 1024 rows of 1024; the second pass over a row goes beside the first over the next one.</summary>
internal sealed unsafe class MeanVarianceLoop : WrittenLoop
{
    private const int Count = 1024, Length = 1024;

    private readonly float* x, means, variances;

    public MeanVarianceLoop(Inputs inputs)
    {
        x = Copy(inputs["x"]);
        means = Room(Count);
        variances = Room(Count);
    }

    protected override void Part(int thread, int threads)
    {
        (int begin, int end) = Rows(Count, thread, threads);
        float mean = RowLoops.Sum(x + begin * Length, Length) / Length;
        for (int row = begin; row < end; row++)
        {
            (float squares, float sum) = RowLoops.SquaresBesideSum(x + row * Length, mean, x + Math.Min(row + 1, end - 1) * Length, Length);
            (means[row], variances[row]) = (mean, squares / Length);
            mean = sum / Length;
        }
    }

    protected override NDArray[] Results() => [Array(means, Count), Array(variances, Count)];
}
