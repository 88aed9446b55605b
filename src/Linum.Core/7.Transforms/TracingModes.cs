namespace Linum.Extending;

/// <summary>The modes of a thread that decide what program a function is traced to. Programs traced under different ones are kept apart.</summary>
/// <param name="OriginalRandom">Whether keys and bits are made as by old versions of the reference.</param>
/// <param name="StrictPromotion">Whether arrays of different dtypes are refused.</param>
/// <param name="DefaultFloat">The dtype of floating literals.</param>
/// <param name="DefaultInt">The dtype of integer literals.</param>
internal readonly record struct TracingModes(bool OriginalRandom, bool StrictPromotion, DType DefaultFloat, DType DefaultInt)
{
    /// <summary>Those of this thread.</summary>
    public static TracingModes Current => new(RandomMode.IsOriginal, Promotion.IsStrict, DefaultTypes.Float, DefaultTypes.Int);
}
