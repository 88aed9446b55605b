namespace Linum.Linen;

/// <summary>Settings of the module system.</summary>
public static class LinenConfig
{
    [ThreadStatic]
    private static bool separates;

    /// <summary>
    /// Whether names are kept apart when a module's path is folded into its keys. Flax's default, and so Linum's, is that they are not: the paths a/bc and ab/c give the same keys.
    /// </summary>
    internal static bool SeparatesRngNames => separates;

    /// <summary>Keeps the names on a module's path apart in its keys, on this thread, until the result is disposed.</summary>
    /// <example><code>using (LinenConfig.SeparateRngNames()) v = model.Init(Rng.Key(0), x);</code></example>
    public static NameSeparation SeparateRngNames() => new();

    /// <summary>The scope of <see cref="SeparateRngNames"/>.</summary>
    public sealed class NameSeparation : IDisposable
    {
        private readonly bool before = separates;

        internal NameSeparation() => separates = true;

        /// <summary>Goes back to what was set before.</summary>
        public void Dispose() => separates = before;
    }
}
