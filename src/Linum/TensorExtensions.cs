using System.Numerics.Tensors;
using Linum.Extending;

namespace Linum;

/// <summary>Arrays and the tensors of .NET (System.Numerics.Tensors).</summary>
public static class TensorExtensions
{
    extension(NDArray x)
    {
        /// <summary>The elements as a new tensor of .NET. A scalar becomes a tensor of one element.</summary>
        /// <typeparam name="T">Exactly the element type.</typeparam>
        /// <exception cref="DTypeException">T is not the element type.</exception>
        /// <exception cref="ConcretizationException">The array is being traced.</exception>
        public Tensor<T> ToTensor<T>()
            where T : unmanaged => Tensor.Create(x.ToArray<T>(), Lengths(x.Shape));
    }

    extension<T>(ArrayView<T> view)
        where T : unmanaged
    {
        /// <summary>The elements as a tensor span over the array's own memory. Like the span it is good until the view is disposed.</summary>
        public ReadOnlyTensorSpan<T> TensorSpan => new(view.Span, Lengths(view.Shape));
    }

    private static nint[] Lengths(Shape shape) => shape.Rank == 0 ? [1] : [.. shape.ToArray().Select(size => (nint)size)];
}
