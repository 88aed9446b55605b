namespace Linum.Extending;

/// <summary>The loops of convolutions.</summary>
public static partial class LoopInterpreter
{
    private static void Convolve(ConvolveDimensions d, Operands arrays)
    {
        Shape input = arrays.InputTypes[0].Shape, kernel = arrays.InputTypes[1].Shape, shape = arrays.OutputTypes[0].Shape;
        DType type = arrays.InputTypes[0].DType, sum = ElementArithmetic.Accumulator(arrays.OutputTypes[0].DType);
        long[] inputStrides = RowMajor.Strides(input), kernelStrides = RowMajor.Strides(kernel);
        int spatial = d.Spatial, features = kernel[d.Kernel[1]], outputs = kernel[d.Kernel[0]], examples = input[d.Input[0]] / d.BatchGroups;

        // Per output element: the features of its group, and for each of them the places in the kernel.
        Shape window = [.. d.Kernel.ToArray().Skip(2).Select(a => kernel[a]), features];
        Span<int> position = new int[shape.Rank], tap = new int[spatial + 1];
        for (long i = 0; i < shape.Count; i++)
        {
            int output = position[d.Output[1]], group = outputs == 0 ? 0 : output / Math.Max(1, outputs / Math.Max(d.FeatureGroups, d.BatchGroups));
            int example = position[d.Output[0]] + (d.BatchGroups > 1 ? group * examples : 0), first = d.FeatureGroups > 1 ? group * features : 0;
            Element total = ElementArithmetic.Identity(ReduceKind.Sum, sum);
            for (long t = 0; t < window.Count; t++)
            {
                long from = example * inputStrides[d.Input[0]] + (first + tap[spatial]) * inputStrides[d.Input[1]];
                long weight = output * kernelStrides[d.Kernel[0]] + tap[spatial] * kernelStrides[d.Kernel[1]];
                bool inside = true, between = false;
                for (int axis = 0; axis < spatial; axis++)
                {
                    long place = (long)position[d.Output[axis + 2]] * d.Strides[axis] + (long)tap[axis] * d.KernelDilation[axis] - d.Low[axis], step = d.InputDilation[axis];
                    between |= place % step != 0;
                    inside &= place >= 0 && place / step < input[d.Input[axis + 2]];
                    from += place / step * inputStrides[d.Input[axis + 2]];
                    weight += tap[axis] * kernelStrides[d.Kernel[axis + 2]];
                }

                // No number of the kernel is multiplied with a zero between elements, as in a convolution without them; with those around it is.
                if (between)
                {
                    RowMajor.Next(tap, window.Span);
                    continue;
                }

                Element x = inside ? ElementArithmetic.Convert(arrays.Read(0, from), type, sum) : default;
                Element y = ElementArithmetic.Convert(arrays.Read(1, weight), type, sum);
                total = ElementArithmetic.Combine(ReduceKind.Sum, sum, total, ElementArithmetic.Multiply(sum, x, y));
                RowMajor.Next(tap, window.Span);
            }

            arrays.Write(i, ElementArithmetic.Convert(total, sum, arrays.OutputTypes[0].DType));
            RowMajor.Next(position, shape.Span);
        }
    }
}
