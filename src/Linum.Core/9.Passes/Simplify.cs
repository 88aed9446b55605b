namespace Linum.Extending;

/// <summary>Takes out operations that change nothing: times 1, convert to the same type, transpose of transpose, reshape of reshape, minus of minus, padding by nothing.</summary>
/// <remarks><code>
/// before: { lambda ; a:f32[3,2]. let b:f32[2,3] = transpose[permutation=(1, 0)] a; c:f32[2,3] = mul b 1.0:f32[]; d:f32[3,2] = transpose[permutation=(1, 0)] c in (d,) }
/// after:  { lambda ; a:f32[3,2]. let in (a,) }
/// </code>Only what keeps every bit: adding 0 to a float is not in the list, because it turns -0 into +0.</remarks>
public static class Simplify
{
    /// <summary>The program without operations that change nothing. What is not needed any more is left for <see cref="DeadCode"/>.</summary>
    public static Jaxpr Run(Jaxpr program)
    {
        Substitution names = new();
        Dictionary<Var, Equation> definitions = new(program.Equations.Count);
        List<Equation> lines = new(program.Equations.Count);
        bool changed = false;
        foreach (Equation equation in program.Equations)
        {
            Equation line = names.Apply(equation);
            if (line.Outputs.Count == 1 && Same(line, definitions) is Atom same)
            {
                names.Add(line.Outputs[0], same);
                changed = true;
                continue;
            }

            if (line.Outputs.Count == 1 && Joined(line, definitions) is Equation joined) line = joined;
            changed |= !ReferenceEquals(line, equation);
            foreach (Var output in line.Outputs) definitions[output] = line;
            lines.Add(line);
        }

        return changed ? new(program.Inputs, [.. lines], names.Apply(program.Outputs)) : program;
    }

    /// <summary>The operand that a line's result is equal to, bit for bit.</summary>
    private static Atom? Same(Equation line, Dictionary<Var, Equation> definitions)
    {
        Atom? same = line.Primitive switch
        {
            Copy => line.Inputs[0],
            ConvertElementType convert when line.Inputs[0].Type.DType == convert.NewDType => line.Inputs[0],
            ConvertElementType convert when Before<ConvertElementType>(line.Inputs[0], definitions) is Equation first && first.Inputs[0].Type.DType == convert.NewDType && IsExact(first) => first.Inputs[0],
            Neg when Before<Neg>(line.Inputs[0], definitions) is Equation first => first.Inputs[0],
            IntegerPow { Y: 1 } => line.Inputs[0],
            // A complex number times one is a·1 - b·0 and a·0 + b·1: zeros may change their signs, and infinity gives NaN.
            Mul or Div when line.Outputs[0].Type.DType.IsComplex => null,
            Mul when IsNumber(line.Inputs[1], 1) => line.Inputs[0],
            Mul when IsNumber(line.Inputs[0], 1) => line.Inputs[1],
            Div when IsNumber(line.Inputs[1], 1) => line.Inputs[0],
            Sub when IsNumber(line.Inputs[1], 0) => line.Inputs[0],
            Add when line.Inputs[0].Type.DType.IsInteger && IsNumber(line.Inputs[1], 0) => line.Inputs[0],
            Add when line.Inputs[0].Type.DType.IsInteger && IsNumber(line.Inputs[0], 0) => line.Inputs[1],
            TransposeAxes transpose when IsIdentity(transpose.Permutation) => line.Inputs[0],
            TransposeAxes transpose when Before<TransposeAxes>(line.Inputs[0], definitions) is Equation first && IsIdentity(Compose(transpose, first)) => first.Inputs[0],
            Reshape => line.Inputs[0],
            BroadcastInDim => line.Inputs[0],
            Pad pad when !pad.Low.Span.ContainsAnyExcept(0) && !pad.High.Span.ContainsAnyExcept(0) => line.Inputs[0],
            _ => null,
        };
        // Also rules out a number that was stretched, as in mul 1.0 x:f32[].
        return same is not null && same.Type.Matches(line.Outputs[0].Type) ? same
            : line.Primitive is Reshape && Before<Reshape>(line.Inputs[0], definitions) is Equation inner && inner.Inputs[0].Type.Matches(line.Outputs[0].Type) ? inner.Inputs[0] : null;
    }

    /// <summary>The line joined with the one that defines its operand.</summary>
    private static Equation? Joined(Equation line, Dictionary<Var, Equation> definitions) => line.Primitive switch
    {
        Reshape when Before<Reshape>(line.Inputs[0], definitions) is Equation first => line with { Inputs = first.Inputs },
        TransposeAxes transpose when Before<TransposeAxes>(line.Inputs[0], definitions) is Equation first => line with { Primitive = new TransposeAxes(Compose(transpose, first)), Inputs = first.Inputs },
        ConvertElementType convert when Before<ConvertElementType>(line.Inputs[0], definitions) is Equation first && IsExact(first) && !MayStop(first, convert.NewDType) => line with { Inputs = first.Inputs },
        _ => null,
    };

    private static Equation? Before<T>(Atom atom, Dictionary<Var, Equation> definitions)
        where T : Primitive => atom is Var v && definitions.TryGetValue(v, out Equation? line) && line.Primitive is T ? line : null;

    private static bool IsNumber(Atom atom, double value)
    {
        if (atom is not Literal { Value.Rank: 0 } literal || literal.Type.DType == DType.Key || literal.Type.DType == DType.Float0) return false;
        DType dtype = literal.Type.DType, part = dtype.Component;
        Span<byte> bytes = stackalloc byte[dtype.Size];
        literal.Value.CopyTo(bytes);
        Element element = Element.Read(bytes, dtype, 0);
        // Compared as bits: -0 is not 0 here.
        return element.First == ScalarConversion.Convert(DType.Float64, part, ScalarArithmetic.Bits(value)) && element.Second == 0;
    }

    private static bool IsIdentity(ValueList<int> permutation)
    {
        for (int i = 0; i < permutation.Count; i++)
            if (permutation[i] != i) return false;
        return true;
    }

    private static ValueList<int> Compose(TransposeAxes outer, Equation inner)
    {
        ValueList<int> first = ((TransposeAxes)inner.Primitive).Permutation;
        var both = new int[first.Count];
        for (int i = 0; i < both.Length; i++) both[i] = first[outer.Permutation[i]];
        return both;
    }

    /// <summary>Whether a conversion keeps every value, so that converting its result is converting its operand.</summary>
    private static bool IsExact(Equation conversion)
    {
        DType from = conversion.Inputs[0].Type.DType, to = conversion.Outputs[0].Type.DType;
        if (from == DType.Bool) return !to.IsComplex;
        if (from.IsComplex || to.IsComplex || to == DType.Bool) return false;
        if (from.IsFloat) return to == DType.Float64 || (to == DType.Float32 && from != DType.Float64);
        if (to.IsFloat) return from.Size <= 2 && to is DType.Float32 or DType.Float64 || (from.Size == 4 && to == DType.Float64);
        return Holds(to, from);
    }

    /// <summary>Whether an integer that has become a float may stop at the ends of another integer type, where by itself it would go round.</summary>
    private static bool MayStop(Equation first, DType to)
    {
        DType from = first.Inputs[0].Type.DType;
        return from != DType.Bool && from.IsInteger && first.Outputs[0].Type.DType.IsFloat && to != DType.Bool && to.IsInteger && to != from && !Holds(to, from);
    }

    /// <summary>Whether a larger integer type has every number of a smaller one.</summary>
    private static bool Holds(DType larger, DType smaller) => larger.Size > smaller.Size && (smaller.IsUnsigned || larger.IsSigned);
}
