using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>The same entry of several matrices, one per lane.</summary>
internal readonly record struct LaneEntry<T>(Vector256<T> Value) : IRealEntry<LaneEntry<T>, Vector256<T>>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneEntry<T> Select(Vector256<T> mask, LaneEntry<T> whenTrue, LaneEntry<T> whenFalse) => new(Lanes.Choose(mask, whenTrue.Value, whenFalse.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayHold(Vector256<T> mask) => mask.ExtractMostSignificantBits() != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneEntry<T> Like(double value) => new(typeof(T) == typeof(float) ? Vector256.Create((float)value).As<float, T>() : Vector256.Create(value).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneEntry<T> Minus(LaneEntry<T> x, LaneEntry<T> y) => new(Rows.MinusProduct(Value, x.Value, y.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneEntry<T> Inverse() => new(Like(1).Value / Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneEntry<T> Root() => new(Vector256.Sqrt(Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneEntry<T> Conjugate() => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> IsLarger(LaneEntry<T> than) => Vector256.GreaterThan(Vector256.Abs(Value), Vector256.Abs(than.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Is(double value) => Vector256.Equals(Value, Like(value).Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> IsZero() => Vector256.Equals(Value, Vector256<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> IsPositive() => Vector256.GreaterThan(Value, Vector256<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneEntry<T> Plus(LaneEntry<T> other) => new(Value + other.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneEntry<T> Minus(LaneEntry<T> other) => new(Value - other.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneEntry<T> Times(LaneEntry<T> other) => new(Value * other.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneEntry<T> Abs() => new(Vector256.Abs(Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> IsGreater(LaneEntry<T> than) => Vector256.GreaterThan(Value, than.Value);
}
