using Linum.Extending;

namespace Linum;

/// <summary>Batching rules of one's own, and the transposition of linear functions.</summary>
public static partial class Transform
{
    /// <summary>A function with a batching rule of its own, which Vmap uses instead of transforming the function. Forward mode goes through the rule; reverse mode is not supported.</summary>
    /// <param name="f">The function of one example.</param>
    /// <param name="rule">
    /// From the number of examples, which arrays of the argument have an axis of examples (in front), and the argument, to the result and which of its arrays have such an axis.
    /// </param>
    /// <example><code>
    /// var g = CustomVmap((NDArray x) => Np.Sin(x), (n, batched, x) => (Np.Sin(x), batched));
    /// </code></example>
    public static Func<T, TResult> CustomVmap<T, TResult>(Func<T, TResult> f, Func<int, bool[], T, (TResult Result, bool[] Batched)> rule) => CustomBatching.Vmap(FunctionInfo.Of(f), f, rule);

    /// <summary>A function of two arguments with a batching rule of its own.</summary>
    public static Func<T1, T2, TResult> CustomVmap<T1, T2, TResult>(Func<T1, T2, TResult> f, Func<int, bool[], T1, T2, (TResult Result, bool[] Batched)> rule)
    {
        Func<(T1, T2), TResult> packed = CustomBatching.Vmap<(T1, T2), TResult>(FunctionInfo.Of(f), x => f(x.Item1, x.Item2), (size, batched, x) => rule(size, batched, x.Item1, x.Item2));
        return (a, b) => packed((a, b));
    }

    /// <summary>A function whose examples Vmap computes one after the other, for functions that need too much memory for all at once.</summary>
    public static Func<T, TResult> SequentialVmap<T, TResult>(Func<T, TResult> f) => CustomBatching.Sequential(FunctionInfo.Of(f), f);

    /// <summary>The same for two arguments.</summary>
    public static Func<T1, T2, TResult> SequentialVmap<T1, T2, TResult>(Func<T1, T2, TResult> f)
    {
        Func<(T1, T2), TResult> packed = CustomBatching.Sequential<(T1, T2), TResult>(FunctionInfo.Of(f), x => f(x.Item1, x.Item2));
        return (a, b) => packed((a, b));
    }

    /// <summary>The transpose of a linear function: from cotangents of its result to cotangents of its argument. Complex numbers are not conjugated.</summary>
    /// <param name="f">A function that is linear in its argument.</param>
    /// <param name="example">An argument; only its structure, shapes and dtypes count.</param>
    /// <exception cref="NotLinearException">The function has an operation that is not linear.</exception>
    /// <exception cref="DTypeException">Not all arrays are floating or complex, nor all integers.</exception>
    public static Func<TResult, T> LinearTranspose<T, TResult>(Func<T, TResult> f, T example) => LinearTransposition.Transpose(FunctionInfo.Of(f), f, example);
}
