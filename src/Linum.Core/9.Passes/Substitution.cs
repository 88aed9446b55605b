namespace Linum.Extending;

/// <summary>Which atom stands for a variable, while a pass writes a new program.</summary>
internal sealed class Substitution
{
    private readonly Dictionary<Var, Atom> replaced = [];

    /// <summary>What to write instead of an atom.</summary>
    public Atom this[Atom atom] => atom is Var v && replaced.TryGetValue(v, out Atom? other) ? other : atom;

    /// <summary>From now on another atom stands for a variable.</summary>
    public void Add(Var variable, Atom other) => replaced[variable] = other;

    /// <summary>All atoms of a list, replaced; the list itself where nothing changes.</summary>
    public ValueList<Atom> Apply(ValueList<Atom> atoms)
    {
        Atom[]? changed = null;
        for (int i = 0; i < atoms.Count; i++)
        {
            Atom other = this[atoms[i]];
            if (ReferenceEquals(other, atoms[i])) continue;
            changed ??= atoms.ToArray();
            changed[i] = other;
        }

        return changed is null ? atoms : new(changed);
    }

    /// <summary>A line with its inputs replaced; the line itself where nothing changes.</summary>
    public Equation Apply(Equation line)
    {
        ValueList<Atom> inputs = Apply(line.Inputs);
        return inputs.Span == line.Inputs.Span ? line : line with { Inputs = inputs };
    }
}
