using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A part of a vector loop that runs only where a condition holds in some lane.</summary>
/// <param name="Condition">The first of the steps directly before the block that nothing but its condition needs; the block's start if there is none.</param>
/// <param name="Start">The first of the steps that nothing outside the block needs.</param>
/// <param name="Selects">The first of the selects that take the block's values; all have one condition.</param>
/// <param name="End">The step behind the last select.</param>
internal readonly record struct RareBlock(int Condition, int Start, int Selects, int End);

/// <summary>
/// Moves what only a select of rare values needs (see <see cref="Scalar.SelectRarely"/>) directly in front of it, so that the emitter can jump over it.
/// </summary>
/// <remarks>
/// before: <c>c = x &lt; 0; a = f(x); b = g(x); d = h(b); r = select rarely(c, a, d)</c>;
/// after: <c>b = g(x); d = h(b); c = x &lt; 0; [a = f(x);] r = select rarely(c, a, d)</c>.
/// </remarks>
internal static class RareBlocks
{
    private static bool IsRare(ScalarStep s) => s.Op == ScalarOp.Select && s.Bits != 0 && s.DType != DType.Bool;

    /// <summary>The function in the new order, and its blocks in order.</summary>
    /// <param name="f">The function.</param>
    /// <param name="isHoisted">Which steps stand before the loop.</param>
    public static (ScalarFunction Function, List<RareBlock> Blocks) Run(ScalarFunction f, Func<int, bool> isHoisted) => Run(f, isHoisted, out _);

    /// <summary>The function in the new order, and its blocks in order.</summary>
    /// <param name="f">The function.</param>
    /// <param name="isHoisted">Which steps stand before the loop.</param>
    /// <param name="order">For each step the one that it was; null if none was moved.</param>
    public static (ScalarFunction Function, List<RareBlock> Blocks) Run(ScalarFunction f, Func<int, bool> isHoisted, out List<int>? order)
    {
        order = null;
        int count = f.Steps.Count;
        var block = new int[count];
        Dictionary<int, (List<int> Condition, List<int> Only, List<int> Selects)> groups = [];
        List<int>[]? users = null;
        // From the end, so that of two blocks one inside the other the outer one is found first; the inner select then is an ordinary one.
        for (int last = count - 1; last >= 0; last--)
        {
            if (!IsRare(f.Steps[last]) || block[last] != 0) continue;
            List<int> selects = Together(f, last, block);
            List<int> only = NeededOnlyBy(f, selects, block, isHoisted);
            if (only.Count == 0) continue;
            foreach (int step in (IEnumerable<int>)[.. only, .. selects]) block[step] = selects[0] + 1;
            List<int> condition = ConditionOf(f, selects, users ??= Users(f), step => block[step] == 0 && !isHoisted(step));
            foreach (int step in condition) block[step] = selects[0] + 1;
            groups[selects[0]] = (condition, only, selects);
        }

        if (groups.Count == 0) return (f, []);
        order = [];
        List<RareBlock> blocks = [];
        for (int i = 0; i < count; i++)
        {
            if (groups.TryGetValue(i, out (List<int> Condition, List<int> Only, List<int> Selects) group))
            {
                int start = order.Count + group.Condition.Count, selects = start + group.Only.Count;
                blocks.Add(new(order.Count, start, selects, selects + group.Selects.Count));
                order.AddRange([.. group.Condition, .. group.Only, .. group.Selects]);
            }
            else if (block[i] == 0)
            {
                order.Add(i);
            }
        }

        return (Reorder(f, order), blocks);
    }

    /// <summary>The rare selects with the condition of the last that can stand side by side.</summary>
    private static List<int> Together(ScalarFunction f, int last, int[] block)
    {
        List<int> all = [];
        for (int i = 0; i <= last; i++)
            if (IsRare(f.Steps[i]) && f.Steps[i].A == f.Steps[last].A && block[i] == 0) all.Add(i);
        // Where the others need something computed after the first, only those from a later one on stand together.
        while (all.Exists(s => f.Steps[s].B >= all[0] || f.Steps[s].C >= all[0])) all.RemoveAt(0);
        return all;
    }

    /// <summary>The steps whose value reaches nothing but the selects' rare operand.</summary>
    private static List<int> NeededOnlyBy(ScalarFunction f, List<int> selects, int[] block, Func<int, bool> isHoisted)
    {
        int first = selects[0];
        var (wanted, wantedElsewhere) = (new bool[f.Steps.Count], new bool[f.Steps.Count]);
        foreach (int result in f.Results) wantedElsewhere[result] = true;
        List<int> only = [];
        for (int i = f.Steps.Count - 1; i >= 0; i--)
        {
            ScalarStep s = f.Steps[i];
            bool inside = i < first && wanted[i] && !wantedElsewhere[i] && block[i] == 0 && !isHoisted(i), select = selects.Contains(i);
            if (inside) only.Add(i);
            if (s.Op is ScalarOp.Input or ScalarOp.Index or ScalarOp.Constant) continue;
            if (s.A >= 0) (inside ? wanted : wantedElsewhere)[s.A] = true;
            if (s.B >= 0) (inside || select ? wanted : wantedElsewhere)[s.B] = true;
            if (s.C >= 0) (inside ? wanted : wantedElsewhere)[s.C] = true;
        }

        only.Reverse();
        return only;
    }

    /// <summary>The steps that read each step; the number of steps stands for a result.</summary>
    private static List<int>[] Users(ScalarFunction f)
    {
        List<int>[] users = [.. f.Steps.ToArray().Select(_ => new List<int>())];
        for (int i = 0; i < users.Length; i++)
        {
            ScalarStep s = f.Steps[i];
            if (s.Op is ScalarOp.Input or ScalarOp.Index or ScalarOp.Constant) continue;
            foreach (int used in (ReadOnlySpan<int>)[s.A, s.B, s.C])
                if (used >= 0) users[used].Add(i);
        }

        foreach (int result in f.Results) users[result].Add(users.Length);
        return users;
    }

    /// <summary>
    /// The comparisons, all of values of one width, and what joins them to the condition of selects, if nothing else needs them; else none. They are then written as one expression where the condition is
    /// asked for, and stay masks of the processor: kept as vectors and turned back they took two instructions more (512 bits: exponentials of 10⁶ numbers 104.7 -> 93.9 µs, log-sum-exp 140 -> 127.5,
    /// softmax 198 to 207 -> 186 to 188; minima of two turns, 2026-11-27).
    /// </summary>
    private static List<int> ConditionOf(ScalarFunction f, List<int> selects, List<int>[] users, Func<int, bool> isFree)
    {
        SortedSet<int> all = [];
        int width = 0;
        return Take(f.Steps[selects[0]].A) ? [.. all] : [];

        bool Take(int step)
        {
            ScalarStep s = f.Steps[step];
            if (!isFree(step) || !users[step].TrueForAll(u => all.Contains(u) || selects.Contains(u))) return false;
            all.Add(step);
            DType operand = s.A < 0 ? DType.Bool : f.Steps[s.A].DType;
            if (operand == DType.Bool) return s.Op is ScalarOp.And or ScalarOp.Or or ScalarOp.Not && Take(s.A) && (s.B < 0 || Take(s.B));
            if (width == 0) width = operand.Size;
            return width == operand.Size && s.Op is ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual;
        }
    }

    private static ScalarFunction Reorder(ScalarFunction f, List<int> order)
    {
        var place = new int[order.Count];
        for (int i = 0; i < order.Count; i++) place[order[i]] = i;
        int Moved(int i) => i < 0 ? -1 : place[i];
        var steps = new ScalarStep[order.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            ScalarStep s = f.Steps[order[i]];
            steps[i] = s.Op is ScalarOp.Input or ScalarOp.Index or ScalarOp.Constant ? s : s with { A = Moved(s.A), B = Moved(s.B), C = Moved(s.C) };
        }

        return f with { Steps = steps, Results = f.Results.Select(r => place[r]).ToArray() };
    }
}
