namespace Linum.Extending;

/// <summary>The change of a function at a point, as a linear program: its inputs are residuals, then the changes of the inputs; its outputs the changes of some outputs.</summary>
/// <param name="Program">The linear program.</param>
/// <param name="Residuals">Values of its first inputs.</param>
/// <param name="InputTypes">Types of the tangents, one per differentiated input.</param>
/// <param name="Moves">Which outputs of the function move at all, in order.</param>
public sealed record LinearMap(Jaxpr Program, NDArray[] Residuals, ValueList<ArrayType> InputTypes, ValueList<bool> Moves)
{
    /// <summary>The tangents of the outputs; null for those that do not move.</summary>
    public NDArray?[] Push(ReadOnlySpan<NDArray> tangents)
    {
        NDArray[] moved = Program.Evaluate([.. Residuals, .. tangents]);
        var results = new NDArray?[Moves.Count];
        for (int i = 0, next = 0; i < results.Length; i++)
            if (Moves[i]) results[i] = moved[next++];
        return results;
    }

    /// <summary>The cotangents of the inputs from cotangents of the outputs; null is zero on both sides.</summary>
    public NDArray?[] Pull(ReadOnlySpan<NDArray?> cotangents)
    {
        List<NDArray?> moving = [];
        for (int i = 0; i < Moves.Count; i++)
            if (Moves[i]) moving.Add(cotangents[i]);
        return Linearization.Backward(Program, Residuals, moving.ToArray());
    }
}

/// <summary>Forward over recorded tangents, then backward: reverse mode without a tape of its own.</summary>
public static class Linearization
{
    /// <summary>Runs a function and writes down how its outputs change with the inputs.</summary>
    public static (NDArray[] Outputs, LinearMap Map) Linearize(Func<NDArray[], NDArray[]> f, ReadOnlySpan<NDArray> inputs, string description = "Linearize")
    {
        PartialTrace recording = new(Trace.Current, description);
        JvpTrace forward = new(recording, description);
        try
        {
            var duals = new NDArray[inputs.Length];
            var types = new ArrayType[inputs.Length];
            for (int i = 0; i < duals.Length; i++)
            {
                types[i] = inputs[i].Type.Tangent;
                NDArray tangent = recording.NewInput(types[i]);
                duals[i] = inputs[i].DType.IsInexact ? new JvpArray(forward, inputs[i], tangent) : inputs[i];
            }

            NDArray[] results;
            using (Trace.Use(forward)) results = f(duals);
            var outputs = new NDArray[results.Length];
            var moves = new bool[results.Length];
            List<NDArray> tangents = [];
            for (int i = 0; i < outputs.Length; i++)
            {
                outputs[i] = forward.Primal(results[i]);
                moves[i] = forward.Tangent(results[i]) is NDArray tangent && recording.IsUnknown(tangent);
                if (moves[i]) tangents.Add(forward.Tangent(results[i])!);
            }

            (Jaxpr program, NDArray[] residuals) = recording.Finish(tangents.ToArray());
            return (outputs, new(program, residuals, types, moves));
        }
        finally
        {
            forward.Invalidate();
            recording.Invalidate();
        }
    }

    /// <summary>
    /// Walks a program backwards: each operation turns cotangents of its outputs into cotangents of its linear inputs, and cotangents of one variable add up. Lines that do not depend
    /// on the linear inputs (recomputation under Checkpoint) are evaluated first.
    /// </summary>
    /// <param name="program">Inputs: known values, then linear ones.</param>
    /// <param name="knownValues">The values of the first inputs.</param>
    /// <param name="cotangents">One per output; null is zero.</param>
    /// <returns>One cotangent per linear input; null is zero.</returns>
    public static NDArray?[] Backward(Jaxpr program, ReadOnlySpan<NDArray> knownValues, ReadOnlySpan<NDArray?> cotangents)
    {
        Dictionary<Var, NDArray> known = [];
        for (int i = 0; i < knownValues.Length; i++) known[program.Inputs[i]] = knownValues[i];
        HashSet<Var> linear = [];
        for (int i = knownValues.Length; i < program.Inputs.Count; i++) linear.Add(program.Inputs[i]);

        foreach (Equation equation in program.Equations)
        {
            bool isLinear = false;
            foreach (Atom input in equation.Inputs) isLinear |= input is Var v && linear.Contains(v);
            if (isLinear)
            {
                foreach (Var output in equation.Outputs) linear.Add(output);
                continue;
            }

            var operands = new NDArray[equation.Inputs.Count];
            for (int i = 0; i < operands.Length; i++) operands[i] = equation.Inputs[i] is Literal literal ? literal.Value : known[(Var)equation.Inputs[i]];
            NDArray[] results = equation.Primitive.BindAll(operands);
            for (int i = 0; i < results.Length; i++) known[equation.Outputs[i]] = results[i];
        }

        Dictionary<Var, NDArray> sums = [];
        for (int i = 0; i < cotangents.Length; i++) Add(program.Outputs[i], cotangents[i]);
        for (int e = program.Equations.Count - 1; e >= 0; e--)
        {
            Equation equation = program.Equations[e];
            if (!linear.Contains(equation.Outputs[0])) continue;
            var outer = new NDArray?[equation.Outputs.Count];
            bool any = false;
            for (int i = 0; i < outer.Length; i++)
            {
                if (!sums.Remove(equation.Outputs[i], out NDArray? sum)) continue;
                (outer[i], any) = (sum, true);
            }

            if (!any) continue;
            var inputs = new LinearInput[equation.Inputs.Count];
            for (int i = 0; i < inputs.Length; i++)
            {
                Atom atom = equation.Inputs[i];
                inputs[i] = new(atom.Type, atom is Literal literal ? literal.Value : linear.Contains((Var)atom) ? null : known[(Var)atom]);
            }

            NDArray?[] inner = equation.Primitive.Transpose(inputs, outer);
            for (int i = 0; i < inner.Length; i++) Add(equation.Inputs[i], inner[i]);
        }

        var gradients = new NDArray?[program.Inputs.Count - knownValues.Length];
        for (int i = 0; i < gradients.Length; i++) gradients[i] = sums.GetValueOrDefault(program.Inputs[knownValues.Length + i]);
        return gradients;

        void Add(Atom atom, NDArray? cotangent)
        {
            if (cotangent is null || atom is not Var variable || !linear.Contains(variable)) return;
            sums[variable] = sums.TryGetValue(variable, out NDArray? sum) ? Lax.Add(sum, cotangent) : cotangent;
        }
    }
}
