using System.Reflection;

namespace Linum.TestSupport;

/// <summary>At least one sample per primitive: a property of type Sample buys a primitive every check. A primitive without one does not compile (SAMPLE001).</summary>
public static partial class PrimitiveSamples
{
    private static readonly Lazy<Dictionary<string, Sample>> Known = new(() => typeof(PrimitiveSamples)
        .GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(p => p.PropertyType == typeof(Sample))
        .ToDictionary(p => p.Name, p => (Sample)p.GetValue(null)! with { Name = p.Name }));

    /// <summary>All samples by name.</summary>
    public static IReadOnlyDictionary<string, Sample> All => Known.Value;

    /// <summary>Evenly spaced float64 numbers from low to high, in an order that is not sorted.</summary>
    private static NDArray Floats(double low, double high, params int[] shape)
    {
        int count = shape.Aggregate(1, (a, b) => a * b);
        var values = new double[count];
        for (int i = 0; i < count; i++) values[i * 7 % count] = count == 1 ? (low + high) / 2 : low + (high - low) * i / (count - 1);
        if (count % 7 == 0)
            for (int i = 0; i < count; i++) values[i] = low + (high - low) * ((i * 5 % count) + 0.25) / count;
        return Np.Array(values).Reshape(shape);
    }

    /// <summary>complex128 numbers whose parts lie between low and high.</summary>
    private static NDArray Complexes(double low, double high, params int[] shape)
    {
        NDArray re = Floats(low, high, shape), im = Np.Flip(re) * 0.7 + 0.1;
        return Lax.Complex(re, im);
    }

    private static NDArray Ints(int low, int high, params int[] shape)
    {
        int count = shape.Aggregate(1, (a, b) => a * b);
        return Np.Array(Enumerable.Range(0, count).Select(i => low + (int)((i * 7919L) % (high - low))).ToArray()).Reshape(shape);
    }

    private static NDArray Bools(params int[] shape) => Ints(0, 97, shape) % 3 == 0;
}
