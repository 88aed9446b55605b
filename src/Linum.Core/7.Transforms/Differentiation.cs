namespace Linum.Extending;

/// <summary>Derivatives of functions over trees.</summary>
public static class Differentiation
{
    /// <summary>The gradient of a scalar function at a value.</summary>
    public static T Gradient<T>(string operation, FunctionInfo info, T at, Func<T, NDArray> f) => ValueAndGradient(operation, info, at, f).Gradient;

    /// <summary>The value and the gradient of a scalar function at a value.</summary>
    public static (NDArray Value, T Gradient) ValueAndGradient<T>(string operation, FunctionInfo info, T at, Func<T, NDArray> f)
    {
        (NDArray value, _, T gradient) = Core<T, bool>(operation, info, at, x => (f(x), false));
        return (value, gradient);
    }

    /// <summary>The gradient of a scalar function that also returns something else, and that.</summary>
    public static (T Gradient, TAux Aux) GradientAux<T, TAux>(string operation, FunctionInfo info, T at, Func<T, (NDArray, TAux)> f)
    {
        (_, TAux aux, T gradient) = Core(operation, info, at, f);
        return (gradient, aux);
    }

    /// <summary>The value, something else, and the gradient.</summary>
    public static ((NDArray Value, TAux Aux) Output, T Gradient) ValueAndGradientAux<T, TAux>(string operation, FunctionInfo info, T at, Func<T, (NDArray, TAux)> f)
    {
        (NDArray value, TAux aux, T gradient) = Core(operation, info, at, f);
        return ((value, aux), gradient);
    }

    private static (NDArray Value, TAux Aux, T Gradient) Core<T, TAux>(string operation, FunctionInfo info, T at, Func<T, (NDArray, TAux)> f)
    {
        NDArray[] leaves = Tree.Flatten(at, out TreeDef structure);
        for (int i = 0; i < leaves.Length; i++)
        {
            if (!leaves[i].DType.IsInexact) throw DifferentiationErrors.IntegerInput(operation, info, info.PathOfArgument(structure, i), leaves[i].Type);
        }

        TreeDef? auxStructure = null;
        (NDArray[] outputs, LinearMap map) = Linearization.Linearize(x =>
        {
            (NDArray value, TAux aux) = f(Tree.Unflatten<T>(structure, x));
            CheckOutput(operation, info, value);
            NDArray[] rest = Tree.Flatten(aux, out auxStructure);
            return [value, .. rest];
        }, leaves, $"{operation} of {info.Name}");
        var cotangents = new NDArray?[outputs.Length];
        cotangents[0] = ConcreteArray.Scalar(1.0, outputs[0].DType, outputs[0].Type.IsWeak);
        NDArray?[] gradients = map.Pull(cotangents);
        var results = new NDArray[leaves.Length];
        for (int i = 0; i < results.Length; i++) results[i] = gradients[i] ?? Lax.Zeros(leaves[i].Type);
        return (outputs[0], Tree.Unflatten<TAux>(auxStructure!, outputs.AsSpan(1)), Tree.Unflatten<T>(structure, results));
    }

    private static void CheckOutput(string operation, FunctionInfo info, NDArray value)
    {
        if (value is null) throw DifferentiationErrors.NoOutput(operation, info);
        if (value.Rank != 0) throw DifferentiationErrors.NotScalar(operation, info, value.Type);
        if (value.DType.IsComplex) throw DifferentiationErrors.ComplexOutput(operation, info, value.Type);
        if (!value.DType.IsFloat) throw DifferentiationErrors.IntegerOutput(operation, info, value.Type);
    }

    /// <summary>The value of a function and how it moves with its input.</summary>
    /// <exception cref="TreeException">The tangents have another structure.</exception>
    public static (TResult Value, TResult Tangent) Jvp<T, TResult>(FunctionInfo info, Func<T, TResult> f, T primal, T tangent)
    {
        NDArray[] x = Tree.Flatten(primal, out TreeDef structure), dx = Tree.Flatten(tangent, out TreeDef other);
        Tree.RequireSame("Jvp", structure, other);
        DifferentiationErrors.CheckTangents("Jvp", info, structure, x, dx);
        TreeDef? result = null;
        (NDArray[] outputs, NDArray?[] tangents) = Push(leaves => Tree.Flatten(f(Tree.Unflatten<T>(structure, leaves)), out result), x, dx, $"Jvp of {info.Name}");
        var moved = new NDArray[outputs.Length];
        for (int i = 0; i < moved.Length; i++) moved[i] = tangents[i] ?? Lax.Zeros(outputs[i].Type.Tangent);
        return (Tree.Unflatten<TResult>(result!, outputs), Tree.Unflatten<TResult>(result!, moved));
    }

    /// <summary>Forward mode over leaves; a null tangent is zero.</summary>
    public static (NDArray[] Outputs, NDArray?[] Tangents) Push(Func<NDArray[], NDArray[]> f, ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray> tangents, string description)
    {
        JvpTrace trace = new(Trace.Current, description);
        try
        {
            var duals = new NDArray[primals.Length];
            for (int i = 0; i < duals.Length; i++) duals[i] = trace.Pair(primals[i], primals[i].DType.IsInexact ? tangents[i] : null);
            NDArray[] results;
            using (Trace.Use(trace)) results = f(duals);
            var outputs = new NDArray[results.Length];
            var moved = new NDArray?[results.Length];
            for (int i = 0; i < outputs.Length; i++) (outputs[i], moved[i]) = (trace.Primal(results[i]), trace.Tangent(results[i]));
            return (outputs, moved);
        }
        finally
        {
            trace.Invalidate();
        }
    }

    /// <summary>The value of a function, and a function from changes of its input to changes of its output.</summary>
    public static (TResult Value, Func<T, TResult> Push) Linearize<T, TResult>(FunctionInfo info, Func<T, TResult> f, T primal)
    {
        NDArray[] x = Tree.Flatten(primal, out TreeDef structure);
        TreeDef? result = null;
        (NDArray[] outputs, LinearMap map) = Linearization.Linearize(leaves => Tree.Flatten(f(Tree.Unflatten<T>(structure, leaves)), out result), x, $"Linearize of {info.Name}");
        ArrayType[] types = [.. outputs.Select(o => o.Type)];
        return (Tree.Unflatten<TResult>(result!, outputs), tangent =>
        {
            NDArray[] dx = Tree.Flatten(tangent, out TreeDef other);
            Tree.RequireSame("Linearize", structure, other);
            DifferentiationErrors.CheckTangents("Linearize", info, structure, x, dx);
            NDArray?[] moved = map.Push(dx);
            var all = new NDArray[moved.Length];
            for (int i = 0; i < all.Length; i++) all[i] = moved[i] ?? Lax.Zeros(types[i].Tangent);
            return Tree.Unflatten<TResult>(result!, all);
        }
        );
    }

    /// <summary>The value of a function, and a function from cotangents of its output to cotangents of its input.</summary>
    public static (TResult Value, Func<TResult, T> Pull) Vjp<T, TResult>(FunctionInfo info, Func<T, TResult> f, T primal)
    {
        NDArray[] x = Tree.Flatten(primal, out TreeDef structure);
        TreeDef? result = null;
        (NDArray[] outputs, LinearMap map) = Linearization.Linearize(leaves => Tree.Flatten(f(Tree.Unflatten<T>(structure, leaves)), out result), x, $"Vjp of {info.Name}");
        ArrayType[] types = [.. outputs.Select(o => o.Type)], inputTypes = [.. x.Select(l => l.Type)];
        return (Tree.Unflatten<TResult>(result!, outputs), cotangent =>
        {
            NDArray[] ct = Tree.Flatten(cotangent, out TreeDef other);
            Tree.RequireSame("Vjp", result!, other);
            var given = new NDArray?[ct.Length];
            for (int i = 0; i < given.Length; i++)
            {
                ArrayType wanted = types[i].Tangent;
                if (!ct[i].Type.Matches(wanted) && types[i].DType.IsInexact) throw DifferentiationErrors.WrongCotangent(info, result!.LeafPaths("result")[i], types[i], ct[i].Type);
                given[i] = types[i].DType.IsInexact ? ct[i] : null;
            }

            NDArray?[] pulled = map.Pull(given);
            var all = new NDArray[pulled.Length];
            for (int i = 0; i < all.Length; i++) all[i] = pulled[i] ?? Lax.Zeros(inputTypes[i].Tangent);
            return Tree.Unflatten<T>(structure, all);
        }
        );
    }
}

/// <summary>The messages about functions that cannot be differentiated as asked.</summary>
internal static class DifferentiationErrors
{
    public static DTypeException IntegerInput(string operation, FunctionInfo info, string path, ArrayType type) =>
        new($"{operation} of {info.Name}: the argument {path} is {type.ToLongString()}, and only floating and complex numbers have derivatives. "
            + "Convert it with AsType(DType.Float32), or differentiate with respect to another argument (wrt: Arg.Second).");

    public static FunctionException NoOutput(string operation, FunctionInfo info) =>
        new($"{operation} of {info.Name}: the function returned null. It must return a scalar array.");

    public static ShapeException NotScalar(string operation, FunctionInfo info, ArrayType type) =>
        new($"{operation} of {info.Name}: the function returned {type.ToLongString()}, but a gradient is that of a scalar. "
            + (type.Shape.Count == 1 ? "Reshape the result to a scalar with Reshape() or Sum()" : "Sum or average the result")
            + "; for all derivatives of an array use JacRev or JacFwd.");

    public static DTypeException IntegerOutput(string operation, FunctionInfo info, ArrayType type) =>
        new($"{operation} of {info.Name}: the function returned {type.ToLongString()}, and only real floating numbers have gradients. Convert the result with AsType(DType.Float32), or use Vjp.");

    public static DTypeException ComplexOutput(string operation, FunctionInfo info, ArrayType type) =>
        new($"{operation} of {info.Name}: the function returned {type.ToLongString()}, but a gradient is that of a real number. Return a real quantity, such as Np.Real or Np.Abs of the result, or use Vjp.");

    public static Exception WrongCotangent(FunctionInfo info, string path, ArrayType output, ArrayType given)
    {
        string text = $"Vjp of {info.Name}: the cotangent of {path} is {given.ToLongString()}, but the function's {path} is {output.ToLongString()}. A cotangent has the shape and dtype of what it belongs to.";
        return given.Shape == output.Shape ? new DTypeException(text) : new ShapeException(text);
    }

    public static void CheckTangents(string operation, FunctionInfo info, TreeDef structure, NDArray[] primals, NDArray[] tangents)
    {
        for (int i = 0; i < primals.Length; i++)
        {
            ArrayType wanted = primals[i].Type.Tangent, given = tangents[i].Type;
            if (given.DType == wanted.DType && given.Shape == wanted.Shape) continue;
            string path = info.PathOfArgument(structure, i);
            if (given.Shape != wanted.Shape)
            {
                throw new ShapeException($"{operation} of {info.Name}: the tangent of {path} is {given.ToLongString()}, but the primal is {primals[i].Type.ToLongString()}. A tangent has the shape of its primal.");
            }

            throw new DTypeException($"{operation} of {info.Name}: the tangent of {path}, {primals[i].Type.ToLongString()}, must be {wanted.DType.Name}, but is {given.ToLongString()}. "
                + (wanted.DType == DType.Float0 ? "Integers and bools do not move: their tangent is Lax.Zeros(primal.Type.Tangent)." : "Convert it with AsType."));
        }
    }
}
