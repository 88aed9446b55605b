using System.Text.Json;
using Linum.Extending;
using Linum.TestSupport;

namespace Linum.Linen.Tests.Golden;

/// <summary>Lifted transformations as the golden cases write them down: a list of transformations with their arguments, the innermost first.</summary>
internal static class LiftSpecification
{
    private static readonly Dictionary<string, Func<Variables, Variables>> Functions = new()
    {
        ["double_tree"] = v => Tree.Map(a => 2 * a, v),
        ["halve_tree"] = v => Tree.Map(a => a / 2, v),
    };

    /// <summary>Lifts a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="list">The transformations.</param>
    /// <param name="isTuple">Whether the module's input is a tuple; otherwise a list of one axis is that of the input.</param>
    public static TModule Apply<TModule>(TModule module, JsonElement list, bool isTuple)
        where TModule : Module
    {
        foreach (JsonElement lift in list.EnumerateArray()) module = Apply(module, new Arguments(lift, isTuple));
        return module;
    }

    private static TModule Apply<TModule>(TModule module, Arguments a)
        where TModule : Module => a.Text("transform") switch
        {
            "vmap" => Lift.Vmap(module, a.VariableAxes, a.SplitRngs, a.Axes("in_axes"), a.Axes("out_axes"), a.Int("axis_size"), a.Text("axis_name"), a.Text("spmd_axis_name"), a.MetadataParams, a.Methods),
            "scan" => Lift.Scan(module, a.VariableAxes, a.Filter("variable_broadcast"), a.Filter("variable_carry"), a.SplitRngs, a.Axes("in_axes"), a.Axes("out_axes"), a.Int("length"), metadataParams: a.MetadataParams),
            "jit" => Lift.Jit(module),
            "remat" or "checkpoint" => Lift.Checkpoint(module),
            "map_variables" => Lift.MapVariables(module, a.Filter("mapped_collections"), Functions[a.Text("trans_in_fn")!], Functions[a.Text("trans_out_fn")!], a.Flag("init"), a.Flag("mutable")),
            string other => throw new NotSupportedException($"The golden cases lift with {other}."),
            _ => throw new NotSupportedException("A lift without a name."),
        };

    /// <summary>A filter: a name, true or false, a list, or <c>{"deny": filter}</c>.</summary>
    public static CollectionFilter Filter(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => CollectionFilter.All,
        JsonValueKind.False => CollectionFilter.None,
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Array => CollectionFilter.Create([.. json.EnumerateArray().Select(e => e.GetString()!)]),
        _ => CollectionFilter.All.Subtract(Filter(json.GetProperty("deny"))),
    };

    private sealed class Arguments(JsonElement json, bool isTuple)
    {
        public string? Text(string name) => json.TryGetProperty(name, out JsonElement e) ? e.GetString() : null;

        public int? Int(string name) => json.TryGetProperty(name, out JsonElement e) && e.ValueKind == JsonValueKind.Number ? e.GetInt32() : null;

        public bool Flag(string name) => json.TryGetProperty(name, out JsonElement e) && e.GetBoolean();

        public CollectionFilter Filter(string name) => json.TryGetProperty(name, out JsonElement e) ? LiftSpecification.Filter(e) : default;

        public Axes Axes(string name)
        {
            if (!json.TryGetProperty(name, out JsonElement e)) return default;
            return !isTuple && name == "in_axes" && e.ValueKind == JsonValueKind.Array && e.GetArrayLength() == 1 ? AxesOf(e[0]) : AxesOf(e);
        }

        private static Axes AxesOf(JsonElement json) => json.ValueKind switch
        {
            JsonValueKind.Number => json.GetInt32(),
            JsonValueKind.Array => Linum.Axes.Create([.. json.EnumerateArray().Select(AxesOf)]),
            JsonValueKind.Object when !json.TryGetProperty("broadcast", out _) => Linum.Axes.Create([.. json.EnumerateObject().Select(p => AxesOf(p.Value))]),
            _ => null,
        };

        private static IEnumerable<(CollectionFilter Filter, JsonElement Value)> Map(JsonElement json) => json.ValueKind == JsonValueKind.Array
            ? json.EnumerateArray().Select(e => (LiftSpecification.Filter(e[0]), e[1]))
            : json.EnumerateObject().Select(p => ((CollectionFilter)p.Name, p.Value));

        private static VariableAxis AxisOf(JsonElement json) => json.ValueKind switch
        {
            JsonValueKind.Null => (int?)null,
            JsonValueKind.Number => (int?)json.GetInt32(),
            _ when json.TryGetProperty("in", out JsonElement only) => new In(only.GetInt32()),
            _ => new Out(json.GetProperty("out").GetInt32()),
        };

        public VariableAxes VariableAxes => json.TryGetProperty("variable_axes", out JsonElement e) ? Linum.Linen.VariableAxes.From(Map(e).Select(p => (p.Filter, AxisOf(p.Value)))) : default;

        public SplitRngs SplitRngs => json.TryGetProperty("split_rngs", out JsonElement e)
            ? Linum.Linen.SplitRngs.From(Map(e).Select(p => (p.Filter, p.Value.ValueKind == JsonValueKind.True || (p.Value.ValueKind == JsonValueKind.Number && p.Value.GetInt32() != 0))))
            : default;

        public MetadataParams MetadataParams => json.TryGetProperty("metadata_params", out JsonElement e) ? new() { [Partitioned.PartitionName] = e.GetProperty("partition_name").GetString() } : default;

        private static string MethodName(string name) => name == "__call__" ? "Forward" : char.ToUpperInvariant(name[0]) + name[1..];

        public Methods Methods
        {
            get
            {
                if (!json.TryGetProperty("methods", out JsonElement e)) return default;
                if (e.ValueKind == JsonValueKind.Array) return Methods.Create([.. e.EnumerateArray().Select(m => MethodName(m.GetString()!))]);
                return Methods.From(e.EnumerateObject().Select(m => (MethodName(m.Name), Options(new(m.Value, isTuple)))));
            }
        }

        private static VmapMethod Options(Arguments a) => new() { VariableAxes = a.VariableAxes, SplitRngs = a.SplitRngs, InAxes = a.Axes("in_axes"), OutAxes = a.Axes("out_axes") };
    }
}
