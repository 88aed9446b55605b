using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Brings a convolution to a type that is multiplied in, as <see cref="LowerContraction"/> does. With a kernel of one place it is a contraction of features.</summary>
/// <remarks><code>
/// before: %2:f32[8,5,5,4] = convolve %0:f32[8,5,5,3] %1:f32[1,1,3,4]
/// after:  %2:f32[8,5,5,4] = contract[3;0] %0 %1(3, 4):(4, 1)
/// </code></remarks>
internal static class LowerConvolution
{
    public static IEnumerable<LoopNode> Run(ConvolveDimensions dimensions, Operand[] operands, LoopValue result) =>
        LowerContraction.Run((o, r) => Product(dimensions, o, r), operands, result, IsOnePlace(dimensions, operands, result));

    private static bool IsOnePlace(ConvolveDimensions d, Operand[] operands, LoopValue result)
    {
        bool isOnePlace = d.FeatureGroups == 1 && d.BatchGroups == 1 && result.Type.Shape.Count > 0 && operands[0].Shape.Count > 0;
        for (int i = 0; i < d.Spatial; i++) isOnePlace &= operands[1].Shape[d.Kernel[i + 2]] == 1 && d.Low[i] == 0 && d.High[i] == 0 && d.InputDilation[i] == 1;
        return isOnePlace;
    }

    private static LoopNode Product(ConvolveDimensions d, Operand[] operands, LoopValue result)
    {
        Operand x = operands[0], kernel = operands[1];
        if (!IsOnePlace(d, operands, result)) return new ConvolveNode(d, operands, [result]);

        // Every so many places of the input are used.
        int[] sizes = x.Shape.ToArray(), kernelAxes = [d.Kernel[0], d.Kernel[1]];
        long[] strides = x.Strides.ToArray(), dense = Operand.Dense(result.Type.Shape);
        for (int i = 0; i < d.Spatial; i++)
        {
            sizes[d.Input[i + 2]] = result.Type.Shape[d.Output[i + 2]];
            strides[d.Input[i + 2]] *= d.Strides[i];
        }

        Operand used = new(x.Value, sizes, strides, x.Offset);
        Operand weights = new(kernel.Value, [.. kernelAxes.Select(a => kernel.Shape[a])], [.. kernelAxes.Select(a => kernel.Strides[a])], kernel.Offset);
        long[] written = [.. Enumerable.Range(0, sizes.Length).Where(a => a != d.Input[1]).Select(a => dense[d.Output[d.Input.Span.IndexOf(a)]]), dense[d.Output[1]]];
        return new ContractNode(new([d.Input[1]], [1], [], []), [used, weights], [result], written);
    }
}
