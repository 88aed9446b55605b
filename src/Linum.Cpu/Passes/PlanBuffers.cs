using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Decides where every array lies. Results of the program have memory of their own; everything else lies in one arena, where an array takes the place of one that nobody reads any
/// more. An elementwise node, a window update and a scatter write over an operand that ends with them.
/// </summary>
/// <remarks><code>
/// before: %1 = map %0    %2 = map %1    %3 = reduce %2    outputs %3
/// after:  %1, %2 at arena 0    %3 at output 0
/// </code></remarks>
internal sealed class PlanBuffers
{
    private readonly LoopGraph graph;
    private readonly Reuse reuse;
    private readonly Dictionary<LoopValue, int> lastUse = [];
    private readonly Dictionary<LoopValue, Storage> storages = [];
    private readonly Dictionary<LoopValue, int> outputs = [];
    private readonly HashSet<int> consumed = [];
    private readonly Dictionary<LoopValue, (long Before, long Behind)> overhangs = [];

    private PlanBuffers(LoopGraph graph, Reuse reuse) => (this.graph, this.reuse) = (graph, reuse);

    public static BufferPlan Run(LoopGraph graph, Reuse reuse) => new PlanBuffers(graph, reuse).Plan();

    /// <summary>A piece of memory that arrays share one after the other.</summary>
    private sealed class Storage(long bytes, int first)
    {
        public long Bytes => bytes;

        public int First => first;

        public int Last { get; set; } = -1;

        /// <summary>The node that last took it over from an operand.</summary>
        public int TakenBy { get; set; } = -1;

        /// <summary>Where it is, if it is not in the arena.</summary>
        public Place? Outside { get; set; }

        public long Offset { get; set; }

        /// <summary>Bytes before the beginning that are read, though not used.</summary>
        public long Before { get; set; }

        /// <summary>Bytes behind the end that are.</summary>
        public long Behind { get; set; }

        /// <summary>How many bytes of the arena this takes. A kernel may write up to a vector behind the end of an array: as far as a multiple of 16 elements of up to 16 bytes.</summary>
        public long Room => RoundUp(Before) + RoundUp(Bytes) + RoundUp(Behind) + 192;

        /// <summary>Where the arrays begin in the arena.</summary>
        public long Begin => Offset + RoundUp(Before);

        private static long RoundUp(long bytes) => (bytes + 63) / 64 * 64;
    }

    private BufferPlan Plan()
    {
        for (int n = 0; n < graph.Nodes.Count; n++)
        {
            foreach (Operand operand in graph.Nodes[n].Operands)
            {
                lastUse[operand.Value] = n;
                if (operand.IsInside) continue;
                ((long before, long behind), (long known, long knownBehind)) = (operand.Overhang, overhangs.GetValueOrDefault(operand.Value));
                overhangs[operand.Value] = (Math.Max(known, before * operand.DType.Size), Math.Max(knownBehind, behind * operand.DType.Size));
            }
        }

        HashSet<LoopValue> given = graph.Given();
        for (int i = 0; i < graph.Outputs.Count; i++)
            if (!given.Contains(graph.Outputs[i])) outputs.TryAdd(graph.Outputs[i], i);
        foreach (LoopValue output in graph.Outputs) lastUse[output] = int.MaxValue;

        Dictionary<LoopValue, Place> places = [];
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            Place place = new(PlaceKind.Input, i);
            places[graph.Inputs[i]] = place;
            foreach (ReusePair pair in reuse.Pairs)
                if (pair.Input == i) storages[graph.Inputs[i]] = new(graph.Inputs[i].Type.ByteCount, -1) { Outside = place, Last = lastUse.GetValueOrDefault(graph.Inputs[i], -1) };
        }

        for (int i = 0; i < graph.Constants.Count; i++) places[graph.Constants[i].Value] = new(PlaceKind.Constant, i);
        for (int n = 0; n < graph.Nodes.Count; n++)
            foreach (LoopValue result in graph.Nodes[n].Results) Place(n, graph.Nodes[n], result);
        long bytes = ArrangeArena();
        foreach ((LoopValue value, Storage storage) in storages) places.TryAdd(value, storage.Outside ?? new(PlaceKind.Arena, storage.Begin));
        return new(graph, places, bytes, [.. consumed.Order()]);
    }

    private void Place(int n, LoopNode node, LoopValue result)
    {
        int output = outputs.GetValueOrDefault(result, -1);
        Storage storage = InPlace(n, node, result, output) ?? (output >= 0 ? OfDonated(n, result, output) : null) ?? new(result.Type.ByteCount, n);
        if (output >= 0 && storage.Outside is null) storage.Outside = new(PlaceKind.Output, output);
        storage.Last = Math.Max(storage.Last, lastUse.GetValueOrDefault(result, n));
        (long before, long behind) = overhangs.GetValueOrDefault(result);
        (storage.Before, storage.Behind) = (Math.Max(storage.Before, before), Math.Max(storage.Behind, behind));
        storages[result] = storage;
    }

    /// <summary>The memory of an operand that ends here and may be written over.</summary>
    private Storage? InPlace(int n, LoopNode node, LoopValue result, int output)
    {
        int candidates = Overwritable(node, result);
        for (int i = 0; i < candidates; i++)
        {
            Operand operand = node.Operands[i];
            if (!operand.IsWhole || operand.DType.Size != result.Type.DType.Size || operand.Value.Type.ByteCount != result.Type.ByteCount) continue;
            if (!storages.TryGetValue(operand.Value, out Storage? storage) || storage.Last != n || storage.TakenBy == n || lastUse[operand.Value] != n || !OnlyReadInOrder(node, i)) continue;
            // Beside the arrays of the program there is no room to read.
            if (output >= 0 && storage.Before + storage.Behind > 0) continue;
            if (storage.Outside is { Kind: PlaceKind.Input } place)
            {
                if (output < 0 || !MayTake((int)place.Number, output)) continue;
                consumed.Add((int)place.Number);
            }

            storage.TakenBy = n;
            return storage;
        }

        return null;
    }

    /// <summary>How many of a node's operands, the first ones, a result may be written over: what it reads of them lies where it writes, or has been written over already.</summary>
    public static int Overwritable(LoopNode node, LoopValue result) =>
        node is MapNode || IsOnePass(node, result) ? node.Operands.Count : node is RoutineNode { Lowered: Lowered.DynamicUpdateSlice or Lowered.Scatter } ? 1 : 0;

    /// <summary>Whether rows are passed over once, so that a result may be written over what has been read.</summary>
    private static bool IsOnePass(LoopNode node, LoopValue result)
    {
        if (node is not RowsNode rows || rows.Body.Outputs[rows.Results.Span.IndexOf(result)].Kind != RowOutputKind.Elements) return false;
        foreach (RowStep step in rows.Body.Steps)
        {
            if (!step.HasOperands || step.Over is not null) continue;
            foreach (int used in (ReadOnlySpan<int>)[step.Step.A, step.Step.B, step.Step.C])
                if (used >= 0 && rows.Body.Steps[used].Over is not null) return false;
        }

        return true;
    }

    /// <summary>Whether a node reads the memory of an operand in the order in which it writes, and by no other operand otherwise.</summary>
    private bool OnlyReadInOrder(LoopNode node, int i)
    {
        Storage mine = storages[node.Operands[i].Value];
        for (int k = 0; k < node.Operands.Count; k++)
        {
            if (k == i || !storages.TryGetValue(node.Operands[k].Value, out Storage? other) || other != mine) continue;
            if (node is not (MapNode or RowsNode) || !node.Operands[k].IsWhole) return false;
        }

        return true;
    }

    /// <summary>The memory of a donated input that has been read for the last time.</summary>
    private Storage? OfDonated(int n, LoopValue result, int output)
    {
        foreach (ReusePair pair in reuse.Pairs)
        {
            if (consumed.Contains(pair.Input) || !MayTake(pair.Input, output)) continue;
            Storage storage = storages[graph.Inputs[pair.Input]];
            if (storage.Bytes != result.Type.ByteCount || storage.Last >= n) continue;
            consumed.Add(pair.Input);
            return storage;
        }

        return null;
    }

    private bool MayTake(int input, int output)
    {
        if (consumed.Contains(input)) return false;
        foreach (ReusePair pair in reuse.Pairs)
            if (pair.Input == input && (pair.Output < 0 || pair.Output == output)) return true;
        return false;
    }

    /// <summary>Gives every array of the arena the first gap among those that live at the same time, the earliest first.</summary>
    private long ArrangeArena()
    {
        long end = 0;
        List<Storage> placed = [];
        foreach (Storage storage in storages.Values.Where(s => s.Outside is null).Distinct().OrderBy(s => s.First))
        {
            placed.RemoveAll(p => p.Last < storage.First);
            long offset = 0, room = storage.Room;
            foreach (Storage other in placed.OrderBy(p => p.Offset))
            {
                if (offset + room <= other.Offset) break;
                offset = Math.Max(offset, other.Offset + other.Room);
            }

            storage.Offset = offset;
            placed.Add(storage);
            end = Math.Max(end, offset + room);
        }

        return end;
    }
}
