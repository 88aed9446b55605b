using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The k largest elements along the last axis, descending, and their positions; ties by lower position, NaN largest.</summary>
        /// <param name="x">Real numbers.</param>
        /// <param name="k">At most the size of the last axis.</param>
        /// <exception cref="ShapeException">k does not fit.</exception>
        public static (NDArray Values, NDArray Indices) TopK(NDArray x, int k)
        {
            if (x.Rank == 0 || k < 0 || k > x.Shape[^1])
                throw new ShapeException($"Lax.TopK: k = {k} does not fit {x.Type.ToLongString()}. k must be between 0 and the size of the last axis.");
            NDArray[] results = new TopK(k).BindAll(x);
            return (results[0], results[1]);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>The K largest along the last axis, and where they are.</summary>
    public sealed record TopK(int K) : Primitive
    {
        /// <inheritdoc/>
        public override string Name => "top_k";

        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("k", K), new("operand", null)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
        {
            Shape shape = [.. inputs[0].Shape.Span[..^1], K];
            return [inputs[0] with { Shape = shape }, new(DType.Int32, shape)];
        }

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.TopK(K);

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
        {
            NDArray[] results = BindAll(primals[0]);
            return new(results, [AlongAxis.Take(tangents[0]!, results[1], primals[0].Rank - 1), null]);
        }

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
        {
            NDArray[] results = BindAll(Lax.MoveAxis(inputs[0].Value, inputs[0].Axis!.Value, 0));
            return [new(results[0], 0), new(results[1], 0)];
        }
    }
}
