using System.Numerics.Tensors;

namespace Linum;

public static partial class Np
{
    /// <summary>An array from a tensor of .NET, which is copied; strides and broadcast axes are followed.</summary>
    public static NDArray Array<T>(Tensor<T> tensor)
        where T : unmanaged => Array(tensor.AsReadOnlyTensorSpan());

    /// <summary>An array from a tensor span of .NET, which is copied; strides and broadcast axes are followed.</summary>
    public static NDArray Array<T>(in ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged
    {
        var values = new T[checked((int)tensor.FlattenedLength)];
        tensor.FlattenTo(values);
        var sizes = new int[tensor.Rank];
        for (int i = 0; i < sizes.Length; i++) sizes[i] = checked((int)tensor.Lengths[i]);
        return HostBytes.From<T>(values, sizes);
    }
}
