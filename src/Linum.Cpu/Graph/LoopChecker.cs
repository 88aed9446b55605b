using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Finds mistakes that a pass over loops made: values read before they are there, reads outside of arrays, bodies that do not fit their arrays, arrays that lie on each other.</summary>
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
                if (!operand.IsInside && outside.Contains(operand.Value)) throw Wrong(graph, after, node, $"it reads outside of {operand.Value.Type.ToLongString()}");
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
        return Fault(map.Body.Steps.ToArray());
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

        return Fault([.. body.Steps.ToArray().Select(s => s.Step)]);
    }

    private static string? Fault(ScalarStep[] steps)
    {
        for (int i = 0; i < steps.Length; i++)
        {
            ScalarStep s = steps[i];
            if (s.Op is ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index) continue;
            if (s.A >= i || s.B >= i || s.C >= i) return $"step {i} reads a later step";
        }

        return null;
    }

    private static InternalErrorException Wrong(LoopGraph graph, string after, LoopNode node, string what) =>
        new($"The loops after {after} are wrong at {LoopPrinter.Describe(node)}: {what}.\n{graph}");

    /// <summary>Checks that no two arrays that are needed at the same time lie on each other.</summary>
    /// <exception cref="InternalErrorException">Two do.</exception>
    public static void Check(BufferPlan plan)
    {
        Dictionary<LoopValue, (int First, int Last)> lives = [];
        for (int n = 0; n < plan.Graph.Nodes.Count; n++)
        {
            foreach (LoopValue result in plan.Graph.Nodes[n].Results) lives[result] = (n, n);
            foreach (Operand operand in plan.Graph.Nodes[n].Operands)
                if (lives.TryGetValue(operand.Value, out (int First, int Last) life)) lives[operand.Value] = (life.First, n);
        }

        foreach (Operand operand in plan.Graph.Nodes.ToArray().SelectMany(n => n.Operands.ToArray()))
        {
            (long before, long behind) = operand.Overhang;
            long begin = plan.Places[operand.Value].Number - before * operand.DType.Size, end = plan.Places[operand.Value].Number + operand.Value.Type.ByteCount + behind * operand.DType.Size;
            if (!operand.IsInside && (plan.Places[operand.Value].Kind != PlaceKind.Arena || begin < 0 || end > plan.ArenaBytes))
                throw new InternalErrorException($"The plan of buffers is wrong: there is no room beside {operand.Value.Type}, of which {operand} is read.\n{plan}\n{plan.Graph}");
        }

        (LoopValue Value, Place Place, int First, int Last)[] arena = [.. lives.Where(l => plan.Places[l.Key].Kind == PlaceKind.Arena).Select(l => (l.Key, plan.Places[l.Key], l.Value.First, l.Value.Last)).OrderBy(l => l.First)];
        for (int i = 0; i < arena.Length; i++)
        {
            for (int j = i + 1; j < arena.Length && arena[j].First <= arena[i].Last; j++)
            {
                long begin = arena[i].Place.Number, end = begin + arena[i].Value.Type.ByteCount, other = arena[j].Place.Number, otherEnd = other + arena[j].Value.Type.ByteCount;
                if (begin >= otherEnd || other >= end) continue;
                // The node that reads an array last may write over it.
                if (arena[j].First == arena[i].Last && begin == other && end == otherEnd && arena[j].First != arena[i].First) continue;
                throw new InternalErrorException($"The plan of buffers is wrong: {arena[i].Value.Type} and {arena[j].Value.Type} lie on each other at {other} of the arena while both are needed.\n{plan}\n{plan.Graph}");
            }
        }
    }
}
