namespace Linum.Extending;

/// <summary>
/// The dtypes of everything that is given none: literals, new arrays, positions, sums of narrow integers. A setting of the process, which a thread can override for a while; part of the
/// context in which functions are traced.
/// </summary>
public static class DefaultTypes
{
    private static DType processFloat = DType.Float32, processInt = DType.Int32;

    /// <summary>The dtype of floating literals: float32 or float64.</summary>
    public static DType Float => FloatIn(CurrentThread.Modes);

    /// <summary>The dtype of integer literals: int32 or int64.</summary>
    public static DType Int => IntIn(CurrentThread.Modes);

    /// <summary>The unsigned dtype as wide as <see cref="Int"/>.</summary>
    public static DType UInt => Int == DType.Int64 ? DType.UInt64 : DType.UInt32;

    /// <summary>The complex dtype with parts of <see cref="Float"/>.</summary>
    public static DType Complex => Float == DType.Float64 ? DType.Complex128 : DType.Complex64;

    /// <summary>The setting of the process for floats, whatever holds on this thread.</summary>
    /// <exception cref="DTypeException">It is set to another dtype than float32 and float64.</exception>
    internal static DType ProcessFloat
    {
        get => processFloat;
        set => processFloat = value is DType.Float32 or DType.Float64 ? value : throw Unsupported("DefaultFloat", value, DType.Float32, DType.Float64);
    }

    /// <summary>The setting of the process for integers, whatever holds on this thread.</summary>
    /// <exception cref="DTypeException">It is set to another dtype than int32 and int64.</exception>
    internal static DType ProcessInt
    {
        get => processInt;
        set => processInt = value is DType.Int32 or DType.Int64 ? value : throw Unsupported("DefaultInt", value, DType.Int32, DType.Int64);
    }

    /// <summary>Makes the default types of this thread 64 bits wide until the result is disposed.</summary>
    public static WideScope Wide() => new(true);

    /// <summary>The dtype of floating literals in a thread that has chosen so.</summary>
    internal static DType FloatIn(ThreadModes modes) => (modes & ThreadModes.WideDefaults) != 0 ? DType.Float64 : processFloat;

    /// <summary>The dtype of integer literals in a thread that has chosen so.</summary>
    internal static DType IntIn(ThreadModes modes) => (modes & ThreadModes.WideDefaults) != 0 ? DType.Int64 : processInt;

    private static DTypeException Unsupported(string setting, DType value, DType narrow, DType broad) =>
        new($"LinumConfig.{setting} was set to {value.Name}, but it can be {narrow.Name} or {broad.Name} only: literals have 32 or 64 bits. "
            + $"Set DType.{narrow} or DType.{broad}, and name the dtype where arrays are made (or use AsType) to have {value.Name}.");

    /// <summary>The time during which default types are wide.</summary>
    public readonly ref struct WideScope
    {
        private readonly bool before;

        internal WideScope(bool value) => before = CurrentThread.Set(ThreadModes.WideDefaults, value);

        /// <summary>Goes back to what held before.</summary>
        public void Dispose() => CurrentThread.Set(ThreadModes.WideDefaults, before);
    }
}
