using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A conditional as steps: all branches, and of each element that of the branch that is asked for, the first for numbers below 0, the last for those above.</summary>
/// <remarks><code>
/// before: %2:f32[] = cond %0 %1    branches { give -x } { give x + x }
/// after:  s0 = input 0, s1 = input 1, s2 = s1 + s1, s3 = -s1, s4 = s0 is at most 0, s5 = select s4, s3, s2    give s5
/// </code></remarks>
internal static class SelectBranch
{
    /// <summary>The elements of the results; null if those of a branch are not to be had.</summary>
    /// <param name="builder">Where steps are added.</param>
    /// <param name="cond">The conditional.</param>
    /// <param name="asked">The number that is asked for.</param>
    /// <param name="inline">The elements of the results of a branch.</param>
    public static int[][]? Run(ScalarBuilder builder, ControlNode cond, int asked, Func<LoopGraph, int[][]?> inline)
    {
        int last = cond.Bodies.Count - 1;
        int[][]? chosen = inline(cond.Bodies[last].Graph);
        for (int b = last - 1; b >= 0 && chosen is not null; b--)
        {
            int number = b;
            chosen = inline(cond.Bodies[b].Graph) is int[][] branch
                ? [.. chosen.Select((later, r) => later.Select((step, p) => Step(builder, cond.Results[r].Type.DType.Component, asked, number, branch[r][p], step)).ToArray())]
                : null;
        }

        return chosen;
    }

    /// <summary>One element where a number is at most so large, else another; the bits as they are.</summary>
    public static int Step(ScalarBuilder builder, DType type, int number, int most, int here, int later)
    {
        int isHere = builder.Add(new(ScalarOp.LessOrEqual, DType.Bool, number, builder.Bits(most, DType.Int32).Index)).Index;
        return builder.Add(new(ScalarOp.Select, type, isHere, here, later)).Index;
    }
}
