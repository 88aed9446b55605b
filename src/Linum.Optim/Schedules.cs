namespace Linum.Optim;

/// <summary>A learning rate that depends on the number of updates so far (an int32 scalar, from 0).</summary>
public delegate NDArray Schedule(NDArray count);

/// <summary>Learning rates over time.</summary>
public static class Schedules
{
    /// <summary>Always the same.</summary>
    public static Schedule Constant(double value) => _ => value;

    /// <summary>From one value to another in a straight line.</summary>
    /// <param name="initial">The first value.</param>
    /// <param name="end">The last value.</param>
    /// <param name="steps">How many updates it takes.</param>
    /// <param name="begin">The update it begins with.</param>
    public static Schedule Linear(double initial, double end, int steps, int begin = 0) => Polynomial(initial, end, 1, steps, begin);

    /// <summary>From one value to another along a power.</summary>
    public static Schedule Polynomial(double initial, double end, double power, int steps, int begin = 0) => count =>
    {
        NDArray done = Np.Clip(count - begin, 0, steps), left = 1 - done / (double)steps;
        return (initial - end) * Np.Power(left, power) + end;
    };

    /// <summary>From a value to a fraction of it along half a cosine.</summary>
    /// <param name="initial">The first value.</param>
    /// <param name="steps">How many updates it takes.</param>
    /// <param name="alpha">The fraction at the end.</param>
    public static Schedule CosineDecay(double initial, int steps, double alpha = 0) => count =>
    {
        NDArray fraction = Np.Minimum(count, steps) / (double)steps;
        NDArray cosine = 0.5 * (1 + Np.Cos(Math.PI * fraction));
        return initial * ((1 - alpha) * cosine + alpha);
    };

    /// <summary>A value times a power of a rate.</summary>
    /// <param name="initial">The first value.</param>
    /// <param name="steps">After how many updates the rate has acted once.</param>
    /// <param name="rate">The factor.</param>
    /// <param name="staircase">Whether it acts only every so many updates.</param>
    public static Schedule ExponentialDecay(double initial, int steps, double rate, bool staircase = false) => count =>
    {
        NDArray times = count / (double)steps;
        return initial * Np.Power(rate, staircase ? Np.Floor(times) : times);
    };

    /// <summary>Up in a straight line, then down along half a cosine.</summary>
    /// <param name="initial">The first value.</param>
    /// <param name="peak">The highest value.</param>
    /// <param name="warmupSteps">How many updates it takes to get there.</param>
    /// <param name="steps">How many updates there are in all.</param>
    /// <param name="end">The last value.</param>
    public static Schedule WarmupCosineDecay(double initial, double peak, int warmupSteps, int steps, double end = 0)
    {
        Schedule up = Linear(initial, peak, warmupSteps), down = CosineDecay(peak, steps - warmupSteps, peak == 0 ? 0 : end / peak);
        return count => Np.Where(count < warmupSteps, up(count), down(count - warmupSteps));
    }
}
