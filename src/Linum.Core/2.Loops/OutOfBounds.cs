namespace Linum;

/// <summary>What happens to an index outside the array.</summary>
public enum OutOfBounds : byte
{
    /// <summary>Moved to the nearest position at which the whole slice fits.</summary>
    Clip,
    /// <summary>A read gives the fill value, a write is dropped.</summary>
    FillOrDrop,
    /// <summary>The caller promises there is none; a read is clipped, a write dropped.</summary>
    PromiseInBounds,
}
