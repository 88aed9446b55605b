using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A map that is applied to a block of products as soon as it is computed. Products stand in the memory of one of its results until then, or in working memory.</summary>
/// <param name="Rows">The map over rows as long as those of the products.</param>
/// <param name="Product">Which of its operands the products are.</param>
/// <param name="Target">The result in whose memory they stand; -1 where that is working memory.</param>
internal sealed record Epilogue(RowsNode Rows, int Product, int Target)
{
    /// <summary>What else it reads: these operands stand behind the two factors in the node that has it.</summary>
    public IEnumerable<Operand> Others => Rows.Operands.ToArray().Where((_, i) => i != Product);
}
