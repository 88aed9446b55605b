using Linum.Extending;

namespace Linum;

/// <summary>NumPy's methods on arrays: <c>x.T</c>, <c>x.Sum(0)</c>, <c>x.Reshape(2, -1)</c>.</summary>
public static class NDArrayExtensions
{
    extension(NDArray x)
    {
        /// <summary>The array with its axes reversed.</summary>
        public NDArray T => Np.Transpose(x);

        /// <summary>The same elements under another shape; one size may be -1.</summary>
        /// <exception cref="ShapeException">The element counts differ.</exception>
        public NDArray Reshape(params ReadOnlySpan<int> shape) => Lax.Reshape(x, shape);

        /// <summary>All elements as a vector.</summary>
        public NDArray Ravel() => Np.Ravel(x);

        /// <summary>The axes in another order, reversed if none is given.</summary>
        public NDArray Transpose(params ReadOnlySpan<int> axes) => Np.Transpose(x, axes);

        /// <summary>Two axes exchanged.</summary>
        public NDArray SwapAxes(int first, int second) => Np.SwapAxes(x, first, second);

        /// <summary>The array without axes of size 1.</summary>
        public NDArray Squeeze(AxisSet axes = default) => Np.Squeeze(x, axes);

        /// <summary>The elements as another dtype.</summary>
        public NDArray AsType(DType dtype) => Lax.ConvertElementType(x, dtype);

        /// <summary>The sum along axes, by default all.</summary>
        public NDArray Sum(AxisSet axes = default, bool keepDims = false) => Np.Sum(x, axes, keepDims);

        /// <summary>The product along axes, by default all.</summary>
        public NDArray Prod(AxisSet axes = default, bool keepDims = false) => Np.Prod(x, axes, keepDims);

        /// <summary>The mean along axes, by default all.</summary>
        public NDArray Mean(AxisSet axes = default, bool keepDims = false) => Np.Mean(x, axes, keepDims);

        /// <summary>The variance along axes, by default all.</summary>
        public NDArray Var(AxisSet axes = default, int ddof = 0, bool keepDims = false) => Np.Var(x, axes, ddof, keepDims);

        /// <summary>The standard deviation along axes, by default all.</summary>
        public NDArray Std(AxisSet axes = default, int ddof = 0, bool keepDims = false) => Np.Std(x, axes, ddof, keepDims);

        /// <summary>The largest along axes, by default all.</summary>
        public NDArray Max(AxisSet axes = default, bool keepDims = false) => Np.Max(x, axes, keepDims);

        /// <summary>The smallest along axes, by default all.</summary>
        public NDArray Min(AxisSet axes = default, bool keepDims = false) => Np.Min(x, axes, keepDims);

        /// <summary>Whether all elements are true along axes.</summary>
        public NDArray All(AxisSet axes = default, bool keepDims = false) => Np.All(x, axes, keepDims);

        /// <summary>Whether any element is true along axes.</summary>
        public NDArray Any(AxisSet axes = default, bool keepDims = false) => Np.Any(x, axes, keepDims);

        /// <summary>The position of the first largest element.</summary>
        public NDArray ArgMax(int? axis = null) => Np.ArgMax(x, axis);

        /// <summary>The position of the first smallest element.</summary>
        public NDArray ArgMin(int? axis = null) => Np.ArgMin(x, axis);

        /// <summary>Running sums.</summary>
        public NDArray CumSum(int? axis = null) => Np.CumSum(x, axis);

        /// <summary>Running products.</summary>
        public NDArray CumProd(int? axis = null) => Np.CumProd(x, axis);

        /// <summary>The product as in <c>Np.Dot</c>.</summary>
        public NDArray Dot(NDArray y) => Np.Dot(x, y);

        /// <summary>Each element moved into [low, high].</summary>
        public NDArray Clip(NDArray? low = null, NDArray? high = null) => Np.Clip(x, low, high);
    }
}
