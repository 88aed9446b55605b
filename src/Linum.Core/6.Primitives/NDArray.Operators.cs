using Linum.Extending;

namespace Linum;

/// <summary>Operators: they promote dtypes by the reference's table, line shapes up from the last axis and stretch axes of size 1.</summary>
public abstract partial class NDArray
{
    /// <summary>A weak scalar.</summary>
    public static implicit operator NDArray(double value) => ConcreteArray.Scalar(value, DefaultTypes.Float, weak: true);
    /// <summary>A weak scalar.</summary>
    public static implicit operator NDArray(float value) => ConcreteArray.Scalar((double)value, DefaultTypes.Float, weak: true);
    /// <summary>A weak scalar.</summary>
    public static implicit operator NDArray(Half value) => ConcreteArray.Scalar((double)value, DefaultTypes.Float, weak: true);
    /// <summary>A weak scalar.</summary>
    public static implicit operator NDArray(int value) => WeakInteger(value);
    /// <summary>A weak scalar.</summary>
    public static implicit operator NDArray(byte value) => WeakInteger(value);
    /// <summary>A weak scalar.</summary>
    public static implicit operator NDArray(sbyte value) => WeakInteger(value);
    /// <summary>A weak scalar.</summary>
    public static implicit operator NDArray(short value) => WeakInteger(value);
    /// <summary>A weak scalar.</summary>
    public static implicit operator NDArray(ushort value) => WeakInteger(value);
    /// <summary>A weak scalar of the default integer type if the value fits, else a uint32 scalar.</summary>
    public static implicit operator NDArray(uint value) => Fits(value) ? WeakInteger(value) : ConcreteArray.Scalar((long)value, DType.UInt32, weak: false);
    /// <summary>A weak scalar of the default integer type if the value fits, else an int64 scalar.</summary>
    public static implicit operator NDArray(long value) => Fits(value) ? WeakInteger(value) : ConcreteArray.Scalar(value, DType.Int64, weak: false);
    /// <summary>A weak scalar of the default integer type if the value fits, else a uint64 scalar.</summary>
    public static implicit operator NDArray(ulong value) => value <= long.MaxValue && Fits((long)value) ? WeakInteger((long)value) : ConcreteArray.Scalar(unchecked((long)value), DType.UInt64, weak: false);
    /// <summary>A bool scalar.</summary>
    public static implicit operator NDArray(bool value) => ConcreteArray.Scalar(value ? 1L : 0L, DType.Bool, weak: false);
    /// <summary>A weak scalar.</summary>
    public static implicit operator NDArray(System.Numerics.Complex value) => ConcreteArray.Scalar(value, DefaultTypes.Complex, weak: true);

    private static ConcreteArray WeakInteger(long value) => ConcreteArray.Scalar(value, DefaultTypes.Int, weak: true);

    private static bool Fits(long value) => value is >= int.MinValue and <= int.MaxValue || DefaultTypes.Int == DType.Int64;

    /// <summary>The sum.</summary>
    public static NDArray operator +(NDArray x, NDArray y) => Broadcasting.Apply("+", x, y, Lax.Add);
    /// <summary>The difference.</summary>
    public static NDArray operator -(NDArray x, NDArray y) => Broadcasting.Apply("-", x, y, Lax.Sub);
    /// <summary>The product of elements; for matrix products see <c>Np.Dot</c>.</summary>
    public static NDArray operator *(NDArray x, NDArray y) => Broadcasting.Apply("*", x, y, Lax.Mul);
    /// <summary>The true quotient: integers give floats.</summary>
    public static NDArray operator /(NDArray x, NDArray y) => Broadcasting.Inexact("/", x, y, Lax.Div);
    /// <summary>The remainder with the sign of the divisor.</summary>
    public static NDArray operator %(NDArray x, NDArray y) => Broadcasting.Apply("%", x, y, Broadcasting.FloorRemainder);
    /// <summary>The negative.</summary>
    public static NDArray operator -(NDArray x) => Lax.Neg(x);
    /// <summary>The array itself.</summary>
    public static NDArray operator +(NDArray x) => x;
    /// <summary>Bitwise and; logical on bools.</summary>
    public static NDArray operator &(NDArray x, NDArray y) => Broadcasting.Apply("&", x, y, Lax.And);
    /// <summary>Bitwise or; logical on bools.</summary>
    public static NDArray operator |(NDArray x, NDArray y) => Broadcasting.Apply("|", x, y, Lax.Or);
    /// <summary>Bitwise exclusive or; logical on bools.</summary>
    public static NDArray operator ^(NDArray x, NDArray y) => Broadcasting.Apply("^", x, y, Lax.Xor);
    /// <summary>All bits flipped; logical not on bools.</summary>
    public static NDArray operator ~(NDArray x) => Lax.Not(x);
    /// <summary>Logical not of bools.</summary>
    public static NDArray operator !(NDArray x) => Lax.Not(Lax.ConvertElementType(x, DType.Bool));
    /// <summary>Bits shifted left.</summary>
    public static NDArray operator <<(NDArray x, NDArray y) => Broadcasting.Apply("<<", x, y, Lax.ShiftLeft);
    /// <summary>Bits shifted right; the sign enters in signed integers.</summary>
    public static NDArray operator >>(NDArray x, NDArray y) => Broadcasting.Apply(">>", x, y, static (a, b) => a.DType.IsUnsigned ? Lax.ShiftRightLogical(a, b) : Lax.ShiftRightArithmetic(a, b));
    /// <summary>Whether elements are equal, as a bool array. To ask whether two variables hold the same array use ReferenceEquals.</summary>
    public static NDArray operator ==(NDArray x, NDArray y) => Broadcasting.Apply("==", x, y, Lax.Eq);
    /// <summary>Whether elements differ, as a bool array.</summary>
    public static NDArray operator !=(NDArray x, NDArray y) => Broadcasting.Apply("!=", x, y, Lax.Ne);
    /// <summary>Whether elements are less, as a bool array.</summary>
    public static NDArray operator <(NDArray x, NDArray y) => Broadcasting.Ordered("<", x, y, Lax.Lt);
    /// <summary>Whether elements are less or equal, as a bool array.</summary>
    public static NDArray operator <=(NDArray x, NDArray y) => Broadcasting.Ordered("<=", x, y, Lax.Le);
    /// <summary>Whether elements are greater, as a bool array.</summary>
    public static NDArray operator >(NDArray x, NDArray y) => Broadcasting.Ordered(">", x, y, Lax.Gt);
    /// <summary>Whether elements are greater or equal, as a bool array.</summary>
    public static NDArray operator >=(NDArray x, NDArray y) => Broadcasting.Ordered(">=", x, y, Lax.Ge);

    /// <summary>Whether this is the same object. For elements use <c>==</c>.</summary>
    public sealed override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <summary>The object's hash.</summary>
    public sealed override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
