using System.Runtime.CompilerServices;

namespace Linum.Extending;

/// <summary>What is asked of a program again and again, worked out once.</summary>
internal static class BodyFacts
{
    private sealed record Facts(ValueList<string> AxisNames);

    private static readonly ConditionalWeakTable<Jaxpr, Facts> Known = [];

    /// <summary>The names of the axes that a program communicates over.</summary>
    public static ValueList<string> AxisNames(Jaxpr program) => Known.GetValue(program, static p =>
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (Equation equation in p.Equations)
            foreach (string name in equation.Primitive.AxisNames) names.Add(name);
        return new([.. names]);
    }).AxisNames;

    /// <summary>The names over all of several programs.</summary>
    public static ValueList<string> AxisNames(ValueList<Jaxpr> programs)
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (Jaxpr program in programs)
            foreach (string name in AxisNames(program)) names.Add(name);
        return [.. names];
    }
}
