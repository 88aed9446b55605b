namespace Linum.Extending;

/// <summary>Computes once what is computed twice from the same operands.</summary>
/// <remarks><code>
/// before: { lambda ; a:f32[]. let b:f32[] = sin a; c:f32[] = sin a; d:f32[] = mul b c in (d,) }
/// after:  { lambda ; a:f32[]. let b:f32[] = sin a; d:f32[] = mul b b in (d,) }
/// </code></remarks>
public static class CommonSubexpressions
{
    /// <summary>The program in which no line repeats another.</summary>
    public static Jaxpr Run(Jaxpr program)
    {
        Substitution names = new();
        HashSet<Key> known = new(program.Equations.Count);
        List<Equation> lines = new(program.Equations.Count);
        foreach (Equation equation in program.Equations)
        {
            Equation line = names.Apply(equation);
            if (line.Primitive.Bodies.Count == 0 && !known.Add(new(line)))
            {
                known.TryGetValue(new(line), out Key first);
                for (int i = 0; i < line.Outputs.Count; i++) names.Add(line.Outputs[i], first.Line.Outputs[i]);
                continue;
            }

            lines.Add(line);
        }

        return lines.Count == program.Equations.Count ? program : new(program.Inputs, [.. lines], names.Apply(program.Outputs));
    }

    /// <summary>Lines are equal if primitive and operands are. Scalar literals are compared by value, other arrays by reference.</summary>
    private readonly struct Key(Equation line) : IEquatable<Key>
    {
        public Equation Line => line;

        public bool Equals(Key other)
        {
            if (line.Inputs.Count != other.Line.Inputs.Count || !line.Primitive.Equals(other.Line.Primitive)) return false;
            for (int i = 0; i < line.Inputs.Count; i++)
                if (!SameAtom(line.Inputs[i], other.Line.Inputs[i])) return false;
            return true;
        }

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.Add(line.Primitive);
            foreach (Atom input in line.Inputs) hash.Add(input is Var v ? v.GetHashCode() : input.Type.GetHashCode());
            return hash.ToHashCode();
        }

        private static bool SameAtom(Atom x, Atom y)
        {
            if (ReferenceEquals(x, y)) return true;
            if (x is not Literal a || y is not Literal b || a.Type != b.Type) return false;
            return ReferenceEquals(a.Value, b.Value) || (a.Type.Rank == 0 && a.Value.ToBytes().AsSpan().SequenceEqual(b.Value.ToBytes()));
        }
    }
}
