using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Finds mistakes in a packed loop: bytes outside of the memory they are in, values that are read before they are stored, a carry that is overwritten before all of a turn has read it or
/// is not stored as a whole, results that no turn stores.
/// </summary>
internal sealed class PackedLoopChecker
{
    private readonly PackedLoop packed;
    private readonly ScalarLoop loop;
    private readonly Dictionary<int, int> rowBytes;
    private readonly List<PackAddress> carry;

    private PackedLoopChecker(PackedLoop packed)
    {
        (this.packed, loop) = (packed, packed.Loop);
        rowBytes = packed.RowBytes.ToArray().ToDictionary(r => r.Buffer, r => r.Bytes);
        carry = [.. packed.Carry.ToArray().SelectMany(c => c.ToArray())];
    }

    /// <summary>Checks a loop.</summary>
    /// <param name="packed">The loop.</param>
    /// <param name="after">The pass that made it, for the message.</param>
    /// <exception cref="InternalErrorException">Something is wrong.</exception>
    public static void Check(PackedLoop packed, string after)
    {
        PackedLoopChecker checker = new(packed);
        if ((ScalarChecker.Fault(packed.Body.Steps.Span) ?? checker.Places() ?? checker.Order() ?? checker.Carries() ?? checker.Rows()) is string fault)
            throw new InternalErrorException($"The packed loop after {after} is wrong: {fault}.\n{packed}");
    }

    private int BytesOf(int step) => packed.Body.Steps[step].DType.Size;

    /// <summary>Everything lies in the memory that it is said to be in.</summary>
    private string? Places()
    {
        foreach (PackMove move in (IEnumerable<PackMove>)[.. packed.Before, .. packed.After, .. packed.Sources.ToArray().SelectMany(s => s.Before.ToArray())])
            if ((Outside(move.From, move.Bytes) ?? Outside(move.To, move.Bytes)) is string fault) return fault;
        for (int i = 0; i < packed.Body.Steps.Count; i++)
        {
            ScalarStep s = packed.Body.Steps[i];
            if (s.Op != ScalarOp.Input) continue;
            if (s.A < 0 || s.A >= packed.Sources.Count) return $"step {i} reads source {s.A} of {packed.Sources.Count}";
            // A register may be read behind the end of an array, but begins in it.
            PackSource source = packed.Sources[s.A];
            if (Outside(source.From, source.From.Place == PackPlace.Frame && !source.Spreads ? VectorInstructions.Lanes * s.DType.Size : s.DType.Size) is string fault) return $"step {i} reads wrong: {fault}";
        }

        foreach (PackStore store in packed.Stores)
        {
            if (store.Step < 0 || store.At < store.Step || store.At >= packed.Body.Steps.Count) return $"step {store.Step} is stored after step {store.At} of {packed.Body.Steps.Count}";
            if (store.Elements < 1 || store.Elements > VectorInstructions.Lanes) return $"{store.Elements} lanes of step {store.Step} are stored";
            if (store.To.Place is PackPlace.Array or PackPlace.TileIn) return $"step {store.Step} is stored to {store.To}, which is only read";
            if (Outside(store.To, store.Elements * BytesOf(store.Step)) is string fault) return fault;
        }

        foreach ((int step, PackAddress to) in packed.Hoisted)
            if (step < 0 || step >= loop.Body.Steps.Count || Outside(to, loop.Body.Steps[step].DType.Size) is not null) return $"step {step} of the loop's body has no place before the loop";
        return Outside(packed.Scratch, VectorInstructions.Lanes * sizeof(long)) ?? Tile(packed.In) ?? Tile(packed.Out);
    }

    private string? Tile(PackTile tile) => tile.Columns.Count == 0 ? null : Outside(new(PackPlace.Frame, 0, tile.Offset), tile.RowBytes * PackTile.Rows) ?? Outside(new(PackPlace.Frame, 0, tile.Table), tile.Columns.Count * sizeof(long));

    private string? Outside(PackAddress address, int bytes)
    {
        int arrays = loop.Given + loop.Body.Outputs.Count;
        if (address.Place is PackPlace.Array or PackPlace.Row && (address.Buffer < 0 || address.Buffer >= arrays)) return $"{address} is in none of {arrays} arrays";
        if (address.Place == PackPlace.Row && !rowBytes.ContainsKey(address.Buffer)) return $"{address} is in an array that has no rows";
        int? size = address.Place switch
        {
            PackPlace.Frame => packed.FrameBytes,
            PackPlace.Row => rowBytes[address.Buffer],
            PackPlace.TileIn => packed.In.RowBytes,
            PackPlace.TileOut => packed.Out.RowBytes,
            _ => Size(address.Buffer),
        };
        return address.Offset < 0 || address.Offset + bytes > size ? $"{bytes} bytes at {address} are outside of {size}" : null;
    }

    /// <summary>The bytes of an array that is the same in every turn; null for constants of the condition, whose size the loop does not know.</summary>
    private int? Size(int buffer)
    {
        if (buffer < loop.Inputs.Count) return loop.InputParts[buffer] * loop.Body.Inputs[buffer].Component.Size;
        return buffer < loop.Given ? null : loop.OutputParts[buffer - loop.Given] * loop.Body.Outputs[buffer - loop.Given].Component.Size;
    }

    private static bool Meet(PackAddress a, int aBytes, PackAddress b, int bBytes) => a.Place == b.Place && a.Buffer == b.Buffer && a.Offset < b.Offset + bBytes && b.Offset < a.Offset + aBytes;

    private bool IsCarry(PackStore store) => carry.Any(c => Meet(c, 1, store.To, store.Elements * BytesOf(store.Step)));

    /// <summary>What is computed in the turn is stored before it is read, the next carry after that of the turn has been.</summary>
    private string? Order()
    {
        foreach (PackStore store in packed.Stores)
        {
            bool isCarry = IsCarry(store);
            for (int i = 0; i < packed.Body.Steps.Count; i++)
            {
                ScalarStep s = packed.Body.Steps[i];
                if (s.Op != ScalarOp.Input) continue;
                PackSource source = packed.Sources[s.A];
                (PackAddress From, int Bytes)[] reads = source.Before.Count > 0 ? [.. source.Before.ToArray().Select(m => (m.From, m.Bytes))] : [(source.From, (source.Spreads ? 1 : VectorInstructions.Lanes) * s.DType.Size)];
                int bytes = store.Elements * BytesOf(store.Step);
                // Lanes that nobody needs may be read from anywhere; which these are, the loop does not say.
                bool meets = reads.Any(r => isCarry ? Meet(r.From, r.Bytes, store.To, bytes) : Covers(store.To, bytes, r.From, r.Bytes));
                if (!meets) continue;
                if (isCarry && i > store.At) return $"step {i} reads {store.To}, where step {store.Step} has put the next carry by then";
                if (!isCarry && i <= store.At) return $"step {i} reads {store.To}, where step {store.Step} is put only after step {store.At}";
            }
        }

        return null;
    }

    /// <summary>Every element that is carried is there when the loop begins, stored in each turn, and given at the end.</summary>
    private string? Carries()
    {
        if (packed.Carry.Count != loop.Carried) return $"{packed.Carry.Count} carries have places, not {loop.Carried}";
        for (int c = 0; c < packed.Carry.Count; c++)
        {
            int size = loop.Body.Outputs[c].Component.Size;
            if (packed.Carry[c].Count != loop.OutputParts[c]) return $"carry {c} has places for {packed.Carry[c].Count} of {loop.OutputParts[c]} components";
            for (int p = 0; p < packed.Carry[c].Count; p++)
            {
                PackAddress at = packed.Carry[c][p], result = new(PackPlace.Array, loop.Given + c, p * size);
                if (!packed.Before.Any(m => Covers(m.To, m.Bytes, at, size))) return $"component {p} of carry {c} is not there when the loop begins";
                if (!packed.Stores.ToArray().Any(s => Covers(s.To, s.Elements * BytesOf(s.Step), at, size))) return $"component {p} of carry {c} is not stored";
                if (!packed.After.Any(m => Covers(m.To, m.Bytes, result, size) && m.From.Plus(result.Offset - m.To.Offset) == at)) return $"component {p} of carry {c} is not given at the end";
            }
        }

        return null;
    }

    private static bool Covers(PackAddress from, int bytes, PackAddress at, int size) => from.Place == at.Place && from.Buffer == at.Buffer && from.Offset <= at.Offset && at.Offset + size <= from.Offset + bytes;

    /// <summary>Every element of a row that is stacked is stored.</summary>
    private string? Rows()
    {
        for (int o = loop.Carried; o < loop.Body.Outputs.Count; o++)
        {
            int buffer = loop.Given + o, size = loop.Body.Outputs[o].Component.Size;
            if (packed.Out.Columns.Contains(buffer)) continue;
            for (int p = 0; p < loop.OutputParts[o]; p++)
            {
                PackAddress at = new(PackPlace.Row, buffer, p * size);
                if (!packed.Stores.ToArray().Any(s => Covers(s.To, s.Elements * BytesOf(s.Step), at, size))) return $"component {p} of stacked output {o} is not stored";
            }
        }

        for (int c = 0; c < packed.Out.Columns.Count; c++)
        {
            PackAddress at = new(PackPlace.TileOut, 0, c * PackTile.Size);
            if (!packed.Stores.ToArray().Any(s => Covers(s.To, s.Elements * BytesOf(s.Step), at, PackTile.Size))) return $"column {c} of the tile of stacked outputs is not stored";
        }

        return null;
    }
}
