using System.Numerics;
using System.Runtime.CompilerServices;

namespace Linum.Extending;

/// <summary>One real number.</summary>
internal readonly record struct RealEntry<T>(T Value) : IRealEntry<RealEntry<T>, bool>
    where T : IBinaryFloatingPointIeee754<T>
{
    public static RealEntry<T> Select(bool mask, RealEntry<T> whenTrue, RealEntry<T> whenFalse) => mask ? whenTrue : whenFalse;

    public static bool MayHold(bool mask) => mask;

    public RealEntry<T> Like(double value) => new(T.CreateTruncating(value));

    public RealEntry<T> Minus(RealEntry<T> x, RealEntry<T> y) => new(T.FusedMultiplyAdd(-x.Value, y.Value, Value));

    public RealEntry<T> Inverse() => new(T.One / Value);

    public RealEntry<T> Root() => new(T.Sqrt(Value));

    public RealEntry<T> Conjugate() => this;

    public bool IsLarger(RealEntry<T> than) => T.Abs(Value) > T.Abs(than.Value);

    public bool Is(double value) => Value == T.CreateTruncating(value);

    public bool IsZero() => Value == T.Zero;

    public bool IsPositive() => Value > T.Zero;

    public RealEntry<T> Plus(RealEntry<T> other) => new(Value + other.Value);

    public RealEntry<T> Minus(RealEntry<T> other) => new(Value - other.Value);

    public RealEntry<T> Times(RealEntry<T> other) => new(Value * other.Value);

    public RealEntry<T> Abs() => new(T.Abs(Value));

    public bool IsGreater(RealEntry<T> than) => Value > than.Value;
}

/// <summary>A complex entry: a pair of real ones.</summary>
internal readonly record struct ComplexEntry<T, TMask>(T Re, T Im) : IEntry<ComplexEntry<T, TMask>, TMask>
    where T : IRealEntry<T, TMask>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexEntry<T, TMask> Select(TMask mask, ComplexEntry<T, TMask> whenTrue, ComplexEntry<T, TMask> whenFalse) =>
        new(T.Select(mask, whenTrue.Re, whenFalse.Re), T.Select(mask, whenTrue.Im, whenFalse.Im));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayHold(TMask mask) => T.MayHold(mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexEntry<T, TMask> Like(double value) => new(Re.Like(value), Re.Like(0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexEntry<T, TMask> Minus(ComplexEntry<T, TMask> x, ComplexEntry<T, TMask> y)
    {
        T negative = Re.Like(0).Minus(y.Im);
        return new(Re.Minus(x.Re, y.Re).Minus(x.Im, negative), Im.Minus(x.Re, y.Im).Minus(x.Im, y.Re));
    }

    /// <summary>The product, each part rounded twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexEntry<T, TMask> Times(ComplexEntry<T, TMask> other) => new(Re.Times(other.Re).Minus(Im, other.Im), Re.Times(other.Im).Plus(Im.Times(other.Re)));

    /// <summary>1 divided by this, scaled by the larger part: R. Smith, "Algorithm 116" (1962).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexEntry<T, TMask> Inverse()
    {
        TMask turned = Im.Abs().IsGreater(Re.Abs());
        T big = T.Select(turned, Im, Re), small = T.Select(turned, Re, Im);
        T ratio = T.Select(big.IsZero(), big, small.Times(big.Inverse())), inverse = big.Plus(small.Times(ratio)).Inverse();
        T re = T.Select(turned, ratio, Re.Like(1)), im = T.Select(turned, Re.Like(-1), Re.Like(0).Minus(ratio));
        return new(re.Times(inverse), im.Times(inverse));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexEntry<T, TMask> Root() => new(Re.Root(), Re.Like(0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexEntry<T, TMask> Conjugate() => new(Re, Re.Like(0).Minus(Im));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TMask IsLarger(ComplexEntry<T, TMask> than) => Re.Abs().Plus(Im.Abs()).IsGreater(than.Re.Abs().Plus(than.Im.Abs()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TMask Is(double value) => Re.Is(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TMask IsZero() => Re.Abs().Plus(Im.Abs()).IsZero();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TMask IsPositive() => Re.IsPositive();
}
