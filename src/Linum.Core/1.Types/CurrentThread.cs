namespace Linum.Extending;

/// <summary>What each thread has chosen: in one value, because every compiled call asks for all of it, and each value of a thread has to be found.</summary>
internal static class CurrentThread
{
    [ThreadStatic]
    private static ThreadModes current;

    /// <summary>All that this thread has chosen.</summary>
    public static ThreadModes Modes => current;

    /// <summary>Whether this thread has chosen something.</summary>
    public static bool Has(ThreadModes mode) => (current & mode) != 0;

    /// <summary>Chooses something, or not; returns what held before.</summary>
    public static bool Set(ThreadModes mode, bool value)
    {
        bool before = Has(mode);
        current = value ? current | mode : current & ~mode;
        return before;
    }
}
