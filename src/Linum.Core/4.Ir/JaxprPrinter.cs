using System.Globalization;
using System.Text;

namespace Linum.Extending;

/// <summary>
/// Prints programs in the reference's notation. A group (a program, a list of parameters) is on one line if it fits in 80 columns, else each of its breaks is a new line.
/// </summary>
internal sealed class JaxprPrinter
{
    private const int Width = 80;
    private readonly Dictionary<Atom, string> names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ConcreteArray, string> constants = new(ReferenceEqualityComparer.Instance);
    private int next;

    public static string Print(Jaxpr program)
    {
        JaxprPrinter printer = new();
        return Layout.Render(printer.Program(program, top: true), 0, Width);
    }

    private Doc Program(Jaxpr program, bool top)
    {
        HashSet<Atom> used = new(ReferenceEqualityComparer.Instance);
        List<ConcreteArray> hoisted = [];
        foreach (Atom atom in program.Equations.ToArray().SelectMany(e => e.Inputs.ToArray()).Concat(program.Outputs.ToArray()))
        {
            used.Add(atom);
            if (atom is Literal { Value: { Rank: > 0 } array } && !constants.ContainsKey(array))
            {
                constants[array] = NewName();
                hoisted.Add(array);
            }
        }

        string captured = string.Join(' ', hoisted.Select(c => $"{constants[c]}:{c.Type}"));
        string inputs = string.Join(' ', program.Inputs.ToArray().Select(v => $"{Name(v)}:{v.Type}"));
        string head = $"{{ lambda {captured}{(captured.Length > 0 ? " " : "")}; {inputs}{(inputs.Length > 0 ? "" : "")}. let";
        List<Doc> lines = [];
        foreach (Equation equation in program.Equations) lines.Add(Line(equation, used));
        string outputs = program.Outputs.Count == 1 ? $"({Atom(program.Outputs[0])},)" : $"({string.Join(", ", program.Outputs.ToArray().Select(Atom))})";
        Doc body = lines.Count == 0 ? Doc.Empty : Doc.Nest(4, Doc.Concat(Doc.Break, Doc.Join(Doc.Separator("; "), lines)));
        return Doc.Group(Doc.Concat(Doc.Text(head), body, Doc.Nest(2, Doc.Concat(Doc.Break, Doc.Text($"in {outputs} }}")))));
    }

    private Doc Line(Equation equation, HashSet<Atom> used)
    {
        List<Doc> parts = [];
        string binders = string.Join(' ', equation.Outputs.ToArray().Select(v => $"{(used.Contains(v) ? Name(v) : "_")}:{v.Type}"));
        if (binders.Length > 0) parts.Add(Doc.Text(binders + " = "));
        parts.Add(Doc.Text(equation.Primitive.Name));
        List<Doc> parameters = [];
        foreach (Parameter parameter in equation.Primitive.Parameters)
            if (Parameter(equation, parameter) is Doc shown) parameters.Add(shown);
        if (parameters.Count > 0)
            parts.Add(Doc.Group(Doc.Concat(Doc.Text("["), Doc.Nest(2, Doc.Concat(Doc.SoftBreak, Doc.Join(Doc.Break, parameters))), Doc.SoftBreak, Doc.Text("]"))));
        parts.Add(Doc.Text(" " + string.Join(' ', equation.Inputs.ToArray().Select(Atom))));
        return Doc.Concat([.. parts]);
    }

    /// <summary>Defaults that the reference does not show: no sharding, and a shape that the binder shows already.</summary>
    private Doc? Parameter(Equation equation, Parameter parameter)
    {
        if (parameter.Name is "sharding" or "out_sharding" or "split_transpose") return equation.Primitive.Name is "broadcast_in_dim" or "iota" or "reshape" && parameter.Value is null ? Doc.Text($"{parameter.Name}=None") : null;
        return parameter.Value switch
        {
            Jaxpr program => Doc.Concat(Doc.Text(parameter.Name + "="), Program(program, top: false)),
            ValueList<Jaxpr> programs => Doc.Concat(Doc.Text(parameter.Name + "=("),
                Doc.Nest(2, Doc.Concat(Doc.HardBreak, Doc.Join(Doc.HardBreak, [.. programs.ToArray().Select(p => Program(p, top: false))]))), Doc.HardBreak, Doc.Text(")")),
            _ => Doc.Text($"{parameter.Name}={Value(parameter.Value)}"),
        };
    }

    private static string Value(object? value) => value switch
    {
        null => "None",
        bool b => b ? "True" : "False",
        ValueList<int> list => Tuple(list.ToArray().Select(i => i.ToString(CultureInfo.InvariantCulture))),
        ValueList<string> list => Tuple(list.ToArray().Select(s => $"'{s}'")),
        ValueList<ValueList<int>> list => Tuple(list.ToArray().Select(l => Value(l))),
        Shape shape => Tuple(shape.ToArray().Select(i => i.ToString(CultureInfo.InvariantCulture))),
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Tuple(IEnumerable<string> items)
    {
        string[] all = [.. items];
        return all.Length == 1 ? $"({all[0]},)" : $"({string.Join(", ", all)})";
    }

    private string Atom(Atom atom)
    {
        if (atom is not Literal literal) return Name(atom);
        if (literal.Value.Rank > 0) return constants[literal.Value];
        return $"{LiteralText(literal.Value)}:{literal.Type}";
    }

    private static string LiteralText(ConcreteArray value)
    {
        if (value.DType == DType.Key) return "[...]";
        string text = ArrayPrinter.Print(value.ToBytes(), value.Type);
        return value.DType.IsFloat && text.EndsWith('.') ? text + "0" : text;
    }

    private string Name(Atom atom)
    {
        if (!names.TryGetValue(atom, out string? name)) names[atom] = name = NewName();
        return name;
    }

    private string NewName()
    {
        int number = next++;
        string name = "";
        do
        {
            name = (char)('a' + number % 26) + name;
            number = number / 26 - 1;
        }
        while (number >= 0);
        return name;
    }
}
