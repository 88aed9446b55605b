namespace Linum.Extending;

/// <summary>A handle for writing scalar functions with ordinary operators. A number becomes a constant of the other operand's type.</summary>
public readonly struct Scalar
{
    private readonly ScalarBuilder? builder;
    private readonly double pending;

    internal Scalar(ScalarBuilder builder, int index, DType type)
    {
        this.builder = builder;
        Index = index;
        DType = type;
    }

    private Scalar(double pending) => this.pending = pending;

    /// <summary>The number of the step that computes this.</summary>
    public int Index { get; }

    /// <summary>The type of the value.</summary>
    public DType DType { get; }

    /// <summary>The list this is written to.</summary>
    /// <exception cref="InvalidOperationException">This is a bare number.</exception>
    public ScalarBuilder Builder => builder ?? throw new InvalidOperationException("A bare number belongs to no function yet.");

    /// <summary>A number that takes the type of what it is combined with.</summary>
    public static implicit operator Scalar(double value) => new(value);

    /// <summary>This value, or the constant it stands for.</summary>
    public Scalar Materialize(ScalarBuilder target, DType type) => builder is null ? target.Constant(pending, type is DType.Float16 or DType.BFloat16 ? DType.Float32 : type) : this;

    /// <summary>A constant of this value's type.</summary>
    public Scalar Constant(double value) => Builder.Constant(value, DType);

    /// <summary>The sum.</summary>
    public static Scalar operator +(Scalar x, Scalar y) => Binary(ScalarOp.Add, x, y);
    /// <summary>The difference.</summary>
    public static Scalar operator -(Scalar x, Scalar y) => Binary(ScalarOp.Subtract, x, y);
    /// <summary>The product.</summary>
    public static Scalar operator *(Scalar x, Scalar y) => Binary(ScalarOp.Multiply, x, y);
    /// <summary>The quotient.</summary>
    public static Scalar operator /(Scalar x, Scalar y) => Binary(ScalarOp.Divide, x, y);
    /// <summary>The remainder with the sign of the dividend.</summary>
    public static Scalar operator %(Scalar x, Scalar y) => Binary(ScalarOp.Remainder, x, y);
    /// <summary>Bitwise and.</summary>
    public static Scalar operator &(Scalar x, Scalar y) => Binary(ScalarOp.And, x, y);
    /// <summary>Bitwise or.</summary>
    public static Scalar operator |(Scalar x, Scalar y) => Binary(ScalarOp.Or, x, y);
    /// <summary>Bitwise exclusive or.</summary>
    public static Scalar operator ^(Scalar x, Scalar y) => Binary(ScalarOp.Xor, x, y);
    /// <summary>The negative.</summary>
    public static Scalar operator -(Scalar x) => x.Unary(ScalarOp.Negate);
    /// <summary>All bits flipped.</summary>
    public static Scalar operator ~(Scalar x) => x.Unary(ScalarOp.Not);
    /// <summary>Whether less, as bool.</summary>
    public static Scalar operator <(Scalar x, Scalar y) => Compare(ScalarOp.Less, x, y);
    /// <summary>Whether greater, as bool.</summary>
    public static Scalar operator >(Scalar x, Scalar y) => Compare(ScalarOp.Less, y, x);
    /// <summary>Whether less or equal, as bool.</summary>
    public static Scalar operator <=(Scalar x, Scalar y) => Compare(ScalarOp.LessOrEqual, x, y);
    /// <summary>Whether greater or equal, as bool.</summary>
    public static Scalar operator >=(Scalar x, Scalar y) => Compare(ScalarOp.LessOrEqual, y, x);

    /// <summary>Whether equal, as bool.</summary>
    public Scalar EqualTo(Scalar other) => Compare(ScalarOp.Equal, this, other);

    /// <summary>Whether not equal, as bool.</summary>
    public Scalar NotEqualTo(Scalar other) => Compare(ScalarOp.NotEqual, this, other);

    /// <summary>A step with this as only operand and a result of the same type.</summary>
    public Scalar Unary(ScalarOp op) => Builder.Add(new(op, DType, Index));

    /// <summary>A step with two operands of one type and a result of that type.</summary>
    public static Scalar Binary(ScalarOp op, Scalar x, Scalar y)
    {
        Unify(ref x, ref y);
        return x.Builder.Add(new(op, x.DType, x.Index, y.Index));
    }

    /// <summary>A comparison of two operands of one type.</summary>
    public static Scalar Compare(ScalarOp op, Scalar x, Scalar y)
    {
        Unify(ref x, ref y);
        return x.Builder.Add(new(op, DType.Bool, x.Index, y.Index));
    }

    /// <summary>x·y + z rounded once.</summary>
    public static Scalar FusedMultiplyAdd(Scalar x, Scalar y, Scalar z)
    {
        Unify(ref x, ref y);
        z = z.Materialize(x.Builder, x.DType);
        return x.Builder.Add(new(ScalarOp.FusedMultiplyAdd, x.DType, x.Index, y.Index, z.Index));
    }

    /// <summary>The first where this (a bool) is true, else the second.</summary>
    public Scalar Select(Scalar whenTrue, Scalar whenFalse)
    {
        Unify(ref whenTrue, ref whenFalse);
        return Builder.Add(new(ScalarOp.Select, whenTrue.DType, Index, whenTrue.Index, whenFalse.Index));
    }

    /// <summary>As <see cref="Select"/>, where this is false for nearly all elements: a vector loop then computes what only the first needs where some lane asks for it.</summary>
    public Scalar SelectRarely(Scalar whenTrue, Scalar whenFalse)
    {
        Unify(ref whenTrue, ref whenFalse);
        return Builder.Add(new(ScalarOp.Select, whenTrue.DType, Index, whenTrue.Index, whenFalse.Index, Bits: 1));
    }

    /// <summary>This or the bound, whichever is larger; NaN stays.</summary>
    public Scalar AtLeast(double bound) => Binary(ScalarOp.MaxOrB, Constant(bound), this);

    /// <summary>This or the bound, whichever is smaller; NaN stays.</summary>
    public Scalar AtMost(double bound) => Binary(ScalarOp.MinOrB, Constant(bound), this);

    /// <summary>This value in another type.</summary>
    public Scalar ConvertTo(DType type)
    {
        if (type == DType) return this;
        bool half = DType is DType.Float16 or DType.BFloat16;
        if (half && type != DType.Float32) return ConvertTo(DType.Float32).ConvertTo(type);
        if (type is DType.Float16 or DType.BFloat16 && DType != DType.Float32) return ConvertTo(DType.Float32).ConvertTo(type);
        return Builder.Add(new(ScalarOp.Convert, type, Index));
    }

    /// <summary>The same bits as another type of the same size.</summary>
    public Scalar BitcastTo(DType type) => type == DType ? this : Builder.Add(new(ScalarOp.Bitcast, type, Index));

    private static void Unify(ref Scalar x, ref Scalar y)
    {
        if (x.builder is null) x = x.Materialize(y.Builder, y.DType);
        else if (y.builder is null) y = y.Materialize(x.Builder, x.DType);
        if (x.DType != y.DType) throw new InvalidOperationException($"A scalar step has operands of {x.DType.Name} and {y.DType.Name}; convert one first.");
    }
}
