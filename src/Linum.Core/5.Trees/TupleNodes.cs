namespace Linum.Extending;

// One class per length of tuple because C# has no way to say "any number of types".

/// <summary>A tuple of 1.</summary>
internal sealed class TupleNode<T1> : PytreeNode<ValueTuple<T1>>
{
    /// <inheritdoc/>
    public override void Flatten(ValueTuple<T1> value, ref TreeWriter writer)
    {
        writer.Open(typeof(ValueTuple<T1>));
        writer.Field("0", value.Item1);
        writer.Close();
    }

    /// <inheritdoc/>
    public override ValueTuple<T1> Unflatten(ref TreeReader reader) => new(reader.Field<T1>(0));
}

/// <summary>A tuple of 2.</summary>
internal sealed class TupleNode<T1, T2> : PytreeNode<ValueTuple<T1, T2>>
{
    /// <inheritdoc/>
    public override void Flatten(ValueTuple<T1, T2> value, ref TreeWriter writer)
    {
        writer.Open(typeof(ValueTuple<T1, T2>));
        writer.Field("0", value.Item1);
        writer.Field("1", value.Item2);
        writer.Close();
    }

    /// <inheritdoc/>
    public override ValueTuple<T1, T2> Unflatten(ref TreeReader reader) => new(reader.Field<T1>(0), reader.Field<T2>(1));
}

/// <summary>A tuple of 3.</summary>
internal sealed class TupleNode<T1, T2, T3> : PytreeNode<ValueTuple<T1, T2, T3>>
{
    /// <inheritdoc/>
    public override void Flatten(ValueTuple<T1, T2, T3> value, ref TreeWriter writer)
    {
        writer.Open(typeof(ValueTuple<T1, T2, T3>));
        writer.Field("0", value.Item1);
        writer.Field("1", value.Item2);
        writer.Field("2", value.Item3);
        writer.Close();
    }

    /// <inheritdoc/>
    public override ValueTuple<T1, T2, T3> Unflatten(ref TreeReader reader) => new(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2));
}

/// <summary>A tuple of 4.</summary>
internal sealed class TupleNode<T1, T2, T3, T4> : PytreeNode<ValueTuple<T1, T2, T3, T4>>
{
    /// <inheritdoc/>
    public override void Flatten(ValueTuple<T1, T2, T3, T4> value, ref TreeWriter writer)
    {
        writer.Open(typeof(ValueTuple<T1, T2, T3, T4>));
        writer.Field("0", value.Item1);
        writer.Field("1", value.Item2);
        writer.Field("2", value.Item3);
        writer.Field("3", value.Item4);
        writer.Close();
    }

    /// <inheritdoc/>
    public override ValueTuple<T1, T2, T3, T4> Unflatten(ref TreeReader reader) => new(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2), reader.Field<T4>(3));
}

/// <summary>A tuple of 5.</summary>
internal sealed class TupleNode<T1, T2, T3, T4, T5> : PytreeNode<ValueTuple<T1, T2, T3, T4, T5>>
{
    /// <inheritdoc/>
    public override void Flatten(ValueTuple<T1, T2, T3, T4, T5> value, ref TreeWriter writer)
    {
        writer.Open(typeof(ValueTuple<T1, T2, T3, T4, T5>));
        writer.Field("0", value.Item1);
        writer.Field("1", value.Item2);
        writer.Field("2", value.Item3);
        writer.Field("3", value.Item4);
        writer.Field("4", value.Item5);
        writer.Close();
    }

    /// <inheritdoc/>
    public override ValueTuple<T1, T2, T3, T4, T5> Unflatten(ref TreeReader reader) => new(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2), reader.Field<T4>(3), reader.Field<T5>(4));
}

/// <summary>A tuple of 6.</summary>
internal sealed class TupleNode<T1, T2, T3, T4, T5, T6> : PytreeNode<ValueTuple<T1, T2, T3, T4, T5, T6>>
{
    /// <inheritdoc/>
    public override void Flatten(ValueTuple<T1, T2, T3, T4, T5, T6> value, ref TreeWriter writer)
    {
        writer.Open(typeof(ValueTuple<T1, T2, T3, T4, T5, T6>));
        writer.Field("0", value.Item1);
        writer.Field("1", value.Item2);
        writer.Field("2", value.Item3);
        writer.Field("3", value.Item4);
        writer.Field("4", value.Item5);
        writer.Field("5", value.Item6);
        writer.Close();
    }

    /// <inheritdoc/>
    public override ValueTuple<T1, T2, T3, T4, T5, T6> Unflatten(ref TreeReader reader) => new(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2), reader.Field<T4>(3), reader.Field<T5>(4), reader.Field<T6>(5));
}

/// <summary>A tuple of 7.</summary>
internal sealed class TupleNode<T1, T2, T3, T4, T5, T6, T7> : PytreeNode<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>
{
    /// <inheritdoc/>
    public override void Flatten(ValueTuple<T1, T2, T3, T4, T5, T6, T7> value, ref TreeWriter writer)
    {
        writer.Open(typeof(ValueTuple<T1, T2, T3, T4, T5, T6, T7>));
        writer.Field("0", value.Item1);
        writer.Field("1", value.Item2);
        writer.Field("2", value.Item3);
        writer.Field("3", value.Item4);
        writer.Field("4", value.Item5);
        writer.Field("5", value.Item6);
        writer.Field("6", value.Item7);
        writer.Close();
    }

    /// <inheritdoc/>
    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7> Unflatten(ref TreeReader reader) => new(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2), reader.Field<T4>(3), reader.Field<T5>(4), reader.Field<T6>(5), reader.Field<T7>(6));
}

/// <summary>A tuple of eight or more: C# keeps what is behind the seventh in a tuple of its own.</summary>
internal sealed class LongTupleNode<T1, T2, T3, T4, T5, T6, T7, TRest> : PytreeNode<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>
    where TRest : struct
{
    /// <inheritdoc/>
    public override void Flatten(ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value, ref TreeWriter writer)
    {
        writer.Open(typeof(ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>));
        writer.Field("0", value.Item1);
        writer.Field("1", value.Item2);
        writer.Field("2", value.Item3);
        writer.Field("3", value.Item4);
        writer.Field("4", value.Item5);
        writer.Field("5", value.Item6);
        writer.Field("6", value.Item7);
        writer.Field("7", value.Rest);
        writer.Close();
    }

    /// <inheritdoc/>
    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> Unflatten(ref TreeReader reader) => new(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2), reader.Field<T4>(3), reader.Field<T5>(4), reader.Field<T6>(5), reader.Field<T7>(6), reader.Field<TRest>(7));
}
