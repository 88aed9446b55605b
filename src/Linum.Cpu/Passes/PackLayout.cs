using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Where the elements of a packed loop lie: the carry in the order in which it is computed, stacked elements in tiles, what is the same in every turn in memory of its own.</summary>
internal sealed class PackLayout
{
    private readonly ScalarLoop loop;
    private readonly PackFinder finder;
    private readonly int lanes = VectorInstructions.Lanes;
    private readonly int[] parts;
    private readonly PackAddress[] carry;
    private readonly Dictionary<(int Input, int Part), int> carried = [];
    private readonly List<PackMove> after = [];
    private readonly List<int> columnsIn = [];
    private readonly List<int> columnsOut = [];
    private readonly Dictionary<int, int> columnOf = [];
    private readonly SortedDictionary<int, PackAddress> hoisted = [];
    private int bytes;

    /// <summary>What must be there at the end of a turn.</summary>
    /// <param name="Pack">The steps.</param>
    /// <param name="To">Where they go.</param>
    /// <param name="Elements">How many lanes go there.</param>
    /// <param name="IsCarry">Whether they are the next carry.</param>
    public readonly record struct Result(Pack Pack, PackAddress To, int Elements, bool IsCarry);

    public PackLayout(ScalarLoop loop, PackFinder finder)
    {
        (this.loop, this.finder, parts) = (loop, finder, loop.InputParts.ToArray());
        int[] outputParts = loop.OutputParts.ToArray();
        ScalarFunction f = loop.Body;
        int[] carriedInputs = [.. Enumerable.Range(0, parts.Length).Where(i => loop.Inputs[i] == ScalarInput.Carried)];
        foreach (int i in carriedInputs)
            for (int p = 0; p < parts[i]; p++) carried[(i, p)] = carried.Count;
        carry = new PackAddress[carried.Count];
        Carry();
        foreach (((int input, int part), int q) in carried)
        {
            int size = TypeOf(q).Size, output = Array.IndexOf(carriedInputs, input);
            Append(Before, new(new(PackPlace.Array, input, part * size), carry[q], size));
            Append(after, new(carry[q], new(PackPlace.Array, loop.Given + output, part * size), size));
        }

        Stacked(outputParts);
        RowBytes = [.. Enumerable.Range(0, parts.Length).Where(i => loop.Inputs[i] == ScalarInput.Stacked).Select(i => (i, parts[i] * f.Inputs[i].Component.Size)),
            .. Enumerable.Range(loop.Carried, outputParts.Length - loop.Carried).Select(o => (loop.Given + o, outputParts[o] * f.Outputs[o].Component.Size))];
    }

    /// <summary>What must be there at the end of a turn.</summary>
    public List<Result> Wanted { get; } = [];

    /// <summary>What is copied before the loop.</summary>
    public List<PackMove> Before { get; } = [];

    /// <summary>The bytes of a turn's row of each stacked array.</summary>
    private (int Buffer, int Bytes)[] RowBytes { get; }

    private DType TypeOf(int result) => loop.Body.Steps[loop.Body.Results[result]].DType;

    /// <summary>Memory in the frame.</summary>
    public PackAddress Allocate(int count)
    {
        int at = bytes;
        bytes += (count + 63) / 64 * 64;
        return new(PackPlace.Frame, 0, at);
    }

    /// <summary>Adds a move, to the one before if it goes on where that ends.</summary>
    public static void Append(List<PackMove> moves, PackMove move)
    {
        if (moves.Count > 0 && moves[^1] is PackMove last && last.From.Plus(last.Bytes) == move.From && last.To.Plus(last.Bytes) == move.To) moves[^1] = last with { Bytes = last.Bytes + move.Bytes };
        else moves.Add(move);
    }

    /// <summary>Carried elements that are computed alike lie side by side, the others by themselves.</summary>
    private void Carry()
    {
        ValueList<int> results = loop.Body.Results;
        foreach (IGrouping<(DType, int), int> group in Enumerable.Range(0, carry.Length).GroupBy(q => (TypeOf(q), finder.KindOf(results[q]))))
        {
            int[] members = [.. group];
            int size = TypeOf(members[0]).Size, together = members.Length >= PackFinder.Fewest ? lanes : 1;
            for (int first = 0; first < members.Length; first += together)
            {
                // Vectors follow each other without a gap.
                PackAddress at = new(PackPlace.Frame, 0, bytes);
                bytes += lanes * size;
                int[] mine = members[first..Math.Min(first + together, members.Length)];
                for (int l = 0; l < mine.Length; l++) carry[mine[l]] = at.Plus(l * size);
                Wanted.Add(new(finder.Of([.. mine.Select(q => results[q])]), at, lanes, true));
            }

            bytes = (bytes + 63) / 64 * 64;
        }
    }

    private void Stacked(int[] outputParts)
    {
        ValueList<int> results = loop.Body.Results;
        List<(int Output, int Result)> alone = [];
        int r = carry.Length;
        for (int o = loop.Carried; o < outputParts.Length; o++)
        {
            int size = loop.Body.Outputs[o].Component.Size;
            if (outputParts[o] == 1)
            {
                alone.Add((o, results[r++]));
                continue;
            }

            for (int p = 0; p < outputParts[o];)
            {
                List<int> together = [];
                int first = p;
                while (p < outputParts[o] && together.Count < lanes && finder.KindOf(results[r + p]) == finder.KindOf(results[r + first])) together.Add(results[r + p++]);
                Wanted.Add(new(finder.Of(together), new(PackPlace.Row, loop.Given + o, first * size), together.Count, false));
            }

            r += outputParts[o];
        }

        foreach (IGrouping<(DType, int), (int Output, int Result)> group in alone.GroupBy(a => (loop.Body.Outputs[a.Output], finder.KindOf(a.Result))))
        {
            (int Output, int Result)[] members = [.. group];
            bool tiled = members.Length >= PackFinder.Fewest && group.Key.Item1.Size == PackTile.Size;
            for (int first = 0; first < members.Length; first += tiled ? lanes : 1)
            {
                PackAddress to = tiled ? new(PackPlace.TileOut, 0, columnsOut.Count * PackTile.Size) : new(PackPlace.Row, loop.Given + members[first].Output, 0);
                (int Output, int Result)[] mine = members[first..(tiled ? Math.Min(first + lanes, members.Length) : first + 1)];
                Wanted.Add(new(finder.Of([.. mine.Select(m => m.Result)]), to, tiled ? lanes : 1, false));
                if (!tiled) continue;
                columnsOut.AddRange(mine.Select(m => loop.Given + m.Output));
                // The last column again: of two, the earlier is written last.
                columnsOut.AddRange(Enumerable.Repeat(columnsOut[^1], lanes - mine.Length));
            }
        }
    }

    /// <summary>Where a carried or stacked element lies.</summary>
    public PackAddress ElementAddress(int step)
    {
        ScalarStep s = loop.Body.Steps[step];
        if (loop.Inputs[s.A] == ScalarInput.Carried) return carry[carried[(s.A, s.B)]];
        return columnOf.TryGetValue(s.A, out int column) ? new(PackPlace.TileIn, 0, column * PackTile.Size) : new(PackPlace.Row, s.A, s.B * s.DType.Size);
    }

    /// <summary>Single stacked elements that are read side by side get columns side by side.</summary>
    public void Arrange(Pack pack)
    {
        foreach (int step in pack.Steps)
        {
            if (step < 0) continue;
            ScalarStep s = loop.Body.Steps[step];
            if (loop.Inputs[s.A] != ScalarInput.Stacked || parts[s.A] != 1 || s.DType.Size != PackTile.Size || columnOf.ContainsKey(s.A)) return;
        }

        foreach (int step in pack.Steps)
        {
            if (step >= 0) columnOf[loop.Body.Steps[step].A] = columnsIn.Count;
            columnsIn.Add(loop.Body.Steps[step < 0 ? pack.First : step].A);
        }
    }

    /// <summary>Where something lies that is the same in every turn.</summary>
    public PackAddress HoistedAddress(int step)
    {
        // Not by recursion: a chain of such steps may be very long.
        Stack<int> needed = new([step]);
        while (needed.TryPop(out int next))
        {
            ScalarStep s = loop.Body.Steps[next];
            if (s.Op == ScalarOp.Input || hoisted.ContainsKey(next)) continue;
            hoisted[next] = new(PackPlace.Frame, 0, bytes);
            bytes += sizeof(long);
            if (s.Op == ScalarOp.Constant) continue;
            foreach (int used in (ReadOnlySpan<int>)[s.A, s.B, s.C])
                if (used >= 0) needed.Push(used);
        }

        ScalarStep asked = loop.Body.Steps[step];
        return asked.Op == ScalarOp.Input ? new(PackPlace.Array, asked.A, asked.B * asked.DType.Size) : hoisted[step];
    }

    /// <summary>Where the elements of each carried array lie.</summary>
    private ValueList<ValueList<PackAddress>> Carried() =>
        [.. Enumerable.Range(0, parts.Length).Where(i => loop.Inputs[i] == ScalarInput.Carried).Select(i => (ValueList<PackAddress>)[.. Enumerable.Range(0, parts[i]).Select(p => carry[carried[(i, p)]])])];

    /// <summary>The whole loop.</summary>
    public PackedLoop Loop(ScalarFunction body, List<RareBlock> rare, ValueList<PackSource> sources, ValueList<PackStore> stores)
    {
        PackAddress scratch = Allocate(lanes * sizeof(long));
        PackTile Tile(List<int> columns) => new(Allocate(PackTile.Rows * columns.Count * PackTile.Size).Offset, Allocate(columns.Count * sizeof(long)).Offset, [.. columns]);
        PackTile tileIn = Tile(columnsIn), tileOut = Tile(columnsOut);
        // A vector may be read behind the end.
        return new(loop, body, rare, sources, stores, [.. hoisted.Select(h => (h.Key, h.Value))], [.. Before], [.. after], Carried(), [.. RowBytes], tileIn, tileOut, scratch, bytes + 128);
    }
}
