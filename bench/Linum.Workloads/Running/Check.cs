namespace Linum.Workloads.Running;

/// <summary>Three sums over all leaves of a result, in double precision: the sum, that of magnitudes, and one with weights that see the order of elements.</summary>
internal static class Check
{
    public static double[] Of(NDArray[] leaves)
    {
        double sum = 0, magnitudes = 0, weighted = 0;
        foreach (NDArray leaf in leaves)
        {
            double[] values = Values(leaf);
            for (uint i = 0; i < values.Length; i++)
            {
                double v = values[i];
                sum += v;
                magnitudes += Math.Abs(v);
                weighted += unchecked(i * 2654435761u) / 4294967296.0 * v;
            }
        }

        return [sum, magnitudes, weighted];
    }

    /// <summary>Whether two answers agree: every sum within 2e-4 of the sum of magnitudes, the tolerance of bench/README.md.</summary>
    public static bool Agree(double[] expected, double[] found)
    {
        for (int k = 0; k < 3; k++)
        {
            if (!(Math.Abs(expected[k] - found[k]) <= 2e-4 * Math.Max(expected[1], 1e-30))) return false;
        }

        return true;
    }

    private static double[] Values(NDArray leaf) => leaf.DType switch
    {
        DType.Float32 => Convert<float>(leaf, v => v),
        DType.Float64 => leaf.ToArray<double>(),
        DType.Int32 => Convert<int>(leaf, v => v),
        DType.UInt32 => Convert<uint>(leaf, v => v),
        _ => throw new NotSupportedException($"A result of a workload has the dtype {leaf.DType.Name}, of which no check sums are defined."),
    };

    private static double[] Convert<T>(NDArray leaf, Converter<T, double> convert)
        where T : unmanaged => Array.ConvertAll(leaf.ToArray<T>(), convert);
}
