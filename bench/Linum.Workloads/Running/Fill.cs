namespace Linum.Workloads.Running;

/// <summary>Fills arrays by the rules of workloads.json: every implementation gets the same numbers.</summary>
internal static class Fill
{
    public static NDArray Make(InputSpecification input)
    {
        long count = 1;
        foreach (int size in input.Shape) count *= size;
        return input.DType switch
        {
            "f32" => Np.Array<float>(Floats(input, count), input.Shape),
            "f64" => Np.Array<double>(Doubles(input, count), input.Shape),
            "i32" => Np.Array<int>(Each(count, i => (int)((Word(input.Seed, i) >> 33) % input.Mod)), input.Shape),
            "bool" => Np.Array<bool>(Each(count, i => Unit(Word(input.Seed, i)) < 0.5f), input.Shape),
            _ => throw new NotSupportedException($"workloads.json gives the input {input.Name} the dtype {input.DType}, for which there is no fill rule."),
        };
    }

    /// <summary>The word of element i: the finaliser of splitmix64.</summary>
    private static ulong Word(uint seed, long i)
    {
        ulong z = ((ulong)seed << 32) + (ulong)i + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static float Unit(ulong z) => (z >> 40) * (1f / (1 << 24));

    private static long Three(ulong z)
    {
        const ulong part = (1 << 21) - 1;
        return (long)((z & part) + ((z >> 21) & part) + ((z >> 42) & part));
    }

    private static T[] Each<T>(long count, Func<long, T> value)
    {
        var values = new T[count];
        for (long i = 0; i < count; i++) values[i] = value(i);
        return values;
    }

    // Arithmetic in the array's own precision, as the rule says: hence one method for each.
    private static float[] Floats(InputSpecification input, long count)
    {
        float scale = (float)input.Scale, shift = (float)input.Shift;
        float[] values = input.Fill switch
        {
            "u01" => Each(count, i => Unit(Word(input.Seed, i)) * scale + shift),
            "u11" => Each(count, i => (2 * Unit(Word(input.Seed, i)) - 1) * scale + shift),
            "normalish" => Each(count, i => (Three(Word(input.Seed, i)) * (1f / (1 << 21)) - 1.5f) * 2),
            _ => throw new NotSupportedException($"workloads.json fills {input.Name} by the rule {input.Fill}, which is not known for float32."),
        };
        if (input.Symmetric) Matrices(input, (values, i, j) => values[i] = values[j] = (values[i] + values[j]) / 2, (_, _) => { }, values);
        if (input.Diag != 0) Matrices(input, (_, _, _) => { }, (values, i) => values[i] += (float)input.Diag, values);
        return values;
    }

    private static double[] Doubles(InputSpecification input, long count)
    {
        static double Unit(ulong z) => (z >> 11) * (1.0 / (1L << 53));
        double[] values = input.Fill switch
        {
            "u01" => Each(count, i => Unit(Word(input.Seed, i)) * input.Scale + input.Shift),
            "u11" => Each(count, i => (2 * Unit(Word(input.Seed, i)) - 1) * input.Scale + input.Shift),
            "normalish" => Each(count, i => (Three(Word(input.Seed, i)) * (1.0 / (1 << 21)) - 1.5) * 2),
            _ => throw new NotSupportedException($"workloads.json fills {input.Name} by the rule {input.Fill}, which is not known for float64."),
        };
        if (input.Symmetric) Matrices(input, (values, i, j) => values[i] = values[j] = (values[i] + values[j]) / 2, (_, _) => { }, values);
        if (input.Diag != 0) Matrices(input, (_, _, _) => { }, (values, i) => values[i] += input.Diag, values);
        return values;
    }

    /// <summary>Visits the last two axes: every pair of elements across the diagonal, and every element on it.</summary>
    private static void Matrices<T>(InputSpecification input, Action<T[], int, int> pair, Action<T[], int> diagonal, T[] values)
    {
        int n = input.Shape[^1];
        for (int start = 0; start < values.Length; start += n * n)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < i; j++) pair(values, start + i * n + j, start + j * n + i);
                diagonal(values, start + i * n + i);
            }
        }
    }
}
