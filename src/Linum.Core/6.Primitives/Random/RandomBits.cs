using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>Uniformly random bits: element i depends only on the key, i and the width.</summary>
        /// <param name="key">One key: an array of dtype key and rank 0.</param>
        /// <param name="shape">The shape of the result.</param>
        /// <param name="width">8, 16, 32 or 64 bits: the result is uint8, uint16, uint32 or uint64.</param>
        public static NDArray RandomBits(NDArray key, Shape shape, int width = 32)
        {
            KeyOperations.CheckOne("Lax.RandomBits", key);
            return new RandomBits(width, shape) { Original = RandomMode.IsOriginal }.Bind(key);
        }
    }
}

namespace Linum.Extending
{
    /// <summary>
    /// Random bits. With no key axes the input is one key, and element i of Shape is drawn from the counter i. With key axes the input has those axes and then Shape, the keys
    /// repeated along it: one drawing per key.
    /// </summary>
    public sealed record RandomBits(int BitWidth, Shape Shape, int KeyAxes = 0) : Primitive
    {
        /// <summary>Whether the bits are those of the original mode, in which they depend on the number of elements.</summary>
        public bool Original { get; init; }

        /// <inheritdoc/>
        public override ValueList<Parameter> Parameters => [new("bit_width", BitWidth), new("shape", Shape)];

        private DType DType => BitWidth switch { 8 => DType.UInt8, 16 => DType.UInt16, 32 => DType.UInt32, _ => DType.UInt64 };

        /// <inheritdoc/>
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [new(DType, KeyAxes == 0 ? Shape : inputs[0].Shape)];

        /// <inheritdoc/>
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Map(ScalarFunction.Build([DType.Key], [DType], (builder, key) =>
        {
            if (Original) return [OriginalBits(builder, key)];
            (Scalar high, Scalar low) = Threefry.Counter(builder, Shape, KeyAxes);
            (Scalar a, Scalar b) = Threefry.Block(key[0], key[1], high, low);
            if (BitWidth == 64) return [Scalar.Binary(ScalarOp.ShiftLeft, a.ConvertTo(DType.UInt64), 32) | b.ConvertTo(DType.UInt64)];
            return [(a ^ b).ConvertTo(DType)];
        }));

        /// <summary>One list of words for all elements: 64 bits take a word from each half of it, 8 and 16 bits a piece of a word, the lowest first.</summary>
        private Scalar OriginalBits(ScalarBuilder builder, Scalar[] key)
        {
            (_, Scalar number) = Threefry.Counter(builder, Shape, KeyAxes);
            long count = Shape.Count;
            if (BitWidth == 64)
            {
                (Scalar a, Scalar b) = Threefry.Block(key[0], key[1], number, number + builder.Constant(count, DType.UInt32));
                return Scalar.Binary(ScalarOp.ShiftLeft, a.ConvertTo(DType.UInt64), 32) | b.ConvertTo(DType.UInt64);
            }

            if (BitWidth == 32) return Threefry.ListWord(key[0], key[1], number, count);
            int pieces = 32 / BitWidth;
            Scalar word = Threefry.ListWord(key[0], key[1], number / pieces, (count + pieces - 1) / pieces);
            return Scalar.Binary(ScalarOp.ShiftRightLogical, word, number % pieces * BitWidth).ConvertTo(DType);
        }

        /// <inheritdoc/>
        public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents) => new([Bind(primals[0])], [null]);

        /// <inheritdoc/>
        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs) =>
            [new((this with { KeyAxes = KeyAxes + 1 }).Bind(KeyOperations.PerKey(inputs[0], Shape, KeyAxes)), 0)];
    }

    internal static class KeyOperations
    {
        /// <summary>Batched keys with the batch axis first, repeated along the axes that are drawn for each.</summary>
        public static NDArray PerKey(Batched keys, Shape drawn, int keyAxes)
        {
            NDArray front = Lax.MoveAxis(keys.Value, keys.Axis!.Value, 0);
            return keyAxes > 0 ? front : Lax.BroadcastInDim(front, [front.Shape[0], .. drawn], [0]);
        }

        public static void CheckOne(string operation, NDArray key)
        {
            if (key.DType != DType.Key)
                throw new DTypeException($"{operation} was given {key.Type.ToLongString()} as a key. Make keys with Rng.Key or Rng.Split.");
            if (key.Rank != 0)
                throw new ShapeException($"{operation} takes one key, but was given an array of keys of shape {key.Shape}. Use Vmap over the keys, or pick one.");
        }
    }
}
