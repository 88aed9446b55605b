namespace Linum.Optim;

/// <summary>A learning rate that depends on the number of updates so far (an int32 scalar, from 0).</summary>
public delegate NDArray Schedule(NDArray count);

/// <summary>Learning rates over time.</summary>
public static partial class Schedules
{
    /// <summary>Always the same.</summary>
    public static Schedule Constant(double value) => _ => value;

    /// <summary>From one value to another in a straight line.</summary>
    /// <param name="initial">The first value.</param>
    /// <param name="end">The last value.</param>
    /// <param name="steps">How many updates it takes; with 0 the first value stays.</param>
    /// <param name="begin">The update it begins with.</param>
    public static Schedule Linear(double initial, double end, int steps, int begin = 0) => Polynomial(initial, end, 1, steps, begin);

    /// <summary>From one value to another along a power.</summary>
    /// <param name="initial">The first value.</param>
    /// <param name="end">The last value.</param>
    /// <param name="power">The power of what is left.</param>
    /// <param name="steps">How many updates it takes; with 0 the first value stays.</param>
    /// <param name="begin">The update it begins with.</param>
    public static Schedule Polynomial(double initial, double end, double power, int steps, int begin = 0)
    {
        if (steps <= 0) return Constant(initial);
        return count =>
        {
            NDArray done = Np.Clip(count - begin, 0, steps), left = 1 - done / (double)steps;
            return (initial - end) * Np.Power(left, power) + end;
        };
    }

    /// <summary>From a value to a fraction of it along half a cosine.</summary>
    /// <param name="initial">The first value.</param>
    /// <param name="steps">How many updates it takes.</param>
    /// <param name="alpha">The fraction at the end.</param>
    /// <param name="exponent">A power of the cosine.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no steps.</exception>
    public static Schedule CosineDecay(double initial, int steps, double alpha = 0, double exponent = 1)
    {
        if (steps <= 0) throw new ArgumentOutOfRangeException(nameof(steps), $"Schedules.CosineDecay was given {steps} steps. A decay takes at least one update: give 1 or more, or use Schedules.Constant.");
        return count =>
        {
            NDArray fraction = Np.Minimum(count, steps) / (double)steps;
            NDArray cosine = 0.5 * (1 + Np.Cos(Math.PI * fraction));
            return initial * ((1 - alpha) * Np.Power(cosine, exponent) + alpha);
        };
    }

    /// <summary>A value times a power of a rate.</summary>
    /// <param name="initial">The first value.</param>
    /// <param name="steps">After how many updates the rate has acted once; with 0 the first value stays.</param>
    /// <param name="rate">The factor; with 0 the first value stays.</param>
    /// <param name="staircase">Whether it acts only every so many updates.</param>
    /// <param name="begin">The update it begins with.</param>
    /// <param name="end">A value that it does not pass.</param>
    public static Schedule ExponentialDecay(double initial, int steps, double rate, bool staircase = false, int begin = 0, double? end = null)
    {
        if (steps <= 0 || rate == 0) return Constant(initial);
        return count =>
        {
            NDArray passed = count - begin, times = passed / (double)steps;
            NDArray value = Np.Where(passed <= 0, initial, initial * Np.Power(rate, staircase ? Np.Floor(times) : times));
            return end is not double limit ? value : rate < 1 ? Np.Maximum(value, limit) : Np.Minimum(value, limit);
        };
    }
}
