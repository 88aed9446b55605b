using System.Collections;

namespace Linum.Cpu;

/// <summary>The caches of kernels that there are, so that all of them can be emptied.</summary>
internal static class KernelCaches
{
    private static readonly List<IDictionary> All = [];

    /// <summary>Takes note of a cache that lasts as long as the process.</summary>
    public static TCache Add<TCache>(TCache cache)
        where TCache : IDictionary
    {
        lock (All) All.Add(cache);
        return cache;
    }

    /// <summary>Empties all: every program that is compiled from here on has its kernels emitted anew.</summary>
    public static void Clear()
    {
        lock (All)
            foreach (IDictionary cache in All) cache.Clear();
    }
}
