using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>New keys from one key; key i depends only on the key and i.</summary>
        public static NDArray RandomSplit(NDArray key, Shape shape)
        {
            KeyOperations.CheckOne("Lax.RandomSplit", key);
            return new RandomSplit(shape) { Original = RandomMode.IsOriginal }.Bind(key);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>New keys from one key, or, with key axes as in <see cref="RandomBits"/>, from each of several.</summary>
    public sealed record RandomSplit(Shape Shape, int KeyAxes = 0) : Primitive
    {
        /// <summary>Whether the keys are those of the original mode, in which they depend on how many there are.</summary>
        public bool Original { get; init; }

        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("shape", Shape)];

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [new(DType.Key, KeyAxes == 0 ? Shape : inputs[0].Shape)];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Map(ScalarFunction.Build([DType.Key], [DType.Key], (builder, key) =>
        {
            (Scalar high, Scalar low) = Threefry.Counter(builder, Shape, KeyAxes);
            if (Original) return [Threefry.ListWord(key[0], key[1], low * 2, 2 * Shape.Count), Threefry.ListWord(key[0], key[1], low * 2 + 1, 2 * Shape.Count)];
            (Scalar a, Scalar b) = Threefry.Block(key[0], key[1], high, low);
            return [a, b];
        }));

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [null]);

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs) =>
            [new((this with { KeyAxes = KeyAxes + 1 }).Bind(KeyOperations.PerKey(inputs[0], Shape, KeyAxes)), 0)];
    }
}
