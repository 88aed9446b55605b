using Linum.Extending;

namespace Linum;

public static partial class Np
{
    /// <summary>A function of arrays of some rank becomes one of arrays with further leading axes, which are lined up and repeated as in broadcasting, by nested Vmap.</summary>
    /// <param name="f">The function.</param>
    /// <param name="signature">The axes that the function itself takes and gives, such as <c>(n),(n)->()</c>; by default none.</param>
    /// <exception cref="ShapeException">The arrays do not fit the signature.</exception>
    public static Func<NDArray, NDArray> Vectorize(Func<NDArray, NDArray> f, string? signature = null) => x => VectorizeCall.Run(a => f(a[0]), signature, [x], []);

    /// <summary>The same for two arguments.</summary>
    /// <param name="f">The function.</param>
    /// <param name="signature">The axes that the function itself takes and gives.</param>
    /// <param name="excluded">Arguments (by position) that are handed on whole.</param>
    public static Func<NDArray, NDArray, NDArray> Vectorize(Func<NDArray, NDArray, NDArray> f, string? signature = null, params int[] excluded) =>
        (x, y) => VectorizeCall.Run(a => f(a[0], a[1]), signature, [x, y], excluded);

    /// <summary>The same for three arguments.</summary>
    /// <param name="f">The function.</param>
    /// <param name="signature">The axes that the function itself takes and gives.</param>
    /// <param name="excluded">Arguments (by position) that are handed on whole.</param>
    public static Func<NDArray, NDArray, NDArray, NDArray> Vectorize(Func<NDArray, NDArray, NDArray, NDArray> f, string? signature = null, params int[] excluded) =>
        (x, y, z) => VectorizeCall.Run(a => f(a[0], a[1], a[2]), signature, [x, y, z], excluded);
}

/// <summary>One call of a vectorized function.</summary>
internal static class VectorizeCall
{
    public static NDArray Run(Func<NDArray[], NDArray> f, string? signature, NDArray[] arguments, int[] excluded)
    {
        string[][] core = Parse(signature, arguments.Length - excluded.Length);
        Dictionary<string, int> sizes = [];
        int[] mapped = [.. Enumerable.Range(0, arguments.Length).Except(excluded)];
        var outer = new Shape[arguments.Length];
        Shape common = [];
        for (int i = 0; i < mapped.Length; i++)
        {
            NDArray x = arguments[mapped[i]];
            if (x.Rank < core[i].Length) throw new ShapeException($"Np.Vectorize: argument {mapped[i]} is {x.Type.ToLongString()}, but the signature '{signature}' gives it {core[i].Length} axes.");
            outer[mapped[i]] = x.Shape[..^core[i].Length];
            for (int k = 0; k < core[i].Length; k++)
            {
                int size = x.Shape[x.Rank - core[i].Length + k];
                if (!sizes.TryAdd(core[i][k], size) && sizes[core[i][k]] != size)
                    throw new ShapeException($"Np.Vectorize: the axis {core[i][k]} of the signature '{signature}' has size {sizes[core[i][k]]} and, in argument {mapped[i]}, {x.Type.ToLongString()}, size {size}.");
            }

            common = Broadcasting.Common("Np.Vectorize", new(x.DType, common), new(x.DType, outer[mapped[i]]));
        }

        // Outer axes of size 1 are taken away where others are longer: their one slice serves all.
        NDArray[] values = [.. arguments];
        List<int?[]> levels = [];
        for (int d = common.Rank - 1; d >= 0; d--)
        {
            var axes = new int?[values.Length];
            foreach (int i in mapped)
            {
                int at = d - (common.Rank - outer[i].Rank);
                if (at < 0) continue;
                if (outer[i][at] == 1 && common[d] != 1) values[i] = Lax.Squeeze(values[i], at);
                else axes[i] = 0;
            }

            levels.Add(axes);
        }

        Func<NDArray[], NDArray> whole = f;
        foreach (int?[] axes in levels)
        {
            Axes parts = Axes.Create([.. axes.Select(a => (Axes)a)]);
            whole = Transform.Vmap(whole, inAxes: [parts]);
        }

        return whole(values);
    }

    /// <summary>The names of the axes of each argument.</summary>
    private static string[][] Parse(string? signature, int count)
    {
        if (signature is null) return [.. Enumerable.Repeat<string[]>([], count)];
        string inputs = signature.Replace(" ", "", StringComparison.Ordinal).Split("->")[0];
        string[] parts = inputs.Split("),(");
        if (!inputs.StartsWith('(') || !inputs.EndsWith(')') || parts.Length != count)
            throw new ShapeException($"Np.Vectorize: the signature '{signature}' does not describe {count} arguments. Write one list of names in parentheses per argument, such as (n),(n)->().");
        return [.. parts.Select(p => p.Trim('(', ')').Split(',', StringSplitOptions.RemoveEmptyEntries))];
    }
}
