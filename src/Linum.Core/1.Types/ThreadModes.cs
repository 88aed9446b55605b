namespace Linum.Extending;

/// <summary>What a thread can choose for a while.</summary>
[Flags]
internal enum ThreadModes
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Arrays of different dtypes are refused (<see cref="Promotion.Strictly"/>).</summary>
    StrictPromotion = 1,
    /// <summary>Default types have 64 bits (<see cref="DefaultTypes.Wide"/>).</summary>
    WideDefaults = 2,
    /// <summary>Keys and bits are made as by old versions of the reference (<see cref="RandomMode.Original"/>).</summary>
    OriginalRandom = 4,
}
