namespace Linum.Cpu;

/// <summary>
/// In which order a kernel over rows has its addresses: operands, results, the values per row, the rows of working memory; and then all of these once more, of the block before, if it reads any of them.
/// </summary>
/// <param name="Inputs">How many operands there are.</param>
/// <param name="Outputs">How many results.</param>
/// <param name="Kept">How many rows of working memory.</param>
internal readonly record struct RowPlaces(int Inputs, int Outputs, int Kept)
{
    /// <summary>How many addresses there are of one block.</summary>
    public int Count => Inputs + Outputs + 1 + Kept;

    /// <summary>The place of the values per row, behind all arrays.</summary>
    public int Values => Inputs + Outputs;

    /// <summary>The place of a result.</summary>
    public int Result(int number) => Inputs + number;

    /// <summary>The place of a row of working memory.</summary>
    public int Scratch(int number) => Values + 1 + number;

    /// <summary>The place of what is read.</summary>
    public int Of(RowSource source) => (source.IsBefore ? Count : 0) + source.Kind switch
    {
        RowSourceKind.Operand => source.Number,
        RowSourceKind.Result => Result(source.Number),
        RowSourceKind.Scratch => Scratch(source.Number),
        _ => Values,
    };

    /// <summary>The place of what is written.</summary>
    public int Of(RowSink sink) => (sink.IsBefore ? Count : 0) + sink.Kind switch
    {
        RowSinkKind.Elements or RowSinkKind.Columns => Result(sink.Number),
        RowSinkKind.Scratch => Scratch(sink.Number),
        _ => Values,
    };
}
