using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Reads integers of any type from memory.</summary>
internal static unsafe class IndexReader
{
    /// <summary>An element of an integer array as a long; unsigned numbers beyond long count as its largest.</summary>
    public static long Read(nint array, DType type, long index) => type switch
    {
        DType.Int8 => ((sbyte*)array)[index],
        DType.Int16 => ((short*)array)[index],
        DType.Int32 => ((int*)array)[index],
        DType.Int64 => ((long*)array)[index],
        DType.UInt8 or DType.Bool => ((byte*)array)[index],
        DType.UInt16 => ((ushort*)array)[index],
        DType.UInt32 => ((uint*)array)[index],
        _ => ((ulong*)array)[index] > long.MaxValue ? long.MaxValue : ((long*)array)[index],
    };
}

/// <summary>A window of an array whose first position is given by one integer scalar per axis, clamped so that the window fits.</summary>
internal sealed unsafe class DynamicWindow
{
    private readonly Shape shape;
    private readonly Shape window;
    private readonly long[] strides;
    private readonly DType[] startTypes;
    private readonly int size;
    private readonly StridedCopy read;
    private readonly StridedCopy write;

    /// <param name="array">The array.</param>
    /// <param name="window">The window's sizes.</param>
    /// <param name="startTypes">The types of the starts.</param>
    public DynamicWindow(ArrayType array, Shape window, DType[] startTypes)
    {
        (shape, this.window, this.startTypes, size) = (array.Shape, window, startTypes, array.DType.Size);
        strides = Operand.Dense(shape);
        read = new(window, strides, Operand.Dense(window), size);
        write = new(window, Operand.Dense(window), strides, size);
    }

    private nint Start(nint* starts)
    {
        long offset = 0;
        for (int axis = 0; axis < startTypes.Length; axis++)
            offset += Math.Clamp(IndexReader.Read(starts[axis], startTypes[axis], 0), 0, shape[axis] - window[axis]) * strides[axis];
        return (nint)(offset * size);
    }

    /// <summary>Copies the window out. Arrays: the array, the starts, the result.</summary>
    public void Slice(nint* arrays) => read.Run(arrays[0] + Start(arrays + 1), arrays[1 + startTypes.Length]);

    /// <summary>Copies the array with the window replaced. Arrays: the array, the window, the starts, the result, which may be the array itself.</summary>
    public void Update(nint* arrays)
    {
        nint result = arrays[2 + startTypes.Length];
        long bytes = shape.Count * size;
        if (result != arrays[0]) Buffer.MemoryCopy((void*)arrays[0], (void*)result, bytes, bytes);
        write.Run(arrays[1], result + Start(arrays + 2));
    }
}

/// <summary>Writes copies of a value between and around the elements of an array.</summary>
internal sealed unsafe class Padding
{
    private readonly long count;
    private readonly int size;
    private readonly long from;
    private readonly long to;
    private readonly StridedCopy fill;
    private readonly StridedCopy copy;

    public Padding(Lowered.Pad pad, ArrayType source, Shape result)
    {
        size = source.DType.Size;
        count = result.Count;
        long[] sourceStrides = Operand.Dense(source.Shape), resultStrides = Operand.Dense(result);
        var sizes = new int[result.Rank];
        var steps = new long[result.Rank];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            // Element i of the source lies at low + i * step; only those inside the result are copied.
            long step = pad.Interior[axis] + 1, low = pad.Low[axis];
            long first = low >= 0 ? 0 : (-low + step - 1) / step, last = Math.Min(source.Shape[axis] - 1, result[axis] - 1 - low >= 0 ? (result[axis] - 1 - low) / step : -1);
            sizes[axis] = (int)Math.Max(0, last - first + 1);
            steps[axis] = step * resultStrides[axis];
            from += first * sourceStrides[axis] * size;
            to += (low + first * step) * resultStrides[axis] * size;
        }

        fill = new([checked((int)count)], [0], [1], size);
        copy = new(sizes, sourceStrides, steps, size);
    }

    /// <summary>Arrays: the source, the value, the result.</summary>
    public void Run(nint* arrays)
    {
        if (count == 0) return;
        fill.Run(arrays[1], arrays[2]);
        copy.Run(arrays[0] + (nint)from, arrays[2] + (nint)to);
    }
}

/// <summary>Puts arrays one after the other along an axis.</summary>
internal sealed unsafe class Joining
{
    private readonly StridedCopy[] copies;
    private readonly nint[] offsets;

    public Joining(int axis, ArrayType[] parts, ArrayType result)
    {
        long[] strides = Operand.Dense(result.Shape);
        copies = new StridedCopy[parts.Length];
        offsets = new nint[parts.Length];
        long start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            copies[i] = new(parts[i].Shape, Operand.Dense(parts[i].Shape), strides, result.DType.Size);
            offsets[i] = (nint)(start * strides[axis] * result.DType.Size);
            start += parts[i].Shape[axis];
        }
    }

    /// <summary>Arrays: the parts, the result.</summary>
    public void Run(nint* arrays)
    {
        for (int i = 0; i < copies.Length; i++) copies[i].Run(arrays[i], arrays[copies.Length] + offsets[i]);
    }
}
