namespace Linum.Extending;

// Written by eng/arities.py.

/// <summary>Functions of 0 arguments.</summary>
internal sealed class Signature0<TResult> : Signature<Func<TResult>>
{
    /// <inheritdoc/>
    public override FlatFunction Flatten(Func<TResult> f, TreeDef arguments) => (NDArray[] leaves, out TreeDef result) =>
    {
        TreeReader reader = new(arguments, leaves);
        return Tree.Flatten(f(), out result);
    };

    /// <inheritdoc/>
    public override Func<TResult> Wrap(Transformed target) => new Adapter(target).Invoke;

    private sealed class Adapter(Transformed target) : CallAdapter(target)
    {
        public TResult Invoke()
        {
            TreeWriter writer = default;
            Begin(ref writer);
            do
            {
                writer.Open(typeof(Arguments));
                writer.Close();
            }
            while (IsOther(ref writer));
            return Call<TResult>(in writer);
        }
    }
}

/// <summary>Functions of 1 arguments.</summary>
internal sealed class Signature1<T1, TResult> : Signature<Func<T1, TResult>>
{
    /// <inheritdoc/>
    public override FlatFunction Flatten(Func<T1, TResult> f, TreeDef arguments) => (NDArray[] leaves, out TreeDef result) =>
    {
        TreeReader reader = new(arguments, leaves);
        return Tree.Flatten(f(reader.Field<T1>(0)), out result);
    };

    /// <inheritdoc/>
    public override Func<T1, TResult> Wrap(Transformed target) => new Adapter(target).Invoke;

    private sealed class Adapter(Transformed target) : CallAdapter(target)
    {
        public TResult Invoke(T1 a1)
        {
            TreeWriter writer = default;
            Begin(ref writer);
            do
            {
                writer.Open(typeof(Arguments));
                writer.Field(Names.Of(Info, 0), a1);
                writer.Close();
            }
            while (IsOther(ref writer));
            return Call<TResult>(in writer);
        }
    }
}

/// <summary>Functions of 2 arguments.</summary>
internal sealed class Signature2<T1, T2, TResult> : Signature<Func<T1, T2, TResult>>
{
    /// <inheritdoc/>
    public override FlatFunction Flatten(Func<T1, T2, TResult> f, TreeDef arguments) => (NDArray[] leaves, out TreeDef result) =>
    {
        TreeReader reader = new(arguments, leaves);
        return Tree.Flatten(f(reader.Field<T1>(0), reader.Field<T2>(1)), out result);
    };

    /// <inheritdoc/>
    public override Func<T1, T2, TResult> Wrap(Transformed target) => new Adapter(target).Invoke;

    private sealed class Adapter(Transformed target) : CallAdapter(target)
    {
        public TResult Invoke(T1 a1, T2 a2)
        {
            TreeWriter writer = default;
            Begin(ref writer);
            do
            {
                writer.Open(typeof(Arguments));
                writer.Field(Names.Of(Info, 0), a1);
                writer.Field(Names.Of(Info, 1), a2);
                writer.Close();
            }
            while (IsOther(ref writer));
            return Call<TResult>(in writer);
        }
    }
}

/// <summary>Functions of 3 arguments.</summary>
internal sealed class Signature3<T1, T2, T3, TResult> : Signature<Func<T1, T2, T3, TResult>>
{
    /// <inheritdoc/>
    public override FlatFunction Flatten(Func<T1, T2, T3, TResult> f, TreeDef arguments) => (NDArray[] leaves, out TreeDef result) =>
    {
        TreeReader reader = new(arguments, leaves);
        return Tree.Flatten(f(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2)), out result);
    };

    /// <inheritdoc/>
    public override Func<T1, T2, T3, TResult> Wrap(Transformed target) => new Adapter(target).Invoke;

    private sealed class Adapter(Transformed target) : CallAdapter(target)
    {
        public TResult Invoke(T1 a1, T2 a2, T3 a3)
        {
            TreeWriter writer = default;
            Begin(ref writer);
            do
            {
                writer.Open(typeof(Arguments));
                writer.Field(Names.Of(Info, 0), a1);
                writer.Field(Names.Of(Info, 1), a2);
                writer.Field(Names.Of(Info, 2), a3);
                writer.Close();
            }
            while (IsOther(ref writer));
            return Call<TResult>(in writer);
        }
    }
}

/// <summary>Functions of 4 arguments.</summary>
internal sealed class Signature4<T1, T2, T3, T4, TResult> : Signature<Func<T1, T2, T3, T4, TResult>>
{
    /// <inheritdoc/>
    public override FlatFunction Flatten(Func<T1, T2, T3, T4, TResult> f, TreeDef arguments) => (NDArray[] leaves, out TreeDef result) =>
    {
        TreeReader reader = new(arguments, leaves);
        return Tree.Flatten(f(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2), reader.Field<T4>(3)), out result);
    };

    /// <inheritdoc/>
    public override Func<T1, T2, T3, T4, TResult> Wrap(Transformed target) => new Adapter(target).Invoke;

    private sealed class Adapter(Transformed target) : CallAdapter(target)
    {
        public TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4)
        {
            TreeWriter writer = default;
            Begin(ref writer);
            do
            {
                writer.Open(typeof(Arguments));
                writer.Field(Names.Of(Info, 0), a1);
                writer.Field(Names.Of(Info, 1), a2);
                writer.Field(Names.Of(Info, 2), a3);
                writer.Field(Names.Of(Info, 3), a4);
                writer.Close();
            }
            while (IsOther(ref writer));
            return Call<TResult>(in writer);
        }
    }
}

/// <summary>Functions of 5 arguments.</summary>
internal sealed class Signature5<T1, T2, T3, T4, T5, TResult> : Signature<Func<T1, T2, T3, T4, T5, TResult>>
{
    /// <inheritdoc/>
    public override FlatFunction Flatten(Func<T1, T2, T3, T4, T5, TResult> f, TreeDef arguments) => (NDArray[] leaves, out TreeDef result) =>
    {
        TreeReader reader = new(arguments, leaves);
        return Tree.Flatten(f(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2), reader.Field<T4>(3), reader.Field<T5>(4)), out result);
    };

    /// <inheritdoc/>
    public override Func<T1, T2, T3, T4, T5, TResult> Wrap(Transformed target) => new Adapter(target).Invoke;

    private sealed class Adapter(Transformed target) : CallAdapter(target)
    {
        public TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5)
        {
            TreeWriter writer = default;
            Begin(ref writer);
            do
            {
                writer.Open(typeof(Arguments));
                writer.Field(Names.Of(Info, 0), a1);
                writer.Field(Names.Of(Info, 1), a2);
                writer.Field(Names.Of(Info, 2), a3);
                writer.Field(Names.Of(Info, 3), a4);
                writer.Field(Names.Of(Info, 4), a5);
                writer.Close();
            }
            while (IsOther(ref writer));
            return Call<TResult>(in writer);
        }
    }
}

/// <summary>Functions of 6 arguments.</summary>
internal sealed class Signature6<T1, T2, T3, T4, T5, T6, TResult> : Signature<Func<T1, T2, T3, T4, T5, T6, TResult>>
{
    /// <inheritdoc/>
    public override FlatFunction Flatten(Func<T1, T2, T3, T4, T5, T6, TResult> f, TreeDef arguments) => (NDArray[] leaves, out TreeDef result) =>
    {
        TreeReader reader = new(arguments, leaves);
        return Tree.Flatten(f(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2), reader.Field<T4>(3), reader.Field<T5>(4), reader.Field<T6>(5)), out result);
    };

    /// <inheritdoc/>
    public override Func<T1, T2, T3, T4, T5, T6, TResult> Wrap(Transformed target) => new Adapter(target).Invoke;

    private sealed class Adapter(Transformed target) : CallAdapter(target)
    {
        public TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6)
        {
            TreeWriter writer = default;
            Begin(ref writer);
            do
            {
                writer.Open(typeof(Arguments));
                writer.Field(Names.Of(Info, 0), a1);
                writer.Field(Names.Of(Info, 1), a2);
                writer.Field(Names.Of(Info, 2), a3);
                writer.Field(Names.Of(Info, 3), a4);
                writer.Field(Names.Of(Info, 4), a5);
                writer.Field(Names.Of(Info, 5), a6);
                writer.Close();
            }
            while (IsOther(ref writer));
            return Call<TResult>(in writer);
        }
    }
}

/// <summary>Functions of 7 arguments.</summary>
internal sealed class Signature7<T1, T2, T3, T4, T5, T6, T7, TResult> : Signature<Func<T1, T2, T3, T4, T5, T6, T7, TResult>>
{
    /// <inheritdoc/>
    public override FlatFunction Flatten(Func<T1, T2, T3, T4, T5, T6, T7, TResult> f, TreeDef arguments) => (NDArray[] leaves, out TreeDef result) =>
    {
        TreeReader reader = new(arguments, leaves);
        return Tree.Flatten(f(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2), reader.Field<T4>(3), reader.Field<T5>(4), reader.Field<T6>(5), reader.Field<T7>(6)), out result);
    };

    /// <inheritdoc/>
    public override Func<T1, T2, T3, T4, T5, T6, T7, TResult> Wrap(Transformed target) => new Adapter(target).Invoke;

    private sealed class Adapter(Transformed target) : CallAdapter(target)
    {
        public TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7)
        {
            TreeWriter writer = default;
            Begin(ref writer);
            do
            {
                writer.Open(typeof(Arguments));
                writer.Field(Names.Of(Info, 0), a1);
                writer.Field(Names.Of(Info, 1), a2);
                writer.Field(Names.Of(Info, 2), a3);
                writer.Field(Names.Of(Info, 3), a4);
                writer.Field(Names.Of(Info, 4), a5);
                writer.Field(Names.Of(Info, 5), a6);
                writer.Field(Names.Of(Info, 6), a7);
                writer.Close();
            }
            while (IsOther(ref writer));
            return Call<TResult>(in writer);
        }
    }
}

/// <summary>Functions of 8 arguments.</summary>
internal sealed class Signature8<T1, T2, T3, T4, T5, T6, T7, T8, TResult> : Signature<Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult>>
{
    /// <inheritdoc/>
    public override FlatFunction Flatten(Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> f, TreeDef arguments) => (NDArray[] leaves, out TreeDef result) =>
    {
        TreeReader reader = new(arguments, leaves);
        return Tree.Flatten(f(reader.Field<T1>(0), reader.Field<T2>(1), reader.Field<T3>(2), reader.Field<T4>(3), reader.Field<T5>(4), reader.Field<T6>(5), reader.Field<T7>(6), reader.Field<T8>(7)), out result);
    };

    /// <inheritdoc/>
    public override Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> Wrap(Transformed target) => new Adapter(target).Invoke;

    private sealed class Adapter(Transformed target) : CallAdapter(target)
    {
        public TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8)
        {
            TreeWriter writer = default;
            Begin(ref writer);
            do
            {
                writer.Open(typeof(Arguments));
                writer.Field(Names.Of(Info, 0), a1);
                writer.Field(Names.Of(Info, 1), a2);
                writer.Field(Names.Of(Info, 2), a3);
                writer.Field(Names.Of(Info, 3), a4);
                writer.Field(Names.Of(Info, 4), a5);
                writer.Field(Names.Of(Info, 5), a6);
                writer.Field(Names.Of(Info, 6), a7);
                writer.Field(Names.Of(Info, 7), a8);
                writer.Close();
            }
            while (IsOther(ref writer));
            return Call<TResult>(in writer);
        }
    }
}

public static partial class Signatures
{
    // For a program compiled ahead of time, which cannot close a generic type while it runs.

    /// <summary>Registers functions of 0 arguments of these types; generated code does this for what it sees given to a transformation.</summary>
    public static void RegisterFunc<TResult>()
    {
        if (!Registered.ContainsKey(typeof(Func<TResult>))) Register(new Signature0<TResult>());
    }

    /// <summary>Registers functions of 1 arguments of these types; generated code does this for what it sees given to a transformation.</summary>
    public static void RegisterFunc<T1, TResult>()
    {
        if (!Registered.ContainsKey(typeof(Func<T1, TResult>))) Register(new Signature1<T1, TResult>());
    }

    /// <summary>Registers functions of 2 arguments of these types; generated code does this for what it sees given to a transformation.</summary>
    public static void RegisterFunc<T1, T2, TResult>()
    {
        if (!Registered.ContainsKey(typeof(Func<T1, T2, TResult>))) Register(new Signature2<T1, T2, TResult>());
    }

    /// <summary>Registers functions of 3 arguments of these types; generated code does this for what it sees given to a transformation.</summary>
    public static void RegisterFunc<T1, T2, T3, TResult>()
    {
        if (!Registered.ContainsKey(typeof(Func<T1, T2, T3, TResult>))) Register(new Signature3<T1, T2, T3, TResult>());
    }

    /// <summary>Registers functions of 4 arguments of these types; generated code does this for what it sees given to a transformation.</summary>
    public static void RegisterFunc<T1, T2, T3, T4, TResult>()
    {
        if (!Registered.ContainsKey(typeof(Func<T1, T2, T3, T4, TResult>))) Register(new Signature4<T1, T2, T3, T4, TResult>());
    }

    /// <summary>Registers functions of 5 arguments of these types; generated code does this for what it sees given to a transformation.</summary>
    public static void RegisterFunc<T1, T2, T3, T4, T5, TResult>()
    {
        if (!Registered.ContainsKey(typeof(Func<T1, T2, T3, T4, T5, TResult>))) Register(new Signature5<T1, T2, T3, T4, T5, TResult>());
    }

    /// <summary>Registers functions of 6 arguments of these types; generated code does this for what it sees given to a transformation.</summary>
    public static void RegisterFunc<T1, T2, T3, T4, T5, T6, TResult>()
    {
        if (!Registered.ContainsKey(typeof(Func<T1, T2, T3, T4, T5, T6, TResult>))) Register(new Signature6<T1, T2, T3, T4, T5, T6, TResult>());
    }

    /// <summary>Registers functions of 7 arguments of these types; generated code does this for what it sees given to a transformation.</summary>
    public static void RegisterFunc<T1, T2, T3, T4, T5, T6, T7, TResult>()
    {
        if (!Registered.ContainsKey(typeof(Func<T1, T2, T3, T4, T5, T6, T7, TResult>))) Register(new Signature7<T1, T2, T3, T4, T5, T6, T7, TResult>());
    }

    /// <summary>Registers functions of 8 arguments of these types; generated code does this for what it sees given to a transformation.</summary>
    public static void RegisterFunc<T1, T2, T3, T4, T5, T6, T7, T8, TResult>()
    {
        if (!Registered.ContainsKey(typeof(Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult>))) Register(new Signature8<T1, T2, T3, T4, T5, T6, T7, T8, TResult>());
    }
}

/// <summary>Stands for the arguments of a call in structures.</summary>
internal sealed class Arguments;

internal static class Names
{
    public static string Of(FunctionInfo info, int i) => i < info.Parameters.Count ? info.Parameters[i] : $"args[{i}]";
}
