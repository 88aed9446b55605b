using System.Collections.Immutable;

namespace Linum.Extending;

/// <summary>Registration of the types that follow from others, for a program compiled ahead of time, which cannot close a generic type while it runs.</summary>
public static partial class PytreeNodes
{
    /// <summary>Registers a type behind which there is an array.</summary>
    public static void RegisterLeaf<T>()
        where T : NDArray
    {
        if (IsNew<T>()) Register(new DerivedLeafNode<T>());
    }

    /// <summary>Registers a struct that may be absent.</summary>
    public static void RegisterNullable<T>()
        where T : struct
    {
        if (IsNew<T?>()) Register(new NullableNode<T>());
    }

    /// <summary>Registers C# arrays of trees.</summary>
    public static void RegisterArray<T>()
    {
        if (IsNew<T[]>()) Register(new ArrayNode<T>());
    }

    /// <summary>Registers lists of trees.</summary>
    public static void RegisterList<T>()
    {
        if (IsNew<List<T>>()) Register(new ListNode<T>());
    }

    /// <summary>Registers immutable arrays of trees.</summary>
    public static void RegisterImmutableArray<T>()
    {
        if (IsNew<ImmutableArray<T>>()) Register(new ImmutableArrayNode<T>());
    }

    /// <summary>Registers dictionaries of trees.</summary>
    public static void RegisterDictionary<T>()
    {
        if (IsNew<Dictionary<string, T>>()) Register(new DictionaryNode<T>());
    }

    /// <summary>Registers tuples of 1.</summary>
    public static void RegisterTuple<T1>()
    {
        if (IsNew<ValueTuple<T1>>()) Register(new TupleNode<T1>());
    }

    /// <summary>Registers tuples of 2.</summary>
    public static void RegisterTuple<T1, T2>()
    {
        if (IsNew<ValueTuple<T1, T2>>()) Register(new TupleNode<T1, T2>());
    }

    /// <summary>Registers tuples of 3.</summary>
    public static void RegisterTuple<T1, T2, T3>()
    {
        if (IsNew<ValueTuple<T1, T2, T3>>()) Register(new TupleNode<T1, T2, T3>());
    }

    /// <summary>Registers tuples of 4.</summary>
    public static void RegisterTuple<T1, T2, T3, T4>()
    {
        if (IsNew<ValueTuple<T1, T2, T3, T4>>()) Register(new TupleNode<T1, T2, T3, T4>());
    }

    /// <summary>Registers tuples of 5.</summary>
    public static void RegisterTuple<T1, T2, T3, T4, T5>()
    {
        if (IsNew<ValueTuple<T1, T2, T3, T4, T5>>()) Register(new TupleNode<T1, T2, T3, T4, T5>());
    }

    /// <summary>Registers tuples of 6.</summary>
    public static void RegisterTuple<T1, T2, T3, T4, T5, T6>()
    {
        if (IsNew<ValueTuple<T1, T2, T3, T4, T5, T6>>()) Register(new TupleNode<T1, T2, T3, T4, T5, T6>());
    }

    /// <summary>Registers tuples of 7.</summary>
    public static void RegisterTuple<T1, T2, T3, T4, T5, T6, T7>()
    {
        if (IsNew<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>()) Register(new TupleNode<T1, T2, T3, T4, T5, T6, T7>());
    }

    /// <summary>Registers tuples of eight or more, whose further parts are in a tuple of their own.</summary>
    public static void RegisterTuple<T1, T2, T3, T4, T5, T6, T7, TRest>()
        where TRest : struct
    {
        if (IsNew<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>()) Register(new LongTupleNode<T1, T2, T3, T4, T5, T6, T7, TRest>());
    }
}
