using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Steps of a scalar function, one for each lane of a register; -1 for lanes that do not matter. Equal if the lanes are.</summary>
internal sealed class Pack(int[] steps) : IEquatable<Pack>
{
    public int[] Steps => steps;

    /// <summary>A lane that matters.</summary>
    public int First { get; } = Array.Find(steps, s => s >= 0);

    /// <summary>Whether all lanes that matter are one step.</summary>
    public bool IsUniform => Array.TrueForAll(steps, s => s < 0 || s == First);

    public bool Equals(Pack? other) => other is not null && steps.AsSpan().SequenceEqual(other.Steps);

    public override bool Equals(object? obj) => Equals(obj as Pack);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int step in steps) hash.Add(step);
        return hash.ToHashCode();
    }
}

/// <summary>
/// Finds the steps of a turn of a loop that can be computed side by side: those that do the same to operands that come about in the same way. It begins with what the loop carries
/// and stacks, and goes on to the operands.
/// </summary>
/// <remarks><code>
/// before: s2 = c0 * p, s3 = c1 * p, s4 = c2 * p, s5 = c3 * p    carry s2 s3 s4 s5
/// after:  packs (s2, s3, s4, s5), and of its operands (c0, c1, c2, c3)
/// </code></remarks>
internal sealed class PackFinder
{
    /// <summary>Fewer steps are not worth a register.</summary>
    public const int Fewest = 4;

    private readonly ScalarFunction f;
    private readonly int lanes;
    private readonly int[] kinds;
    private readonly Queue<Pack> waiting = new();
    private readonly HashSet<Pack> seen = [];
    private readonly Stack<int> single = new();
    private readonly bool[] isSingle;

    /// <param name="f">What a turn computes.</param>
    /// <param name="isConstant">Whether an input is the same in every turn.</param>
    /// <param name="lanes">How many lanes a register has.</param>
    public PackFinder(ScalarFunction f, Func<int, bool> isConstant, int lanes)
    {
        (this.f, this.lanes) = (f, lanes);
        int count = f.Steps.Count;
        (kinds, IsHoisted, Home, isSingle, Height) = (new int[count], new bool[count], new Pack[count], new bool[count], new int[count]);
        Dictionary<(ScalarOp, DType, long, int, int, int), int> known = [];
        for (int i = 0; i < count; i++)
        {
            ScalarStep s = f.Steps[i];
            bool isLeaf = s.Op is ScalarOp.Input or ScalarOp.Constant;
            IsHoisted[i] = s.Op == ScalarOp.Constant || (s.Op == ScalarOp.Input && isConstant(s.A));
            if (!isLeaf)
            {
                IsHoisted[i] = true;
                foreach (int used in (ReadOnlySpan<int>)[s.A, s.B, s.C])
                {
                    if (used < 0) continue;
                    IsHoisted[i] &= IsHoisted[used];
                    Height[i] = Math.Max(Height[i], Height[used] + 1);
                }
            }

            if (IsHoisted[i]) Height[i] = 0;
            // A shift is by a constant that all lanes share. What is the same in every turn can be put side by side before the loop.
            bool isShift = s.Op is ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical or ScalarOp.ShiftRightArithmetic;
            int Kind(int used) => used < 0 ? -1 : kinds[used];
            (ScalarOp, DType, long, int, int, int) key = IsHoisted[i] ? (ScalarOp.Constant, s.DType, 0, 0, 0, 0)
                : isLeaf ? (s.Op, s.DType, 0, 0, 0, 0)
                : (s.Op, s.DType, s.Bits, Kind(s.A), isShift ? -2 - s.B : Kind(s.B), Kind(s.C));
            if (!known.TryGetValue(key, out kinds[i])) known[key] = kinds[i] = known.Count;
        }
    }

    /// <summary>Which steps are the same in every turn.</summary>
    public bool[] IsHoisted { get; }

    /// <summary>The pack that computes a step; null for none.</summary>
    public Pack?[] Home { get; }

    /// <summary>How many steps stand one after the other before a step, inside the turn.</summary>
    public int[] Height { get; }

    /// <summary>What is computed in packs.</summary>
    public HashSet<Pack> Packs { get; } = [];

    /// <summary>How many steps are computed in all lanes alike.</summary>
    public int Singles => isSingle.Where((s, i) => s && Home[i] is null).Count();

    /// <summary>How many lanes are put together one by one in a turn.</summary>
    public int Gathered { get; private set; }

    /// <summary>A number that steps have in common that do the same.</summary>
    public int KindOf(int step) => kinds[step];

    /// <summary>The operands of a pack's steps.</summary>
    public Pack Operand(Pack pack, Func<ScalarStep, int> operand) => new([.. pack.Steps.Select(s => s < 0 ? -1 : operand(f.Steps[s]))]);

    /// <summary>Whether a step is one element of what is carried or stacked.</summary>
    public bool IsElement(int step) => f.Steps[step].Op == ScalarOp.Input && !IsHoisted[step];

    /// <summary>Decides what is computed in packs, given what must be there.</summary>
    public void Run(IEnumerable<Pack> wanted)
    {
        foreach (Pack pack in wanted) Ask(pack);
        Settle();
        // Steps that stand alone so far, but do what others do: the later first, since their operands follow.
        List<int> rest = Rest();
        foreach (IGrouping<int, int> kind in rest.GroupBy(s => kinds[s]).OrderByDescending(g => Height[g.First()]))
        {
            if (kind.Count() < Fewest) continue;
            (Pack? With, int Lane, int Step)[] members = [.. kind.Where(s => Home[s] is null).Select(Beside).OrderBy(m => m.With is null ? int.MaxValue : m.With.First).ThenBy(m => m.Lane)];
            for (int i = 0; i < members.Length;)
            {
                List<int> together = [];
                Pack? with = members[i].With;
                while (i < members.Length && together.Count < lanes && ReferenceEquals(members[i].With, with)) together.Add(members[i++].Step);
                if (together.Count < Fewest) continue;
                Ask(Of(together));
                Settle();
            }
        }

        Rest();
    }

    /// <summary>A pack of some steps, the other lanes open.</summary>
    public Pack Of(IReadOnlyList<int> steps) => new([.. Enumerable.Range(0, lanes).Select(l => l < steps.Count ? steps[l] : -1)]);

    private (Pack? With, int Lane, int Step) Beside(int step)
    {
        ScalarStep s = f.Steps[step];
        foreach (int used in (ReadOnlySpan<int>)[s.A, s.B, s.C])
            if (used >= 0 && Home[used] is Pack pack) return (pack, Array.IndexOf(pack.Steps, used), step);
        return (null, step, step);
    }

    private void Settle()
    {
        while (waiting.TryDequeue(out Pack? pack))
        {
            ScalarStep s = f.Steps[pack.First];
            Ask(Operand(pack, x => x.A));
            if (s.B >= 0) Ask(Operand(pack, x => x.B));
            if (s.C >= 0) Ask(Operand(pack, x => x.C));
        }
    }

    private void Ask(Pack pack)
    {
        if (pack.IsUniform)
        {
            Alone(pack.First);
            return;
        }

        if (!seen.Add(pack)) return;
        int[] steps = [.. pack.Steps.Where(s => s >= 0)];
        if (steps.All(s => IsHoisted[s]) || steps.All(IsElement)) return;
        if (steps.All(s => !IsHoisted[s] && !IsElement(s) && Home[s] is null && kinds[s] == kinds[steps[0]]) && steps.Distinct().Count() == steps.Length)
        {
            foreach (int step in steps) Home[step] = pack;
            Packs.Add(pack);
            waiting.Enqueue(pack);
            return;
        }

        Gathered += steps.Length;
        foreach (int step in steps) Alone(step);
    }

    private void Alone(int step)
    {
        if (!IsHoisted[step] && !IsElement(step)) single.Push(step);
    }

    /// <summary>The steps that are needed and in no pack.</summary>
    private List<int> Rest()
    {
        List<int> rest = [];
        while (single.TryPop(out int step))
        {
            if (isSingle[step]) continue;
            isSingle[step] = true;
            if (Home[step] is not null) continue;
            rest.Add(step);
            ScalarStep s = f.Steps[step];
            foreach (int used in (ReadOnlySpan<int>)[s.A, s.B, s.C])
                if (used >= 0) Alone(used);
        }

        rest.Sort();
        return rest;
    }
}
