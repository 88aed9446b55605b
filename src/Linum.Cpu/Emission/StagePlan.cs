using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A part of a body that is computed for a block of elements before the next part begins.</summary>
/// <param name="Body">What is computed.</param>
/// <param name="Reads">Where the body's inputs come from: an input of the whole by its number, or a row in working memory as <c>~number</c>.</param>
/// <param name="Gives">The rows in working memory that the body's outputs go to; empty for the last stage, whose outputs are those of the whole.</param>
internal sealed record Stage(ScalarFunction Body, ValueList<int> Reads, ValueList<int> Gives);

/// <summary>A body in stages; see <see cref="CutStages"/>.</summary>
/// <param name="Stages">In order.</param>
/// <param name="Rows">The element types of the rows in working memory.</param>
internal sealed record StagePlan(ValueList<Stage> Stages, ValueList<DType> Rows)
{
    /// <summary>What a row has room for behind its end: the loops compute whole vectors, some side by side.</summary>
    private const int Margin = 64;

    /// <summary>The rows stay in the first cache beside a block of operands and results.</summary>
    private const int WorkingBytes = 12 << 10;

    private int BytesPerElement
    {
        get
        {
            int bytes = 0;
            foreach (DType type in Rows) bytes += type.Size;
            return bytes;
        }
    }

    /// <summary>The elements of a block: a multiple of all vectors.</summary>
    public int Block => Math.Clamp(WorkingBytes / Math.Max(1, BytesPerElement) / Margin * Margin, 2 * Margin, 8 * Margin);

    /// <summary>Where a row begins, in bytes from the first one.</summary>
    public int Offset(int row)
    {
        int offset = 0;
        for (int i = 0; i < row; i++) offset += (Block + Margin) * Rows[i].Size;
        return offset;
    }
}
