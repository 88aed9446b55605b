using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Linum.Extending;

/// <summary>Names of positions.</summary>
internal static class Positions
{
    private static readonly string[] Small = [.. Enumerable.Range(0, 64).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    public static string Name(int i) => i < Small.Length ? Small[i] : i.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A C# array of trees.</summary>
internal sealed class ArrayNode<T> : PytreeNode<T[]>
{
    /// <inheritdoc/>
    public override void Flatten(T[] value, ref TreeWriter writer)
    {
        if (value is null)
        {
            writer.Null(typeof(T[]));
            return;
        }

        writer.Open(typeof(T[]));
        if (typeof(T) == typeof(NDArray)) writer.Arrays((NDArray[])(object)value);
        else
            for (int i = 0; i < value.Length; i++) writer.Field(Positions.Name(i), value[i]);
        writer.Close();
    }

    /// <inheritdoc/>
    public override T[] Unflatten(ref TreeReader reader)
    {
        if (reader.Node.IsNull) return null!;
        if (typeof(T) == typeof(NDArray) && reader.Arrays() is { } arrays) return (T[])(object)arrays;
        var items = new T[reader.Node.Fields.Count];
        for (int i = 0; i < items.Length; i++) items[i] = reader.Field<T>(i);
        return items;
    }
}

/// <summary>A list of trees.</summary>
internal sealed class ListNode<T> : PytreeNode<List<T>>
{
    /// <inheritdoc/>
    public override void Flatten(List<T> value, ref TreeWriter writer)
    {
        if (value is null)
        {
            writer.Null(typeof(List<T>));
            return;
        }

        writer.Open(typeof(List<T>));
        if (typeof(T) == typeof(NDArray)) writer.Arrays(CollectionsMarshal.AsSpan((List<NDArray>)(object)value));
        else
            for (int i = 0; i < value.Count; i++) writer.Field(Positions.Name(i), value[i]);
        writer.Close();
    }

    /// <inheritdoc/>
    public override List<T> Unflatten(ref TreeReader reader)
    {
        if (reader.Node.IsNull) return null!;
        int count = reader.Node.Fields.Count;
        List<T> items = new(count);
        for (int i = 0; i < count; i++) items.Add(reader.Field<T>(i));
        return items;
    }
}

/// <summary>An immutable array of trees.</summary>
internal sealed class ImmutableArrayNode<T> : PytreeNode<ImmutableArray<T>>
{
    /// <inheritdoc/>
    public override void Flatten(ImmutableArray<T> value, ref TreeWriter writer)
    {
        if (value.IsDefault)
        {
            writer.Null(typeof(ImmutableArray<T>));
            return;
        }

        writer.Open(typeof(ImmutableArray<T>));
        for (int i = 0; i < value.Length; i++) writer.Field(Positions.Name(i), value[i]);
        writer.Close();
    }

    /// <inheritdoc/>
    public override ImmutableArray<T> Unflatten(ref TreeReader reader)
    {
        if (reader.Node.IsNull) return default;
        int count = reader.Node.Fields.Count;
        var items = ImmutableArray.CreateBuilder<T>(count);
        for (int i = 0; i < count; i++) items.Add(reader.Field<T>(i));
        return items.MoveToImmutable();
    }
}

/// <summary>A dictionary of trees; its keys, in ordinal order, belong to the structure.</summary>
internal sealed class DictionaryNode<T> : PytreeNode<Dictionary<string, T>>
{
    /// <inheritdoc/>
    public override void Flatten(Dictionary<string, T> value, ref TreeWriter writer)
    {
        if (value is null)
        {
            writer.Null(typeof(Dictionary<string, T>));
            return;
        }

        string[] keys = [.. value.Keys];
        Array.Sort(keys, StringComparer.Ordinal);
        writer.Open(typeof(Dictionary<string, T>));
        foreach (string key in keys) writer.Field(key, value[key]);
        writer.Close();
    }

    /// <inheritdoc/>
    public override Dictionary<string, T> Unflatten(ref TreeReader reader)
    {
        if (reader.Node.IsNull) return null!;
        ValueList<TreeField> fields = reader.Node.Fields;
        Dictionary<string, T> items = new(fields.Count);
        for (int i = 0; i < fields.Count; i++) items[fields[i].Name] = reader.Field<T>(i);
        return items;
    }
}
