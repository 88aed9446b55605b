namespace Linum.Extending;

/// <summary>Checks of convolutions.</summary>
internal static class ConvolutionErrors
{
    public static void Check(ArrayType x, ArrayType kernel, ConvDimensions axes, bool paddingFits, ReadOnlySpan<int> strides, ReadOnlySpan<int> inputDilation, ReadOnlySpan<int> kernelDilation)
    {
        string Asked() => $"Lax.ConvGeneralDilated was given {x.ToLongString()} and a kernel {kernel.ToLongString()}";
        int spatial = x.Rank - 2;
        if (spatial < 0 || kernel.Rank != x.Rank) throw new ShapeException($"{Asked()}. Both need an axis of examples or output features, one of features, and the same number of spatial axes.");
        if (!Letters(axes.Input, 'N', 'C', x.Rank) || !Letters(axes.Kernel, 'O', 'I', x.Rank) || !Letters(axes.Output, 'N', 'C', x.Rank) || !SameSpatial(axes))
        {
            throw new ShapeException($"{Asked()} with the axes ({axes.Input}, {axes.Kernel}, {axes.Output}). "
                + "Give one letter per axis: N and C (in kernels O and I), and the same letters for the spatial axes in all three, such as (NHWC, HWIO, NHWC).");
        }

        if (!paddingFits || !Positive(strides, spatial) || !Positive(inputDilation, spatial) || !Positive(kernelDilation, spatial))
            throw new ShapeException($"{Asked()}, which have {spatial} spatial axes. Give one padding and one positive stride and dilation for each of them.");
    }

    private static bool Letters(string axes, char first, char second, int rank) =>
        axes.Length == rank && axes.Contains(first, StringComparison.Ordinal) && axes.Contains(second, StringComparison.Ordinal) && axes.Distinct().Count() == rank;

    private static bool SameSpatial(ConvDimensions axes)
    {
        string Spatial(string text) => new([.. text.Where(c => c is not ('N' or 'C' or 'O' or 'I')).Order()]);
        return Spatial(axes.Input) == Spatial(axes.Kernel) && Spatial(axes.Input) == Spatial(axes.Output);
    }

    private static bool Positive(ReadOnlySpan<int> values, int count)
    {
        foreach (int value in values)
            if (value < 1) return false;
        return values.IsEmpty || values.Length == count;
    }

    /// <summary>The number of groups of features once groups of examples are counted as such. Types are in the order (N, C, ..) and (O, I, ..).</summary>
    public static int Groups(ArrayType x, ArrayType kernel, int featureGroups, int batchGroups)
    {
        int groups = featureGroups * batchGroups;
        bool ok = featureGroups > 0 && batchGroups > 0 && (featureGroups == 1 || batchGroups == 1)
            && x.Shape[1] == kernel.Shape[1] * featureGroups && x.Shape[0] % batchGroups == 0 && kernel.Shape[0] % groups == 0;
        if (ok) return groups;
        throw new ShapeException($"Lax.ConvGeneralDilated: {x.Shape[0]} examples with {x.Shape[1]} features do not fit a kernel from {kernel.Shape[1]} features to {kernel.Shape[0]} in {featureGroups} feature groups and {batchGroups} batch groups. "
            + "The features must be those of the kernel times the feature groups, and the groups (of one kind only) must divide the output features and the examples.");
    }
}
