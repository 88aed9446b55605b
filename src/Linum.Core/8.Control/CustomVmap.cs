namespace Linum.Extending;

/// <summary>A user's batching rule over flat leaves.</summary>
/// <param name="axisSize">The number of examples.</param>
/// <param name="batched">Which arguments have an axis of examples (in front).</param>
/// <param name="arguments">The arguments.</param>
/// <returns>The results, and which of them have an axis of examples (in front).</returns>
public delegate (NDArray[] Results, bool[] Batched) VmapRule(int axisSize, bool[] batched, NDArray[] arguments);

/// <summary>A call with a batching rule of its own. The first inputs are captured from outside; they must not be batched.</summary>
/// <param name="Body">The program.</param>
/// <param name="FunctionName">The name of the user's function.</param>
/// <param name="Rule">The user's rule, over the inputs that are not captured.</param>
/// <param name="Captures">How many inputs are captured.</param>
public sealed record CustomVmap(Jaxpr Body, string FunctionName, VmapRule Rule, int Captures) : CallPrimitive(Body)
{
    /// <inheritdoc/>
    public override string Name => "custom_vmap_call";

    /// <inheritdoc/>
    public override ValueList<Parameter> Parameters => [new("call", Body), new("name", FunctionName)];

    /// <inheritdoc/>
    protected override CallPrimitive With(Jaxpr body) => new Jit(body, FunctionName);

    /// <inheritdoc/>
    public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        (NDArray[] values, bool[] batched) = Calls.ToFront(inputs);
        for (int i = 0; i < Captures; i++)
            if (batched[i]) throw Captured(inputs[i].Value.Type, "mapped");
        (NDArray[] results, bool[] flags) = Rule(axis.Size, batched[Captures..], values[Captures..]);
        var outputs = new Batched[results.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            if (flags[i] && (results[i].Rank == 0 || results[i].Shape[0] != axis.Size))
            {
                throw new CustomRuleException($"CustomVmap: the rule of {FunctionName} returned {results[i].Type.ToLongString()} for result {i} and says that it is batched. "
                    + $"A batched result has the examples along its first axis, here of size {axis.Size}.");
            }

            outputs[i] = new(results[i], flags[i] ? 0 : null);
        }

        return outputs;
    }

    /// <summary>The call's derivative is a call again: its rule is the derivative of the rule.</summary>
    public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
    {
        for (int i = 0; i < Captures; i++)
            if (tangents[i] is not null) throw Captured(primals[i].Type, "being differentiated");
        (bool[] moves, NDArray[] moving) = Calls.Moving(tangents);
        JaxprTransforms.JvpProgram program = JaxprTransforms.Jvp(Body, moves);
        bool[] own = moves[Captures..];
        ValueList<bool> moved = program.Moves;
        VmapRule rule = Rule;
        CustomVmap both = new(program.Program, FunctionName, (size, batched, arguments) => PushThrough(rule, own, moved, size, batched, arguments), Captures);
        return Calls.Unpack(both.BindAll([.. primals, .. moving]), moved);
    }

    private static (NDArray[] Results, bool[] Batched) PushThrough(VmapRule rule, bool[] moves, ValueList<bool> moved, int size, bool[] batched, NDArray[] arguments)
    {
        int count = moves.Length;
        BatchAxis axis = new(size, null);
        NDArray[] primals = arguments[..count];
        var tangents = new NDArray[count];
        bool[] mapped = batched[..count];
        for (int i = 0, next = count; i < count; i++)
        {
            if (!moves[i])
            {
                tangents[i] = Lax.Zeros(primals[i].Type.Tangent);
                continue;
            }

            // A primal and its tangent go through the rule together: if one has the axis, the other gets it.
            (NDArray tangent, bool isMapped) = (arguments[next], batched[next++]);
            if (mapped[i] != isMapped)
            {
                if (isMapped) primals[i] = BatchAxes.ToFront(new(primals[i], null), axis);
                else tangent = BatchAxes.ToFront(new(tangent, null), axis);
                mapped[i] = true;
            }

            tangents[i] = tangent;
        }

        bool[] flags = [];
        (NDArray[] outputs, NDArray?[] changes) = Differentiation.Push(p =>
        {
            (NDArray[] results, flags) = rule(size, mapped, p);
            return results;
        }, primals, tangents, "CustomVmap");
        List<NDArray> all = [.. outputs];
        List<bool> allFlags = [.. flags];
        for (int i = 0; i < moved.Count; i++)
        {
            if (!moved[i]) continue;
            all.Add(changes[i] ?? Lax.Zeros(outputs[i].Type.Tangent));
            allFlags.Add(flags[i]);
        }

        return ([.. all], [.. allFlags]);
    }

    /// <inheritdoc/>
    public override NDArray[]? PartialEval(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<bool> unknown, Recorder record) => throw new NotLinearException(
        $"Reverse-mode differentiation: {FunctionName} has a batching rule of its own (CustomVmap), which has no backward pass. Use Jvp or JacFwd, or wrap the function in CustomVjp.");

    private FunctionException Captured(ArrayType type, string what) => new(
        $"CustomVmap: {FunctionName} uses an array of type {type.ToLongString()} from outside that is {what}, which its rule cannot know of. Pass the array as an argument of the function.");
}

/// <summary>Functions with batching rules of their own, over trees.</summary>
public static class CustomBatching
{
    /// <summary>A function with a batching rule.</summary>
    public static Func<T, TResult> Vmap<T, TResult>(FunctionInfo info, Func<T, TResult> f, Func<int, bool[], T, (TResult Result, bool[] Batched)> rule) => x =>
    {
        NDArray[] leaves = Tree.Flatten(x, out TreeDef structure);
        Staging.Traced traced = Staging.Trace($"CustomVmap of {info.Name}", f, structure, Staging.Types(leaves));
        CustomVmap call = new(traced.Program, info.Name, (size, batched, arguments) =>
        {
            (TResult result, bool[] flags) = rule(size, batched, Tree.Unflatten<T>(structure, arguments));
            NDArray[] results = Tree.Flatten(result, out TreeDef given);
            if (!given.Equals(traced.Result)) throw CustomRuleErrors.Structure("CustomVmap", info, "result", traced.Result, given);
            if (flags.Length != results.Length)
                throw new CustomRuleException($"CustomVmap: the rule of {info.Name} says of {flags.Length} arrays whether they are batched, but it returns {results.Length}. Give one bool per array of the result.");
            return (results, flags);
        }, traced.Captures.Length);
        return Tree.Unflatten<TResult>(traced.Result, call.BindAll([.. traced.Captures, .. leaves]));
    };

    /// <summary>A function whose examples are computed one after the other.</summary>
    public static Func<T, TResult> Sequential<T, TResult>(FunctionInfo info, Func<T, TResult> f) => Vmap(info, f, (_, batched, arguments) =>
    {
        NDArray[] leaves = Tree.Flatten(arguments, out TreeDef structure);
        NDArray[] mapped = [.. leaves.Where((_, i) => batched[i])];
        TResult result = Lax.Map((NDArray[] parts) =>
        {
            var all = new NDArray[leaves.Length];
            for (int i = 0, next = 0; i < all.Length; i++) all[i] = batched[i] ? parts[next++] : leaves[i];
            return f(Tree.Unflatten<T>(structure, all));
        }, mapped);
        return (result, [.. Enumerable.Repeat(true, Tree.Leaves(result).Length)]);
    });
}
