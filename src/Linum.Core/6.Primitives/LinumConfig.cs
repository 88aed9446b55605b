namespace Linum;

/// <summary>Settings of the whole process.</summary>
public static class LinumConfig
{
    /// <summary>The dtype of floating literals: float32 unless changed, float64 for those who want it. Set it before the first array is made.</summary>
    public static DType DefaultFloat { get; set; } = DType.Float32;
}
