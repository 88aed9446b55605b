namespace Linum.Extending;

/// <summary>
/// Which words of the generator an element is made from. In the default mode element i depends on the key and i alone; in the original one on the number of elements too, as in
/// versions of the reference before 0.5. Part of the context in which functions are traced, one value per thread.
/// </summary>
public static class RandomMode
{
    /// <summary>Whether keys and bits are made in the original mode on this thread.</summary>
    public static bool IsOriginal => CurrentThread.Has(ThreadModes.OriginalRandom);

    /// <summary>Switches to the original mode until the result is disposed.</summary>
    public static Scope Original() => new(true);

    /// <summary>The mode that was before, restored when disposed.</summary>
    public readonly ref struct Scope
    {
        private readonly bool before;

        internal Scope(bool value) => before = CurrentThread.Set(ThreadModes.OriginalRandom, value);

        /// <summary>Restores the mode.</summary>
        public void Dispose() => CurrentThread.Set(ThreadModes.OriginalRandom, before);
    }
}
