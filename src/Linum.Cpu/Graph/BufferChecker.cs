using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Finds arrays that lie on each other while both are needed, in the arena and in the memory of inputs and results.</summary>
internal static class BufferChecker
{
    /// <summary>An array in memory.</summary>
    /// <param name="Value">The array.</param>
    /// <param name="Kind">What kind of memory.</param>
    /// <param name="Number">Of inputs and results the number; 0 for the arena.</param>
    /// <param name="Begin">Where it begins there.</param>
    /// <param name="First">The node that computes it; -1 for inputs.</param>
    /// <param name="Last">The last node that reads it; for results of the program none is the last.</param>
    private sealed record Stay(LoopValue Value, PlaceKind Kind, long Number, long Begin, int First, int Last)
    {
        public long End => Begin + Value.Type.ByteCount;

        public string Where => Kind == PlaceKind.Arena ? "of the arena" : $"of {Kind.ToString().ToLowerInvariant()} {Number}";
    }

    /// <summary>Checks a plan.</summary>
    /// <exception cref="InternalErrorException">Something is wrong.</exception>
    public static void Check(BufferPlan plan)
    {
        foreach (Operand operand in plan.Graph.Nodes.ToArray().SelectMany(n => n.Operands.ToArray()))
        {
            (long before, long behind) = operand.Overhang;
            long begin = plan.Places[operand.Value].Number - before * operand.DType.Size, end = plan.Places[operand.Value].Number + operand.Value.Type.ByteCount + behind * operand.DType.Size;
            if (!operand.IsNear && (plan.Places[operand.Value].Kind != PlaceKind.Arena || begin < 0 || end > plan.ArenaBytes))
                throw Wrong(plan, $"there is no room beside {operand.Value.Type}, of which {operand} is read");
        }

        foreach (IGrouping<(PlaceKind, long), Stay> memory in Stays(plan).GroupBy(s => (s.Kind, s.Number)))
        {
            Stay[] stays = [.. memory.OrderBy(s => s.First)];
            for (int i = 0; i < stays.Length; i++)
                for (int j = i + 1; j < stays.Length && stays[j].First <= stays[i].Last; j++) Together(plan, stays[i], stays[j]);
            foreach (Stay stay in stays)
            {
                if (stay.Kind == PlaceKind.Input && stay.First >= 0 && !plan.Consumed.Span.Contains((int)stay.Number)) throw Wrong(plan, $"{stay.Value.Type} lies in input {stay.Number}, which is not given away");
                if (stay.Kind == PlaceKind.Arena && (stay.Begin < 0 || stay.End > plan.ArenaBytes)) throw Wrong(plan, $"{stay.Value.Type} lies outside of the arena");
            }
        }
    }

    private static List<Stay> Stays(BufferPlan plan)
    {
        Dictionary<LoopValue, (int First, int Last)> lives = [];
        foreach (LoopValue input in plan.Graph.Inputs) lives[input] = (-1, -1);
        for (int n = 0; n < plan.Graph.Nodes.Count; n++)
        {
            foreach (LoopValue result in plan.Graph.Nodes[n].Results) lives[result] = (n, n);
            foreach (Operand operand in plan.Graph.Nodes[n].Operands)
                if (lives.TryGetValue(operand.Value, out (int First, int Last) life)) lives[operand.Value] = (life.First, n);
        }

        foreach (LoopValue output in plan.Graph.Outputs)
            if (lives.TryGetValue(output, out (int First, int Last) life)) lives[output] = (life.First, int.MaxValue);
        return
        [
            .. lives.Select(l => (Value: l.Key, Place: plan.Places[l.Key], Life: l.Value)).Select(l => l.Place.Kind == PlaceKind.Arena
                ? new Stay(l.Value, l.Place.Kind, 0, l.Place.Number, l.Life.First, l.Life.Last)
                : new Stay(l.Value, l.Place.Kind, l.Place.Number, 0, l.Life.First, l.Life.Last)),
        ];
    }

    /// <summary>Checks two arrays of which the second is computed while the first is still needed.</summary>
    private static void Together(BufferPlan plan, Stay one, Stay other)
    {
        if (one.Begin >= other.End || other.Begin >= one.End) return;
        bool isHandedOn = other.First == one.Last && one.Begin == other.Begin && one.End == other.End && other.First != one.First;
        if (!isHandedOn) throw Wrong(plan, $"{one.Value.Type} and {other.Value.Type} lie on each other at {other.Begin} {other.Where} while both are needed");
        // The node that reads an array last may write over it, if it is one that reads where it writes.
        LoopNode node = plan.Graph.Nodes[other.First];
        int may = PlanBuffers.Overwritable(node, other.Value);
        for (int k = 0; k < node.Operands.Count; k++)
        {
            Operand operand = node.Operands[k];
            if (operand.Value != one.Value || (k < may && operand.IsWhole && operand.DType.Size == other.Value.Type.DType.Size)) continue;
            throw Wrong(plan, $"{LoopPrinter.Describe(node)} writes {other.Value.Type} over {one.Value.Type}, which it reads in another order");
        }
    }

    private static InternalErrorException Wrong(BufferPlan plan, string what) => new($"The plan of buffers is wrong: {what}.\n{plan}\n{plan.Graph}");
}
