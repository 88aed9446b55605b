using Linum.Extending;

namespace Linum;

public static partial class Lax
{
    /// <summary>
    /// A root of a function, found by a solver of one's own. Derivatives do not go through the solver's steps: with respect to the arrays that <paramref name="f"/> uses from outside
    /// they follow from f(root) staying zero (the implicit function theorem); with respect to the guess they are zero.
    /// </summary>
    /// <param name="f">The function whose root is asked for; its result has the structure and types of its argument.</param>
    /// <param name="guess">Where the solver starts.</param>
    /// <param name="solve">From the function and the guess to a root. It must not use arrays from outside that are differentiated.</param>
    /// <param name="tangentSolve">From a linear function and its value to the argument where it has that value.</param>
    /// <exception cref="TreeException">A function returns another structure than that of the guess.</exception>
    /// <example><code>NDArray root = Lax.CustomRoot(y => y * y - x, 1.0, (h, y) => Newton(h, y), (g, y) => y / g(1.0));</code></example>
    public static T CustomRoot<T>(Func<T, T> f, T guess, Func<Func<T, T>, T, T> solve, Func<Func<T, T>, T, T> tangentSolve)
    {
        NDArray[] start = [.. Tree.Flatten(guess, out TreeDef structure).Select(StopGradient)];
        Staging.Traced traced = Staging.Trace("Lax.CustomRoot, the function", f, structure, Staging.Types(start));
        Tree.RequireSame("Lax.CustomRoot, the function", structure, traced.Result);
        NDArray[] F(NDArray[] captures, NDArray[] x) => traced.Program.Evaluate([.. captures, .. x]);

        NDArray[] Flat(string what, T value)
        {
            NDArray[] leaves = Tree.Flatten(value, out TreeDef given);
            Tree.RequireSame($"Lax.CustomRoot, {what}", structure, given);
            return leaves;
        }

        NDArray[] Root(NDArray[] captures) =>
            Flat("the solver", solve(x => Tree.Unflatten<T>(structure, F(captures, Flat("the solver", x))), Tree.Unflatten<T>(structure, start)));

        // Along the root 0 = f(x, c), so df/dx·dx = -df/dc·dc.
        (NDArray[], NDArray[]) Rule(Func<NDArray[], NDArray[]> root, NDArray[] captures, NDArray[] moving)
        {
            NDArray[] x = root(captures);
            (_, NDArray?[] pushed) = Differentiation.Push(c => F(c, x), captures, moving, "Lax.CustomRoot");
            LinearMap map = Linearization.Linearize(y => F(captures, y), x, "Lax.CustomRoot").Map;
            NDArray[] Filled(NDArray?[] changes) => [.. changes.Select((d, i) => d ?? Zeros(x[i].Type.Tangent))];
            T change = tangentSolve(dx => Tree.Unflatten<T>(structure, Filled(map.Push(Flat("the solver of tangents", dx)))), Tree.Unflatten<T>(structure, Filled(pushed)));
            return (x, [.. Flat("the solver of tangents", change).Select(Neg)]);
        }

        return Tree.Unflatten<T>(structure, CustomRules.Jvp<NDArray[], NDArray[]>(FunctionInfo.Of(f), Root, Rule)(traced.Captures));
    }

    /// <inheritdoc cref="CustomRoot{T}"/>
    public static NDArray CustomRoot(Func<NDArray, NDArray> f, NDArray guess, Func<Func<NDArray, NDArray>, NDArray, NDArray> solve, Func<Func<NDArray, NDArray>, NDArray, NDArray> tangentSolve) =>
        CustomRoot<NDArray>(f, guess, solve, tangentSolve);
}
