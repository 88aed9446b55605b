using Linum.Extending;

namespace Linum.Linen;

public static partial class Lift
{
    /// <summary>One of two functions of a module, chosen by a value at run time. Both are traced; results and changes of variables must have one structure.</summary>
    /// <param name="predicate">A scalar bool.</param>
    /// <param name="whenTrue">What to do if it holds.</param>
    /// <param name="whenFalse">What to do otherwise.</param>
    /// <param name="module">A module that lives in the running module, or that itself.</param>
    /// <param name="x">What both are given.</param>
    /// <exception cref="TreeException">The branches return, or create, different structures.</exception>
    public static TResult Cond<TModule, T, TResult>(NDArray predicate, Func<TModule, T, TResult> whenTrue, Func<TModule, T, TResult> whenFalse, TModule module, T x)
        where TModule : Module
    {
        // The true branch is traced first, so its draws of keys come first.
        if (predicate.Rank != 0) throw new ShapeException($"Lift.Cond: the predicate is {predicate.Type.ToLongString()}, but it must be a scalar. Reduce it with All() or Any().");
        return Choose("Lift.Cond", "cond", Np.Where(predicate, 0, 1), [whenTrue, whenFalse], module, x);
    }

    /// <summary>One of several functions of a module, chosen by a number at run time; a number out of range is moved to the nearest.</summary>
    /// <param name="index">A scalar integer.</param>
    /// <param name="branches">The functions.</param>
    /// <param name="module">A module that lives in the running module, or that itself.</param>
    /// <param name="x">What all are given.</param>
    public static TResult Switch<TModule, T, TResult>(NDArray index, ReadOnlySpan<Func<TModule, T, TResult>> branches, TModule module, T x)
        where TModule : Module => Choose("Lift.Switch", "switch", index, branches, module, x);

    private static TResult Choose<TModule, T, TResult>(string operation, string name, NDArray index, ReadOnlySpan<Func<TModule, T, TResult>> branches, TModule module, T x)
        where TModule : Module
    {
        PytreeNodes.RegisterTuple<TResult, Variables>();
        DirectCall<TModule> call = DirectCall<TModule>.Of(operation, name, module, x);
        var inner = new Func<T, (TResult, Variables)>[branches.Length];
        for (int i = 0; i < inner.Length; i++)
        {
            Func<TModule, T, TResult> branch = branches[i];
            inner[i] = y => call.Run(m => branch(m, y));
        }

        (TResult result, Variables changed) = Lax.Switch<T, (TResult, Variables)>(index, inner, x);
        call.Publish(changed);
        return result;
    }

    /// <summary>Repeats a function of a module while a condition holds.</summary>
    /// <param name="condition">From the module and the carry to a scalar bool; it cannot change variables.</param>
    /// <param name="body">From the module and the carry to the next carry.</param>
    /// <param name="module">A module that lives in the running module, or that itself.</param>
    /// <param name="initial">The first carry.</param>
    /// <param name="carryVariables">The collections that can be changed. They must exist before the loop.</param>
    /// <param name="broadcastVariables">The other collections that are visible; all by default.</param>
    /// <param name="splitRngs">Which random streams differ from step to step. Streams that are not named do not exist inside.</param>
    public static T While<TModule, T>(Func<TModule, T, NDArray> condition, Func<TModule, T, T> body, TModule module, T initial,
        CollectionFilter carryVariables = default, CollectionFilter? broadcastVariables = null, SplitRngs splitRngs = default)
        where TModule : Module
    {
        PytreeNodes.RegisterTuple<NDArray, Variables, T>();
        DirectCall<TModule> call = DirectCall<TModule>.Of("Lift.While", "while_loop", module, initial);
        CollectionFilter visible = carryVariables.Union(broadcastVariables ?? true);
        Func<string, LazyRng, LazyRng?> Keys(NDArray step) => (stream, rng) => splitRngs.Of(stream) is bool split ? split ? rng with { Base = Rng.FoldIn(rng.Base, step) } : rng : null;
        (_, Variables changed, T last) = Lax.While<(NDArray Step, Variables Carried, T X)>(
            c => call.Run(m => condition(m, c.X), c.Carried, visible, CollectionFilter.None, Keys(-c.Step)).Output,
            c =>
            {
                (T next, Variables after) = call.Run(m => body(m, c.X), c.Carried, visible, carryVariables, Keys(c.Step));
                return (c.Step + 1, after, next);
            },
            (Lax.Full([], 0, DType.Int32), call.Carried(carryVariables), initial));
        call.Publish(changed);
        return last;
    }
}
