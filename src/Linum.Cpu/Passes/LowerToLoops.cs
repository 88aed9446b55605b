using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Turns every equation into the loops that its primitive lowers to. Scalar literals become constants inside the loops that read them.</summary>
/// <remarks><code>
/// before: { lambda ; a:f32[3,2]. let b:f32[2,3] = transpose a; c:f32[2,3] = mul b 2.0 in (c,) }
/// after:  inputs %0:f32[3,2]
///         %1:f32[2,3] = copy %0(2, 3):(1, 2)
///         %2:f32[2,3] = map(2, 3) 1 operations %1     s0 = input, s1 = 2, s2 = s0 * s1
///         outputs %2
/// </code></remarks>
internal sealed class LowerToLoops(Jaxpr program, int workers)
{
    private readonly Dictionary<Var, LoopValue> values = new(program.Inputs.Count + program.Equations.Count);
    private readonly Dictionary<ConcreteArray, LoopValue> literals = new(ReferenceEqualityComparer.Instance);
    private readonly List<LoopConstant> constants = [];
    private readonly List<LoopNode> nodes = new(program.Equations.Count);

    /// <summary>The shape of the last array that was read as it is, and its strides: neighbours mostly have one shape, and then one list of strides.</summary>
    private (Shape Shape, ValueList<long> Strides) dense;

    /// <summary>The program as loops.</summary>
    /// <param name="program">The program.</param>
    /// <param name="workers">How many threads the programs inside may use; 0 means all.</param>
    public static LoopGraph Run(Jaxpr program, int workers)
    {
        LowerToLoops lowering = new(program, workers);
        var inputs = new LoopValue[program.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = lowering.values[program.Inputs[i]] = new(program.Inputs[i].Type.Strong);
        foreach (Equation equation in program.Equations) lowering.Lower(equation);
        var outputs = new LoopValue[program.Outputs.Count];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = lowering.ValueOf(program.Outputs[i]);
        return new(new(inputs), [.. lowering.constants], new([.. lowering.nodes]), new(outputs));
    }

    private LoopValue ValueOf(Atom atom)
    {
        if (atom is Var variable) return values[variable];
        ConcreteArray array = ((Literal)atom).Value;
        if (literals.TryGetValue(array, out LoopValue? value)) return value;
        literals[array] = value = new(array.Type.Strong);
        constants.Add(new(value, array));
        return value;
    }

    /// <summary>An array read as it is.</summary>
    private Operand Whole(LoopValue value)
    {
        Shape shape = value.Type.Shape;
        if (shape != dense.Shape) dense = (shape, new(Operand.Dense(shape)));
        return new(value, shape, dense.Strides);
    }

    private void Lower(Equation equation)
    {
        var results = new LoopValue[equation.Outputs.Count];
        for (int i = 0; i < results.Length; i++) results[i] = values[equation.Outputs[i]] = new(equation.Outputs[i].Type.Strong);
        Lowered lowered = LoweredMaps.Of(equation);
        if (lowered is Lowered.Map map)
        {
            Map(map, equation, results);
            return;
        }

        var operands = new Operand[equation.Inputs.Count];
        for (int i = 0; i < operands.Length; i++) operands[i] = Whole(ValueOf(equation.Inputs[i]));
        switch (lowered)
        {
            case Lowered.View view:
                Operand source = new(operands[0].Value, results[0].Type.Shape, view.Strides, view.Offset);
                if (!source.IsInside) throw new InternalErrorException($"{equation.Primitive.Name} of {operands[0].Value.Type.ToLongString()} reads outside of it: {source.Shape}, strides {source.Strides}, offset {source.Offset}.");
                nodes.Add(new CopyNode(source, results[0]));
                break;
            case Lowered.Routine { Kind: RoutineKind.Copy }:
                nodes.Add(new CopyNode(operands[0], results[0]));
                break;
            case Lowered.Contract contract:
                nodes.AddRange(LowerContraction.Run(contract.Dimensions, operands, results[0]));
                break;
            case Lowered.Convolve convolve:
                nodes.AddRange(LowerConvolution.Run(convolve.Dimensions, operands, results[0]));
                break;
            case Lowered.Reduce or Lowered.Cumulative when operands[0].DType is DType.Float16 or DType.BFloat16:
                InSingle(lowered, operands[0], results[0]);
                break;
            case Lowered.Reduce { Kind: ReduceKind.Sum } when operands[0].DType is DType.Complex64 or DType.Complex128:
                InParts(lowered, operands[0], results[0]);
                break;
            case Lowered.CopyBytes when operands[0].DType is var from && results[0].Type.DType is var to && from.Size == to.Size && from.Components + to.Components == 2:
                nodes.Add(new MapNode(results[0].Type.Shape, ScalarFunction.Build([from], [to], (b, x) => [MapBodies.Bits(b, from).BitcastTo(to)]), operands, results));
                break;
            case Lowered.Loop loop:
                nodes.Add(LowerControl.Run(equation.Primitive, loop.Kind, operands, results, workers));
                break;
            case Lowered.Collective collective:
                throw new InternalErrorException($"{equation.Primitive.Name} over {string.Join(", ", collective.AxisNames.ToArray())} reached the CPU backend, but no Vmap or Pmap binds that axis here.");
            default:
                nodes.Add(new RoutineNode(lowered, operands, results));
                break;
        }
    }

    private void Map(Lowered.Map map, Equation equation, LoopValue[] results)
    {
        if (results.Length == 0) return;
        Shape shape = results[0].Type.Shape;
        ValueList<Atom> inputs = equation.Inputs;
        int known = 0;
        for (int i = 0; i < inputs.Count; i++)
            if (MapBodies.ConstantOf(inputs[i]) is not null) known++;
        var operands = new Operand[inputs.Count - known];
        int next = 0;
        for (int i = 0; i < inputs.Count; i++)
        {
            if (MapBodies.ConstantOf(inputs[i]) is not null) continue;
            LoopValue value = ValueOf(inputs[i]);
            operands[next++] = value.Type.Rank == 0 ? new(value, shape, new(new long[shape.Rank])) : Whole(value);
        }

        ScalarFunction body = known == 0 ? map.Body : MapBodies.WithConstants(map.Body, inputs);
        nodes.Add(new MapNode(shape, body, new(operands), new(results)));
    }

    /// <summary>Real and imaginary parts are summed each for itself.</summary>
    private void InParts(Lowered lowered, Operand operand, LoopValue result)
    {
        DType type = operand.DType, part = type.Component;
        LoopValue[] parts = [.. Enumerable.Range(0, 2).Select(_ => new LoopValue(operand.Value.Type with { DType = part }))], sums = [.. parts.Select(_ => new LoopValue(result.Type with { DType = part }))];
        nodes.Add(new MapNode(operand.Shape, ScalarFunction.Build([type], [part, part], (_, x) => [x[0], x[1]]), [operand], parts));
        for (int i = 0; i < parts.Length; i++) nodes.Add(new RoutineNode(lowered, [Operand.Of(parts[i])], [sums[i]]));
        nodes.Add(new MapNode(result.Type.Shape, ScalarFunction.Build([part, part], [type], (_, x) => [x[0], x[1]]), [.. sums.Select(Operand.Of)], [result]));
    }

    /// <summary>Half precision is combined in float32 and rounded at the end.</summary>
    private void InSingle(Lowered lowered, Operand operand, LoopValue result)
    {
        LoopValue wide = new(operand.Value.Type with { DType = DType.Float32 }), combined = new(result.Type with { DType = DType.Float32 });
        nodes.Add(MapBodies.Convert(operand, wide));
        nodes.Add(new RoutineNode(lowered, [Operand.Of(wide)], [combined]));
        nodes.Add(MapBodies.Convert(Operand.Of(combined), result));
    }
}
