using System.Buffers.Binary;

namespace Linum.Extending;

/// <summary>
/// Executes the loop form with the plainest possible loops: the oracle of every compiler test, and what runs with LINUM_INTERPRET=1. Slow on purpose.
/// </summary>
public static partial class LoopInterpreter
{
    /// <summary>Runs one lowered equation.</summary>
    /// <param name="lowered">Anything but loops and collectives, which need the programs inside.</param>
    /// <param name="inputTypes">The types of the inputs.</param>
    /// <param name="inputs">Row-major bytes.</param>
    /// <param name="outputTypes">The types of the outputs.</param>
    public static byte[][] Run(Lowered lowered, ReadOnlySpan<ArrayType> inputTypes, ReadOnlySpan<byte[]> inputs, ReadOnlySpan<ArrayType> outputTypes)
    {
        var outputs = new byte[outputTypes.Length][];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = new byte[outputTypes[i].ByteCount];
        switch (lowered)
        {
            case Lowered.Map map: RunMap(map.Body, inputTypes, inputs, outputTypes, outputs); break;
            case Lowered.View view: RunView(view, inputTypes[0], inputs[0], outputTypes[0], outputs[0]); break;
            case Lowered.Pad pad: RunPad(pad, inputTypes[0], inputs[0], inputs[1], outputTypes[0], outputs[0]); break;
            case Lowered.Concatenate concatenate: RunConcatenate(concatenate.Axis, inputTypes, inputs, outputTypes[0], outputs[0]); break;
            case Lowered.Reduce reduce: RunReduce(reduce, inputTypes[0], inputs[0], outputTypes[0], outputs[0]); break;
            case Lowered.ArgReduce arg: RunArgReduce(arg, inputTypes[0], inputs[0], outputTypes[0], outputs[0]); break;
            case Lowered.Cumulative cumulative: RunCumulative(cumulative, inputTypes[0], inputs[0], outputs[0]); break;
            case Lowered.Contract contract: RunContract(contract.Dimensions, inputTypes, inputs, outputTypes[0], outputs[0]); break;
            case Lowered.DynamicSlice: RunDynamicSlice(inputTypes, inputs, outputTypes[0], outputs[0]); break;
            case Lowered.DynamicUpdateSlice: RunDynamicUpdateSlice(inputTypes, inputs, outputs[0]); break;
            case Lowered.Gather gather: RunGather(gather, inputTypes, inputs, outputTypes[0], outputs[0]); break;
            case Lowered.Scatter scatter: RunScatter(scatter, inputTypes, inputs, outputs[0]); break;
            case Lowered.Sort sort: RunSort(sort, inputTypes, inputs, outputs); break;
            case Lowered.TopK topK: RunTopK(topK.K, inputTypes[0], inputs[0], outputs); break;
            case Lowered.CopyBytes or Lowered.Routine { Kind: RoutineKind.Copy }: inputs[0].CopyTo(outputs[0], 0); break;
            default: throw new InternalErrorException($"The loop interpreter was given {lowered}.");
        }

        return outputs;
    }

    private static long Read(byte[] bytes, DType component, long at)
    {
        ReadOnlySpan<byte> span = bytes.AsSpan((int)(at * component.Size), component.Size);
        return ScalarInterpreter.Extend(component.Size switch
        {
            1 => span[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(span),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(span),
            _ => BinaryPrimitives.ReadInt64LittleEndian(span),
        }, component);
    }

    private static void Write(byte[] bytes, DType component, long at, long value)
    {
        Span<byte> span = bytes.AsSpan((int)(at * component.Size), component.Size);
        switch (component.Size)
        {
            case 1: span[0] = (byte)value; break;
            case 2: BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)value); break;
            case 4: BinaryPrimitives.WriteUInt32LittleEndian(span, (uint)value); break;
            default: BinaryPrimitives.WriteInt64LittleEndian(span, value); break;
        }
    }

    private static void CopyElement(byte[] from, long source, byte[] to, long target, int size) => Array.Copy(from, source * size, to, target * size, size);

    /// <summary>Goes through all positions of a shape in row-major order.</summary>
    private static void ForEach(Shape shape, Action<int[], long> body)
    {
        var index = new int[shape.Rank];
        long count = shape.Count;
        for (long n = 0; n < count; n++)
        {
            body(index, n);
            for (int d = index.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }
    }

    private static long[] DenseStrides(Shape shape)
    {
        var strides = new long[shape.Rank];
        long step = 1;
        for (int i = shape.Rank - 1; i >= 0; i--) (strides[i], step) = (step, step * shape[i]);
        return strides;
    }

    private static long Dot(ReadOnlySpan<int> index, ReadOnlySpan<long> strides)
    {
        long sum = 0;
        for (int i = 0; i < index.Length; i++) sum += index[i] * strides[i];
        return sum;
    }

    private static void RunMap(ScalarFunction f, ReadOnlySpan<ArrayType> inputTypes, ReadOnlySpan<byte[]> inputs, ReadOnlySpan<ArrayType> outputTypes, byte[][] outputs)
    {
        byte[][] data = inputs.ToArray();
        ArrayType[] types = inputTypes.ToArray(), results = outputTypes.ToArray();
        long[] values = new long[f.Steps.Count];
        ForEach(results[0].Shape, (index, n) =>
        {
            ScalarInterpreter.Run(f, (input, component) =>
            {
                DType type = types[input].DType;
                return Read(data[input], type.Component, (types[input].Rank == 0 ? 0 : n) * type.Components + component);
            }, axis => index[axis], values);
            for (int o = 0, r = 0; o < results.Length; o++)
                for (int c = 0; c < results[o].DType.Components; c++)
                    Write(outputs[o], results[o].DType.Component, n * results[o].DType.Components + c, values[f.Results[r++]]);
        });
    }

    private static void RunView(Lowered.View view, ArrayType type, byte[] input, ArrayType result, byte[] output) =>
        ForEach(result.Shape, (index, n) => CopyElement(input, view.Offset + Dot(index, view.Strides.Span), output, n, type.DType.Size));

    private static void RunPad(Lowered.Pad pad, ArrayType type, byte[] input, byte[] fill, ArrayType result, byte[] output)
    {
        long[] strides = DenseStrides(type.Shape);
        ForEach(result.Shape, (index, n) =>
        {
            long at = 0;
            bool inside = true;
            for (int d = 0; d < index.Length; d++)
            {
                int position = index[d] - pad.Low[d], step = pad.Interior[d] + 1;
                inside &= position >= 0 && position % step == 0 && position / step < type.Shape[d];
                at += position / step * strides[d];
            }

            CopyElement(inside ? input : fill, inside ? at : 0, output, n, type.DType.Size);
        });
    }

    private static void RunConcatenate(int axis, ReadOnlySpan<ArrayType> types, ReadOnlySpan<byte[]> inputs, ArrayType result, byte[] output)
    {
        long[] strides = DenseStrides(result.Shape);
        long start = 0;
        for (int i = 0; i < types.Length; i++)
        {
            byte[] input = inputs[i];
            long offset = start * strides[axis];
            int size = result.DType.Size;
            ForEach(types[i].Shape, (index, n) => CopyElement(input, n, output, offset + Dot(index, strides), size));
            start += types[i].Shape[axis];
        }
    }
}
