namespace Linum.Extending;

/// <summary>Something an equation can read: a variable or a constant.</summary>
public abstract class Atom(ArrayType type)
{
    /// <summary>Its type.</summary>
    public ArrayType Type => type;
}

/// <summary>A variable, the same wherever it is the same object.</summary>
public sealed class Var(int id, ArrayType type) : Atom(type)
{
    /// <summary>A number, unique within the builder that made it.</summary>
    public int Id => id;
}

/// <summary>A constant in a program. Always concrete.</summary>
public sealed class Literal(ConcreteArray value) : Atom(value.Type)
{
    /// <summary>The value.</summary>
    public ConcreteArray Value => value;
}

/// <summary>One line of a program: <c>c:f32[3] = reduce_sum[axes=(1,)] a</c>.</summary>
public sealed record Equation(Primitive Primitive, ValueList<Atom> Inputs, ValueList<Var> Outputs)
{
    /// <summary>The types of the inputs.</summary>
    public ArrayType[] InputTypes
    {
        get
        {
            var types = new ArrayType[Inputs.Count];
            for (int i = 0; i < types.Length; i++) types[i] = Inputs[i].Type;
            return types;
        }
    }
}

/// <summary>A straight-line program: inputs, equations in order, outputs. Immutable; passes return new ones. Compares by reference.</summary>
public sealed class Jaxpr(ValueList<Var> inputs, ValueList<Equation> equations, ValueList<Atom> outputs)
{
    /// <summary>The variables that are given.</summary>
    public ValueList<Var> Inputs => inputs;

    /// <summary>The lines in order.</summary>
    public ValueList<Equation> Equations => equations;

    /// <summary>What the program returns.</summary>
    public ValueList<Atom> Outputs => outputs;

    /// <summary>The types of the inputs.</summary>
    public ArrayType[] InputTypes => [.. Inputs.ToArray().Select(v => v.Type)];

    /// <summary>The types of the outputs.</summary>
    public ArrayType[] OutputTypes => [.. Outputs.ToArray().Select(a => a.Type)];

    /// <summary>Runs the program under the current trace, equation by equation: this is how programs are transformed again.</summary>
    public NDArray[] Evaluate(params ReadOnlySpan<NDArray> arguments)
    {
        Dictionary<Var, NDArray> values = new(Inputs.Count + Equations.Count);
        for (int i = 0; i < Inputs.Count; i++) values[Inputs[i]] = arguments[i];
        foreach (Equation equation in Equations)
        {
            var operands = new NDArray[equation.Inputs.Count];
            for (int i = 0; i < operands.Length; i++) operands[i] = Read(values, equation.Inputs[i]);
            NDArray[] results = equation.Primitive.BindAll(operands);
            for (int i = 0; i < results.Length; i++) values[equation.Outputs[i]] = results[i];
        }

        var outputValues = new NDArray[Outputs.Count];
        for (int i = 0; i < outputValues.Length; i++) outputValues[i] = Read(values, Outputs[i]);
        return outputValues;
    }

    private static NDArray Read(Dictionary<Var, NDArray> values, Atom atom) => atom is Literal literal ? literal.Value : values[(Var)atom];

    /// <summary>The program in the reference's notation.</summary>
    public override string ToString() => JaxprPrinter.Print(this);
}
