using Linum.Extending;

namespace Linum;

/// <summary>Settings of the whole process, and modes of a thread.</summary>
public static class LinumConfig
{
    /// <summary>
    /// The dtype of floating literals and of new floating arrays: float32 unless changed, float64 for those who want it. Complex literals have parts of it. Set it before the first array is
    /// made.
    /// </summary>
    /// <exception cref="DTypeException">It is set to another dtype.</exception>
    public static DType DefaultFloat
    {
        get => DefaultTypes.ProcessFloat;
        set => DefaultTypes.ProcessFloat = value;
    }

    /// <summary>
    /// The dtype of integer literals, of new integer arrays, of positions and of sums of narrower integers: int32 unless changed, int64 for those who want it. Set it before the first array
    /// is made.
    /// </summary>
    /// <exception cref="DTypeException">It is set to another dtype.</exception>
    public static DType DefaultInt
    {
        get => DefaultTypes.ProcessInt;
        set => DefaultTypes.ProcessInt = value;
    }

    /// <summary>
    /// Makes the default types of this thread float64, int64, uint64 and complex128 until the result is disposed, whatever the process has set. Arrays that have 32 bits keep them.
    /// </summary>
    /// <example><code>using (LinumConfig.WideDefaults()) exact = Np.Sum(Np.Linspace(0, 1, 1_000));</code></example>
    public static DefaultTypes.WideScope WideDefaults() => DefaultTypes.Wide();

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

    /// <summary>
    /// Forgets the kernels compiled so far, which programs compiled later would share where theirs are equal up to constants. Functions that have been compiled keep theirs. For measuring
    /// what compiling takes, and for giving memory back.
    /// </summary>
    /// <example><code>LinumConfig.ClearCaches(); Stopwatch watch = Stopwatch.StartNew(); Jit(loss)(parameters); TimeSpan first = watch.Elapsed;</code></example>
    public static void ClearCaches()
    {
        if (BackendRegistry.IsInitialized) BackendRegistry.Default.ClearCaches();
    }
}
