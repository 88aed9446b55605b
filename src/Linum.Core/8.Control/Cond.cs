namespace Linum.Extending;

/// <summary>One of several programs with the same inputs and output types. Inputs: the int32 number of the branch (in range), then the operands.</summary>
/// <param name="Branches">The programs.</param>
/// <param name="Mode">How it is carried out under <c>Vmap</c> with an index per example.</param>
public sealed record Cond(ValueList<Jaxpr> Branches, CondMode Mode = CondMode.Auto) : Primitive
{
    /// <summary>Under <c>Vmap</c>, a branch of so many elements is worth the question whether any example asks for it.</summary>
    private const double MuchWork = 1e6;

    /// <inheritdoc/>
    public override ValueList<Parameter> Parameters => Mode == CondMode.Auto ? [new("branches", Branches)] : [new("branches", Branches), new("mode", Mode.ToString())];

    /// <inheritdoc/>
    public override ValueList<Jaxpr> Bodies => Branches;

    /// <inheritdoc/>
    public override ValueList<string> AxisNames => BodyFacts.AxisNames(Branches);

    /// <inheritdoc/>
    public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => Branches[0].OutputTypes;

    /// <inheritdoc/>
    public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Loop(LoopKind.Cond);

    /// <inheritdoc/>
    public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        (NDArray[] operands, bool[] batched) = Calls.ToFront(inputs[1..]);
        if (inputs[0].Axis is null)
        {
            bool[] outputs = Union(b => JaxprTransforms.Batch(b, axis, batched).IsBatched);
            Cond all = this with { Branches = [.. Branches.ToArray().Select(b => JaxprTransforms.Batch(b, axis, batched, outputs).Program)] };
            return Calls.Wrap(all.BindAll([inputs[0].Value, .. operands]), outputs);
        }

        // Every branch runs on every example; in examples that take another branch it gets operands without gradient, so that its derivatives there, perhaps NaN, do not count.
        NDArray index = inputs[0].Value;
        for (int i = 0; i < operands.Length; i++)
            if (!batched[i]) operands[i] = BatchAxes.ToFront(new(operands[i], null), axis);
        Array.Fill(batched, true);
        bool[] force = new bool[Branches[0].Outputs.Count];
        Array.Fill(force, true);
        Jaxpr[] programs = [.. Branches.ToArray().Select(b => JaxprTransforms.Batch(b, axis, batched, force).Program)];
        return [.. Choose(index, programs, operands, Mode).Select(r => new Batched(r, 0))];
    }

    /// <summary>The results of all programs, and of those the ones that are asked for: by one index, or by one for each of the operands' leading axis.</summary>
    internal static NDArray[] Choose(NDArray index, Jaxpr[] programs, NDArray[] operands, CondMode mode)
    {
        var cases = new NDArray[programs.Length][];
        for (int k = 0; k < cases.Length; k++)
        {
            NDArray mine = Lax.Eq(index, Lax.ScalarLike(index, k));
            var masked = new NDArray[operands.Length];
            for (int i = 0; i < masked.Length; i++)
            {
                NDArray x = operands[i];
                masked[i] = x.DType.IsInexact ? Lax.Select(Lanes(mine, x.Shape), x, Lax.StopGradient(x)) : x;
            }

            bool asks = mode == CondMode.Branch || (mode == CondMode.Auto && ProgramCost.Of(programs[k]) >= MuchWork);
            cases[k] = asks ? IfAny(mine, programs[k], masked) : programs[k].Evaluate(masked);
        }

        var results = new NDArray[cases[0].Length];
        for (int i = 0; i < results.Length; i++)
        {
            NDArray[] choices = [.. cases.Select(c => c[i])];
            results[i] = Lax.SelectN(Lanes(index, choices[0].Shape), choices);
        }

        return results;
    }

    /// <summary>The program's results if any example asks for them, else zeros, which are not chosen.</summary>
    private static NDArray[] IfAny(NDArray asked, Jaxpr program, NDArray[] operands)
    {
        Jaxpr nothing = StagingTrace.StageClosed("a branch that nobody asks for", program.InputTypes, _ => [.. program.OutputTypes.Select(t => Lax.Zeros(t))]);
        NDArray any = Lax.ReduceOr(asked, [.. Enumerable.Range(0, asked.Rank)]);
        return new Cond([nothing, program]).BindAll([Lax.ConvertElementType(any, DType.Int32), .. operands]);
    }

    /// <summary>A value per example stretched over the example's axes.</summary>
    internal static NDArray Lanes(NDArray perExample, Shape shape) => Lax.BroadcastInDim(perExample, shape, perExample.Rank == 0 ? [] : [0]);

    private bool[] Union(Func<Jaxpr, ValueList<bool>> facts)
    {
        bool[]? union = null;
        foreach (Jaxpr branch in Branches)
        {
            ValueList<bool> mine = facts(branch);
            union ??= new bool[mine.Count];
            for (int i = 0; i < union.Length; i++) union[i] |= mine[i];
        }

        return union!;
    }

    /// <inheritdoc/>
    public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
    {
        (bool[] moves, NDArray[] moving) = Calls.Moving(tangents[1..]);
        bool[] outputs = Union(b => JaxprTransforms.Jvp(b, moves).Moves);
        Cond dual = this with { Branches = [.. Branches.ToArray().Select(b => JaxprTransforms.Jvp(b, moves, outputs).Program)] };
        return Calls.Unpack(dual.BindAll([.. primals, .. moving]), outputs);
    }

    /// <summary>The known part of the taken branch runs now. Its residuals have places of their own in a list that all branches share; the places of other branches hold zeros.</summary>
    public override NDArray[]? PartialEval(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<bool> unknown, Recorder record)
    {
        if (unknown[0]) return null;
        bool[] waiting = unknown[1..].ToArray();
        bool[] outputs = Union(b => JaxprTransforms.Split(b, waiting).UnknownOutputs);
        JaxprTransforms.SplitProgram[] splits = [.. Branches.ToArray().Select(b => JaxprTransforms.Split(b, waiting, outputs))];
        (List<NDArray> known, List<NDArray> rest) = Calls.Divide(inputs[1..], waiting);
        List<ArrayType> residuals = [];
        int[] first = new int[splits.Length];
        for (int k = 0; k < splits.Length; k++)
        {
            first[k] = residuals.Count;
            residuals.AddRange(splits[k].Now.OutputTypes[^splits[k].ResidualCount..]);
        }

        ArrayType[] knownTypes = [.. known.Select(x => x.Type)], restTypes = [.. rest.Select(x => x.Type)];
        var now = new Jaxpr[splits.Length];
        var later = new Jaxpr[splits.Length];
        for (int k = 0; k < splits.Length; k++)
        {
            JaxprTransforms.SplitProgram split = splits[k];
            int mine = first[k];
            now[k] = StagingTrace.StageClosed("a branch's known part", knownTypes, arguments =>
            {
                NDArray[] results = split.Now.Evaluate(arguments);
                int count = results.Length - split.ResidualCount;
                List<NDArray> all = [.. results[..count]];
                for (int i = 0; i < residuals.Count; i++)
                    all.Add(i >= mine && i < mine + split.ResidualCount ? results[count + i - mine] : Lax.Zeros(residuals[i]));
                return [.. all];
            });
            later[k] = StagingTrace.StageClosed("a branch's unknown part", [.. residuals, .. restTypes],
                arguments => split.Later.Evaluate([.. arguments.AsSpan(mine, split.ResidualCount), .. arguments.AsSpan(residuals.Count)]));
        }

        NDArray[] ran = (this with { Branches = now }).BindAll([inputs[0], .. known]);
        int knownOutputs = ran.Length - residuals.Count;
        NDArray[] waitingResults = later[0].Outputs.Count == 0 ? [] : record(this with { Branches = later }, [inputs[0], .. ran[knownOutputs..], .. rest]);
        return Calls.Merge(ran, waitingResults, outputs);
    }

    /// <inheritdoc/>
    public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
    {
        (bool[] linear, List<NDArray> known) = Calls.Linear(inputs[1..]);
        (bool[] given, List<NDArray> cts) = Calls.Given(cotangents);
        bool[] force = Union(b => JaxprTransforms.Transpose(b, linear, given).IsNonZero);
        Cond transposed = this with { Branches = [.. Branches.ToArray().Select(b => JaxprTransforms.Transpose(b, linear, given, force).Program)] };
        NDArray[] results = transposed.BindAll([inputs[0].Constant(this), .. known, .. cts]);
        return [null, .. Calls.Spread(results, linear, force)];
    }
}
