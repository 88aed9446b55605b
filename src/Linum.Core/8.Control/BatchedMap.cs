namespace Linum.Extending;

/// <summary>Lax.Map with several elements at once: batches one after the other, each mapped like Vmap, and what does not fill a batch at the end.</summary>
internal static class BatchedMap
{
    public static TResult Run<T, TResult>(Func<T, TResult> f, T xs, int batchSize)
    {
        if (batchSize < 0) throw new ShapeException($"Lax.Map was given batchSize {batchSize}. Give a positive number of elements that are computed together, or 0 for all.");
        NDArray[] leaves = Tree.Flatten(xs, out TreeDef structure);
        int size = Loops.Length("Lax.Map", leaves, structure, null);
        if (batchSize == 0 || batchSize >= size) return All(f, xs, size);

        int whole = size / batchSize * batchSize;
        T batches = Tree.Map(x => Lax.Reshape(Lax.SliceInDim(x, 0, whole, 0), [whole / batchSize, batchSize, .. x.Shape[1..]]), xs);
        TResult results = Lax.Map((T batch) => All(f, batch, batchSize), batches);
        results = Tree.Map(x => Lax.Reshape(x, [whole, .. x.Shape[2..]]), results);
        if (whole == size) return results;
        TResult rest = All(f, Tree.Map(x => Lax.SliceInDim(x, whole, size, 0), xs), size - whole);
        return Tree.Map((x, y) => Lax.Concatenate([x, y], 0), results, rest);
    }

    private static TResult All<T, TResult>(Func<T, TResult> f, T xs, int size)
    {
        NDArray[] leaves = Tree.Flatten(xs, out TreeDef structure);
        TreeDef arguments = new(TreeKind.Node, typeof(Arguments), null, [new("xs", structure)]);
        NDArray[] results = Batching.Run(FunctionInfo.Of(f), (NDArray[] x, out TreeDef result) => Tree.Flatten(f(Tree.Unflatten<T>(structure, x)), out result),
            arguments, leaves, new(default, default, size, null, null), out TreeDef structureOfResult);
        return Tree.Unflatten<TResult>(structureOfResult, results);
    }
}
