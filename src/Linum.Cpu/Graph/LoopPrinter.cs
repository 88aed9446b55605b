using System.Globalization;
using System.Text;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes a loop program for people: one line per node, its scalar steps below it.</summary>
internal sealed class LoopPrinter
{
    private readonly Dictionary<LoopValue, string> names = [];
    private readonly StringBuilder text = new();

    public static string Print(LoopGraph graph)
    {
        LoopPrinter printer = new();
        printer.text.Append(CultureInfo.InvariantCulture, $"inputs {printer.Names(graph.Inputs)}\n");
        foreach (LoopConstant constant in graph.Constants) printer.text.Append(CultureInfo.InvariantCulture, $"constant {printer.Name(constant.Value)}\n");
        foreach (LoopNode node in graph.Nodes) printer.Node(node);
        printer.text.Append(CultureInfo.InvariantCulture, $"outputs {printer.Names(graph.Outputs)}\n");
        return printer.text.ToString();
    }

    /// <summary>A node in a line, for lists of times.</summary>
    public static string Describe(LoopNode node) => $"{string.Join(' ', node.Results.ToArray().Select(r => r.Type.ToString()))} = {What(node)} {string.Join(' ', node.Operands.ToArray().Select(o => $"{o.Value.Type}{o}"))}";

    /// <summary>A number of things.</summary>
    public static string Counted(int count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";

    private string Name(LoopValue value)
    {
        if (!names.TryGetValue(value, out string? name)) names[value] = name = $"%{names.Count}:{value.Type}";
        return name;
    }

    private string Names(ValueList<LoopValue> values) => string.Join(' ', values.ToArray().Select(Name));

    private void Node(LoopNode node)
    {
        string operands = string.Join(' ', node.Operands.ToArray().Select(o => Name(o.Value).Split(':')[0] + o));
        text.Append(CultureInfo.InvariantCulture, $"{Names(node.Results)} = {What(node)} {operands}\n");
        if (node is RowsNode rows) Rows(rows);
        if ((node as ContractNode)?.Epilogue is Epilogue ofContraction) Rows(ofContraction.Rows);
        if ((node as ConvolveNode)?.Epilogue is Epilogue ofConvolution) Rows(ofConvolution.Rows);
        if (node is not MapNode m) return;
        text.Append(Print(m.Body));
    }

    /// <summary>The steps of a function, a line for each.</summary>
    public static string Print(ScalarFunction function)
    {
        StringBuilder text = new();
        for (int i = 0; i < function.Steps.Count; i++) text.Append(CultureInfo.InvariantCulture, $"    s{i}:{function.Steps[i].DType.Short} = {Print(function.Steps[i])}\n");
        return text.Append(CultureInfo.InvariantCulture, $"    give {string.Join(' ', function.Results.ToArray().Select(r => $"s{r}"))}\n").ToString();
    }

    /// <summary>A step and its operands.</summary>
    public static string Print(ScalarStep step) => $"{step.Op} {Arguments(step)}";

    private void Rows(RowsNode node)
    {
        for (int i = 0; i < node.Body.Steps.Count; i++)
        {
            (ScalarStep s, ReduceKind? over) = node.Body.Steps[i];
            string what = over is ReduceKind kind ? $"{kind} over s{s.A}" : $"{s.Op} {Arguments(s)}";
            text.Append(CultureInfo.InvariantCulture, $"    s{i}:{s.DType.Short} = {what}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"    give {string.Join(' ', node.Body.Outputs.ToArray().Select(o => $"s{o.Step}{(o.Second < 0 ? "" : $" s{o.Second}")} {(o.Kind == RowOutputKind.Columns ? $"{o.Combine} over rows" : o.Kind.ToString().ToLowerInvariant())}"))}\n");
    }

    private static string Arguments(ScalarStep s) =>
        s.Op == ScalarOp.Constant ? Constant(s) : s.Op == ScalarOp.Element ? $"#{s.A} s{s.B}" : string.Join(' ', new[] { s.A, s.B, s.C }.Where(a => a >= 0).Select(a => s.Op is ScalarOp.Input or ScalarOp.Index ? $"#{a}" : $"s{a}"));

    private static string What(LoopNode node) => node switch
    {
        RowsNode rows => $"rows({string.Join(", ", rows.Space.Span[..rows.Split].ToArray())} | {string.Join(", ", rows.Space.Span[rows.Split..].ToArray())})",
        MapNode map => $"map{map.Shape} {map.Body.OperationCount} operations",
        CopyNode => "copy",
        ContractNode contract => $"contract[{string.Join(",", contract.Dimensions.LeftContracting.ToArray())};{string.Join(",", contract.Dimensions.RightContracting.ToArray())}]{Then(contract.Epilogue)}",
        ConvolveNode convolve => $"convolve[{string.Join(",", convolve.Dimensions.Strides.ToArray())}]{Then(convolve.Epilogue)}",
        RoutineNode routine => Lowered(routine.Lowered),
        ControlNode control => control.Kind.ToString().ToLowerInvariant(),
        _ => node.GetType().Name,
    };

    private static string Then(Epilogue? epilogue) => epilogue is null ? "" : $" then {What(epilogue.Rows)} of products as #{epilogue.Product} in {(epilogue.Target < 0 ? "working memory" : $"result {epilogue.Target}")}:";

    private static string Lowered(Lowered lowered) => lowered switch
    {
        Extending.Lowered.Reduce reduce => $"reduce {reduce.Kind} [{string.Join(",", reduce.Axes.ToArray())}]",
        _ => lowered.GetType().Name,
    };

    private static string Constant(ScalarStep s) => s.DType switch
    {
        DType.Float32 => $"{BitConverter.Int32BitsToSingle((int)s.Bits):R}",
        DType.Float64 => $"{BitConverter.Int64BitsToDouble(s.Bits):R}",
        _ => $"{s.Bits}",
    };
}
