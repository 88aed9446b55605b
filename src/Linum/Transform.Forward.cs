using Linum.Extending;

namespace Linum;

/// <summary>Forward mode, linear maps, Jacobians and rules of one's own.</summary>
public static partial class Transform
{
    /// <summary>The value of a function and how it moves when its input moves.</summary>
    /// <param name="f">The function.</param>
    /// <param name="primal">Where.</param>
    /// <param name="tangent">The movement of the input: the structure, shapes and dtypes of <paramref name="primal"/>.</param>
    public static (TResult Value, TResult Tangent) Jvp<T, TResult>(Func<T, TResult> f, T primal, T tangent) => Differentiation.Jvp(FunctionInfo.Of(f), f, primal, tangent);

    /// <inheritdoc cref="Jvp{T, TResult}(Func{T, TResult}, T, T)"/>
    public static (NDArray Value, NDArray Tangent) Jvp(Func<NDArray, NDArray> f, NDArray primal, NDArray tangent) => Differentiation.Jvp(FunctionInfo.Of(f), f, primal, tangent);

    /// <summary>The value of a function of two arguments and how it moves when they move.</summary>
    public static (TResult Value, TResult Tangent) Jvp<T1, T2, TResult>(Func<T1, T2, TResult> f, (T1, T2) primals, (T1, T2) tangents) =>
        Differentiation.Jvp(FunctionInfo.Of(f), ((T1, T2) x) => f(x.Item1, x.Item2), primals, tangents);

    /// <summary>The value of a function of three arguments and how it moves when they move.</summary>
    public static (TResult Value, TResult Tangent) Jvp<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> f, (T1, T2, T3) primals, (T1, T2, T3) tangents) =>
        Differentiation.Jvp(FunctionInfo.Of(f), ((T1, T2, T3) x) => f(x.Item1, x.Item2, x.Item3), primals, tangents);

    /// <summary>The value of a function, and its change as a linear function that can be called many times.</summary>
    public static (TResult Value, Func<T, TResult> Push) Linearize<T, TResult>(Func<T, TResult> f, T primal) => Differentiation.Linearize(FunctionInfo.Of(f), f, primal);

    /// <summary>The value of a function, and a function from cotangents of its result to cotangents of its argument.</summary>
    public static (TResult Value, Func<TResult, T> Pull) Vjp<T, TResult>(Func<T, TResult> f, T primal) => Differentiation.Vjp(FunctionInfo.Of(f), f, primal);

    /// <inheritdoc cref="Vjp{T, TResult}(Func{T, TResult}, T)"/>
    public static (NDArray Value, Func<NDArray, NDArray> Pull) Vjp(Func<NDArray, NDArray> f, NDArray primal) => Differentiation.Vjp(FunctionInfo.Of(f), f, primal);

    /// <summary>The same for two arguments.</summary>
    public static (TResult Value, Func<TResult, (T1, T2)> Pull) Vjp<T1, T2, TResult>(Func<T1, T2, TResult> f, T1 first, T2 second) =>
        Differentiation.Vjp(FunctionInfo.Of(f), ((T1, T2) x) => f(x.Item1, x.Item2), (first, second));

    /// <summary>The same for three arguments.</summary>
    public static (TResult Value, Func<TResult, (T1, T2, T3)> Pull) Vjp<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> f, T1 first, T2 second, T3 third) =>
        Differentiation.Vjp(FunctionInfo.Of(f), ((T1, T2, T3) x) => f(x.Item1, x.Item2, x.Item3), (first, second, third));

    /// <summary>All derivatives of an array with respect to an array, column by column: the shape of the result, then that of the argument. Good for few inputs.</summary>
    public static Func<NDArray, NDArray> JacFwd(Func<NDArray, NDArray> f) => x => Jacobians.Forward(FunctionInfo.Of(f), f, x);

    /// <summary>All derivatives of an array with respect to an array, row by row: the shape of the result, then that of the argument. Good for few outputs.</summary>
    public static Func<NDArray, NDArray> JacRev(Func<NDArray, NDArray> f) => x => Jacobians.Reverse(FunctionInfo.Of(f), f, x);

    /// <summary>All second derivatives of a function of an array.</summary>
    public static Func<NDArray, NDArray> Hessian(Func<NDArray, NDArray> f) => JacFwd(JacRev(f));

    /// <summary>All derivatives of an array with respect to the arrays of a tree: per array the shape of the result, then that of the array.</summary>
    public static Func<T, T> JacRev<T>(Func<T, NDArray> f) => x => Jacobians.ReverseTree(FunctionInfo.Of(f), f, x);

    /// <summary>The same by forward mode.</summary>
    public static Func<T, T> JacFwd<T>(Func<T, NDArray> f) => x => Jacobians.ForwardTree(FunctionInfo.Of(f), f, x);

    /// <summary>A function with a forward-mode rule of its own, which serves reverse mode too.</summary>
    /// <param name="f">The function.</param>
    /// <param name="rule">From the function itself, the primal and its tangent (zeros if it does not move) to the value and its tangent. It must be linear in the tangent.</param>
    /// <example><code>
    /// var log1pExp = CustomJvp((NDArray x) => Np.Log(1 + Np.Exp(x)), (f, x, dx) => (f(x), (1 - 1 / (1 + Np.Exp(x))) * dx));
    /// </code></example>
    public static Func<T, TResult> CustomJvp<T, TResult>(Func<T, TResult> f, Func<Func<T, TResult>, T, T, (TResult, TResult)> rule) => CustomRules.Jvp(FunctionInfo.Of(f), f, rule);

    /// <summary>A function of two arguments with a forward-mode rule of its own.</summary>
    public static Func<T1, T2, TResult> CustomJvp<T1, T2, TResult>(Func<T1, T2, TResult> f, Func<Func<T1, T2, TResult>, (T1, T2), (T1, T2), (TResult, TResult)> rule)
    {
        Func<(T1, T2), TResult>? packed = null;
        Func<T1, T2, TResult> whole = (a, b) => packed!((a, b));
        packed = CustomRules.Jvp<(T1, T2), TResult>(FunctionInfo.Of(f), x => f(x.Item1, x.Item2), (_, x, dx) => rule(whole, x, dx));
        return whole;
    }

    /// <summary>A function with a reverse-mode rule of its own. Forward mode through it is an error.</summary>
    /// <param name="f">The function.</param>
    /// <param name="forward">From the argument to the value and what the backward rule needs.</param>
    /// <param name="backward">From that and the cotangent of the value to the cotangent of the argument.</param>
    public static Func<T, TResult> CustomVjp<T, TResult, TResidual>(Func<T, TResult> f, Func<T, (TResult, TResidual)> forward, Func<TResidual, TResult, T> backward) =>
        CustomRules.Vjp(FunctionInfo.Of(f), f, forward, backward);

    /// <summary>A function of two arguments with a reverse-mode rule of its own.</summary>
    public static Func<T1, T2, TResult> CustomVjp<T1, T2, TResult, TResidual>(Func<T1, T2, TResult> f, Func<T1, T2, (TResult, TResidual)> forward, Func<TResidual, TResult, (T1, T2)> backward)
    {
        Func<(T1, T2), TResult> packed = CustomRules.Vjp<(T1, T2), TResult, TResidual>(FunctionInfo.Of(f), x => f(x.Item1, x.Item2), x => forward(x.Item1, x.Item2), backward);
        return (a, b) => packed((a, b));
    }
}
