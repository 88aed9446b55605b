using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum;

/// <summary>Functions over arrays with NumPy's names and rules: they promote dtypes and broadcast shapes.</summary>
public static partial class Np
{
    /// <summary>An array from nested lists of numbers: int32, float32 or bool by what they are (or what the default types are).</summary>
    /// <param name="values">Such as <c>[[1, 2], [3, 4]]</c> or <c>3.0</c>.</param>
    /// <exception cref="ShapeException">Rows have different lengths.</exception>
    [OverloadResolutionPriority(1)]
    public static NDArray Array(ArrayLiteral values) => values.ToArray(null);

    /// <summary>An array of a given dtype from nested lists of numbers.</summary>
    [OverloadResolutionPriority(1)]
    public static NDArray Array(ArrayLiteral values, DType dtype) => values.ToArray(dtype);

    /// <summary>An array from a C# array, which keeps its element type.</summary>
    public static NDArray Array<T>(T[] values)
        where T : unmanaged => HostBytes.From<T>(values, [values.Length]);

    /// <summary>An array from a span, which keeps its element type.</summary>
    public static NDArray Array<T>(ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged => values.Length == shape.Count
            ? HostBytes.From(values, shape)
            : throw new ShapeException($"Np.Array: {values.Length} values do not fill the shape {shape}, which has {shape.Count} elements.");

    /// <summary>An array from rows of one length.</summary>
    /// <exception cref="ShapeException">Rows have different lengths.</exception>
    public static NDArray Array<T>(T[][] rows)
        where T : unmanaged
    {
        int columns = rows.Length == 0 ? 0 : rows[0].Length;
        var all = new T[rows.Length * columns];
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Length != columns)
                throw new ShapeException($"Np.Array: the rows do not have one length: row {i} has {rows[i].Length} elements, row 0 has {columns}. Give rows of one length.");
            rows[i].CopyTo(all, i * columns);
        }

        return HostBytes.From<T>(all, [rows.Length, columns]);
    }

    /// <summary>An array from a rectangular C# array.</summary>
    public static NDArray Array<T>(T[,] values)
        where T : unmanaged
    {
        var flat = new T[values.Length];
        int i = 0;
        foreach (T value in values) flat[i++] = value;
        return HostBytes.From<T>(flat, [values.GetLength(0), values.GetLength(1)]);
    }

    /// <summary>An array from a rectangular C# array of three axes.</summary>
    public static NDArray Array<T>(T[,,] values)
        where T : unmanaged
    {
        var flat = new T[values.Length];
        int i = 0;
        foreach (T value in values) flat[i++] = value;
        return HostBytes.From<T>(flat, [values.GetLength(0), values.GetLength(1), values.GetLength(2)]);
    }

    /// <summary>Zeros of the default float, float32: <c>Np.Zeros(3, 4)</c> or <c>Np.Zeros([3, 4])</c>.</summary>
    public static NDArray Zeros(params ReadOnlySpan<int> shape) => Full(shape, 0, DefaultTypes.Float);

    /// <summary>Zeros of a dtype.</summary>
    public static NDArray Zeros(Shape shape, DType dtype) => Full(shape, 0, dtype);

    /// <summary>Ones of the default float, float32.</summary>
    public static NDArray Ones(params ReadOnlySpan<int> shape) => Full(shape, 1, DefaultTypes.Float);

    /// <summary>Ones of a dtype.</summary>
    public static NDArray Ones(Shape shape, DType dtype) => Full(shape, 1, dtype);

    /// <summary>One value everywhere; the dtype is that of the value unless given.</summary>
    public static NDArray Full(ReadOnlySpan<int> shape, NDArray value, DType? dtype = null)
    {
        Shape target = [.. shape];
        foreach (int size in shape)
            if (size < 0) throw new ShapeException($"A shape has sizes of at least 0, but {target} was given.");
        NDArray typed = Lax.ConvertElementType(value, dtype ?? value.DType, dtype is null && value.Type.IsWeak);
        return Lax.BroadcastTo(typed, target);
    }

    /// <summary>Zeros of the shape and dtype of another array.</summary>
    public static NDArray ZerosLike(NDArray x) => Lax.ZerosLike(x);

    /// <summary>Ones of the shape and dtype of another array.</summary>
    public static NDArray OnesLike(NDArray x) => Lax.OnesLike(x);

    /// <summary>One value in the shape and dtype of another array.</summary>
    public static NDArray FullLike(NDArray x, NDArray value, DType? dtype = null) => Lax.BroadcastTo(Lax.ConvertElementType(value, dtype ?? x.DType, x.Type.IsWeak && dtype is null), x.Shape);

    /// <summary>0, 1, ... below stop, of the default integer type, int32.</summary>
    public static NDArray Arange(int stop) => Arange(0, stop);

    /// <summary>start, start + step, ... below stop, of the default integer type, int32.</summary>
    public static NDArray Arange(int start, int stop, int step = 1)
    {
        if (step == 0) throw new ShapeException("Np.Arange: the step is 0. Give a step that leads from start to stop.");
        int count = (int)Math.Max(0, ((long)stop - start + step - Math.Sign(step)) / step);
        DType dtype = DefaultTypes.Int;
        NDArray iota = Lax.Iota(dtype, count);
        if (step != 1) iota = Lax.Mul(iota, Lax.Full([], step, dtype));
        return start == 0 ? iota : Lax.Add(iota, Lax.Full([], start, dtype));
    }

    /// <summary>0, 1, ... below stop, of the default float, float32.</summary>
    public static NDArray Arange(double stop) => Arange(0.0, stop);

    /// <summary>start, start + step, ... below stop, of the default float, float32.</summary>
    public static NDArray Arange(double start, double stop, double step = 1)
    {
        if (step == 0) throw new ShapeException("Np.Arange: the step is 0. Give a step that leads from start to stop.");
        int count = (int)Math.Max(0, Math.Ceiling((stop - start) / step));
        var values = new double[count];
        for (int i = 0; i < count; i++) values[i] = start + i * step;
        return Lax.ConvertElementType(HostBytes.From<double>(values, [count]), DefaultTypes.Float);
    }

    /// <summary>Evenly spaced numbers from start to stop, both included, of the default float, float32.</summary>
    public static NDArray Linspace(double start, double stop, int count = 50, bool endpoint = true)
    {
        if (count < 0) throw new ShapeException($"Np.Linspace: a count of {count} was asked for. Give 0 or more.");
        double step = (stop - start) / Math.Max(1, endpoint ? count - 1 : count);
        var values = new double[count];
        for (int i = 0; i < count; i++) values[i] = endpoint && i == count - 1 && count > 1 ? stop : start + i * step;
        return Lax.ConvertElementType(HostBytes.From<double>(values, [count]), DefaultTypes.Float);
    }

    /// <summary>The identity matrix, of the default float, float32, unless a dtype is given.</summary>
    public static NDArray Eye(int rows, int? columns = null, int diagonal = 0, DType? dtype = null)
    {
        Shape shape = [rows, columns ?? rows];
        if (rows < 0 || columns < 0) throw new ShapeException($"Np.Eye: a shape has sizes of at least 0, but {shape} was given.");
        NDArray row = Lax.BroadcastedIota(DType.Int32, shape, 0), column = Lax.BroadcastedIota(DType.Int32, shape, 1);
        return Lax.ConvertElementType(Lax.Eq(Lax.Add(row, Lax.Full([], diagonal, DType.Int32)), column), dtype ?? DefaultTypes.Float);
    }
}
