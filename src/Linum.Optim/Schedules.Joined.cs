namespace Linum.Optim;

/// <summary>Schedules of several parts.</summary>
public static partial class Schedules
{
    /// <summary>Schedules one after the other, each counting from 0.</summary>
    /// <param name="schedules">The schedules.</param>
    /// <param name="boundaries">The updates with which the second, third, ... begin.</param>
    /// <exception cref="ArgumentException">There is not one boundary between each two schedules.</exception>
    public static Schedule Join(IReadOnlyList<Schedule> schedules, IReadOnlyList<int> boundaries)
    {
        if (schedules.Count == 0 || boundaries.Count != schedules.Count - 1)
            throw new ArgumentException($"Schedules.Join was given {schedules.Count} schedules and {boundaries.Count} boundaries. Give one boundary between each two schedules.", nameof(boundaries));
        return count =>
        {
            NDArray value = schedules[0](count);
            for (int i = 0; i < boundaries.Count; i++) value = Np.Where(count < boundaries[i], value, schedules[i + 1](count - boundaries[i]));
            return value;
        };
    }

    /// <summary>A value that is multiplied at some updates.</summary>
    /// <param name="initial">The first value.</param>
    /// <param name="boundaries">The updates, and by what.</param>
    public static Schedule PiecewiseConstant(double initial, params (int Update, double Factor)[] boundaries) => count =>
    {
        NDArray value = initial;
        foreach ((int update, double factor) in boundaries) value = Np.Where(count < update, value, value * factor);
        return value;
    };

    /// <summary>Straight lines between values, each the one before times a factor.</summary>
    /// <inheritdoc cref="PiecewiseConstant"/>
    public static Schedule PiecewiseLinear(double initial, params (int Update, double Factor)[] boundaries) =>
        Interpolated(initial, boundaries, static (from, to, fraction) => from + fraction * (to - from));

    /// <summary>Half cosines between values, each the one before times a factor.</summary>
    /// <inheritdoc cref="PiecewiseConstant"/>
    public static Schedule PiecewiseCosine(double initial, params (int Update, double Factor)[] boundaries) =>
        Interpolated(initial, boundaries, static (from, to, fraction) => to + (from - to) / 2 * (Np.Cos(Math.PI * fraction) + 1));

    /// <summary>Up in a straight line, then constant.</summary>
    public static Schedule WarmupConstant(double initial, double peak, int warmupSteps) => Linear(initial, peak, warmupSteps);

    /// <summary>Up in a straight line, then down along half a cosine.</summary>
    /// <param name="initial">The first value.</param>
    /// <param name="peak">The highest value.</param>
    /// <param name="warmupSteps">How many updates it takes to get there.</param>
    /// <param name="steps">How many updates there are in all.</param>
    /// <param name="end">The last value.</param>
    /// <param name="exponent">A power of the cosine.</param>
    public static Schedule WarmupCosineDecay(double initial, double peak, int warmupSteps, int steps, double end = 0, double exponent = 1) =>
        Join([Linear(initial, peak, warmupSteps), CosineDecay(peak, steps - warmupSteps, peak == 0 ? 0 : end / peak, exponent)], [warmupSteps]);

    /// <summary>Up in a straight line, then down by powers of a rate.</summary>
    /// <param name="initial">The first value.</param>
    /// <param name="peak">The highest value.</param>
    /// <param name="warmupSteps">How many updates it takes to get there.</param>
    /// <param name="steps">After how many updates the rate has acted once.</param>
    /// <param name="rate">The factor.</param>
    /// <param name="staircase">Whether it acts only every so many updates.</param>
    /// <param name="begin">The update after the warm-up that the decay begins with.</param>
    /// <param name="end">A value that it does not pass.</param>
    public static Schedule WarmupExponentialDecay(double initial, double peak, int warmupSteps, int steps, double rate, bool staircase = false, int begin = 0, double? end = null) =>
        Join([Linear(initial, peak, warmupSteps), ExponentialDecay(peak, steps, rate, staircase, begin, end)], [warmupSteps]);

    /// <summary>Up, down and further down in straight lines: L. Smith, N. Topin (2017).</summary>
    public static Schedule LinearOneCycle(int steps, double peak, double start = 0.3, double final = 0.85, double divisor = 25, double finalDivisor = 1e4) =>
        PiecewiseLinear(peak / divisor, ((int)(start * steps), divisor), ((int)(final * steps), 1 / divisor), (steps, 1 / finalDivisor));

    /// <summary>Up and down along half cosines: L. Smith, N. Topin (2017).</summary>
    public static Schedule CosineOneCycle(int steps, double peak, double start = 0.3, double divisor = 25, double finalDivisor = 1e4) =>
        PiecewiseCosine(peak / divisor, ((int)(start * steps), divisor), (steps, 1 / (divisor * finalDivisor)));

    /// <summary>Several <see cref="WarmupCosineDecay"/> one after the other: I. Loshchilov, F. Hutter, "SGDR" (2016).</summary>
    public static Schedule WarmRestarts(params (double Initial, double Peak, int WarmupSteps, int Steps, double End)[] cycles)
    {
        List<int> boundaries = [];
        foreach (var cycle in cycles.SkipLast(1)) boundaries.Add(cycle.Steps + boundaries.LastOrDefault());
        return Join([.. cycles.Select(c => WarmupCosineDecay(c.Initial, c.Peak, c.WarmupSteps, c.Steps, c.End))], boundaries);
    }

    private static Schedule Interpolated(double initial, (int Update, double Factor)[] boundaries, Func<double, double, NDArray, NDArray> between) => count =>
    {
        NDArray value = initial;
        int from = 0;
        double start = initial;
        foreach ((int update, double factor) in boundaries)
        {
            double end = start * factor;
            if (update > from) value = Np.Where(count < from, value, between(start, end, (count - from) / (double)(update - from)));
            (from, start) = (update, end);
        }

        return Np.Where(count < from, value, start);
    };
}
