using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Keys from their words: <c>uint32[.., 2]</c> to <c>key[..]</c>.</summary>
        public static NDArray RandomWrap(NDArray words)
        {
            if (words.DType != DType.UInt32 || words.Rank == 0 || words.Shape[^1] != 2)
                throw new ShapeException($"Rng.WrapKeyData needs uint32[.., 2], but was given {words.Type.ToLongString()}. A key is two 32-bit words.");
            return new RandomWrap().Bind(words);
        }

        /// <summary>The words of keys: <c>key[..]</c> to <c>uint32[.., 2]</c>.</summary>
        public static NDArray RandomUnwrap(NDArray keys) => keys.DType == DType.Key
            ? new RandomUnwrap().Bind(keys)
            : throw new DTypeException($"Rng.KeyData needs keys, but was given {keys.Type.ToLongString()}.");
    }
}

namespace Linum.Extending
{
    /// <summary>Words seen as keys: the last axis, of size 2, disappears.</summary>
    public sealed record RandomWrap : Primitive
    {
        internal static NDArray Zero => new RandomWrap().Bind(Lax.Full([2], 0, DType.UInt32));

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [new(DType.Key, inputs[0].Shape[..^1])];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.CopyBytes();

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [null]);

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs) => [new(Bind(Lax.MoveAxis(inputs[0].Value, inputs[0].Axis!.Value, 0)), 0)];
    }

    /// <summary>Keys seen as words: a last axis of size 2 appears.</summary>
    public sealed record RandomUnwrap : Primitive
    {
        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [new(DType.UInt32, [.. inputs[0].Shape, 2])];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.CopyBytes();

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [null]);

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs) => [new(Bind(inputs[0].Value), inputs[0].Axis)];
    }
}
