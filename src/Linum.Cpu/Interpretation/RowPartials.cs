using Linum.Extending;

namespace Linum.Cpu;

/// <summary>The partial results of what is combined over a row: element i of a round joins number i, as in the registers of a kernel (<see cref="RowSinks"/>).</summary>
/// <param name="kind">How elements are combined.</param>
/// <param name="type">Their type.</param>
/// <param name="count">How many there are.</param>
/// <param name="totals">Their memory, of <see cref="Bytes"/>.</param>
internal readonly unsafe ref struct RowPartials(ReduceKind kind, DType type, int count, byte* totals)
{
    /// <summary>The elements of a round behind the last whole one.</summary>
    private const int Unit = 16;

    /// <summary>The most that there are.</summary>
    private const int Most = 64;

    /// <summary>The bytes they take, with room for the registers that reach behind them.</summary>
    public const int Bytes = (Most + Unit) * sizeof(long);

    private readonly BlockStep step = new(CombineFunction.Operation(kind), type, type, 0);

    /// <summary>Partial results of nothing.</summary>
    public void Begin() => Nothing(totals, count);

    /// <summary>Joins the elements of a block. Only the last block of a row may be cut anywhere.</summary>
    public void Add(byte* values, int n)
    {
        int at = 0;
        for (; at + count <= n; at += count) Join(values + at * type.Size, count);
        byte* last = stackalloc byte[Unit * sizeof(long)];
        for (; at < n; at += Unit)
        {
            int left = Math.Min(Unit, n - at);
            Nothing(last, Unit);
            ElementSteps.Copy(type.Size, values + at * type.Size, type.Size, last, type.Size, left);
            Join(last, Unit);
        }
    }

    /// <summary>Combines the first half with the second, again and again, and stores what is left.</summary>
    public void End(byte* result)
    {
        for (int half = count / 2; half > 0; half /= 2) BlockInterpreter.Compute(step, totals, totals + half * type.Size, totals, totals, half);
        ElementSteps.Copy(type.Size, totals, type.Size, result, type.Size, 1);
    }

    private void Join(byte* values, int n) => BlockInterpreter.Compute(step, totals, values, totals, totals, n);

    private void Nothing(byte* to, int n) => ElementSteps.Fill(type.Size, ElementArithmetic.Identity(kind, type).First, to, n);
}
