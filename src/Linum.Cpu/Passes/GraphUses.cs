namespace Linum.Cpu;

/// <summary>A program, and who computes and reads what in it.</summary>
internal sealed class GraphUses
{
    /// <param name="graph">The program.</param>
    public GraphUses(LoopGraph graph)
    {
        Graph = graph;
        foreach (LoopNode node in graph.Nodes)
        {
            foreach (LoopValue result in node.Results) Producers[result] = node;
            foreach (Operand operand in node.Operands)
            {
                if (!Readers.TryGetValue(operand.Value, out List<LoopNode>? list)) Readers[operand.Value] = list = [];
                list.Add(node);
            }
        }
    }

    /// <summary>The program.</summary>
    public LoopGraph Graph { get; }

    /// <summary>The node that computes a value; none for inputs and constants.</summary>
    public Dictionary<LoopValue, LoopNode> Producers { get; } = [];

    /// <summary>The nodes that read a value, each once for each operand; none for what nobody reads.</summary>
    public Dictionary<LoopValue, List<LoopNode>> Readers { get; } = [];

    /// <summary>What an operand reads, through copies.</summary>
    public Operand Through(Operand operand)
    {
        while (Producers.GetValueOrDefault(operand.Value) is CopyNode copy && Views.Compose(operand, copy.Source) is Operand composed) operand = composed;
        return operand;
    }
}
