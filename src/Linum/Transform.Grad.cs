using Linum.Extending;

namespace Linum;

// Written by eng/arities.py: one overload per number of arguments and per argument that is differentiated.
public static partial class Transform
{
    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray> Grad(Func<NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return a1 => Differentiation.Gradient("Grad", info, a1, x => f(x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return a1 => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray> Grad(Func<NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return a1 => Differentiation.Gradient("Grad", info, a1, x => f(x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return a1 => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T1> Grad<T1>(Func<T1, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return a1 => Differentiation.Gradient("Grad", info, a1, x => f(x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, (NDArray Value, T1 Gradient)> ValueAndGrad<T1>(Func<T1, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return a1 => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T1> Grad<T1>(Func<T1, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return a1 => Differentiation.Gradient("Grad", info, a1, x => f(x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, (NDArray Value, T1 Gradient)> ValueAndGrad<T1>(Func<T1, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return a1 => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, (T1 Gradient, TAux Aux)> GradWithAux<T1, TAux>(Func<T1, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return a1 => Differentiation.GradientAux<T1, TAux>("GradWithAux", info, a1, x => f(x));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, ((NDArray Value, TAux Aux) Output, T1 Gradient)> ValueAndGradWithAux<T1, TAux>(Func<T1, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return a1 => Differentiation.ValueAndGradientAux<T1, TAux>("ValueAndGradWithAux", info, a1, x => f(x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T1> Grad<T1, T2>(Func<T1, T2, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2>(Func<T1, T2, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T1> Grad<T1, T2>(Func<T1, T2, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2>(Func<T1, T2, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T2> Grad<T1, T2>(Func<T1, T2, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, (NDArray Value, T2 Gradient)> ValueAndGrad<T1, T2>(Func<T1, T2, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, (T1, T2)> Grad<T1, T2>(Func<T1, T2, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, (NDArray Value, (T1, T2) Gradient)> ValueAndGrad<T1, T2>(Func<T1, T2, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, (T1 Gradient, TAux Aux)> GradWithAux<T1, T2, TAux>(Func<T1, T2, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2) => Differentiation.GradientAux<T1, TAux>("GradWithAux", info, a1, x => f(x, a2));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, ((NDArray Value, TAux Aux) Output, T1 Gradient)> ValueAndGradWithAux<T1, T2, TAux>(Func<T1, T2, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2) => Differentiation.ValueAndGradientAux<T1, TAux>("ValueAndGradWithAux", info, a1, x => f(x, a2));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, (T2 Gradient, TAux Aux)> GradWithAux<T1, T2, TAux>(Func<T1, T2, (NDArray Value, TAux Aux)> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2) => Differentiation.GradientAux<T2, TAux>("GradWithAux", info, a2, x => f(a1, x));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, ((NDArray Value, TAux Aux) Output, T2 Gradient)> ValueAndGradWithAux<T1, T2, TAux>(Func<T1, T2, (NDArray Value, TAux Aux)> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2) => Differentiation.ValueAndGradientAux<T2, TAux>("ValueAndGradWithAux", info, a2, x => f(a1, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T1> Grad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T1> Grad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T2> Grad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, (NDArray Value, T2 Gradient)> ValueAndGrad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T3> Grad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, (NDArray Value, T3 Gradient)> ValueAndGrad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, (T1, T2)> Grad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, (NDArray Value, (T1, T2) Gradient)> ValueAndGrad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, (T1, T3)> Grad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, (First, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 2);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, (a1, a3), x => f(x.Item1, a2, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, (NDArray Value, (T1, T3) Gradient)> ValueAndGrad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, (First, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 2);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a3), x => f(x.Item1, a2, x.Item2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray> f, (First, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 2);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, (a1, a3), x => f(x.Item1, a2, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray> f, (First, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 2);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a3), x => f(x.Item1, a2, x.Item2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, (T2, T3)> Grad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, (Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 2);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, (a2, a3), x => f(a1, x.Item1, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, (NDArray Value, (T2, T3) Gradient)> ValueAndGrad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, (Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 2);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a2, a3), x => f(a1, x.Item1, x.Item2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray> f, (Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 2);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, (a2, a3), x => f(a1, x.Item1, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray> f, (Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 2);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a2, a3), x => f(a1, x.Item1, x.Item2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, (T1, T2, T3)> Grad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, (First, Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, (a1, a2, a3), x => f(x.Item1, x.Item2, x.Item3));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, (NDArray Value, (T1, T2, T3) Gradient)> ValueAndGrad<T1, T2, T3>(Func<T1, T2, T3, NDArray> f, (First, Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3), x => f(x.Item1, x.Item2, x.Item3));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray, NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2);
        return (a1, a2, a3) => Differentiation.Gradient("Grad", info, (a1, a2, a3), x => f(x.Item1, x.Item2, x.Item3));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2);
        return (a1, a2, a3) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3), x => f(x.Item1, x.Item2, x.Item3));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, T3, (T1 Gradient, TAux Aux)> GradWithAux<T1, T2, T3, TAux>(Func<T1, T2, T3, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3) => Differentiation.GradientAux<T1, TAux>("GradWithAux", info, a1, x => f(x, a2, a3));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, T3, ((NDArray Value, TAux Aux) Output, T1 Gradient)> ValueAndGradWithAux<T1, T2, T3, TAux>(Func<T1, T2, T3, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3) => Differentiation.ValueAndGradientAux<T1, TAux>("ValueAndGradWithAux", info, a1, x => f(x, a2, a3));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, T3, (T2 Gradient, TAux Aux)> GradWithAux<T1, T2, T3, TAux>(Func<T1, T2, T3, (NDArray Value, TAux Aux)> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3) => Differentiation.GradientAux<T2, TAux>("GradWithAux", info, a2, x => f(a1, x, a3));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, T3, ((NDArray Value, TAux Aux) Output, T2 Gradient)> ValueAndGradWithAux<T1, T2, T3, TAux>(Func<T1, T2, T3, (NDArray Value, TAux Aux)> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3) => Differentiation.ValueAndGradientAux<T2, TAux>("ValueAndGradWithAux", info, a2, x => f(a1, x, a3));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, T3, (T3 Gradient, TAux Aux)> GradWithAux<T1, T2, T3, TAux>(Func<T1, T2, T3, (NDArray Value, TAux Aux)> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3) => Differentiation.GradientAux<T3, TAux>("GradWithAux", info, a3, x => f(a1, a2, x));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, T3, ((NDArray Value, TAux Aux) Output, T3 Gradient)> ValueAndGradWithAux<T1, T2, T3, TAux>(Func<T1, T2, T3, (NDArray Value, TAux Aux)> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3) => Differentiation.ValueAndGradientAux<T3, TAux>("ValueAndGradWithAux", info, a3, x => f(a1, a2, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, a4, x => f(a1, a2, a3, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, a4, x => f(a1, a2, a3, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T1> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T1> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T2> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, T2 Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T3> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, T3 Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T4> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, a4, x => f(a1, a2, a3, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, T4 Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, a4, x => f(a1, a2, a3, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, (T1, T2)> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, (T1, T2) Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, (T1, T3)> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (First, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 2);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a1, a3), x => f(x.Item1, a2, x.Item2, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, (T1, T3) Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (First, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 2);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a3), x => f(x.Item1, a2, x.Item2, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 2);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a1, a3), x => f(x.Item1, a2, x.Item2, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 2);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a3), x => f(x.Item1, a2, x.Item2, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, (T1, T4)> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (First, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 3);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a1, a4), x => f(x.Item1, a2, a3, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, (T1, T4) Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (First, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 3);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a4), x => f(x.Item1, a2, a3, x.Item2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 3);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a1, a4), x => f(x.Item1, a2, a3, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 3);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a4), x => f(x.Item1, a2, a3, x.Item2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, (T2, T3)> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 2);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a2, a3), x => f(a1, x.Item1, x.Item2, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, (T2, T3) Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 2);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a2, a3), x => f(a1, x.Item1, x.Item2, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 2);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a2, a3), x => f(a1, x.Item1, x.Item2, a4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (Second, Third) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 2);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a2, a3), x => f(a1, x.Item1, x.Item2, a4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, (T2, T4)> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (Second, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 3);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a2, a4), x => f(a1, x.Item1, a3, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, (T2, T4) Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (Second, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 3);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a2, a4), x => f(a1, x.Item1, a3, x.Item2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (Second, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 3);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a2, a4), x => f(a1, x.Item1, a3, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (Second, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1, 3);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a2, a4), x => f(a1, x.Item1, a3, x.Item2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, (T3, T4)> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (Third, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2, 3);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a3, a4), x => f(a1, a2, x.Item1, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, (T3, T4) Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (Third, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2, 3);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a3, a4), x => f(a1, a2, x.Item1, x.Item2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (Third, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2, 3);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a3, a4), x => f(a1, a2, x.Item1, x.Item2));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (Third, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2, 3);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a3, a4), x => f(a1, a2, x.Item1, x.Item2));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, (T1, T2, T3, T4)> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (First, Second, Third, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a1, a2, a3, a4), x => f(x.Item1, x.Item2, x.Item3, x.Item4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, (NDArray Value, (T1, T2, T3, T4) Gradient)> ValueAndGrad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, NDArray> f, (First, Second, Third, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3, a4), x => f(x.Item1, x.Item2, x.Item3, x.Item4));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray, NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3);
        return (a1, a2, a3, a4) => Differentiation.Gradient("Grad", info, (a1, a2, a3, a4), x => f(x.Item1, x.Item2, x.Item3, x.Item4));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray, NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third, Fourth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3, a4), x => f(x.Item1, x.Item2, x.Item3, x.Item4));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, T3, T4, (T1 Gradient, TAux Aux)> GradWithAux<T1, T2, T3, T4, TAux>(Func<T1, T2, T3, T4, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4) => Differentiation.GradientAux<T1, TAux>("GradWithAux", info, a1, x => f(x, a2, a3, a4));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, T3, T4, ((NDArray Value, TAux Aux) Output, T1 Gradient)> ValueAndGradWithAux<T1, T2, T3, T4, TAux>(Func<T1, T2, T3, T4, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradientAux<T1, TAux>("ValueAndGradWithAux", info, a1, x => f(x, a2, a3, a4));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, T3, T4, (T2 Gradient, TAux Aux)> GradWithAux<T1, T2, T3, T4, TAux>(Func<T1, T2, T3, T4, (NDArray Value, TAux Aux)> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4) => Differentiation.GradientAux<T2, TAux>("GradWithAux", info, a2, x => f(a1, x, a3, a4));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, T3, T4, ((NDArray Value, TAux Aux) Output, T2 Gradient)> ValueAndGradWithAux<T1, T2, T3, T4, TAux>(Func<T1, T2, T3, T4, (NDArray Value, TAux Aux)> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradientAux<T2, TAux>("ValueAndGradWithAux", info, a2, x => f(a1, x, a3, a4));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, T3, T4, (T3 Gradient, TAux Aux)> GradWithAux<T1, T2, T3, T4, TAux>(Func<T1, T2, T3, T4, (NDArray Value, TAux Aux)> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4) => Differentiation.GradientAux<T3, TAux>("GradWithAux", info, a3, x => f(a1, a2, x, a4));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, T3, T4, ((NDArray Value, TAux Aux) Output, T3 Gradient)> ValueAndGradWithAux<T1, T2, T3, T4, TAux>(Func<T1, T2, T3, T4, (NDArray Value, TAux Aux)> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradientAux<T3, TAux>("ValueAndGradWithAux", info, a3, x => f(a1, a2, x, a4));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, T3, T4, (T4 Gradient, TAux Aux)> GradWithAux<T1, T2, T3, T4, TAux>(Func<T1, T2, T3, T4, (NDArray Value, TAux Aux)> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4) => Differentiation.GradientAux<T4, TAux>("GradWithAux", info, a4, x => f(a1, a2, a3, x));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, T3, T4, ((NDArray Value, TAux Aux) Output, T4 Gradient)> ValueAndGradWithAux<T1, T2, T3, T4, TAux>(Func<T1, T2, T3, T4, (NDArray Value, TAux Aux)> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4) => Differentiation.ValueAndGradientAux<T4, TAux>("ValueAndGradWithAux", info, a4, x => f(a1, a2, a3, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3, a4, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3, a4, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x, a4, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x, a4, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a4, x => f(a1, a2, a3, x, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a4, x => f(a1, a2, a3, x, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a5, x => f(a1, a2, a3, a4, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a5, x => f(a1, a2, a3, a4, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T1> Grad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T1> Grad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T2> Grad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3, a4, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, (NDArray Value, T2 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3, a4, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T3> Grad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x, a4, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, (NDArray Value, T3 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x, a4, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T4> Grad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a4, x => f(a1, a2, a3, x, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, (NDArray Value, T4 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a4, x => f(a1, a2, a3, x, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T5> Grad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, a5, x => f(a1, a2, a3, a4, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, (NDArray Value, T5 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, a5, x => f(a1, a2, a3, a4, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, (T1, T2)> Grad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, (NDArray Value, (T1, T2) Gradient)> ValueAndGrad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)> Grad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, (First, Second, Third, Fourth, Fifth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, (a1, a2, a3, a4, a5), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, (NDArray Value, (T1, T2, T3, T4, T5) Gradient)> ValueAndGrad<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, NDArray> f, (First, Second, Third, Fourth, Fifth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3, a4, a5), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray, NDArray, NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third, Fourth, Fifth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4);
        return (a1, a2, a3, a4, a5) => Differentiation.Gradient("Grad", info, (a1, a2, a3, a4, a5), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray, NDArray, NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third, Fourth, Fifth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3, a4, a5), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, T3, T4, T5, (T1 Gradient, TAux Aux)> GradWithAux<T1, T2, T3, T4, T5, TAux>(Func<T1, T2, T3, T4, T5, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5) => Differentiation.GradientAux<T1, TAux>("GradWithAux", info, a1, x => f(x, a2, a3, a4, a5));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, T3, T4, T5, ((NDArray Value, TAux Aux) Output, T1 Gradient)> ValueAndGradWithAux<T1, T2, T3, T4, T5, TAux>(Func<T1, T2, T3, T4, T5, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5) => Differentiation.ValueAndGradientAux<T1, TAux>("ValueAndGradWithAux", info, a1, x => f(x, a2, a3, a4, a5));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3, a4, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3, a4, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x, a4, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x, a4, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a4, x => f(a1, a2, a3, x, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a4, x => f(a1, a2, a3, x, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a5, x => f(a1, a2, a3, a4, x, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a5, x => f(a1, a2, a3, a4, x, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a6, x => f(a1, a2, a3, a4, a5, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a6, x => f(a1, a2, a3, a4, a5, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T1> Grad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T1> Grad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T2> Grad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3, a4, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (NDArray Value, T2 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3, a4, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T3> Grad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x, a4, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (NDArray Value, T3 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x, a4, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T4> Grad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a4, x => f(a1, a2, a3, x, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (NDArray Value, T4 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a4, x => f(a1, a2, a3, x, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T5> Grad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a5, x => f(a1, a2, a3, a4, x, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (NDArray Value, T5 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a5, x => f(a1, a2, a3, a4, x, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T6> Grad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, a6, x => f(a1, a2, a3, a4, a5, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (NDArray Value, T6 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, a6, x => f(a1, a2, a3, a4, a5, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (T1, T2)> Grad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (NDArray Value, (T1, T2) Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (T1, T2, T3, T4, T5, T6)> Grad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, (a1, a2, a3, a4, a5, a6), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (NDArray Value, (T1, T2, T3, T4, T5, T6) Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3, a4, a5, a6), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray, NDArray, NDArray, NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.Gradient("Grad", info, (a1, a2, a3, a4, a5, a6), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray, NDArray, NDArray, NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3, a4, a5, a6), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, (T1 Gradient, TAux Aux)> GradWithAux<T1, T2, T3, T4, T5, T6, TAux>(Func<T1, T2, T3, T4, T5, T6, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.GradientAux<T1, TAux>("GradWithAux", info, a1, x => f(x, a2, a3, a4, a5, a6));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, ((NDArray Value, TAux Aux) Output, T1 Gradient)> ValueAndGradWithAux<T1, T2, T3, T4, T5, T6, TAux>(Func<T1, T2, T3, T4, T5, T6, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6) => Differentiation.ValueAndGradientAux<T1, TAux>("ValueAndGradWithAux", info, a1, x => f(x, a2, a3, a4, a5, a6));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3, a4, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3, a4, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x, a4, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x, a4, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a4, x => f(a1, a2, a3, x, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a4, x => f(a1, a2, a3, x, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a5, x => f(a1, a2, a3, a4, x, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a5, x => f(a1, a2, a3, a4, x, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a6, x => f(a1, a2, a3, a4, a5, x, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a6, x => f(a1, a2, a3, a4, a5, x, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Seventh wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 6);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a7, x => f(a1, a2, a3, a4, a5, a6, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Seventh wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 6);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a7, x => f(a1, a2, a3, a4, a5, a6, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T1> Grad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T1> Grad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T2> Grad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3, a4, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, T2 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3, a4, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T3> Grad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x, a4, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, T3 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x, a4, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T4> Grad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a4, x => f(a1, a2, a3, x, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, T4 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a4, x => f(a1, a2, a3, x, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T5> Grad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a5, x => f(a1, a2, a3, a4, x, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, T5 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a5, x => f(a1, a2, a3, a4, x, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T6> Grad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a6, x => f(a1, a2, a3, a4, a5, x, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, T6 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a6, x => f(a1, a2, a3, a4, a5, x, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T7> Grad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Seventh wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 6);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, a7, x => f(a1, a2, a3, a4, a5, a6, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, T7 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, Seventh wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 6);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, a7, x => f(a1, a2, a3, a4, a5, a6, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (T1, T2)> Grad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, (T1, T2) Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6, a7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (T1, T2, T3, T4, T5, T6, T7)> Grad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth, Seventh) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5, 6);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, (a1, a2, a3, a4, a5, a6, a7), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6, x.Item7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, (T1, T2, T3, T4, T5, T6, T7) Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth, Seventh) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5, 6);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3, a4, a5, a6, a7), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6, x.Item7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth, Seventh) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5, 6);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.Gradient("Grad", info, (a1, a2, a3, a4, a5, a6, a7), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6, x.Item7));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth, Seventh) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5, 6);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3, a4, a5, a6, a7), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6, x.Item7));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, (T1 Gradient, TAux Aux)> GradWithAux<T1, T2, T3, T4, T5, T6, T7, TAux>(Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.GradientAux<T1, TAux>("GradWithAux", info, a1, x => f(x, a2, a3, a4, a5, a6, a7));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, ((NDArray Value, TAux Aux) Output, T1 Gradient)> ValueAndGradWithAux<T1, T2, T3, T4, T5, T6, T7, TAux>(Func<T1, T2, T3, T4, T5, T6, T7, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7) => Differentiation.ValueAndGradientAux<T1, TAux>("ValueAndGradWithAux", info, a1, x => f(x, a2, a3, a4, a5, a6, a7));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x, a4, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x, a4, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a4, x => f(a1, a2, a3, x, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a4, x => f(a1, a2, a3, x, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a5, x => f(a1, a2, a3, a4, x, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a5, x => f(a1, a2, a3, a4, x, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a6, x => f(a1, a2, a3, a4, a5, x, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a6, x => f(a1, a2, a3, a4, a5, x, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Seventh wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 6);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a7, x => f(a1, a2, a3, a4, a5, a6, x, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Seventh wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 6);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a7, x => f(a1, a2, a3, a4, a5, a6, x, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Eighth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 7);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a8, x => f(a1, a2, a3, a4, a5, a6, a7, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, NDArray Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Eighth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 7);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a8, x => f(a1, a2, a3, a4, a5, a6, a7, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, T1> Grad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, T1> Grad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, T1 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, First wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a1, x => f(x, a2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, T2> Grad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a2, x => f(a1, x, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, T2 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Second wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 1);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a2, x => f(a1, x, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, T3> Grad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a3, x => f(a1, a2, x, a4, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, T3 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Third wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 2);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a3, x => f(a1, a2, x, a4, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, T4> Grad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a4, x => f(a1, a2, a3, x, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, T4 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Fourth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 3);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a4, x => f(a1, a2, a3, x, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, T5> Grad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a5, x => f(a1, a2, a3, a4, x, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, T5 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Fifth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 4);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a5, x => f(a1, a2, a3, a4, x, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, T6> Grad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a6, x => f(a1, a2, a3, a4, a5, x, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, T6 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Sixth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 5);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a6, x => f(a1, a2, a3, a4, a5, x, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, T7> Grad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Seventh wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 6);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a7, x => f(a1, a2, a3, a4, a5, a6, x, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, T7 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Seventh wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 6);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a7, x => f(a1, a2, a3, a4, a5, a6, x, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, T8> Grad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Eighth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 7);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, a8, x => f(a1, a2, a3, a4, a5, a6, a7, x));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, T8 Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, Eighth wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 7);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, a8, x => f(a1, a2, a3, a4, a5, a6, a7, x));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (T1, T2)> Grad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, (T1, T2) Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2), x => f(x.Item1, x.Item2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (T1, T2, T3, T4, T5, T6, T7, T8)> Grad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth, Seventh, Eighth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5, 6, 7);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, (a1, a2, a3, a4, a5, a6, a7, a8), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6, x.Item7, x.Item8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, (T1, T2, T3, T4, T5, T6, T7, T8) Gradient)> ValueAndGrad<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth, Seventh, Eighth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5, 6, 7);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3, a4, a5, a6, a7, a8), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6, x.Item7, x.Item8));
    }

    /// <summary>The derivative of a scalar function with respect to an argument: a value of that argument's structure.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray)> Grad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth, Seventh, Eighth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5, 6, 7);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.Gradient("Grad", info, (a1, a2, a3, a4, a5, a6, a7, a8), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6, x.Item7, x.Item8));
    }

    /// <summary>The value of a scalar function and its derivative with respect to an argument.</summary>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, (NDArray Value, (NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray) Gradient)> ValueAndGrad(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, (First, Second, Third, Fourth, Fifth, Sixth, Seventh, Eighth) wrt)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0, 1, 2, 3, 4, 5, 6, 7);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradient("ValueAndGrad", info, (a1, a2, a3, a4, a5, a6, a7, a8), x => f(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6, x.Item7, x.Item8));
    }

    /// <summary>The derivative of a scalar function that also returns something else, and that.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, (T1 Gradient, TAux Aux)> GradWithAux<T1, T2, T3, T4, T5, T6, T7, T8, TAux>(Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.GradientAux<T1, TAux>("GradWithAux", info, a1, x => f(x, a2, a3, a4, a5, a6, a7, a8));
    }

    /// <summary>The value of a scalar function that also returns something else, that, and the derivative.</summary>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, ((NDArray Value, TAux Aux) Output, T1 Gradient)> ValueAndGradWithAux<T1, T2, T3, T4, T5, T6, T7, T8, TAux>(Func<T1, T2, T3, T4, T5, T6, T7, T8, (NDArray Value, TAux Aux)> f)
    {
        FunctionInfo info = FunctionInfo.Of(f, 0);
        return (a1, a2, a3, a4, a5, a6, a7, a8) => Differentiation.ValueAndGradientAux<T1, TAux>("ValueAndGradWithAux", info, a1, x => f(x, a2, a3, a4, a5, a6, a7, a8));
    }
}
