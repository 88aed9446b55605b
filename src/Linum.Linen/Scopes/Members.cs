using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;

namespace Linum.Linen;

/// <summary>The modules among a module's members, with the names they get there.</summary>
internal static class Members
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = new();

    public static IEnumerable<(string Name, Module Module)> Of(Module module)
    {
        foreach (PropertyInfo property in Known.GetOrAdd(module.GetType(), static type =>
            [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.CanRead && MayHold(p.PropertyType)).OrderBy(p => p.MetadataToken)]))
        {
            foreach ((string, Module) found in Search(SnakeCase(property.Name), property.GetValue(module))) yield return found;
        }
    }

    private static bool MayHold(Type type) => type != typeof(string) && !type.IsPrimitive && !type.IsEnum && type != typeof(Initializer)
        && (typeof(Module).IsAssignableFrom(type) || typeof(IEnumerable).IsAssignableFrom(type) || typeof(Delegate).IsAssignableFrom(type));

    private static IEnumerable<(string, Module)> Search(string name, object? value)
    {
        switch (value)
        {
            case Module module:
                yield return (name, module);
                break;
            case Delegate { Target: Module target }:
                yield return (name, target);
                break;
            case IDictionary dictionary:
                foreach (object? key in dictionary.Keys.Cast<object>().OrderBy(k => k.ToString(), StringComparer.Ordinal))
                    foreach ((string, Module) found in Search($"{name}_{key}", dictionary[key])) yield return found;
                break;
            case IEnumerable items and not string:
                int i = 0;
                foreach (object? item in items)
                {
                    string itemName = $"{name}_{i.ToString(CultureInfo.InvariantCulture)}";
                    i++;
                    foreach ((string, Module) found in Search(itemName, item)) yield return found;
                }
                break;
        }
    }

    private static string SnakeCase(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 && !char.IsUpper(name[i - 1]) ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
