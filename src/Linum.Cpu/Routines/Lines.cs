using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Lines along an axis of an array: how many elements apart their elements are, and where each begins.</summary>
internal sealed class Lines
{
    private readonly long inner = 1;

    public Lines(Shape shape, int axis)
    {
        Length = shape[axis];
        Outer = 1;
        for (int i = 0; i < axis; i++) Outer *= shape[i];
        for (int i = axis + 1; i < shape.Rank; i++) inner *= shape[i];
    }

    /// <summary>Elements of a line.</summary>
    public int Length { get; }

    /// <summary>How many lines.</summary>
    public long Count => Outer * inner;

    /// <summary>Positions of the axes before.</summary>
    public long Outer { get; }

    /// <summary>Elements from one to the next in a line.</summary>
    public long Step => inner;

    /// <summary>The number of a line's first element.</summary>
    public long Start(long line) => line / inner * inner * Length + line % inner;

    /// <summary>How many lines that lie side by side are done at a time.</summary>
    public long SideWidth(Partition partition)
    {
        const int unit = 64, most = 1024;
        long fair = Outer >= partition.Parts ? inner : (inner * Outer + partition.Parts - 1) / partition.Parts;
        return Math.Clamp((fair + unit - 1) / unit * unit, unit, most);
    }

    /// <summary>Shares out lines that lie side by side, in pieces of whole cache lines that stay in the first cache: what a piece needs, its first line, and how many.</summary>
    public void Side<TState>(Partition partition, TState state, Action<TState, long, int> piece)
    {
        long width = SideWidth(partition), pieces = (inner + width - 1) / width;
        partition.Run(Outer * pieces, (inner, width, pieces, state, piece), static (s, begin, end) =>
        {
            for (long p = begin; p < end; p++)
            {
                long column = p % s.pieces * s.width;
                s.piece(s.state, p / s.pieces * s.inner + column, (int)Math.Min(s.width, s.inner - column));
            }
        });
    }
}
