using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes calls and conditionals into the program that has them: of conditionals all branches, and the elements of the one that is asked for are selected.</summary>
/// <remarks><code>
/// before: %2:f32[8] = cond %0 %1
/// after:  %3:f32[8] = map %1    %4:f32[8] = map %1    %2:f32[8] = map %0(8,):(0) %3 %4    s4 = select s1 where s0 is at most 0, else s2
/// </code></remarks>
internal sealed class WriteBranches
{
    private readonly Func<Jaxpr, LoopGraph> toLoops;
    private readonly Dictionary<LoopValue, LoopValue> values = [];
    private readonly List<LoopNode> nodes = [];
    private readonly List<LoopConstant> constants = [];

    private WriteBranches(Func<Jaxpr, LoopGraph> toLoops) => this.toLoops = toLoops;

    /// <summary>Whether there is nothing in a program but what this can write out.</summary>
    public static bool Covers(Jaxpr program)
    {
        foreach (Equation equation in program.Equations)
        {
            if (equation.Primitive.Bodies.Count == 0) continue;
            if (equation.Primitive is not (Cond or CallPrimitive)) return false;
            foreach (Jaxpr body in equation.Primitive.Bodies)
                if (!Covers(body)) return false;
        }

        return true;
    }

    /// <summary>The program without control flow.</summary>
    /// <param name="graph">A program whose control flow is covered.</param>
    /// <param name="toLoops">Lowers the programs inside.</param>
    public static LoopGraph Run(LoopGraph graph, Func<Jaxpr, LoopGraph> toLoops)
    {
        if (!graph.Has(n => n is ControlNode)) return graph;
        WriteBranches write = new(toLoops);
        write.Append(graph);
        return graph with { Nodes = [.. write.nodes], Constants = [.. write.constants], Outputs = [.. graph.Outputs.ToArray().Select(write.Value)] };
    }

    private LoopValue Value(LoopValue value) => values.GetValueOrDefault(value, value);

    private void Append(LoopGraph graph)
    {
        constants.AddRange(graph.Constants);
        foreach (LoopNode node in graph.Nodes)
        {
            Operand[] operands = [.. node.Operands.ToArray().Select(o => o with { Value = Value(o.Value) })];
            if (node is not ControlNode control)
            {
                nodes.Add(node.Reading(operands));
                continue;
            }

            LoopValue[] results = control.Primitive is Cond cond ? Choose(cond, operands) : Call(((CallPrimitive)control.Primitive).Body, operands);
            for (int i = 0; i < results.Length; i++) values[control.Results[i]] = results[i];
        }
    }

    private LoopValue[] Call(Jaxpr program, ReadOnlySpan<Operand> operands)
    {
        LoopGraph body = toLoops(program);
        for (int i = 0; i < operands.Length; i++) values[body.Inputs[i]] = operands[i].Value;
        Append(body);
        return [.. body.Outputs.ToArray().Select(Value)];
    }

    /// <summary>The results of the branch that is asked for: the first for numbers below 0, the last for those above.</summary>
    private LoopValue[] Choose(Cond cond, Operand[] operands)
    {
        LoopValue[] chosen = Call(cond.Branches[^1], operands.AsSpan(1));
        for (int b = cond.Branches.Count - 2; b >= 0; b--)
        {
            LoopValue[] branch = Call(cond.Branches[b], operands.AsSpan(1));
            for (int r = 0; r < chosen.Length; r++)
            {
                Shape shape = branch[r].Type.Shape;
                LoopValue one = new(branch[r].Type);
                nodes.Add(new MapNode(shape, Select(branch[r].Type.DType, b), [new(operands[0].Value, shape, new long[shape.Rank]), Operand.Of(branch[r]), Operand.Of(chosen[r])], [one]));
                chosen[r] = one;
            }
        }

        return chosen;
    }

    /// <summary>From a number and two elements to the first where the number is at most so large; the bits as they are.</summary>
    private static ScalarFunction Select(DType type, int most)
    {
        ScalarBuilder builder = new();
        int Input(int operand, int component, DType part) => builder.Add(new(ScalarOp.Input, part, operand, component)).Index;
        int number = Input(0, 0, DType.Int32);
        int[] results = [.. Enumerable.Range(0, type.Components).Select(c => SelectBranch.Step(builder, type.Component, number, most, Input(1, c, type.Component), Input(2, c, type.Component)))];
        return new([DType.Int32, type, type], [type], builder.ToSteps(), results);
    }
}
