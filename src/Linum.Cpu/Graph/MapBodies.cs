using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Bodies of elementwise nodes made from others.</summary>
internal static class MapBodies
{
    /// <summary>For so few steps and operands memory on the stack will do.</summary>
    private const int FewSteps = 128;

    /// <summary>The number that an operand of a map is; null for arrays and variables.</summary>
    public static ConcreteArray? ConstantOf(Atom atom) => atom is Literal { Value: { Rank: 0 } scalar } ? scalar : null;

    /// <summary>The body with those inputs replaced that are numbers.</summary>
    public static ScalarFunction WithConstants(ScalarFunction body, ValueList<Atom> operands)
    {
        Span<int> numbers = operands.Count <= FewSteps ? stackalloc int[operands.Count] : new int[operands.Count];
        int count = 0;
        for (int i = 0; i < numbers.Length; i++) numbers[i] = ConstantOf(operands[i]) is null ? count++ : -1;
        var inputs = new DType[count];
        for (int i = 0; i < numbers.Length; i++)
            if (numbers[i] >= 0) inputs[numbers[i]] = body.Inputs[i];
        ScalarBuilder builder = new(body.Steps.Count);
        Span<int> moved = body.Steps.Count <= FewSteps ? stackalloc int[body.Steps.Count] : new int[body.Steps.Count];
        for (int i = 0; i < moved.Length; i++)
        {
            ScalarStep s = body.Steps[i];
            if (s.Op != ScalarOp.Input) moved[i] = ConstantOperands.Append(builder, s, moved);
            else if (ConstantOf(operands[s.A]) is ConcreteArray scalar) moved[i] = builder.Bits(BitsOf(scalar, s.B), s.DType).Index;
            else moved[i] = builder.Add(s with { A = numbers[s.A] }).Index;
        }

        return new(new(inputs), body.Outputs, builder.ToSteps(), Renumber(body.Results, moved));
    }

    /// <summary>Writes a step that reads earlier steps under their new numbers.</summary>
    public static int Append(ScalarBuilder builder, ScalarStep s, ReadOnlySpan<int> moved) => s.Op is ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index
        ? builder.Add(s).Index
        : builder.Add(s with { A = s.A < 0 || s.Op == ScalarOp.Element ? s.A : moved[s.A], B = s.B < 0 ? -1 : moved[s.B], C = s.C < 0 ? -1 : moved[s.C] }).Index;

    /// <summary>Step numbers under their new numbers; the list itself where they are the same.</summary>
    public static ValueList<int> Renumber(ValueList<int> steps, ReadOnlySpan<int> moved)
    {
        bool same = true;
        foreach (int step in steps) same &= moved[step] == step;
        if (same) return steps;
        var results = new int[steps.Count];
        for (int i = 0; i < results.Length; i++) results[i] = moved[steps[i]];
        return new(results);
    }

    /// <summary>Which steps some result needs.</summary>
    public static bool[] Needed(ScalarFunction f)
    {
        var needed = new bool[f.Steps.Count];
        foreach (int result in f.Results) needed[result] = true;
        for (int i = needed.Length - 1; i >= 0; i--)
        {
            ScalarStep s = f.Steps[i];
            if (!needed[i] || s.Op is ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index) continue;
            foreach (int used in (ReadOnlySpan<int>)[s.Op == ScalarOp.Element ? -1 : s.A, s.B, s.C])
                if (used >= 0) needed[used] = true;
        }

        return needed;
    }

    /// <summary>The function without the steps that no result needs.</summary>
    public static ScalarFunction WithoutUnused(ScalarFunction f)
    {
        bool[] needed = Needed(f);
        ScalarBuilder builder = new();
        var moved = new int[needed.Length];
        for (int i = 0; i < moved.Length; i++)
            if (needed[i]) moved[i] = Append(builder, f.Steps[i], moved);
        return f with { Steps = builder.ToSteps(), Results = Renumber(f.Results, moved) };
    }

    /// <summary>The only input as it is stored, half precision not widened.</summary>
    public static Scalar Bits(ScalarBuilder builder, DType type) => builder.Add(new(ScalarOp.Input, type, 0, 0));

    /// <summary>The bits of a component of an array of one element.</summary>
    public static long BitsOf(ConcreteArray scalar, int component)
    {
        Span<byte> bytes = stackalloc byte[scalar.DType.Size];
        scalar.CopyTo(bytes);
        Element element = Element.Read(bytes, scalar.DType, 0);
        return component == 0 ? element.First : element.Second;
    }

    /// <summary>A node that computes one result of another, and nothing else.</summary>
    public static MapNode Only(MapNode map, int number)
    {
        if (map.Results.Count == 1) return map;
        int first = 0;
        for (int i = 0; i < number; i++) first += map.Body.Outputs[i].Components;
        int[] results = map.Body.Results.ToArray()[first..(first + map.Body.Outputs[number].Components)];
        bool[] needed = Needed(map.Body with { Results = results });
        ScalarBuilder builder = new();
        List<int> inputs = [];
        var moved = new int[needed.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            ScalarStep s = map.Body.Steps[i];
            if (!needed[i]) continue;
            if (s.Op == ScalarOp.Input && !inputs.Contains(s.A)) inputs.Add(s.A);
            moved[i] = s.Op == ScalarOp.Input ? builder.Add(s with { A = inputs.IndexOf(s.A) }).Index : Append(builder, s, moved);
        }

        ScalarFunction body = new([.. inputs.Select(i => map.Body.Inputs[i])], [map.Body.Outputs[number]], builder.ToSteps(), Renumber(results, moved));
        return new(map.Shape, body, [.. inputs.Select(i => map.Operands[i])], [map.Results[number]]);
    }

    /// <summary>A node that copies elements.</summary>
    public static MapNode Copy(Operand source, LoopValue result)
    {
        DType type = source.DType;
        ScalarBuilder builder = new();
        int[] parts = [.. Enumerable.Range(0, type.Components).Select(c => builder.Add(new(ScalarOp.Input, type.Component, 0, c)).Index)];
        return new(source.Shape, new([type], [type], builder.ToSteps(), parts), [source], [result]);
    }

    /// <summary>A node that converts real elements to another type.</summary>
    public static MapNode Convert(Operand source, LoopValue result) =>
        new(result.Type.Shape, ScalarFunction.Build([source.DType], [result.Type.DType], (_, x) => [x[0].ConvertTo(result.Type.DType)]), [source], [result]);
}
