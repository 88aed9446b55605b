using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// A scalar function as steps that each compute a block of elements, by code that is there: what a kernel is until it is worth emitting (<see cref="FirstRuns"/>). Steps that only a rare select
/// needs (<see cref="Scalar.SelectRarely"/>) are jumped over where it takes none of their values; memory of values that are not needed any more is used again.
/// </summary>
/// <remarks><code>
/// before: s0 = input 0, s1 = constant 0, s2 = s0 &lt; s1, s3 = sqrt s0, s4 = s0 * s0, s5 = select rarely(s2, s3, s4), give s5
/// after:  once: s1    for each block: s0, s2, s4, jump over one step unless s2 is true somewhere, s3, s5
/// </code></remarks>
internal sealed class BlockProgram
{
    /// <summary>The elements of a block: a multiple of the 64 partial results of a sum. A value takes 2 KB at most, so that a dozen of them are in the first cache.</summary>
    public const int Elements = 256;

    /// <summary>The bytes of a value's memory, whatever its type.</summary>
    private const int ValueBytes = Elements * sizeof(long);

    private readonly ScalarFunction f;
    private readonly ScalarStep[] all;
    private readonly ValueList<bool> scalars;
    private readonly int[] place;
    private readonly int[] last;

    /// <param name="f">What is computed for each element.</param>
    /// <param name="scalars">Which inputs are one value for all elements.</param>
    public BlockProgram(ScalarFunction f, ValueList<bool> scalars)
    {
        (this.f, this.scalars) = (f, scalars);
        all = f.Steps.ToArray();
        place = new int[all.Length];
        last = new int[all.Length];
        List<BlockStep> before = [];
        for (int i = 0; i < all.Length; i++)
        {
            if (!IsBefore(all[i])) continue;
            place[i] = NewPlace();
            before.Add(StepOf(i));
        }

        Before = [.. before];
        Steps = Placed(Ordered());
        Results = new int[f.Results.Count];
        for (int r = 0; r < Results.Length; r++) Results[r] = place[f.Results[r]];
        Work = Before.Length;
        foreach (ref readonly BlockStep step in Steps.AsSpan()) Work += BlockInterpreter.Weight(step);
    }

    /// <summary>What is computed once before all blocks: constants, and inputs that are one value.</summary>
    public BlockStep[] Before { get; }

    /// <summary>What is computed for each block.</summary>
    public BlockStep[] Steps { get; }

    /// <summary>Where, in memory, the components of results are after a block.</summary>
    public int[] Results { get; }

    /// <summary>How many quick steps take as long as all of them, the rare ones included.</summary>
    public int Work { get; }

    /// <summary>How many bytes of memory a run needs.</summary>
    public int MemoryBytes { get; private set; }

    private bool IsBefore(ScalarStep s) => s.Op == ScalarOp.Constant || (s.Op == ScalarOp.Input && scalars[s.A]);

    private static bool HasOperands(ScalarStep s) => s.Op is not (ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index);

    private static bool IsRare(ScalarStep s) => s.Op == ScalarOp.Select && s.Bits != 0;

    /// <summary>The numbers of steps in the order in which they are done; ~c before those that are left out where step c is true for no element, up to the next select with that condition.</summary>
    private List<int> Ordered()
    {
        int[] owner = Owners();
        List<int> order = [], waiting = [];
        for (int i = 0; i < all.Length; i++)
        {
            if (IsBefore(all[i])) continue;
            if (owner[i] >= 0)
            {
                waiting.Add(i);
                continue;
            }

            if (IsRare(all[i])) Join(order, waiting, owner, all[i].A);
            order.Add(i);
        }

        return order;
    }

    private static void Join(List<int> order, List<int> waiting, int[] owner, int condition)
    {
        int kept = 0, count = order.Count;
        for (int w = 0; w < waiting.Count; w++)
        {
            int step = waiting[w];
            if (owner[step] != condition)
            {
                waiting[kept++] = step;
                continue;
            }

            if (order.Count == count) order.Add(~condition);
            order.Add(step);
        }

        waiting.RemoveRange(kept, waiting.Count - kept);
    }

    /// <summary>For each step the condition of the rare selects that alone need it; -1 if something else does. What a block inside such a block needs belongs to the outer one.</summary>
    private int[] Owners()
    {
        const int none = -2;
        var owner = new int[all.Length];
        Array.Fill(owner, none);
        foreach (int result in f.Results) owner[result] = -1;
        for (int i = all.Length - 1; i >= 0; i--)
        {
            ScalarStep s = all[i];
            if (owner[i] == none) owner[i] = -1;
            int mine = owner[i];
            if (!HasOperands(s)) continue;
            Needs(s.A, mine);
            Needs(s.B, mine < 0 && IsRare(s) ? s.A : mine);
            Needs(s.C, mine);
        }

        return owner;

        void Needs(int step, int by)
        {
            if (step >= 0) owner[step] = owner[step] == none || owner[step] == by ? by : -1;
        }
    }

    /// <summary>The steps with their places in memory.</summary>
    private BlockStep[] Placed(List<int> order)
    {
        FindLastUses(order);
        List<int> free = [];
        var steps = new BlockStep[order.Count];
        for (int n = 0; n < steps.Length; n++)
        {
            int i = order[n];
            if (i < 0)
            {
                int skips = 1;
                while (all[order[n + skips]] is var s && !(IsRare(s) && s.A == ~i)) skips++;
                steps[n] = new(ScalarOp.Select, DType.Bool, DType.Bool, 0, place[~i], Skips: skips - 1);
                continue;
            }

            place[i] = free.Count == 0 ? NewPlace() : free[^1];
            if (free.Count > 0) free.RemoveAt(free.Count - 1);
            steps[n] = StepOf(i);
            if (last[i] < 0) free.Add(place[i]);
            if (!HasOperands(all[i])) continue;
            (int a, int b, int c) = (all[i].A, all[i].B, all[i].C);
            if (last[a] == n) free.Add(place[a]);
            if (b >= 0 && b != a && last[b] == n) free.Add(place[b]);
            if (c >= 0 && c != a && c != b && last[c] == n) free.Add(place[c]);
        }

        return steps;
    }

    /// <summary>For each step the place, in the order, of the last that reads it: -1 for none, and beyond all for results and what stands before the blocks.</summary>
    private void FindLastUses(List<int> order)
    {
        Array.Fill(last, -1);
        for (int n = 0; n < order.Count; n++)
        {
            if (order[n] < 0 || !HasOperands(all[order[n]])) continue;
            ScalarStep s = all[order[n]];
            last[s.A] = n;
            if (s.B >= 0) last[s.B] = n;
            if (s.C >= 0) last[s.C] = n;
        }

        for (int i = 0; i < all.Length; i++)
            if (IsBefore(all[i])) last[i] = int.MaxValue;
        foreach (int result in f.Results) last[result] = int.MaxValue;
    }

    private int NewPlace()
    {
        MemoryBytes += ValueBytes;
        return MemoryBytes - ValueBytes;
    }

    private BlockStep StepOf(int i)
    {
        ScalarStep s = all[i];
        if (!HasOperands(s)) return new(s.Op, s.DType, s.DType, place[i], s.A, s.B, Bits: s.Bits);
        return new(s.Op, s.DType, all[s.A].DType, place[i], place[s.A], s.B < 0 ? -1 : place[s.B], s.C < 0 ? -1 : place[s.C]);
    }
}
