namespace Linum.Extending;

/// <summary>
/// Executes the neutral loop form with the plainest possible loops, one element at a time. It is the oracle of every compiler test and what runs
/// under <c>LINUM_INTERPRET=1</c>; it is meant to be read, not to be fast. Each kind of <see cref="Lowered"/> has its loop in one of the parts of this class.
/// </summary>
public static partial class LoopInterpreter
{
    /// <summary>Computes the outputs of one lowered equation. Arrays are dense row-major bytes.</summary>
    /// <exception cref="InternalErrorException">The equation is a loop or a collective, which the backend itself runs.</exception>
    public static byte[][] Run(Lowered lowered, ReadOnlySpan<ArrayType> inputTypes, ReadOnlySpan<byte[]> inputs, ReadOnlySpan<ArrayType> outputTypes)
    {
        var outputs = new byte[outputTypes.Length][];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = new byte[checked((int)outputTypes[i].ByteCount)];
        Operands operands = new(inputTypes, inputs, outputTypes, outputs);
        // Scatter and the like start from a copy of an operand, so that even an empty result must be left to each loop.
        switch (lowered)
        {
            case Lowered.Map map: Map(map, operands); break;
            case Lowered.View view: View(view, operands); break;
            case Lowered.Pad pad: Pad(pad, operands); break;
            case Lowered.Concatenate concatenate: Concatenate(concatenate, operands); break;
            case Lowered.Reduce reduce: Reduce(reduce, operands); break;
            case Lowered.ArgReduce reduce: ArgReduce(reduce, operands); break;
            case Lowered.Cumulative cumulative: Cumulative(cumulative, operands); break;
            case Lowered.Contract contract: Contract(contract, operands); break;
            case Lowered.Convolve convolve: Convolve(convolve.Dimensions, operands); break;
            case Lowered.DynamicSlice: DynamicSlice(operands); break;
            case Lowered.DynamicUpdateSlice: DynamicUpdateSlice(operands); break;
            case Lowered.Gather gather: Gather(gather, operands); break;
            case Lowered.Scatter scatter: Scatter(scatter, operands); break;
            case Lowered.Sort sort: Sort(sort, operands); break;
            case Lowered.TopK topK: TopK(topK, operands); break;
            case Lowered.Cholesky or Lowered.Lu or Lowered.TriangularSolve or Lowered.Solve: Matrices(lowered, operands); break;
            case Lowered.CopyBytes or Lowered.Routine { Kind: RoutineKind.Copy }: inputs[0].CopyTo(outputs[0], 0); break;
            default: throw new InternalErrorException($"{lowered} cannot be interpreted as a plain loop: its programs or exchanges belong to the backend.");
        }

        return outputs;
    }

    private static void Map(Lowered.Map map, Operands arrays)
    {
        if (arrays.OutputTypes.Length == 0) return;
        ReadOnlySpan<int> shape = arrays.OutputTypes[0].Shape.Span;
        long count = arrays.OutputTypes[0].Shape.Count;
        ScalarInterpreter interpreter = new(map.Body);
        var values = new long[2 * arrays.InputTypes.Length];
        var results = new long[map.Body.Results.Count];
        Span<int> position = new int[shape.Length];
        for (long i = 0; i < count; i++)
        {
            int next = 0;
            for (int k = 0; k < arrays.InputTypes.Length; k++)
            {
                ArrayType type = arrays.InputTypes[k];
                Element element = Element.Read(arrays.Inputs[k], type.DType, type.Rank == 0 ? 0 : i);
                values[next++] = element.First;
                if (type.DType.Components == 2) values[next++] = element.Second;
            }

            interpreter.Evaluate(values, position, results);
            next = 0;
            for (int k = 0; k < arrays.OutputTypes.Length; k++)
            {
                DType type = arrays.OutputTypes[k].DType;
                long first = results[next++];
                new Element(first, type.Components == 2 ? results[next++] : 0).Write(arrays.Outputs[k], type, i);
            }

            RowMajor.Next(position, shape);
        }
    }

    /// <summary>The arrays of one equation.</summary>
    private readonly ref struct Operands(ReadOnlySpan<ArrayType> inputTypes, ReadOnlySpan<byte[]> inputs, ReadOnlySpan<ArrayType> outputTypes, byte[][] outputs)
    {
        public readonly ReadOnlySpan<ArrayType> InputTypes = inputTypes;
        public readonly ReadOnlySpan<byte[]> Inputs = inputs;
        public readonly ReadOnlySpan<ArrayType> OutputTypes = outputTypes;
        public readonly byte[][] Outputs = outputs;

        public Element Read(int input, long index) => Element.Read(Inputs[input], InputTypes[input].DType, index);

        public void Write(long index, Element element) => element.Write(Outputs[0], OutputTypes[0].DType, index);

        /// <summary>Element number <paramref name="index"/> of an integer input, as a long; values beyond long count as its largest.</summary>
        public long ReadIndex(int input, long index)
        {
            DType type = InputTypes[input].DType;
            long bits = Read(input, index).First;
            return type.IsSigned ? ScalarArithmetic.Signed(type, bits) : bits < 0 ? long.MaxValue : bits;
        }
    }
}
