using System.Collections.Concurrent;

namespace Linum.Cpu;

/// <summary>Kernels by what they are made from: equal ones are emitted once.</summary>
/// <param name="emit">Makes one.</param>
/// <param name="capacity">So many are kept here; programs keep those they use.</param>
internal sealed class KernelCache<TKey, TKernel>(Func<TKey, TKernel> emit, int capacity = int.MaxValue)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<TKernel>> known = KernelCaches.Add(new ConcurrentDictionary<TKey, Lazy<TKernel>>());

    /// <summary>The kernel of a key. While a compilation is recorded it is made anew, so that the record shows it.</summary>
    public TKernel Get(TKey key)
    {
        if (CompilationRecord.Current is not null) return emit(key);
        // Once: what a key is made from is long, and so is finding its hash.
        Lazy<TKernel> kernel = known.GetOrAdd(key, static (k, make) => new(() => make(k)), emit);
        if (!kernel.IsValueCreated && known.Count > capacity) known.Clear();
        return kernel.Value;
    }
}
