using Linum.Extending;

namespace Linum;

public static partial class Lax
{
    /// <summary>One of two functions, chosen by a value at run time. Both are traced; one runs.</summary>
    /// <param name="predicate">A scalar bool, or a number that counts as true unless it is 0.</param>
    /// <param name="whenTrue">What to do if it holds.</param>
    /// <param name="whenFalse">What to do otherwise: a result of the same structure and types.</param>
    /// <param name="operand">What both are given.</param>
    /// <param name="mode">How it is carried out: whether branches that nobody asks for are left out, above all under <c>Vmap</c>.</param>
    /// <exception cref="TreeException">The results have different structures.</exception>
    /// <example><code>Lax.Cond(x > 0, v => Np.Sqrt(v), v => -v, x)</code></example>
    public static TResult Cond<T, TResult>(NDArray predicate, Func<T, TResult> whenTrue, Func<T, TResult> whenFalse, T operand, CondMode mode = CondMode.Auto)
    {
        if (predicate.Rank != 0) throw ControlErrors.Predicate("Lax.Cond", predicate.Type);
        NDArray index = ConvertElementType(ConvertElementType(predicate, DType.Bool), DType.Int32);
        return Branches.Run("Lax.Cond", index, [whenFalse, whenTrue], ["the false branch", "the true branch"], operand, mode);
    }

    /// <summary>One of two functions of no arguments, chosen by a value at run time.</summary>
    /// <param name="predicate">A scalar bool, or a number that counts as true unless it is 0.</param>
    /// <param name="whenTrue">What to do if it holds.</param>
    /// <param name="whenFalse">What to do otherwise.</param>
    /// <param name="mode">How it is carried out: whether branches that nobody asks for are left out, above all under <c>Vmap</c>.</param>
    public static TResult Cond<TResult>(NDArray predicate, Func<TResult> whenTrue, Func<TResult> whenFalse, CondMode mode = CondMode.Auto) =>
        Cond(predicate, (ValueTuple<int> _) => whenTrue(), _ => whenFalse(), new ValueTuple<int>(0), mode);

    /// <summary>One of several functions, chosen by a number at run time; a number out of range is moved to the nearest.</summary>
    /// <param name="index">A scalar integer.</param>
    /// <param name="branches">The functions.</param>
    /// <param name="operand">What all are given.</param>
    /// <param name="mode">How it is carried out: whether branches that nobody asks for are left out, above all under <c>Vmap</c>.</param>
    public static TResult Switch<T, TResult>(NDArray index, ReadOnlySpan<Func<T, TResult>> branches, T operand, CondMode mode = CondMode.Auto)
    {
        if (branches.IsEmpty) throw new FunctionException("Lax.Switch was given no branches. Give at least one.");
        if (index.Rank != 0 || !index.DType.IsInteger) throw ControlErrors.Index("Lax.Switch", index.Type);
        if (branches.Length == 1) return branches[0](operand);
        NDArray number = Clamp(Full([], 0, DType.Int32), ConvertElementType(index, DType.Int32), Full([], branches.Length - 1, DType.Int32));
        return Branches.Run("Lax.Switch", number, branches.ToArray(), [.. Enumerable.Range(0, branches.Length).Select(i => $"branch {i}")], operand, mode);
    }
}
