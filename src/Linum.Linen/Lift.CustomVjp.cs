using Linum.Extending;

namespace Linum.Linen;

public static partial class Lift
{
    /// <summary>A function of a module and an input with a reverse-mode rule of its own, for its input and for collections of the module.</summary>
    /// <param name="f">The function.</param>
    /// <param name="forward">From the module and the input to the value and what the way back needs.</param>
    /// <param name="backward">From that and the cotangent of the value to cotangents of the collections (those it does not name have none) and of the input.</param>
    /// <param name="variables">The collections that are differentiated.</param>
    public static Func<TModule, T, TResult> CustomVjp<TModule, T, TResult, TResidual>(
        Func<TModule, T, TResult> f, Func<TModule, T, (TResult Value, TResidual Residual)> forward, Func<TResidual, TResult, (Variables Variables, T Input)> backward, CollectionFilter? variables = null)
        where TModule : Module => (module, x) =>
        {
            PytreeNodes.RegisterTuple<Variables, T>();
            PytreeNodes.RegisterTuple<TResult, Variables>();
            DirectCall<TModule> call = DirectCall<TModule>.Of("Lift.CustomVjp", "custom_vjp", module, x);
            Variables chosen = call.Own(variables ?? "params");
            FunctionInfo info = FunctionInfo.Of(f);
            (TResult value, Variables changed) = CustomRules.Vjp<(Variables Own, T X), (TResult, Variables), (TResidual, Variables)>(
                info,
                at => call.Run(m => f(m, at.X), at.Own),
                at =>
                {
                    ((TResult y, TResidual residual), Variables made) = call.Run(m => forward(m, at.X), at.Own);
                    return ((y, made), (residual, at.Own));
                },
                (kept, cotangent) =>
                {
                    (Variables own, T input) = backward(kept.Item1, cotangent.Item1);
                    return (Filled(kept.Item2, own), input);
                })((chosen, x));
            call.Publish(changed);
            return value;
        };

    /// <summary>Cotangents of all variables: zeros where none are given.</summary>
    private static Variables Filled(Variables all, Variables given)
    {
        if (all.IsArray) return given.IsArray ? given : Lax.Zeros(((NDArray)all).Type.Tangent);
        return new(all.Parts.Select(p => new KeyValuePair<string, Variables>(p.Key, Filled(p.Value, given.Contains(p.Key) ? given[p.Key] : new()))));
    }
}
