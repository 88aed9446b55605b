using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Linum.TestSupport;

namespace Linum.Linen.Tests.Golden;

/// <summary>Reads the encoded values of the golden groups of the module system: keys of tensors, null, lists, objects, <c>{"$value": v}</c>, boxes.</summary>
internal static class Encoded
{
    /// <summary>A value as a C# type: an array, a number, a tuple, a record whose parameters are named as the keys of an object, a dictionary.</summary>
    public static T Read<T>(GoldenCase c, JsonElement json) => (T)Read(c, json, typeof(T))!;

    /// <summary>Positional arguments as the input of a module: the only one, or a tuple of them, with null for those that are left out.</summary>
    public static T ReadInputs<T>(GoldenCase c, JsonElement list)
    {
        if (!IsTuple(typeof(T))) return (T)Read(c, list[0], typeof(T))!;
        Type[] parts = typeof(T).GetGenericArguments();
        return (T)Activator.CreateInstance(typeof(T), [.. parts.Select((p, i) => i < list.GetArrayLength() ? Read(c, list[i], p) : null)])!;
    }

    private static bool IsTuple(Type type) => typeof(ITuple).IsAssignableFrom(type) && type.IsValueType;

    private static object? Read(GoldenCase c, JsonElement json, Type type)
    {
        if (json.ValueKind == JsonValueKind.Null) return null;
        if (type == typeof(NDArray)) return json.ValueKind == JsonValueKind.String ? c.Stored(json.GetString()!) : (NDArray)json.GetProperty("$value").GetDouble();
        if (type == typeof(bool) || type == typeof(bool?)) return json.GetProperty("$value").GetBoolean();
        if (IsTuple(type))
        {
            Type[] parts = type.GetGenericArguments();
            return Activator.CreateInstance(type, [.. parts.Select((p, i) => Read(c, json[i], p))]);
        }

        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(k => k.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Read(c, json.GetProperty(p.Name!.ToLowerInvariant()), p.ParameterType))]);
    }

    /// <summary>The arrays of a value in order, those of an object by name; null has none.</summary>
    public static IEnumerable<NDArray> Leaves(GoldenCase c, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [c.Stored(json.GetString()!)],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(e => Leaves(c, e)),
        JsonValueKind.Object => json.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).SelectMany(p => Leaves(c, p.Value)),
        _ => [],
    };

    /// <summary>Flat variables: <c>{"params/Dense_0/kernel": value, ...}</c>. Values that are lists have the parts 0, 1, ...; a method that is captured is Forward here.</summary>
    public static Variables Variables(GoldenCase c, JsonElement flat)
    {
        Variables all = new();
        foreach (JsonProperty entry in flat.EnumerateObject())
        {
            string[] path = [.. entry.Name.TrimEnd('/').Split('/').Select(name => name == "__call__" ? "Forward" : name)];
            all = Put(all, path, Value(c, entry.Value));
        }

        return all;
    }

    private static Variables Value(GoldenCase c, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => c.Stored(json.GetString()!),
        JsonValueKind.Array => json.EnumerateArray().Select((e, i) => (Name: $"{i}", Value: Value(c, e))).Aggregate(new Variables(), (all, p) => all.With(p.Name, p.Value)),
        _ when json.TryGetProperty("$box", out _) => Linum.Linen.Variables.Boxed(c.Stored(json.GetProperty("value").GetString()!), new Partitioned([.. json.GetProperty("names").EnumerateArray().Select(n => n.GetString())])),
        _ => new(),
    };

    private static Variables Put(Variables at, ReadOnlySpan<string> path, Variables value)
    {
        if (path.IsEmpty) return value;
        return at.With(path[0], Put(at.Contains(path[0]) ? at[path[0]] : new(), path[1..], value));
    }
}
