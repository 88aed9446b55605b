namespace Linum.Extending;

/// <summary>
/// What the delegates that transformations hand out have in common. They remember the structure of the arguments of the last call, which is that of the next one most of the time: then
/// arguments are compared with it, and no structure is made.
/// </summary>
internal abstract class CallAdapter(Transformed target) : ITransformed
{
    private TreeDef? last;

    /// <inheritdoc/>
    public FunctionInfo Info => target.Info;

    /// <inheritdoc/>
    public Transformed Target => target;

    /// <summary>A writer for the arguments.</summary>
    protected TreeWriter Begin() => last is TreeDef known ? new(known) : new();

    /// <summary>Whether the arguments have another structure than those before: then they are written again.</summary>
    protected bool IsOther(ref TreeWriter writer)
    {
        if (writer.Matches)
        {
            last = writer.Structure;
            return false;
        }

        writer = new();
        return true;
    }

    /// <summary>Calls the function with what was written.</summary>
    protected TResult Call<TResult>(in TreeWriter writer)
    {
        NDArray[] results = target.Invoke(writer.Structure, writer.Leaves, out TreeDef structure);
        return Tree.Unflatten<TResult>(structure, results);
    }
}
