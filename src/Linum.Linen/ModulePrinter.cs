using System.Globalization;
using System.Reflection;
using System.Text;
using Linum.Extending;

namespace Linum.Linen;

/// <summary>Prints a module: its type with its liftings, and its options one per line.</summary>
internal static class ModulePrinter
{
    public static string Print(Module module)
    {
        StringBuilder text = new(module.TypeName);
        text.Append('(');
        bool any = false;
        foreach (PropertyInfo option in module.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.MetadataToken))
        {
            if (option.GetIndexParameters().Length > 0 || option.Name is nameof(Module.Name)) continue;
            text.Append(any ? "" : "\n    # attributes").Append(CultureInfo.InvariantCulture, $"\n    {option.Name} = {Value(option.GetValue(module)).Replace("\n", "\n    ", StringComparison.Ordinal)}");
            any = true;
        }

        return text.Append(any ? "\n)" : ")").ToString();
    }

    private static string Value(object? value) => value switch
    {
        null => "null",
        string s => $"\"{s}\"",
        DType dtype => dtype.Name,
        Initializer init => init.ToString(),
        Delegate { Target: Module module } => module.ToString(),
        Delegate f => FunctionInfo.Of(f).Name,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        System.Collections.IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Value))}]",
        _ => value.ToString() ?? "",
    };
}
