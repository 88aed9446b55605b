namespace Linum.Extending;

/// <summary>All examples of one value at once; what is seen from inside is one example.</summary>
internal sealed class BatchedArray(Trace trace, NDArray value, int axis) : Tracer(trace)
{
    private readonly ArrayType type = value.Type with { Shape = value.Shape.RemoveAt(axis) };

    public NDArray Value => value;

    public int Axis => axis;

    /// <inheritdoc/>
    public override ArrayType Type => type;
}

/// <summary>Applies every operation to all examples at once.</summary>
internal sealed class BatchTrace(Trace parent, BatchAxis axis, string description = "Vmap") : Trace
{
    /// <inheritdoc/>
    public override string Description => description;

    /// <summary>One value for all examples, or one with an axis of examples.</summary>
    public NDArray Wrap(NDArray value, int? at) => at is int a ? new BatchedArray(this, value, a) : value;

    /// <summary>The value with its axis of examples, if it has one.</summary>
    public Batched Unwrap(NDArray x) => x is BatchedArray t && t.Trace == this ? new(t.Value, t.Axis) : new(x, null);

    /// <inheritdoc/>
    public override NDArray[] Process(Primitive primitive, ReadOnlySpan<NDArray> inputs)
    {
        var batched = new Batched[inputs.Length];
        bool any = false;
        for (int i = 0; i < inputs.Length; i++)
        {
            batched[i] = Unwrap(inputs[i]);
            any |= batched[i].Axis is not null;
        }

        using Scope _ = Use(parent);
        if (!any && !(axis.Name is string name && primitive.AxisNames.Span.Contains(name))) return parent.Process(primitive, inputs);

        Batched[] results = primitive.Batch(axis, batched);
        var outputs = new NDArray[results.Length];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = Wrap(results[i].Value, results[i].Axis);
        return outputs;
    }
}
