using Linum.Extending;

namespace Linum.Linen;

public static partial class Lift
{
    /// <summary>The gradient of a scalar function of a module and an input, with respect to the input. What the module changes is stored.</summary>
    /// <param name="f">The function.</param>
    /// <param name="module">A module that lives in the running module, or that itself.</param>
    /// <param name="x">Where.</param>
    public static T Grad<TModule, T>(Func<TModule, T, NDArray> f, TModule module, T x)
        where TModule : Module => ValueAndGrad(f, module, x).Gradient;

    /// <summary>The value and the gradient.</summary>
    public static (NDArray Value, T Gradient) ValueAndGrad<TModule, T>(Func<TModule, T, NDArray> f, TModule module, T x)
        where TModule : Module
    {
        ((NDArray value, _), T gradient) = ValueAndGradWithAux((TModule m, T y) => (f(m, y), false), module, x);
        return (value, gradient);
    }

    /// <summary>The gradient of a function that also returns something else, and that.</summary>
    public static (T Gradient, TAux Aux) GradWithAux<TModule, T, TAux>(Func<TModule, T, (NDArray Value, TAux Aux)> f, TModule module, T x)
        where TModule : Module
    {
        ((_, TAux aux), T gradient) = ValueAndGradWithAux(f, module, x);
        return (gradient, aux);
    }

    /// <summary>The value, something else, and the gradient.</summary>
    public static ((NDArray Value, TAux Aux) Output, T Gradient) ValueAndGradWithAux<TModule, T, TAux>(Func<TModule, T, (NDArray Value, TAux Aux)> f, TModule module, T x)
        where TModule : Module
    {
        PytreeNodes.RegisterTuple<TAux, Variables>();
        DirectCall<TModule> call = DirectCall<TModule>.Of("Lift.Grad", "value_and_grad", module, x);
        ((NDArray Value, (TAux Aux, Variables Changed) More) output, T gradient) = Differentiation.ValueAndGradientAux("Lift.Grad", FunctionInfo.Of(f, 1), x, y =>
        {
            ((NDArray value, TAux aux), Variables changed) = call.Run(m => f(m, y));
            return (value, (aux, changed));
        });
        call.Publish(output.More.Changed);
        return ((output.Value, output.More.Aux), gradient);
    }

    /// <summary>The value of a function of a module and an input, and a function from cotangents of the value to gradients of variables and input.</summary>
    /// <param name="f">The function.</param>
    /// <param name="module">A module that lives in the running module, or that itself.</param>
    /// <param name="x">Where.</param>
    /// <param name="variables">The collections that are differentiated.</param>
    public static (TResult Value, Func<TResult, (Variables Variables, T Input)> Pull) Vjp<TModule, T, TResult>(Func<TModule, T, TResult> f, TModule module, T x, CollectionFilter? variables = null)
        where TModule : Module
    {
        (TResult value, var pull, _) = VjpWithAux((TModule m, T y) => (f(m, y), false), module, x, variables);
        return (value, pull);
    }

    /// <summary>The same for a function that also returns something else.</summary>
    public static (TResult Value, Func<TResult, (Variables Variables, T Input)> Pull, TAux Aux) VjpWithAux<TModule, T, TResult, TAux>(
        Func<TModule, T, (TResult Value, TAux Aux)> f, TModule module, T x, CollectionFilter? variables = null)
        where TModule : Module
    {
        PytreeNodes.RegisterTuple<Variables, T>();
        PytreeNodes.RegisterTuple<TResult, TAux, Variables>();
        DirectCall<TModule> call = DirectCall<TModule>.Of("Lift.Vjp", "vjp", module, x);
        Variables chosen = call.Own(variables ?? "params");
        ((TResult value, TAux aux, Variables changed), Func<(TResult, TAux, Variables), (Variables, T)> pull) = Differentiation.Vjp(FunctionInfo.Of(f), ((Variables Own, T X) at) =>
        {
            ((TResult y, TAux more), Variables made) = call.Run(m => f(m, at.X), at.Own);
            return (y, more, made);
        }, (chosen, x));
        call.Publish(changed);
        return (value, cotangent => pull((cotangent, Tree.Map(Still, aux), Tree.Map(Still, changed))), aux);
    }

    /// <summary>A cotangent of something that is not followed.</summary>
    private static NDArray Still(NDArray x) => Lax.Zeros(x.Type.Tangent);

    /// <summary>The value of a function of a module and an input, and how it moves when the input and variables move.</summary>
    /// <param name="f">The function.</param>
    /// <param name="module">A module that lives in the running module, or that itself.</param>
    /// <param name="x">Where.</param>
    /// <param name="tangent">How the input moves.</param>
    /// <param name="variableTangents">How collections of the module move, such as <c>params</c>; the others do not.</param>
    public static (TResult Value, TResult Tangent) Jvp<TModule, T, TResult>(Func<TModule, T, TResult> f, TModule module, T x, T tangent, Variables? variableTangents = null)
        where TModule : Module
    {
        PytreeNodes.RegisterTuple<Variables, T>();
        PytreeNodes.RegisterTuple<TResult, Variables>();
        DirectCall<TModule> call = DirectCall<TModule>.Of("Lift.Jvp", "jvp", module, x);
        Variables moving = variableTangents ?? new();
        Variables chosen = call.Own([.. moving.Names]);
        ((TResult Value, Variables Changed) value, (TResult Tangent, Variables) moved) = Differentiation.Jvp(FunctionInfo.Of(f), ((Variables Own, T X) at) => call.Run(m => f(m, at.X), at.Own), (chosen, x), (moving, tangent));
        call.Publish(value.Changed);
        return (value.Value, moved.Tangent);
    }
}
