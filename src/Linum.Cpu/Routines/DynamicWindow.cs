using Linum.Extending;

namespace Linum.Cpu;

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
    private readonly StridedCopy whole;
    private readonly Partition partition;

    /// <param name="array">The array.</param>
    /// <param name="window">The window's sizes.</param>
    /// <param name="startTypes">The types of the starts.</param>
    /// <param name="partition">How to share the work out.</param>
    public DynamicWindow(ArrayType array, Shape window, DType[] startTypes, Partition partition)
    {
        this.partition = partition;
        (shape, this.window, this.startTypes, size) = (array.Shape, window, startTypes, array.DType.Size);
        strides = Operand.Dense(shape);
        read = new(window, strides, Operand.Dense(window), size);
        whole = new(shape, strides, strides, size);
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
    public void Slice(nint* arrays) => read.Run(arrays[0] + Start(arrays + 1), arrays[1 + startTypes.Length], partition);

    /// <summary>Copies the array with the window replaced. Arrays: the array, the window, the starts, the result, which may be the array itself.</summary>
    public void Update(nint* arrays)
    {
        nint result = arrays[2 + startTypes.Length];
        if (result != arrays[0]) whole.Run(arrays[0], result, partition);
        write.Run(arrays[1], result + Start(arrays + 2), partition);
    }
}
