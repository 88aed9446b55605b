using System.Collections.Concurrent;

namespace Linum.Cpu;

/// <summary>Kernels by what they are made from: equal ones are emitted once.</summary>
/// <param name="emit">Makes one.</param>
/// <param name="capacity">So many are kept here; programs keep those they use.</param>
internal sealed class KernelCache<TKey, TKernel>(Func<TKey, TKernel> emit, int capacity = int.MaxValue)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<TKernel>> known = KernelCaches.Add(new ConcurrentDictionary<TKey, Lazy<TKernel>>());

    /// <summary>Whether the kernel of a key was made before.</summary>
    public bool Knows(TKey key) => known.ContainsKey(key);

    /// <summary>The kernel of a key. While a compilation is recorded it is made anew, so that the record shows it.</summary>
    public TKernel Get(TKey key)
    {
        if (CompilationRecord.Current is not null) return emit(key);
        if (known.TryGetValue(key, out Lazy<TKernel>? kernel)) return kernel.Value;
        if (known.Count >= capacity) known.Clear();
        return known.GetOrAdd(key, k => new Lazy<TKernel>(() => emit(k))).Value;
    }
}
