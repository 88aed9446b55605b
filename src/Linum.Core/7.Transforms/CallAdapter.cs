using System.Runtime.CompilerServices;

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

    /// <summary>Makes a writer for the arguments of one that was not used yet.</summary>
    protected void Begin(ref TreeWriter writer)
    {
        if (last is TreeDef known) writer.Expect(known);
        else Restart(ref writer);
    }

    /// <summary>Whether the arguments have another structure than those before: then they are written again.</summary>
    protected bool IsOther(ref TreeWriter writer)
    {
        if (writer.Matches)
        {
            // Not at every call: a store of an object tells the collector of it.
            if (!ReferenceEquals(last, writer.Structure)) last = writer.Structure;
            return false;
        }

        Restart(ref writer);
        return true;
    }

    /// <summary>Apart, so that callers have no room for another writer in their frames, which would be cleared at every call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Restart(ref TreeWriter writer) => writer = new();

    /// <summary>Calls the function with what was written.</summary>
    protected TResult Call<TResult>(in TreeWriter writer)
    {
        NDArray[] results = target.Invoke(writer.Structure, writer.Leaves, out TreeDef structure);
        return Tree.Unflatten<TResult>(structure, results);
    }
}
