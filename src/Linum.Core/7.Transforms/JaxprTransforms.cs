using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Linum.Extending;

/// <summary>Whole programs transformed into whole programs: what operations with bodies build their rules from. Results are kept as long as the program, for each mode of tracing.</summary>
public static class JaxprTransforms
{
    private static readonly ConditionalWeakTable<Jaxpr, ConcurrentDictionary<object, object>> Known = [];

    private static T Cached<T>(Jaxpr program, object key, Func<T> make)
        where T : class => (T)Known.GetOrCreateValue(program).GetOrAdd((key, TracingModes.Current), static (_, f) => f(), make);

    private static ValueList<bool> Mask(ReadOnlySpan<bool> mask) => [.. mask];

    /// <summary>From (inputs, tangents of some) to (outputs, tangents of some).</summary>
    /// <param name="Program">Its inputs are the primals, then the tangents of the inputs that move; its outputs likewise.</param>
    /// <param name="Moves">Which outputs move.</param>
    public sealed record JvpProgram(Jaxpr Program, ValueList<bool> Moves);

    /// <summary>Forward mode of a program.</summary>
    /// <param name="program">Any program.</param>
    /// <param name="moves">Which inputs move.</param>
    /// <param name="force">Outputs that must be given a tangent, zero if need be; empty for none.</param>
    public static JvpProgram Jvp(Jaxpr program, ReadOnlySpan<bool> moves, ReadOnlySpan<bool> force = default)
    {
        bool[] moving = moves.ToArray(), forced = force.ToArray();
        return Cached(program, ("jvp", Mask(moving), Mask(forced)), () =>
        {
            List<ArrayType> types = [.. program.InputTypes];
            for (int i = 0; i < moving.Length; i++)
                if (moving[i]) types.Add(program.Inputs[i].Type.Tangent);
            bool[] outputMoves = new bool[program.Outputs.Count];
            Jaxpr result = StagingTrace.StageClosed("jvp of a program", types.ToArray(), arguments =>
            {
                JvpTrace trace = new(Trace.Current);
                var duals = new NDArray[moving.Length];
                for (int i = 0, next = moving.Length; i < duals.Length; i++) duals[i] = trace.Pair(arguments[i], moving[i] ? arguments[next++] : null);
                NDArray[] outputs;
                using (Trace.Use(trace)) outputs = program.Evaluate(duals);
                List<NDArray> results = [], tangents = [];
                for (int i = 0; i < outputs.Length; i++)
                {
                    NDArray primal = trace.Primal(outputs[i]);
                    NDArray? tangent = trace.Tangent(outputs[i]);
                    if (tangent is null && forced.Length > 0 && forced[i]) tangent = Lax.Zeros(primal.Type.Tangent);
                    results.Add(primal);
                    if (tangent is null) continue;
                    outputMoves[i] = true;
                    tangents.Add(tangent);
                }

                trace.Invalidate();
                return [.. results, .. tangents];
            });
            return new JvpProgram(result, outputMoves);
        });
    }

    /// <summary>A program over all examples; batched values have the batch axis first.</summary>
    /// <param name="Program">The program.</param>
    /// <param name="IsBatched">Which outputs have the batch axis.</param>
    public sealed record BatchedProgram(Jaxpr Program, ValueList<bool> IsBatched);

    /// <summary>Batching of a program.</summary>
    /// <param name="program">Any program.</param>
    /// <param name="axis">The axis that is added.</param>
    /// <param name="batched">Which inputs have it, in front.</param>
    /// <param name="force">Outputs that must have it; empty for none.</param>
    public static BatchedProgram Batch(Jaxpr program, BatchAxis axis, ReadOnlySpan<bool> batched, ReadOnlySpan<bool> force = default)
    {
        bool[] inputs = batched.ToArray(), forced = force.ToArray();
        return Cached(program, ("batch", axis, Mask(inputs), Mask(forced)), () =>
        {
            var types = new ArrayType[inputs.Length];
            for (int i = 0; i < types.Length; i++)
            {
                ArrayType type = program.Inputs[i].Type;
                types[i] = inputs[i] ? type with { Shape = type.Shape.Insert(0, axis.Size) } : type;
            }

            bool[] isBatched = new bool[program.Outputs.Count];
            Jaxpr result = StagingTrace.StageClosed("vmap of a program", types, arguments =>
            {
                BatchTrace trace = new(Trace.Current, axis);
                var wrapped = new NDArray[arguments.Length];
                for (int i = 0; i < wrapped.Length; i++) wrapped[i] = trace.Wrap(arguments[i], inputs[i] ? 0 : null);
                NDArray[] outputs;
                using (Trace.Use(trace)) outputs = program.Evaluate(wrapped);
                var results = new NDArray[outputs.Length];
                for (int i = 0; i < results.Length; i++)
                {
                    Batched output = trace.Unwrap(outputs[i]);
                    isBatched[i] = output.Axis is not null || (forced.Length > 0 && forced[i]);
                    results[i] = isBatched[i] ? BatchAxes.ToFront(output, axis) : output.Value;
                }

                trace.Invalidate();
                return results;
            });
            return new BatchedProgram(result, isBatched);
        });
    }

    /// <summary>A program split into what can run now and what must wait for unknown inputs.</summary>
    /// <param name="Now">Inputs: the known ones. Outputs: the known outputs, then the residuals.</param>
    /// <param name="Later">Inputs: the residuals, then the unknown inputs. Outputs: the unknown ones.</param>
    /// <param name="UnknownOutputs">Which outputs are unknown.</param>
    /// <param name="ResidualCount">How many values the second part needs from the first.</param>
    public sealed record SplitProgram(Jaxpr Now, Jaxpr Later, ValueList<bool> UnknownOutputs, int ResidualCount);

    /// <summary>Partial evaluation of a program.</summary>
    /// <param name="program">Any program.</param>
    /// <param name="unknown">Which inputs are unknown.</param>
    /// <param name="force">Outputs that count as unknown in any case; empty for none.</param>
    public static SplitProgram Split(Jaxpr program, ReadOnlySpan<bool> unknown, ReadOnlySpan<bool> force = default)
    {
        bool[] waiting = unknown.ToArray(), forced = force.ToArray();
        return Cached(program, ("split", Mask(waiting), Mask(forced)), () =>
        {
            List<ArrayType> types = [];
            for (int i = 0; i < waiting.Length; i++)
                if (!waiting[i]) types.Add(program.Inputs[i].Type);
            bool[] unknownOutputs = new bool[program.Outputs.Count];
            Jaxpr? later = null;
            int residualCount = 0;
            Jaxpr now = StagingTrace.StageClosed("partial evaluation of a program", types.ToArray(), arguments =>
            {
                PartialTrace trace = new(Trace.Current);
                var values = new NDArray[waiting.Length];
                for (int i = 0, next = 0; i < values.Length; i++) values[i] = waiting[i] ? trace.NewInput(program.Inputs[i].Type) : arguments[next++];
                NDArray[] outputs;
                using (Trace.Use(trace)) outputs = program.Evaluate(values);
                List<NDArray> known = [], rest = [];
                for (int i = 0; i < outputs.Length; i++)
                {
                    unknownOutputs[i] = trace.IsUnknown(outputs[i]) || (forced.Length > 0 && forced[i]);
                    (unknownOutputs[i] ? rest : known).Add(outputs[i]);
                }

                (later, NDArray[] residuals) = trace.Finish(rest.ToArray());
                residualCount = residuals.Length;
                return [.. known, .. residuals];
            });
            return new SplitProgram(now, later!, unknownOutputs, residualCount);
        });
    }

    /// <summary>A linear program run backwards.</summary>
    /// <param name="Program">Inputs: the known inputs, then cotangents of those outputs that have one. Outputs: cotangents of the linear inputs that are not zero.</param>
    /// <param name="IsNonZero">Which linear inputs get a cotangent.</param>
    public sealed record TransposedProgram(Jaxpr Program, ValueList<bool> IsNonZero);

    /// <summary>Transposition of a program.</summary>
    /// <param name="program">A program linear in some inputs.</param>
    /// <param name="linear">Which inputs are linear.</param>
    /// <param name="given">Which outputs have a cotangent.</param>
    /// <param name="force">Linear inputs (by their number among the linear ones) that must get a cotangent, zero if need be; empty for none.</param>
    public static TransposedProgram Transpose(Jaxpr program, ReadOnlySpan<bool> linear, ReadOnlySpan<bool> given, ReadOnlySpan<bool> force = default)
    {
        bool[] isLinear = linear.ToArray(), hasCotangent = given.ToArray(), forced = force.ToArray();
        return Cached(program, ("transpose", Mask(isLinear), Mask(hasCotangent), Mask(forced)), () =>
        {
            List<ArrayType> types = [];
            List<Var> knownVars = [], linearVars = [];
            for (int i = 0; i < isLinear.Length; i++) (isLinear[i] ? linearVars : knownVars).Add(program.Inputs[i]);
            foreach (Var v in knownVars) types.Add(v.Type);
            for (int i = 0; i < hasCotangent.Length; i++)
                if (hasCotangent[i]) types.Add(program.Outputs[i].Type);
            Jaxpr reordered = new([.. knownVars, .. linearVars], program.Equations, program.Outputs);
            bool[] nonZero = new bool[linearVars.Count];
            Jaxpr result = StagingTrace.StageClosed("transposition of a program", types.ToArray(), arguments =>
            {
                var cotangents = new NDArray?[hasCotangent.Length];
                for (int i = 0, next = knownVars.Count; i < cotangents.Length; i++)
                    if (hasCotangent[i]) cotangents[i] = arguments[next++];
                NDArray?[] inner = Linearization.Backward(reordered, arguments.AsSpan(0, knownVars.Count), cotangents);
                List<NDArray> results = [];
                for (int i = 0; i < inner.Length; i++)
                {
                    NDArray? ct = inner[i] ?? (forced.Length > 0 && forced[i] ? Lax.Zeros(linearVars[i].Type) : null);
                    if (ct is null) continue;
                    nonZero[i] = true;
                    results.Add(ct);
                }

                return [.. results];
            });
            return new TransposedProgram(result, nonZero);
        });
    }
}
