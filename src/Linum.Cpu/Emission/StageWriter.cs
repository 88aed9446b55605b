using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes the stages of a body: each has its own steps, those that are done again, and reads the rest from the rows where earlier ones kept it.</summary>
/// <param name="f">The body.</param>
/// <param name="isAgain">Which steps are done in every stage that needs them.</param>
/// <param name="lastUse">The last step that needs each of the others; the number of steps for results.</param>
internal sealed class StageWriter(ScalarFunction f, Func<int, bool> isAgain, int[] lastUse)
{
    private readonly List<DType> rows = [];
    private readonly Dictionary<int, int> rowOf = [];
    private readonly Dictionary<DType, Stack<int>> free = [];
    private ScalarBuilder builder = new();
    private List<int> reads = [];
    private List<DType> inputs = [];
    private Dictionary<int, int> moved = [];
    private int start;

    /// <summary>The plan for stages that end at some steps, the last of which is the number of steps.</summary>
    public StagePlan Write(List<int> ends)
    {
        List<Stage> stages = [];
        foreach (int end in ends)
        {
            (builder, reads, inputs, moved) = (new(), [], [], []);
            for (int i = start; i < end; i++)
                if (!isAgain(i)) At(i);
            bool isLast = end == f.Steps.Count;
            List<int> gives = [], results = [];
            List<DType> outputs = [];
            for (int i = start; i < end && !isLast; i++)
            {
                if (isAgain(i) || lastUse[i] < end) continue;
                gives.Add(Keep(i));
                outputs.Add(f.Steps[i].DType);
                results.Add(At(i));
            }

            if (isLast) results = [.. f.Results.Select(At)];
            stages.Add(new(new([.. inputs], isLast ? f.Outputs : [.. outputs], builder.ToSteps(), [.. results]), [.. reads], [.. gives]));
            foreach (int step in rowOf.Keys.Where(step => lastUse[step] < end).ToArray()) Release(step);
            start = end;
        }

        return new([.. stages], [.. rows]);
    }

    private int Keep(int step)
    {
        DType type = f.Steps[step].DType;
        if (free.TryGetValue(type, out Stack<int>? unused) && unused.Count > 0) return rowOf[step] = unused.Pop();
        rows.Add(type);
        return rowOf[step] = rows.Count - 1;
    }

    private void Release(int step)
    {
        DType type = f.Steps[step].DType;
        if (!free.TryGetValue(type, out Stack<int>? unused)) free[type] = unused = new();
        unused.Push(rowOf[step]);
        rowOf.Remove(step);
    }

    /// <summary>Where a value is in the stage being written.</summary>
    private int At(int step)
    {
        if (step < 0) return -1;
        if (!moved.TryGetValue(step, out int at)) moved[step] = at = Add(step).Index;
        return at;
    }

    private Scalar Add(int step)
    {
        ScalarStep s = f.Steps[step];
        if (!isAgain(step) && step < start) return Read(~rowOf[step], s.DType, s with { Op = ScalarOp.Input, B = 0, C = -1, Bits = 0 });
        return s.Op switch
        {
            ScalarOp.Input => Read(s.A, f.Inputs[s.A], s),
            ScalarOp.Index or ScalarOp.Constant => builder.Add(s),
            _ => builder.Add(s with { A = At(s.A), B = At(s.B), C = At(s.C) }),
        };
    }

    private Scalar Read(int from, DType type, ScalarStep s)
    {
        int number = reads.IndexOf(from);
        if (number < 0)
        {
            number = reads.Count;
            reads.Add(from);
            inputs.Add(type);
        }

        return builder.Add(s with { A = number });
    }
}
