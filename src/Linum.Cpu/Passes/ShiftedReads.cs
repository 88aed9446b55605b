using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Who makes and who reads the values of a program, and which of them may be read shifted, over their ends: for passes that make of a node a map over a larger shape than that of what it reads.</summary>
internal sealed class ShiftedReads
{
    /// <summary>Room for so many elements may always be left beside an array.</summary>
    private const int LittleRoom = 1 << 14;

    private readonly Dictionary<LoopValue, LoopNode> producers = [];
    private readonly Dictionary<LoopValue, List<LoopNode>> readers = [];
    private readonly HashSet<LoopValue> outputs;

    public ShiftedReads(LoopGraph graph)
    {
        outputs = [.. graph.Outputs];
        foreach (LoopNode node in graph.Nodes)
        {
            Made(node);
            foreach (Operand operand in node.Operands)
            {
                if (!readers.TryGetValue(operand.Value, out List<LoopNode>? list)) readers[operand.Value] = list = [];
                list.Add(node);
            }
        }
    }

    /// <summary>Notes what makes values now.</summary>
    public void Made(LoopNode node)
    {
        foreach (LoopValue result in node.Results) producers[result] = node;
    }

    /// <summary>The node that makes a value; null for what is given.</summary>
    public LoopNode? ProducerOf(LoopValue value) => producers.GetValueOrDefault(value);

    /// <summary>The nodes that read a value, one for each operand, as they were before the pass changed any.</summary>
    public IReadOnlyList<LoopNode> ReadersOf(LoopValue value) => readers.TryGetValue(value, out List<LoopNode>? list) ? list : [];

    /// <summary>Whether the program returns a value.</summary>
    public bool IsOutput(LoopValue value) => outputs.Contains(value);

    /// <summary>Whether a view stays inside of its value, reaches into what is spare around all memory, or reaches out into working memory, where room can be left.</summary>
    public bool MayReach(Operand operand) => operand.IsNear || (HasRoom(operand) && producers.ContainsKey(operand.Value) && !outputs.Contains(operand.Value));

    /// <summary>Whether as much room as a view asks for may be left beside a value in working memory.</summary>
    public static bool HasRoom(Operand operand)
    {
        (long before, long behind) = operand.Overhang;
        return before + behind <= Math.Max(operand.Value.Type.Shape.Count, LittleRoom);
    }

    /// <summary>What is read of a view by a map in whose shape the view's elements lie further on.</summary>
    /// <param name="view">The view.</param>
    /// <param name="shape">The map's shape.</param>
    /// <param name="axes">For each of the view's axes the map's.</param>
    /// <param name="begins">For each of the view's axes where it begins.</param>
    public static Operand Shifted(Operand view, Shape shape, ReadOnlySpan<int> axes, ReadOnlySpan<int> begins)
    {
        long offset = view.Offset;
        var strides = new long[shape.Rank];
        for (int axis = 0; axis < view.Shape.Rank; axis++)
        {
            strides[axes[axis]] = view.Strides[axis];
            offset -= begins[axis] * view.Strides[axis];
        }

        return new(view.Value, shape, strides, offset);
    }

    /// <summary>Writes the steps of a body that is computed further on.</summary>
    /// <param name="builder">Where to.</param>
    /// <param name="body">The body.</param>
    /// <param name="inputs">The numbers of its inputs there.</param>
    /// <param name="axes">For each of its axes the one there.</param>
    /// <param name="begins">For each of its axes where it begins there.</param>
    /// <returns>The numbers of its results.</returns>
    public static int[] Append(ScalarBuilder builder, ScalarFunction body, ReadOnlySpan<int> inputs, ReadOnlySpan<int> axes, ReadOnlySpan<int> begins)
    {
        var moved = new int[body.Steps.Count];
        for (int i = 0; i < moved.Length; i++)
        {
            ScalarStep s = body.Steps[i];
            if (s.Op == ScalarOp.Index)
            {
                Scalar position = builder.Add(s with { A = axes[s.A] });
                moved[i] = begins[s.A] == 0 ? position.Index : (position - begins[s.A]).Index;
            }
            else
            {
                moved[i] = s.Op == ScalarOp.Input ? builder.Add(s with { A = inputs[s.A] }).Index : MapBodies.Append(builder, s, moved);
            }
        }

        return MapBodies.Renumber(body.Results, moved).ToArray();
    }
}
