namespace Linum.Extending;

/// <summary>A value and how it moves. A null tangent does not occur: such a value is handed around bare.</summary>
internal sealed class JvpArray(Trace trace, NDArray primal, NDArray tangent) : Tracer(trace)
{
    public NDArray Primal => primal;

    public NDArray Tangent => tangent;

    /// <inheritdoc/>
    public override ArrayType Type => primal.Type;

    /// <summary>While only derivatives are taken the value is there, so that C# control flow may depend on it.</summary>
    public override ConcreteArray Concrete(string operation) => Trace.IsValid ? primal.Concrete(operation) : throw Tracers.Escaped(this);
}

/// <summary>Carries a tangent beside each value. A null tangent is a symbolic zero: nothing is computed for it.</summary>
internal sealed class JvpTrace(Trace parent, string description = "Jvp") : Trace
{
    /// <inheritdoc/>
    public override string Description => description;

    public NDArray Primal(NDArray x) => x is JvpArray t && t.Trace == this ? t.Primal : x;

    public NDArray? Tangent(NDArray x) => x is JvpArray t && t.Trace == this ? t.Tangent : null;

    /// <summary>A value with a tangent, or the bare value if the tangent is zero.</summary>
    public NDArray Pair(NDArray primal, NDArray? tangent) => tangent is null ? primal : new JvpArray(this, primal, tangent);

    /// <inheritdoc/>
    public override NDArray[] Process(Primitive primitive, ReadOnlySpan<NDArray> inputs)
    {
        var primals = new NDArray[inputs.Length];
        var tangents = new NDArray?[inputs.Length];
        bool anyTangent = false;
        for (int i = 0; i < inputs.Length; i++)
        {
            primals[i] = Primal(inputs[i]);
            tangents[i] = Tangent(inputs[i]);
            anyTangent |= tangents[i] is not null;
        }

        using Scope _ = Use(parent);
        if (!anyTangent) return parent.Process(primitive, primals);

        Dual dual = primitive.Jvp(primals, tangents);
        var outputs = new NDArray[dual.Primals.Length];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = Pair(dual.Primals[i], dual.Tangents[i]);
        return outputs;
    }
}
