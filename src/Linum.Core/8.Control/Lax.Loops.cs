using Linum.Extending;

namespace Linum;

public static partial class Lax
{
    /// <summary>Repeats a body while a condition holds. Under Vmap each example stops by itself. There is no reverse-mode derivative.</summary>
    /// <param name="condition">From the carry to a scalar bool.</param>
    /// <param name="body">From a carry to the next, of the same structure and types.</param>
    /// <param name="initial">The first carry.</param>
    /// <exception cref="TreeException">The body changes the structure of the carry.</exception>
    /// <exception cref="DTypeException">The body changes a type, or the condition returns no bool.</exception>
    public static T While<T>(Func<T, NDArray> condition, Func<T, T> body, T initial) => Loops.While(new("Lax.While"), condition, body, initial);

    /// <summary>Runs a body for i = from, from + 1, ... below to. With C# ints as bounds it has a reverse-mode derivative.</summary>
    /// <param name="from">The first i.</param>
    /// <param name="to">The first i that is not run.</param>
    /// <param name="body">From i (a weak scalar of the default integer type, like the bounds) and the carry to the next carry.</param>
    /// <param name="initial">The first carry.</param>
    public static T ForI<T>(int from, int to, Func<NDArray, T, T> body, T initial)
    {
        if (to <= from) return initial;
        PytreeNodes.RegisterTuple<NDArray, T>();
        return Loops.Scan(new("Lax.ForI", Counted: true), ((NDArray I, T Carry) c, ValueTuple<int> _) => ((c.I + 1, body(c.I, c.Carry)), new ValueTuple<int>(0)),
            (I: (NDArray)from, Carry: initial), new ValueTuple<int>(0), to - from, false).Carry.Carry;
    }

    /// <summary>The same with bounds that are known at run time only; there is no reverse-mode derivative.</summary>
    public static T ForI<T>(NDArray from, NDArray to, Func<NDArray, T, T> body, T initial)
    {
        if (from.Rank > 0 || to.Rank > 0 || !from.DType.IsInteger || !to.DType.IsInteger) throw ControlErrors.Bounds(from.Type, to.Type);
        NDArray[] bounds = Broadcasting.Promote("Lax.ForI", [from, to]);
        NDArray limit = bounds[1];
        PytreeNodes.RegisterTuple<NDArray, T>();
        return Loops.While(new("Lax.ForI", Counted: true), ((NDArray I, T Carry) c) => c.I < limit, c => (c.I + 1, body(c.I, c.Carry)), (I: bounds[0], Carry: initial)).Carry;
    }

    /// <summary>Runs a body over the leading axis of arrays, handing a carry from step to step.</summary>
    /// <param name="body">From the carry and one element of xs to the next carry and one element of the outputs.</param>
    /// <param name="initial">The first carry.</param>
    /// <param name="xs">Arrays with one leading size.</param>
    /// <param name="length">The number of steps, needed only where xs has no arrays.</param>
    /// <param name="reverse">Whether to go from the last element to the first; outputs stand where their elements stood.</param>
    /// <returns>The last carry, and the outputs stacked along a leading axis.</returns>
    public static (TCarry Carry, TY Outputs) Scan<TCarry, TX, TY>(Func<TCarry, TX, (TCarry, TY)> body, TCarry initial, TX xs, int? length = null, bool reverse = false) =>
        Loops.Scan(new("Lax.Scan"), body, initial, xs, length, reverse);

    /// <inheritdoc cref="Scan{TCarry, TX, TY}"/>
    public static (NDArray Carry, TY Outputs) Scan<TX, TY>(Func<NDArray, TX, (NDArray, TY)> body, NDArray initial, TX xs, int? length = null, bool reverse = false) =>
        Loops.Scan(new("Lax.Scan"), body, initial, xs, length, reverse);

    /// <summary>A function of each element along the leading axis, one after the other; results are stacked.</summary>
    /// <param name="f">The function of one element.</param>
    /// <param name="xs">Arrays with one leading size.</param>
    /// <param name="batchSize">How many elements are computed together, as by Vmap; one by default, and all if it is not smaller than the leading size.</param>
    /// <exception cref="ShapeException">The arrays have different leading sizes, or the batch size is negative.</exception>
    public static TResult Map<T, TResult>(Func<T, TResult> f, T xs, int? batchSize = null) => batchSize is int size
        ? BatchedMap.Run(f, xs, size)
        : Loops.Scan(new("Lax.Map"), (ValueTuple<int> c, T x) => (c, f(x)), new ValueTuple<int>(0), xs, null, false).Outputs;
}
