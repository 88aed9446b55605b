using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Linum.Generators;

/// <summary>
/// How a [Pytree] type is taken apart and put together: the members that hold its state, the constructor, and what stands in the way. The generator and the analyzer both ask
/// here, so that what one leaves out the other reports.
/// </summary>
internal sealed class PytreeShape
{
    private PytreeShape(IMethodSymbol? constructor, ImmutableArray<ISymbol> arguments, ImmutableArray<ISymbol> initialized, ImmutableArray<(ISymbol, string)> problems) =>
        (Constructor, Arguments, Initialized, Problems) = (constructor, arguments, initialized, problems);

    /// <summary>The constructor that values are made with; null for a struct without one.</summary>
    public IMethodSymbol? Constructor { get; }

    /// <summary>The member behind each of its parameters.</summary>
    public ImmutableArray<ISymbol> Arguments { get; }

    /// <summary>The members that are set after construction.</summary>
    public ImmutableArray<ISymbol> Initialized { get; }

    /// <summary>What keeps a value from being put together again: where, and a sentence about it.</summary>
    public ImmutableArray<(ISymbol At, string What)> Problems { get; }

    public static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    public static PytreeShape Of(INamedTypeSymbol type)
    {
        List<ISymbol> state = State(type);
        if (type.IsAbstract) return new(null, [], [], [(type, "is abstract, so no value of it can be made; mark the derived types instead")]);
        (IMethodSymbol? constructor, ImmutableArray<ISymbol> arguments, IParameterSymbol? unmatched) = Choose(type, state);
        List<(ISymbol, string)> problems = [];
        if (unmatched is not null) problems.Add((unmatched, $"has a constructor whose parameter '{unmatched.Name}' no member holds, so its value cannot be read back"));
        var initialized = ImmutableArray.CreateBuilder<ISymbol>();
        foreach (ISymbol member in state)
        {
            if (arguments.Contains(member, SymbolEqualityComparer.Default)) continue;
            if (CanBeSet(member, type)) initialized.Add(member);
            else if (unmatched is null) problems.Add((member, $"has the member '{member.Name}', which no constructor parameter and no init setter gives a value"));
        }

        return new(constructor, arguments, initialized.ToImmutable(), [.. problems]);
    }

    /// <summary>The members that hold data: fields, and properties that have one. Those of base types come first.</summary>
    private static List<ISymbol> State(INamedTypeSymbol type)
    {
        List<ISymbol> state = [];
        Stack<INamedTypeSymbol> line = new();
        for (INamedTypeSymbol? at = type; at is not null && at.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); at = at.BaseType) line.Push(at);
        foreach (INamedTypeSymbol at in line)
        {
            // The fields behind the properties of a compiled base type cannot be seen; a setter tells that there is one.
            bool isSource = at.DeclaringSyntaxReferences.Length > 0;
            HashSet<ISymbol> backed = new(at.GetMembers().OfType<IFieldSymbol>().Select(f => f.AssociatedSymbol).Where(s => s is not null)!, SymbolEqualityComparer.Default);
            foreach (ISymbol member in at.GetMembers())
            {
                if (member.IsStatic) continue;
                bool holds = member switch
                {
                    IPropertySymbol { IsIndexer: false, GetMethod: not null, ExplicitInterfaceImplementations.IsEmpty: true } property => backed.Contains(property) || (!isSource && property.SetMethod is not null),
                    IFieldSymbol { IsConst: false, AssociatedSymbol: null, IsImplicitlyDeclared: false } => true,
                    _ => false,
                };
                if (!holds) continue;
                int overridden = state.FindIndex(s => s.Name == member.Name);
                if (overridden >= 0) state[overridden] = member;
                else state.Add(member);
            }
        }

        return state;
    }

    private static bool CanBeSet(ISymbol member, INamedTypeSymbol type) => member switch
    {
        IPropertySymbol property => property.SetMethod is { } setter && IsReachable(setter, type) && IsReachable(property.GetMethod!, type),
        IFieldSymbol field => !field.IsReadOnly && IsReachable(field, type),
        _ => false,
    };

    /// <summary>The generated code stands inside the type, so only what its base types keep for themselves is out of reach.</summary>
    private static bool IsReachable(ISymbol symbol, INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(symbol.ContainingType, type) || symbol.DeclaredAccessibility != Accessibility.Private;

    /// <summary>The constructor with most parameters of which each has a member of its name and type; failing that, the one that comes nearest, with the parameter at fault.</summary>
    private static (IMethodSymbol? Constructor, ImmutableArray<ISymbol> Arguments, IParameterSymbol? Unmatched) Choose(INamedTypeSymbol type, List<ISymbol> state)
    {
        IParameterSymbol? unmatched = null;
        foreach (IMethodSymbol constructor in type.InstanceConstructors.OrderByDescending(c => c.Parameters.Length))
        {
            bool isCopy = constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);
            if (isCopy && type.IsRecord) continue;
            var arguments = ImmutableArray.CreateBuilder<ISymbol>();
            IParameterSymbol? fault = null;
            foreach (IParameterSymbol parameter in constructor.Parameters)
            {
                ISymbol? member = state.Find(m =>
                    IsSameName(m.Name, parameter.Name) && IsReachable(m is IPropertySymbol p ? p.GetMethod! : m, type) && SymbolEqualityComparer.Default.Equals(TypeOf(m), parameter.Type));
                if (member is null || parameter.RefKind is not (RefKind.None or RefKind.In))
                {
                    fault = parameter;
                    break;
                }

                arguments.Add(member);
            }

            if (fault is null) return (constructor.IsImplicitlyDeclared && constructor.Parameters.Length == 0 ? null : constructor, arguments.ToImmutable(), null);
            unmatched ??= fault;
        }

        return (null, [], unmatched);
    }

    private static bool IsSameName(string member, string parameter) => member == parameter || string.Equals(member.TrimStart('_'), parameter.TrimStart('_'), StringComparison.OrdinalIgnoreCase);
}
