namespace Linum.Extending;

/// <summary>A convolution. Inputs are the array and the kernel.</summary>
public sealed record ConvGeneralDilated(ConvolveDimensions Dimensions) : Primitive
{
    /// <inheritdoc/>
    public override ValueList<Parameter> Parameters =>
    [
        new("batch_group_count", Dimensions.BatchGroups),
        new("dimension_numbers", $"ConvDimensionNumbers(lhs_spec={Dimensions.Input}, rhs_spec={Dimensions.Kernel}, out_spec={Dimensions.Output})"),
        new("feature_group_count", Dimensions.FeatureGroups), new("lhs_dilation", $"{Dimensions.InputDilation}"), new("padding", PaddingText),
        new("precision", null), new("preferred_element_type", null), new("rhs_dilation", $"{Dimensions.KernelDilation}"), new("window_strides", $"{Dimensions.Strides}"),
    ];

    private string PaddingText => "(" + string.Join(", ", Enumerable.Range(0, Dimensions.Spatial).Select(i => $"({Dimensions.Low[i]}, {Dimensions.High[i]})")) + (Dimensions.Spatial == 1 ? ",)" : ")");

    /// <inheritdoc/>
    public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) =>
        [new(inputs[0].DType, Dimensions.Result(inputs[0].Shape, inputs[1].Shape), inputs[0].IsWeak && inputs[1].IsWeak)];

    /// <inheritdoc/>
    public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Convolve(Dimensions);

    /// <inheritdoc/>
    public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
    {
        NDArray? left = tangents[0] is NDArray dx ? Bind(dx, primals[1]) : null, right = tangents[1] is NDArray dk ? Bind(primals[0], dk) : null;
        return new([Bind(primals)], [left is null ? right : right is null ? left : Lax.Add(left, right)]);
    }

    /// <inheritdoc/>
    public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
    {
        NDArray ct = cotangents[0]!;
        bool left = inputs[0].IsLinear;
        ArrayType type = inputs[left ? 0 : 1].Type;
        NDArray known = inputs[left ? 1 : 0].Constant(this);
        NDArray result = ct.Count == 0 || known.Count == 0 || type.Shape.Count == 0
            ? Lax.Full(type.Shape, 0, type.DType)
            : left ? WithRespectToInput(type.Shape, known, ct) : WithRespectToKernel(type.Shape, known, ct);
        return left ? [result, null] : [null, result];
    }

    /// <summary>A convolution of the cotangent, its elements a stride apart, with the reversed kernel whose input and output features have changed places.</summary>
    private NDArray WithRespectToInput(Shape input, NDArray kernel, NDArray ct)
    {
        ConvolveDimensions d = Dimensions;
        int groups = Math.Max(d.FeatureGroups, d.BatchGroups), spatial = d.Spatial;
        int[] low = new int[spatial], high = new int[spatial];
        for (int i = 0; i < spatial; i++)
        {
            long window = ConvolveDimensions.Dilated(kernel.Shape[d.Kernel[i + 2]], d.KernelDilation[i]);
            low[i] = ConvolveDimensions.AsSize(window - d.Low[i] - 1);
            high[i] = ConvolveDimensions.AsSize(ConvolveDimensions.Dilated(input[d.Input[i + 2]], d.InputDilation[i]) + window - 1 - ConvolveDimensions.Dilated(ct.Shape[d.Output[i + 2]], d.Strides[i]) - low[i]);
        }

        if (groups > 1) kernel = ConvolutionAxes.Into(ConvolutionAxes.OutOf(kernel, d.Kernel[0], groups), d.Kernel[0], d.Kernel[1]);
        NDArray reversed = Lax.Rev(kernel, [.. d.Kernel.ToArray()[2..]]);
        ConvolveDimensions turned = new(d.Output, ConvolutionAxes.Turned(d.Kernel), d.Input, d.InputDilation, low, high, d.Strides, d.KernelDilation, groups);
        NDArray result = new ConvGeneralDilated(turned).Bind(ct, reversed);
        return d.BatchGroups > 1 ? ConvolutionAxes.Into(ConvolutionAxes.OutOf(result, d.Input[1], d.BatchGroups), d.Input[1], d.Input[0]) : result;
    }

    /// <summary>A convolution of the input with the cotangent as its kernel, examples and features having changed places.</summary>
    private NDArray WithRespectToKernel(Shape kernel, NDArray input, NDArray ct)
    {
        ConvolveDimensions d = Dimensions;
        int spatial = d.Spatial;
        var high = new int[spatial];
        for (int i = 0; i < spatial; i++)
        {
            long window = ConvolveDimensions.Dilated(kernel[d.Kernel[i + 2]], d.KernelDilation[i]);
            high[i] = ConvolveDimensions.AsSize(ConvolveDimensions.Dilated(ct.Shape[d.Output[i + 2]], d.Strides[i]) - ConvolveDimensions.Dilated(input.Shape[d.Input[i + 2]], d.InputDilation[i]) + window - d.Low[i] - 1);
        }

        ConvolveDimensions turned = new(ConvolutionAxes.Turned(d.Input), ConvolutionAxes.Turned(d.Output), ConvolutionAxes.Turned(d.Kernel),
            d.KernelDilation, d.Low, high, d.InputDilation, d.Strides, d.BatchGroups, d.FeatureGroups);
        return new ConvGeneralDilated(turned).Bind(input, ct);
    }

    /// <inheritdoc/>
    public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        ConvolveDimensions d = Dimensions;
        (NDArray x, int? left) = (inputs[0].Value, inputs[0].Axis);
        (NDArray k, int? right) = (inputs[1].Value, inputs[1].Axis);
        if (axis.Size == 0) return [new(Lax.Full([0, .. d.Result(Without(x, left), Without(k, right))], 0, x.DType), 0)];
        if (left is int bx && right is int bk)
        {
            // Every example is a group with a kernel of its own.
            bool ofExamples = d.BatchGroups > 1;
            ConvolveDimensions grouped = ofExamples ? d with { BatchGroups = d.BatchGroups * axis.Size } : d with { FeatureGroups = d.FeatureGroups * axis.Size };
            NDArray y = new ConvGeneralDilated(grouped).Bind(ConvolutionAxes.Into(x, bx, d.Input[ofExamples ? 0 : 1]), ConvolutionAxes.Into(k, bk, d.Kernel[0]));
            return [new(ConvolutionAxes.OutOf(y, d.Output[1], axis.Size), d.Output[1])];
        }

        if (left is int l)
        {
            NDArray y = Bind(IntoGroups(x, l, d.Input[0], d.BatchGroups), k);
            return [new(ConvolutionAxes.OutOf(y, d.Output[0], axis.Size), d.Output[0])];
        }
        else
        {
            int groups = Math.Max(d.FeatureGroups, d.BatchGroups);
            NDArray y = Bind(x, IntoGroups(k, right!.Value, d.Kernel[0], groups));
            if (groups == 1) return [new(ConvolutionAxes.OutOf(y, d.Output[1], axis.Size), d.Output[1])];
            y = ConvolutionAxes.OutOf(ConvolutionAxes.OutOf(y, d.Output[1], groups), d.Output[1] + 1, axis.Size);
            return [new(ConvolutionAxes.Into(y, d.Output[1], d.Output[1] + 1), d.Output[1])];
        }
    }

    private static Shape Without(NDArray x, int? axis) => axis is int a ? x.Shape.RemoveAt(a) : x.Shape;

    /// <summary>Makes the batch axis a part of another, inside the groups of that axis.</summary>
    private static NDArray IntoGroups(NDArray x, int batch, int axis, int groups)
    {
        if (groups == 1) return ConvolutionAxes.Into(x, batch, axis);
        x = ConvolutionAxes.OutOf(x, axis + (batch <= axis ? 1 : 0), groups);
        x = ConvolutionAxes.Into(x, batch + (axis < batch ? 1 : 0), axis + 1);
        return ConvolutionAxes.Into(x, axis, axis);
    }
}
