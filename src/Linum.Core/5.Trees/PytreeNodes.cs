using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Linum.Extending;

/// <summary>Finds how a type is taken apart: registered types first, then those that follow from the shape of the type.</summary>
public static partial class PytreeNodes
{
    private static readonly ConcurrentDictionary<Type, object> Registered = new();
    private static readonly ConcurrentDictionary<Type, bool> Reflected = new();

    /// <summary>Registers how T is taken apart; generated code does this for what it sees.</summary>
    public static void Register<T>(PytreeNode<T> node) => Registered.TryAdd(typeof(T), node);

    /// <summary>Registers a type that says itself how it is taken apart.</summary>
    public static void Register<T>()
        where T : IPytree<T>
    {
        if (IsNew<T>()) Register(new SelfNode<T>());
    }

    /// <summary>Whether the way for a type was found by closing a generic type at run time, which a program compiled ahead of time cannot do.</summary>
    internal static bool WasReflected(Type type) => Reflected.ContainsKey(type);

    private static bool IsNew<T>() => !Registered.ContainsKey(typeof(T));

    internal static PytreeNode<T> For<T>()
    {
        if (Registered.TryGetValue(typeof(T), out object? node)) return (PytreeNode<T>)node;
        if (typeof(T) == typeof(NDArray)) return (PytreeNode<T>)(object)new LeafNode();
        if (NodeTypeOf(typeof(T)) is not (Type open, Type[] arguments)) return new StaticNode<T>();
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new TreeException($"The tree type {typeof(T)} is not known in this ahead-of-time compiled program. Register it at start-up, for a tuple, say, with PytreeNodes.RegisterTuple; "
                + "the generator does it where the type is written out in a call of a transformation.");
        Reflected[typeof(T)] = true;
        return (PytreeNode<T>)Activator.CreateInstance(open.MakeGenericType(arguments))!;
    }

    private static (Type Open, Type[] Arguments)? NodeTypeOf(Type type)
    {
        if (typeof(NDArray).IsAssignableFrom(type)) return (typeof(DerivedLeafNode<>), [type]);
        if (type.IsArray && type.GetArrayRank() == 1) return (typeof(ArrayNode<>), [type.GetElementType()!]);
        if (ImplementsSelf(type)) return (typeof(SelfNode<>), [type]);
        if (!type.IsGenericType) return null;
        Type definition = type.GetGenericTypeDefinition();
        Type[] arguments = type.GetGenericArguments();
        if (definition == typeof(Nullable<>)) return (typeof(NullableNode<>), arguments);
        if (definition == typeof(List<>)) return (typeof(ListNode<>), arguments);
        if (definition == typeof(ImmutableArray<>)) return (typeof(ImmutableArrayNode<>), arguments);
        if (definition == typeof(Dictionary<,>) && arguments[0] == typeof(string)) return (typeof(DictionaryNode<>), [arguments[1]]);
        Type? tuple = arguments.Length switch
        {
            1 when definition == typeof(ValueTuple<>) => typeof(TupleNode<>),
            2 when definition == typeof(ValueTuple<,>) => typeof(TupleNode<,>),
            3 when definition == typeof(ValueTuple<,,>) => typeof(TupleNode<,,>),
            4 when definition == typeof(ValueTuple<,,,>) => typeof(TupleNode<,,,>),
            5 when definition == typeof(ValueTuple<,,,,>) => typeof(TupleNode<,,,,>),
            6 when definition == typeof(ValueTuple<,,,,,>) => typeof(TupleNode<,,,,,>),
            7 when definition == typeof(ValueTuple<,,,,,,>) => typeof(TupleNode<,,,,,,>),
            8 when definition == typeof(ValueTuple<,,,,,,,>) => typeof(LongTupleNode<,,,,,,,>),
            _ => null,
        };
        return tuple is null ? null : (tuple, arguments);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A type that implements IPytree keeps the interface.")]
    private static bool ImplementsSelf(Type type)
    {
        foreach (Type contract in type.GetInterfaces())
            if (contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IPytree<>) && contract.GetGenericArguments()[0] == type) return true;
        return false;
    }
}

/// <summary>An array.</summary>
internal sealed class LeafNode : PytreeNode<NDArray>
{
    /// <inheritdoc/>
    public override void Flatten(NDArray value, ref TreeWriter writer)
    {
        if (value is null) writer.Null(typeof(NDArray));
        else writer.Leaf(value);
    }

    /// <inheritdoc/>
    public override NDArray Unflatten(ref TreeReader reader) => reader.Node.IsNull ? null! : reader.Leaf();
}

/// <summary>An array behind a more special type.</summary>
internal sealed class DerivedLeafNode<T> : PytreeNode<T>
    where T : NDArray
{
    /// <inheritdoc/>
    public override void Flatten(T value, ref TreeWriter writer)
    {
        if (value is null) writer.Null(typeof(T));
        else writer.Leaf(value);
    }

    /// <inheritdoc/>
    public override T Unflatten(ref TreeReader reader) => reader.Node.IsNull ? null! : (T)reader.Leaf();
}

/// <summary>Static data.</summary>
internal sealed class StaticNode<T> : PytreeNode<T>
{
    /// <inheritdoc/>
    public override void Flatten(T value, ref TreeWriter writer) => writer.Static(typeof(T), value);

    /// <inheritdoc/>
    public override T Unflatten(ref TreeReader reader) => (T)reader.Node.Data!;
}

/// <summary>A type that says itself how it is taken apart.</summary>
internal sealed class SelfNode<T> : PytreeNode<T>
    where T : IPytree<T>
{
    /// <inheritdoc/>
    public override void Flatten(T value, ref TreeWriter writer)
    {
        if (value is null) writer.Null(typeof(T));
        else T.Flatten(value, ref writer);
    }

    /// <inheritdoc/>
    public override T Unflatten(ref TreeReader reader) => reader.Node.IsNull ? default! : T.Unflatten(ref reader);
}

/// <summary>A struct that may be absent.</summary>
internal sealed class NullableNode<T> : PytreeNode<T?>
    where T : struct
{
    /// <inheritdoc/>
    public override void Flatten(T? value, ref TreeWriter writer)
    {
        if (value is T present) Pytree<T>.Node.Flatten(present, ref writer);
        else writer.Null(typeof(T?));
    }

    /// <inheritdoc/>
    public override T? Unflatten(ref TreeReader reader) => reader.Node.IsNull ? null : Pytree<T>.Node.Unflatten(ref reader);
}
