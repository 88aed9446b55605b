using System.Globalization;

namespace Linum.Linen;

/// <summary>Values that are kept one behind the other under a name: the parts 0, 1, ... of a variable.</summary>
internal static class Sown
{
    public static void Append(ModuleScope scope, string collection, string name, Variables value)
    {
        int position = scope.Get(collection, name)?.Names.Count ?? 0;
        scope.Put(collection, name, new Variables([new(position.ToString(CultureInfo.InvariantCulture), value)]));
    }
}
