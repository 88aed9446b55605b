namespace Linum.Extending;

/// <summary>
/// A body run for each element of a leading axis. Inputs: constants, the initial carry, the stacked xs; outputs: the last carry, the stacked ys.
/// </summary>
/// <param name="Body">From constants, carry and one x each to carry and one y each.</param>
/// <param name="Length">How often it runs.</param>
/// <param name="Reverse">Whether from the last element to the first.</param>
/// <param name="Constants">How many constants there are.</param>
/// <param name="Carry">How many arrays are carried.</param>
public sealed record Scan(Jaxpr Body, int Length, bool Reverse, int Constants, int Carry) : Primitive
{
    /// <inheritdoc/>
    public override ValueList<Parameter> Parameters =>
    [
        new("_split_transpose", false), new("jaxpr", Body), new("length", Length), new("linear", null), new("num_carry", Carry), new("num_consts", Constants), new("reverse", Reverse), new("unroll", 1),
    ];

    /// <inheritdoc/>
    public override ValueList<Jaxpr> Bodies => [Body];

    /// <inheritdoc/>
    public override ValueList<string> AxisNames => BodyFacts.AxisNames(Body);

    /// <inheritdoc/>
    public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs)
    {
        ArrayType[] types = Body.OutputTypes;
        for (int i = Carry; i < types.Length; i++) types[i] = types[i] with { Shape = types[i].Shape.Insert(0, Length) };
        return types;
    }

    /// <inheritdoc/>
    public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Loop(LoopKind.Scan);

    private delegate ValueList<bool> Facts(bool[] inputs, bool[] force);

    /// <summary>Which carried arrays have a property (batched, moving, unknown) once it has spread as far as it goes.</summary>
    private (bool[] Inputs, bool[] Outputs) Spread(bool[] inputs, Facts facts)
    {
        int outputs = Body.Outputs.Count;
        while (true)
        {
            bool[] force = new bool[outputs];
            inputs.AsSpan(Constants, Carry).CopyTo(force);
            ValueList<bool> result = facts(inputs, force);
            if (result.Span[..Carry].SequenceEqual(inputs.AsSpan(Constants, Carry))) return (inputs, result.ToArray());
            inputs = [.. inputs];
            result.Span[..Carry].CopyTo(inputs.AsSpan(Constants));
        }
    }

    private static bool[] CarryOnly(bool[] mask, int carry) => [.. mask.Select((m, i) => i < carry && m)];

    /// <inheritdoc/>
    public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs)
    {
        int fixedCount = Constants + Carry;
        (bool[] batched, bool[] outputs) = Spread([.. inputs.ToArray().Select(b => b.Axis is not null)], (mask, force) => JaxprTransforms.Batch(Body, axis, mask, force).IsBatched);
        var values = new NDArray[inputs.Length];
        for (int i = 0; i < values.Length; i++)
        {
            NDArray value = inputs[i].Value;
            if (inputs[i].Axis is int a) values[i] = Lax.MoveAxis(value, a, i < fixedCount ? 0 : 1);
            else values[i] = batched[i] ? BatchAxes.ToFront(new(value, null), axis) : value;
        }

        Jaxpr body = JaxprTransforms.Batch(Body, axis, batched, CarryOnly(outputs, Carry)).Program;
        NDArray[] results = (this with { Body = body }).BindAll(values);
        var wrapped = new Batched[results.Length];
        for (int i = 0; i < wrapped.Length; i++) wrapped[i] = new(results[i], !outputs[i] ? null : i < Carry ? 0 : 1);
        return wrapped;
    }

    /// <inheritdoc/>
    public override Dual Jvp(ReadOnlySpan<NDArray> primals, ReadOnlySpan<NDArray?> tangents)
    {
        var given = new bool[tangents.Length];
        for (int i = 0; i < given.Length; i++) given[i] = tangents[i] is not null;
        (bool[] moves, bool[] outputs) = Spread(given, (mask, force) => JaxprTransforms.Jvp(Body, mask, force).Moves);
        Jaxpr dual = JaxprTransforms.Jvp(Body, moves, CarryOnly(outputs, Carry)).Program;
        var movingTangents = new NDArray?[tangents.Length];
        for (int i = 0; i < moves.Length; i++)
            if (moves[i]) movingTangents[i] = tangents[i] ?? Lax.Zeros(primals[i].Type.Tangent);

        // The program's order is primals, then tangents; a scan wants constants, carry, xs, each with its tangents behind it.
        int fixedCount = Constants + Carry, count = Body.Inputs.Count;
        List<Var> variables = [];
        List<NDArray> operands = [];
        int next = count;
        var tangentVars = new Var?[count];
        for (int i = 0; i < count; i++)
            if (moves[i]) tangentVars[i] = dual.Inputs[next++];
        foreach ((int from, int to) in (ReadOnlySpan<(int, int)>)[(0, Constants), (Constants, fixedCount), (fixedCount, count)])
        {
            for (int i = from; i < to; i++) (variables, operands) = (With(variables, dual.Inputs[i]), With(operands, primals[i]));
            for (int i = from; i < to; i++)
                if (moves[i]) (variables, operands) = (With(variables, tangentVars[i]!), With(operands, movingTangents[i]!));
        }

        int outCount = Body.Outputs.Count, movingCarryOut = outputs[..Carry].Count(m => m);
        ReadOnlySpan<Atom> atoms = dual.Outputs.Span;
        Jaxpr body = new([.. variables], dual.Equations, [.. atoms[..Carry], .. atoms.Slice(outCount, movingCarryOut), .. atoms[Carry..outCount], .. atoms[(outCount + movingCarryOut)..]]);
        int movingConstants = moves[..Constants].Count(m => m);
        Scan scan = new(body, Length, Reverse, Constants + movingConstants, Carry + movingCarryOut);
        NDArray[] results = scan.BindAll(operands.ToArray());
        NDArray[] reordered = [.. results[..Carry], .. results[(Carry + movingCarryOut)..(outCount + movingCarryOut)], .. results[Carry..(Carry + movingCarryOut)], .. results[(outCount + movingCarryOut)..]];
        return Calls.Unpack(reordered, outputs);

        static List<T> With<T>(List<T> list, T item)
        {
            list.Add(item);
            return list;
        }
    }

    /// <summary>The known part runs now and stacks what the rest needs; known constants that the rest needs are handed over once, not per step.</summary>
    public override NDArray[]? PartialEval(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<bool> unknown, Recorder record)
    {
        (bool[] waiting, bool[] outputs) = Spread(unknown.ToArray(), (mask, force) => JaxprTransforms.Split(Body, mask, force).UnknownOutputs);
        JaxprTransforms.SplitProgram split = JaxprTransforms.Split(Body, waiting, CarryOnly(outputs, Carry));
        int fixedCount = Constants + Carry, count = inputs.Length;
        int Known(int from, int to) => waiting[from..to].Count(w => !w);
        int knownConstants = Known(0, Constants), knownCarry = Known(Constants, fixedCount);
        List<NDArray> known = [], rest = [];
        for (int i = 0; i < count; i++) (waiting[i] ? rest : known).Add(inputs[i]);

        ReadOnlySpan<Atom> nowOutputs = split.Now.Outputs.Span;
        int plain = nowOutputs.Length - split.ResidualCount;
        List<Atom> stacked = [.. nowOutputs[..plain]];
        List<NDArray> constantResiduals = [];
        List<Var> constantVars = [], stackedVars = [];
        for (int r = 0; r < split.ResidualCount; r++)
        {
            Atom residual = nowOutputs[plain + r];
            Var later = split.Later.Inputs[r];
            int constant = residual is Var v ? split.Now.Inputs.Span[..knownConstants].IndexOf(v) : -1;
            if (constant >= 0 || residual is Literal)
            {
                constantResiduals.Add(constant >= 0 ? known[constant] : ((Literal)residual).Value);
                constantVars.Add(later);
            }
            else
            {
                stacked.Add(residual);
                stackedVars.Add(later);
            }
        }

        Jaxpr nowBody = new(split.Now.Inputs, split.Now.Equations, [.. stacked]);
        NDArray[] ran = new Scan(nowBody, Length, Reverse, knownConstants, knownCarry).BindAll(known.ToArray());

        int restConstants = Constants - knownConstants, restCarry = Carry - knownCarry;
        NDArray[] waitingResults = [];
        if (split.Later.Outputs.Count > 0)
        {
            ReadOnlySpan<Var> restVars = split.Later.Inputs.Span[split.ResidualCount..];
            Jaxpr laterBody = new([.. constantVars, .. restVars[..(restConstants + restCarry)], .. stackedVars, .. restVars[(restConstants + restCarry)..]], split.Later.Equations, split.Later.Outputs);
            NDArray[] operands = [.. constantResiduals, .. rest[..(restConstants + restCarry)], .. ran[plain..], .. rest[(restConstants + restCarry)..]];
            waitingResults = record(new Scan(laterBody, Length, Reverse, constantVars.Count + restConstants, restCarry), operands);
        }

        return Calls.Merge(ran.AsSpan(0, plain), waitingResults, outputs);
    }

    /// <summary>Runs the other way: carries the cotangents of the carry and of the linear constants, and stacks those of the linear xs.</summary>
    public override NDArray?[] Transpose(ReadOnlySpan<LinearInput> inputs, ReadOnlySpan<NDArray?> cotangents)
    {
        int fixedCount = Constants + Carry, count = inputs.Length;
        var linear = new bool[count];
        for (int i = 0; i < count; i++) linear[i] = inputs[i].IsLinear || (i >= Constants && i < fixedCount);
        var given = new bool[cotangents.Length];
        Array.Fill(given, true);
        var force = new bool[linear.Count(l => l)];
        Array.Fill(force, true);
        Jaxpr transposed = JaxprTransforms.Transpose(Body, linear, given, force).Program;

        List<NDArray> knownConstants = [], knownXs = [], sums = [], cts = [], ctYs = [];
        for (int i = 0; i < Constants; i++)
        {
            if (linear[i]) sums.Add(Lax.Zeros(inputs[i].Type));
            else knownConstants.Add(inputs[i].Known!);
        }

        for (int i = fixedCount; i < count; i++)
            if (!linear[i]) knownXs.Add(inputs[i].Known!);
        for (int i = 0; i < cotangents.Length; i++)
        {
            ArrayType type = Body.Outputs[i].Type;
            NDArray ct = cotangents[i] ?? Lax.Zeros(i < Carry ? type : type with { Shape = type.Shape.Insert(0, Length) });
            (i < Carry ? cts : ctYs).Add(ct);
        }

        int kc = knownConstants.Count, ls = sums.Count, kx = knownXs.Count;
        ArrayType One(NDArray x) => x.Type with { Shape = x.Shape.RemoveAt(0) };
        ArrayType[] types = [.. knownConstants.Select(x => x.Type), .. sums.Select(x => x.Type), .. cts.Select(x => x.Type), .. knownXs.Select(One), .. ctYs.Select(One)];
        Jaxpr body = StagingTrace.StageClosed("one step back", types, arguments =>
        {
            Span<NDArray> a = arguments;
            Span<NDArray> soFar = a.Slice(kc, ls), ctCarry = a.Slice(kc + ls, Carry), xs = a.Slice(kc + ls + Carry, kx), ctY = a[(kc + ls + Carry + kx)..];
            NDArray[] results = transposed.Evaluate([.. a[..kc], .. xs, .. ctCarry, .. ctY]);
            for (int i = 0; i < ls; i++) results[i] = Lax.Add(soFar[i], results[i]);
            return results;
        });
        NDArray[] back = new Scan(body, Length, !Reverse, kc, ls + Carry).BindAll([.. knownConstants, .. sums, .. cts, .. knownXs, .. ctYs]);
        var all = new NDArray?[count];
        for (int i = 0, next = 0; i < count; i++)
        {
            if (!linear[i]) continue;
            NDArray ct = back[next++];
            all[i] = inputs[i].IsLinear ? ct : null;
        }

        return all;
    }
}
