namespace Linum.Extending;

/// <summary>
/// One operation of the IR. Parameters are properties, rules are overrides, equality is structural: <c>new ReduceSum([1])</c>
/// is its own cache key and prints itself.
/// </summary>
public abstract record Primitive
{
    /// <summary>The name in printed programs; by default the type's name in snake case.</summary>
    public virtual string Name => SnakeCase.Of(GetType());

    /// <summary>What is printed in brackets behind the name, under the reference's names, in alphabetical order.</summary>
    public virtual ValueList<Parameter> Parameters => [];

    /// <summary>The programs inside, for calls and control flow.</summary>
    public virtual ValueList<Jaxpr> Bodies => [];

    /// <summary>The names of the axes this communicates over; empty for everything but collectives.</summary>
    public virtual ValueList<string> AxisNames => [];

    /// <summary>Types of the outputs, or an error that says what is wrong with the inputs.</summary>
    public abstract ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs);

    /// <summary>What it computes, in the neutral loop form. Execution, the test oracle and every compiler start here.</summary>
    public abstract Lowered Lower(ReadOnlySpan<ArrayType> inputs);

    /// <summary>The same operation with an extra axis on some inputs. At least one <see cref="Batched.Axis"/> is not null, or the axis name is one of <see cref="AxisNames"/>.</summary>
    public abstract Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs);

    /// <summary>Outputs and how they move when the inputs move. A null tangent is zero; at least one is not null.</summary>
    /// <exception cref="NotDifferentiableException">There is no derivative.</exception>
    public virtual Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => throw PrimitiveErrors.NoJvp(this);

    /// <summary>For an operation linear in its unknown inputs: cotangents of the inputs from cotangents of the outputs. Known inputs get null.</summary>
    /// <exception cref="NotLinearException">There is no transposition.</exception>
    public virtual NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents) => throw PrimitiveErrors.NoTranspose(this);

    /// <summary>
    /// For an operation with bodies of which some inputs are unknown: runs what can be run now and writes down the rest with <paramref name="record"/>.
    /// Null (the default) means that the whole operation is written down.
    /// </summary>
    /// <param name="inputs">The inputs; those of the recording trace are unknown.</param>
    /// <param name="unknown">Which inputs are unknown.</param>
    /// <param name="record">Writes an equation over the given inputs and returns its outputs.</param>
    public virtual NDArray[]? PartialEval(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<bool> unknown, Recorder record) => null;

    /// <summary>Applies the operation and returns its first output.</summary>
    public NDArray Bind(params ReadOnlySpan<NDArray> inputs) => Trace.Current.Process(this, inputs)[0];

    /// <summary>Applies the operation and returns all outputs.</summary>
    public NDArray[] BindAll(params ReadOnlySpan<NDArray> inputs) => Trace.Current.Process(this, inputs);
}

/// <summary>Writes an equation into the program being recorded.</summary>
public delegate NDArray[] Recorder(Primitive primitive, NDArray[] inputs);

/// <summary>A printed parameter.</summary>
/// <param name="Name">The reference's name.</param>
/// <param name="Value">A number, text, list, program or list of programs; null prints <c>None</c>.</param>
public readonly record struct Parameter(string Name, object? Value);

/// <summary>A value and which of its axes is the batch (null: the same for all).</summary>
public readonly record struct Batched(NDArray Value, int? Axis);

/// <summary>The axis that a <c>Vmap</c> adds.</summary>
/// <param name="Size">How many examples there are.</param>
/// <param name="Name">Its name for collectives, if it has one.</param>
/// <param name="IsDevices">Whether the examples are devices: then collectives may work in groups.</param>
public readonly record struct BatchAxis(int Size, string? Name, bool IsDevices = false);

/// <summary>Outputs and their tangents; a null tangent is zero.</summary>
public readonly record struct Dual(NDArray[] Primals, NDArray?[] Tangents);

/// <summary>An input of a transposed operation: known (a constant) or linear (Known is null).</summary>
public readonly record struct LinearInput(ArrayType Type, NDArray? Known)
{
    /// <summary>Whether the cotangent of this input is asked for.</summary>
    public bool IsLinear => Known is null;

    /// <summary>The value of an input in which the operation is not linear together with the others.</summary>
    /// <exception cref="NotLinearException">The input is not known.</exception>
    public NDArray Constant(Primitive primitive) => Known ?? throw PrimitiveErrors.NotLinear(primitive);
}

internal static class PrimitiveErrors
{
    public static NotDifferentiableException NoJvp(Primitive primitive) =>
        new($"Differentiation: {primitive.Name} has no derivative, but it is applied to a value that is being differentiated. "
            + "Use StopGradient on its input if its result is to count as a constant, or give the surrounding function a rule with CustomJvp or CustomVjp.");

    public static NotLinearException NoTranspose(Primitive primitive) =>
        new($"Reverse-mode differentiation: {primitive.Name} has no transposition rule. Use Jvp or JacFwd, which need none, "
            + "or give the surrounding function a rule with CustomVjp.");

    public static NotLinearException NotLinear(Primitive primitive) =>
        new($"Reverse-mode differentiation: {primitive.Name} is applied to two values that both change with the tangent, so its result is not linear in it. "
            + "A rule given to CustomJvp must be linear in the tangent: multiply the tangent by values of the primal only.");
}
