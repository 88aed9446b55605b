using Microsoft.CodeAnalysis;

namespace Linum.Generators;

/// <summary>Walks through types and writes down one statement for each that a program compiled ahead of time could not close by itself.</summary>
internal sealed class RegistrationCollector(Compilation compilation)
{
    private const string Nodes = "global::Linum.Extending.PytreeNodes";

    /// <summary>A generic type may contain ever larger versions of itself; a program that nests deeper than this does not exist.</summary>
    private const int MaxDepth = 32;

    private readonly HashSet<ITypeSymbol> seen = new(SymbolEqualityComparer.Default);
    private readonly SortedSet<string> statements = new(StringComparer.Ordinal);

    public EquatableArray<string> Statements => new([.. statements]);

    /// <summary>A call of one of the library's methods: its type arguments, parameters and result.</summary>
    public void AddCall(IMethodSymbol method)
    {
        for (int i = 0; i < method.TypeArguments.Length; i++)
        {
            bool isFunction = method.TypeParameters[i].ConstraintTypes.Any(c => c.SpecialType == SpecialType.System_Delegate);
            if (isFunction && method.TypeArguments[i] is INamedTypeSymbol function) AddSignature(function);
            else AddTree(method.TypeArguments[i], 0);
        }

        // Options such as an axis size have types of their own, which are no trees of the user's.
        foreach (IParameterSymbol parameter in method.Parameters)
            if (parameter.Type.TypeKind == TypeKind.Delegate || DependsOnTypes(parameter.OriginalDefinition.Type)) AddTree(parameter.Type, 0);
        AddTree(method.ReturnType, 0);
    }

    private static bool DependsOnTypes(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => DependsOnTypes(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(DependsOnTypes),
        _ => false,
    };

    public void AddTree(ITypeSymbol type) => AddTree(type, 0);

    private void AddSignature(INamedTypeSymbol function)
    {
        if (IsFunc(function) && CanBeNamed(function)) statements.Add($"global::Linum.Extending.Signatures.RegisterFunc<{List(function.TypeArguments)}>();");
        AddTree(function, 0);
    }

    /// <summary>Whether a delegate is a function of up to eight arguments with a result.</summary>
    public static bool IsFunc(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Func", ContainingType: null, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } named && named.TypeArguments.Length is > 0 and <= 9;

    private void AddTree(ITypeSymbol type, int depth)
    {
        if (depth > MaxDepth || !seen.Add(type)) return;
        switch (type)
        {
            case IArrayTypeSymbol { IsSZArray: true } array:
                Add(type, $"RegisterArray<{Name(array.ElementType)}>");
                AddTree(array.ElementType, depth + 1);
                break;
            case INamedTypeSymbol named:
                AddNamed(named, depth);
                break;
        }
    }

    private void AddNamed(INamedTypeSymbol type, int depth)
    {
        if (type.IsTupleType && type.TupleUnderlyingType is { } tuple) type = tuple;
        INamedTypeSymbol open = type.OriginalDefinition;
        if (type.IsArray()) return;
        if (IsBelowArray(type)) Add(type, $"RegisterLeaf<{Name(type)}>");
        else if (open.SpecialType == SpecialType.System_Nullable_T) Add(type, $"RegisterNullable<{Name(type.TypeArguments[0])}>");
        else if (open.Is("System.Collections.Generic.List`1")) Add(type, $"RegisterList<{Name(type.TypeArguments[0])}>");
        else if (open.Is("System.Collections.Immutable.ImmutableArray`1")) Add(type, $"RegisterImmutableArray<{Name(type.TypeArguments[0])}>");
        else if (open.Is("System.Collections.Generic.Dictionary`2") && type.TypeArguments[0].SpecialType == SpecialType.System_String) Add(type, $"RegisterDictionary<{Name(type.TypeArguments[1])}>");
        else if (type is { Name: "ValueTuple", TypeArguments.Length: > 0 } && open.ContainingNamespace.ToDisplayString() == "System") Add(type, $"RegisterTuple<{List(type.TypeArguments)}>");
        else if (type.HasAttribute(Names.PytreeAttribute) || type.ImplementsPytree()) AddPytree(type, depth);
        else AddModule(type, depth);
        foreach (ITypeSymbol argument in type.TypeArguments) AddTree(argument, depth + 1);
    }

    private void AddPytree(INamedTypeSymbol type, int depth)
    {
        // A [Pytree] type that the generator had to leave out is an error elsewhere; registering it would only add another.
        bool isTree = type.ImplementsPytree() || (type.DeclaringSyntaxReferences.Length > 0 && PytreeSource.Read(type.OriginalDefinition, default) is not null);
        if (!isTree) return;
        Add(type, $"Register<{Name(type)}>");
        if (!type.HasAttribute(Names.PytreeAttribute)) return;
        PytreeShape shape = PytreeShape.Of(type);
        foreach (ISymbol member in shape.Arguments.Concat(shape.Initialized)) AddTree(PytreeShape.TypeOf(member), depth + 1);
    }

    /// <summary>A module's inputs and outputs are packed when it is lifted, also those of its named methods.</summary>
    private void AddModule(INamedTypeSymbol type, int depth)
    {
        for (INamedTypeSymbol? at = type.BaseType; at is not null; at = at.BaseType)
            if (at.OriginalDefinition.Is(Names.Module)) foreach (ITypeSymbol argument in at.TypeArguments) AddTree(argument, depth + 1);
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>().Where(m => m.HasAttribute(Names.ModuleMethodAttribute)))
        {
            if (method.Parameters.Length is > 1 and < 8 && method.Parameters.All(p => CanBeNamed(p.Type))) statements.Add($"{Nodes}.RegisterTuple<{List(method.Parameters.Select(p => p.Type))}>();");
            foreach (IParameterSymbol parameter in method.Parameters) AddTree(parameter.Type, depth + 1);
            AddTree(method.ReturnType, depth + 1);
        }
    }

    private static bool IsBelowArray(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type.BaseType; at is not null; at = at.BaseType)
            if (at.IsArray()) return true;
        return false;
    }

    private void Add(ITypeSymbol type, string call)
    {
        if (CanBeNamed(type)) statements.Add($"{Nodes}.{call}();");
    }

    /// <summary>Whether code at the top of the assembly can write the type: it has no type parameters, and nothing in it is private, local to a file or without a name.</summary>
    private bool CanBeNamed(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => CanBeNamed(array.ElementType),
        INamedTypeSymbol { IsAnonymousType: true } or INamedTypeSymbol { IsRefLikeType: true } or INamedTypeSymbol { TypeKind: TypeKind.Error } or INamedTypeSymbol { IsStatic: true } => false,
        INamedTypeSymbol { SpecialType: SpecialType.System_Void } => false,
        INamedTypeSymbol named => !IsFileLocal(named) && compilation.IsSymbolAccessibleWithin(named, compilation.Assembly) && named.TypeArguments.All(CanBeNamed)
            && (named.ContainingType is null || CanBeNamed(named.ContainingType)),
        IDynamicTypeSymbol => true,
        _ => false,
    };

    private static bool IsFileLocal(INamedTypeSymbol type) => type.IsFileLocal || (type.ContainingType is { } container && IsFileLocal(container));

    private static string Name(ITypeSymbol type) => type.ToDisplayString(Names.Full);

    private static string List(IEnumerable<ITypeSymbol> types) => string.Join(", ", types.Select(Name));
}
