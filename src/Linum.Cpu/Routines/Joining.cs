using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Puts arrays one after the other along an axis.</summary>
internal sealed unsafe class Joining
{
    private readonly StridedCopy[] copies;
    private readonly nint[] offsets;
    private readonly Partition partition;

    public Joining(int axis, ArrayType[] parts, ArrayType result, Partition partition)
    {
        this.partition = partition;
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
        for (int i = 0; i < copies.Length; i++) copies[i].Run(arrays[i], arrays[copies.Length] + offsets[i], partition);
    }
}
