namespace Linum.Extending;

/// <summary>Mapping in blocks of examples, one block after the other, to bound memory.</summary>
internal static class Chunks
{
    public static NDArray[] Run(FunctionInfo info, FlatFunction f, NDArray[] leaves, List<int?> axes, int size, int chunk, VmapOptions options, out TreeDef result)
    {
        List<NDArray[]> blocks = [];
        TreeDef? structure = null;
        for (int start = 0; start < size; start += chunk)
        {
            int count = Math.Min(chunk, size - start);
            var part = new NDArray[leaves.Length];
            for (int i = 0; i < part.Length; i++) part[i] = axes[i] is int axis ? Lax.SliceInDim(leaves[i], start, start + count, axis) : leaves[i];
            blocks.Add(Batching.Map(info, f, part, axes, count, options, out structure));
        }

        result = structure!;
        List<int?> outAxes = [];
        options.OutAxes.Spread("Vmap", "outAxes", result, outAxes);
        var joined = new NDArray[blocks[0].Length];
        for (int i = 0; i < joined.Length; i++)
            joined[i] = outAxes[i] is int axis ? Lax.Concatenate([.. blocks.Select(b => b[i])], axis) : blocks[0][i];
        return joined;
    }
}
