using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Finds mistakes that a pass over loops made: values read before they are there, reads outside of arrays, bodies that do not fit their arrays, nodes without a share.</summary>
internal static class LoopChecker
{
    /// <summary>Checks a program.</summary>
    /// <param name="graph">The program.</param>
    /// <param name="after">The pass that made it, for the message.</param>
    /// <exception cref="InternalErrorException">Something is wrong.</exception>
    public static void Check(LoopGraph graph, string after)
    {
        HashSet<LoopValue> known = graph.Given(), outside = [.. known, .. graph.Outputs];
        foreach (LoopNode node in graph.Nodes)
        {
            foreach (Operand operand in node.Operands)
            {
                if (!known.Contains(operand.Value)) throw Wrong(graph, after, node, "it reads a value that is not there yet");
                if (!operand.IsNear && outside.Contains(operand.Value)) throw Wrong(graph, after, node, $"it reads outside of {operand.Value.Type.ToLongString()}");
                if (operand.Strides.Count != operand.Shape.Rank) throw Wrong(graph, after, node, "an operand has not one stride per axis");
                if (!node.TakesViews && !operand.IsWhole) throw Wrong(graph, after, node, "it reads a view, but wants whole arrays");
            }

            if (Fault(node) is string fault) throw Wrong(graph, after, node, fault);
            foreach (LoopValue result in node.Results)
                if (!known.Add(result)) throw Wrong(graph, after, node, "a result is computed twice");
        }

        foreach (LoopValue output in graph.Outputs)
            if (!known.Contains(output)) throw new InternalErrorException($"The loops after {after} are wrong: an output is not computed.\n{graph}");
    }

    private static string? Fault(LoopNode node) => node switch
    {
        MapNode map => Fault(map),
        RowsNode rows => Fault(rows),
        CopyNode copy when copy.Source.Shape.Count != copy.Result.Type.Shape.Count || copy.Source.DType != copy.Result.Type.DType => "a copy changes the count or the type of elements",
        ContractNode { Epilogue: null } contract when contract.Operands.ToArray().Any(o => o.DType != contract.Results[0].Type.DType && !(o.DType is DType.Float16 or DType.BFloat16 && contract.Results[0].Type.DType == DType.Float32)) =>
            "a contraction multiplies other types than its result's",
        ContractNode contract when contract.ResultStrides.Count != contract.Products.Rank => "a contraction has not one stride per axis of its products",
        _ => null,
    };

    private static string? Fault(MapNode map)
    {
        if (map.Body.Inputs.Count != map.Operands.Count || map.Body.Outputs.Count != map.Results.Count) return "the body has other inputs or outputs than the node";
        for (int i = 0; i < map.Operands.Count; i++)
        {
            if (map.Operands[i].DType != map.Body.Inputs[i]) return $"operand {i} has another type than the body";
            if (map.Operands[i].Shape != map.Shape) return $"operand {i} has another shape than the map";
        }

        for (int i = 0; i < map.Results.Count; i++)
            if (map.Results[i].Type.DType != map.Body.Outputs[i] || map.Results[i].Type.Shape.Count != map.Times(i) * map.Shape.Count || map.Times(i) > RepeatMaps.MostTimes) return $"result {i} does not fit the body";
        return ScalarChecker.Fault(map.Body, i => map.Body.Inputs[i].Components) ?? (Gives(map.Body) ? null : "the body gives results of other types than its outputs");
    }

    private static string? Fault(RowsNode rows)
    {
        RowBody body = rows.Body;
        if (body.Inputs.Count != rows.Operands.Count || body.IsRow.Count != rows.Operands.Count || body.Outputs.Count != rows.Results.Count) return "the body has other inputs or outputs than the node";
        for (int i = 0; i < rows.Operands.Count; i++)
        {
            Operand operand = rows.Operands[i];
            if (operand.DType != body.Inputs[i] || operand.Shape != rows.Space) return $"operand {i} does not fit the body";
            if (body.IsRow[i] ? !RowsNode.IsRow(operand, rows.Split) : !RowFrame.GoesOn(operand, rows.Split)) return $"operand {i} cannot be walked through along rows";
        }

        for (int i = 0; i < rows.Results.Count; i++)
        {
            long count = 1;
            long[] strides = rows.ResultStrides(i);
            for (int axis = 0; axis < strides.Length; axis++)
                if (strides[axis] != 0) count *= rows.Space[axis];
            if (rows.Results[i].Type.DType != body.Outputs[i].DType || rows.Results[i].Type.Shape.Count != count) return $"result {i} does not fit the body";
        }

        return ScalarChecker.Fault([.. body.Steps.ToArray().Select(s => s.Step)]);
    }

    /// <summary>Whether the results are the components of the outputs.</summary>
    private static bool Gives(ScalarFunction f) => f.Results.ToArray().Select(r => f.Steps[r].DType).SequenceEqual(f.Outputs.ToArray().SelectMany(o => Enumerable.Repeat(o.Component, o.Components)));

    private static InternalErrorException Wrong(LoopGraph graph, string after, LoopNode node, string what) =>
        new($"The loops after {after} are wrong at {LoopPrinter.Describe(node)}: {what}.\n{graph}");

    /// <summary>Checks that every node has its share.</summary>
    /// <exception cref="InternalErrorException">One has none.</exception>
    public static void Check(Schedule schedule)
    {
        int nodes = schedule.Plan.Graph.Nodes.Count;
        if (schedule.Partitions.Count != nodes) throw new InternalErrorException($"The partition is wrong: {schedule.Partitions.Count} shares for {nodes} nodes.\n{schedule.Plan.Graph}");
        for (int n = 0; n < nodes; n++)
        {
            Partition partition = schedule.Partitions[n];
            if (partition.Parts < 1 || partition.Workers < 0)
                throw new InternalErrorException($"The partition is wrong: {LoopPrinter.Describe(schedule.Plan.Graph.Nodes[n])} is cut into {partition.Parts} parts for {partition.Workers} threads.\n{schedule.Plan.Graph}");
        }
    }
}
