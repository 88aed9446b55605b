using System.Collections.Concurrent;
using System.Text;

namespace Linum.Extending;

/// <summary>Names of types as programs print them: <c>ReduceSum</c> is <c>reduce_sum</c>.</summary>
internal static class SnakeCase
{
    private static readonly ConcurrentDictionary<Type, string> Known = new();

    public static string Of(Type type) => Known.GetOrAdd(type, static t => Of(t.Name));

    public static string Of(string name)
    {
        StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && !char.IsUpper(name[i - 1])) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
