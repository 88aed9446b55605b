using System.Globalization;
using System.Text;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Which memory an address of a packed loop is in.</summary>
internal enum PackPlace
{
    /// <summary>The loop's own memory.</summary>
    Frame,
    /// <summary>An array that is the same in every turn.</summary>
    Array,
    /// <summary>The row of a stacked array that belongs to the turn.</summary>
    Row,
    /// <summary>The turn's row of the tile of stacked elements that are read.</summary>
    TileIn,
    /// <summary>The turn's row of the tile of stacked elements that are written.</summary>
    TileOut,
}

/// <summary>Where something lies.</summary>
/// <param name="Place">In which memory.</param>
/// <param name="Buffer">The number of the array; 0 in other memory.</param>
/// <param name="Offset">Bytes from the beginning.</param>
internal readonly record struct PackAddress(PackPlace Place, int Buffer, int Offset)
{
    /// <summary>An address so many bytes later.</summary>
    public PackAddress Plus(int bytes) => this with { Offset = Offset + bytes };

    public override string ToString() => Place is PackPlace.Array or PackPlace.Row ? $"{Place} {Buffer}+{Offset}" : $"{Place}+{Offset}";
}

/// <summary>Bytes that are copied.</summary>
internal readonly record struct PackMove(PackAddress From, PackAddress To, int Bytes);

/// <summary>An input of a packed turn.</summary>
/// <param name="From">Where it is read.</param>
/// <param name="Spreads">Whether one element goes to all lanes.</param>
/// <param name="Before">What is copied together first.</param>
internal sealed record PackSource(PackAddress From, bool Spreads, ValueList<PackMove> Before);

/// <summary>A value of a packed turn that is stored.</summary>
/// <param name="Step">The step whose value it is.</param>
/// <param name="At">The step after which it is stored: what lies there may be read until then.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Elements">How many of its lanes.</param>
internal readonly record struct PackStore(int Step, int At, PackAddress To, int Elements);

/// <summary>A tile of stacked elements: the rows are turns, the columns arrays of one element per turn.</summary>
/// <param name="Offset">Where it lies in the frame.</param>
/// <param name="Table">Where the addresses of the columns' arrays lie in the frame.</param>
/// <param name="Columns">The number of the array of each column; where one has several columns, the first of them counts.</param>
internal sealed record PackTile(int Offset, int Table, ValueList<int> Columns)
{
    /// <summary>Turns of a tile.</summary>
    public const int Rows = 8;

    /// <summary>Bytes of an element.</summary>
    public const int Size = 4;

    /// <summary>Bytes of a row.</summary>
    public int RowBytes => Columns.Count * Size;
}

/// <summary>A loop over few elements whose turn is computed in vectors: see <see cref="PackScalars"/>.</summary>
/// <param name="Loop">The loop over single elements.</param>
/// <param name="Body">What a turn computes, a step for each vector; inputs are numbers of sources.</param>
/// <param name="Rare">What of it is jumped over mostly.</param>
/// <param name="Sources">What inputs are.</param>
/// <param name="Stores">What is stored.</param>
/// <param name="Hoisted">Where steps of the loop's body that are the same in every turn are put before the loop.</param>
/// <param name="Before">What is copied before the loop, the initial carry among it.</param>
/// <param name="After">What is copied after the loop: the carry.</param>
/// <param name="Carry">Where the elements of each carried array lie.</param>
/// <param name="RowBytes">The bytes of a turn's row of each stacked array.</param>
/// <param name="In">Stacked elements that are read.</param>
/// <param name="Out">Stacked elements that are written.</param>
/// <param name="Scratch">Where a vector can be stored in passing.</param>
/// <param name="FrameBytes">How much memory the loop needs.</param>
internal sealed record PackedLoop(
    ScalarLoop Loop, ScalarFunction Body, List<RareBlock> Rare, ValueList<PackSource> Sources, ValueList<PackStore> Stores, ValueList<(int Step, PackAddress To)> Hoisted,
    ValueList<PackMove> Before, ValueList<PackMove> After, ValueList<ValueList<PackAddress>> Carry, ValueList<(int Buffer, int Bytes)> RowBytes, PackTile In, PackTile Out, PackAddress Scratch, int FrameBytes)
{
    /// <summary>A line for each step of a turn: what is read from where, what is computed, and after which step what is stored where.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int i = 0; i < Body.Steps.Count; i++)
        {
            ScalarStep s = Body.Steps[i];
            string what = s.Op != ScalarOp.Input ? LoopPrinter.Print(s) : $"{(Sources[s.A].Spreads ? "spread" : "load")} {Sources[s.A].From}{string.Concat(Sources[s.A].Before.ToArray().Select(m => $" after {m.From} to {m.To}, {m.Bytes} bytes"))}";
            text.Append(CultureInfo.InvariantCulture, $"v{i}:{s.DType.Short} = {what}\n");
            foreach (PackStore store in Stores)
                if (store.At == i) text.Append(CultureInfo.InvariantCulture, $"    store {store.Elements} of v{store.Step} to {store.To}\n");
        }

        return text.ToString();
    }
}
