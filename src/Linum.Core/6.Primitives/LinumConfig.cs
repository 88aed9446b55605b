using Linum.Extending;

namespace Linum;

/// <summary>Settings of the whole process.</summary>
public static class LinumConfig
{
    /// <summary>The dtype of floating literals: float32 unless changed, float64 for those who want it. Set it before the first array is made.</summary>
    public static DType DefaultFloat { get; set; } = DType.Float32;

    /// <summary>
    /// Makes keys and random bits on this thread as versions of the reference before 0.5 did (<c>jax_threefry_partitionable=False</c>), until the result is disposed: for numbers that
    /// must be those of an old run.
    /// </summary>
    /// <example><code>using (LinumConfig.OriginalRandomMode()) keys = Rng.Split(Rng.Key(0), 3);</code></example>
    public static RandomMode.Scope OriginalRandomMode() => RandomMode.Original();

    /// <summary>
    /// Makes promotion strict on this thread until the result is disposed: only literals adapt to arrays, and combining arrays of different dtypes is a <see cref="DTypeException"/>.
    /// </summary>
    /// <example><code>using (LinumConfig.StrictPromotion()) loss = Loss(parameters, batch);</code></example>
    public static Promotion.StrictScope StrictPromotion() => Promotion.Strictly();
}
