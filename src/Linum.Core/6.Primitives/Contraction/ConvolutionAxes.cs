namespace Linum.Extending;

/// <summary>Axes of convolutions cut into two, or made one.</summary>
internal static class ConvolutionAxes
{
    /// <summary>The axes with the first two having changed places.</summary>
    public static ValueList<int> Turned(ValueList<int> axes) => [axes[1], axes[0], .. axes.Span[2..]];

    /// <summary>Cuts an axis in two, the first of a given size.</summary>
    public static NDArray OutOf(NDArray x, int axis, int size) => Lax.Reshape(x, [.. x.Shape.Span[..axis], size, x.Shape[axis] / size, .. x.Shape.Span[(axis + 1)..]]);

    /// <summary>Makes an axis the outer part of another, which is numbered as if the first were not there.</summary>
    public static NDArray Into(NDArray x, int from, int to)
    {
        List<int> order = [.. Enumerable.Range(0, x.Rank)];
        order.RemoveAt(from);
        List<int> sizes = [.. order.Select(a => x.Shape[a])];
        sizes[to] *= x.Shape[from];
        order.Insert(to, from);
        return Lax.Reshape(Lax.Transpose(x, [.. order]), [.. sizes]);
    }
}
