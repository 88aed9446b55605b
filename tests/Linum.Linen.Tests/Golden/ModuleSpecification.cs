using System.Text.Json;
using Linum.Extending;
using Linum.TestSupport;

namespace Linum.Linen.Tests.Golden;

/// <summary>A module as a golden case writes it down: a class, its attributes, and what it is lifted by.</summary>
internal sealed class ModuleSpecification(JsonElement json)
{
    private JsonElement Attributes => json.GetProperty("attrs");

    private bool Has(string name, out JsonElement value) => Attributes.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The class.</summary>
    public string Class => json.GetProperty("class").GetString()!;

    public int Int(string name, int otherwise = 0) => Has(name, out JsonElement e) ? e.GetInt32() : otherwise;

    public bool Flag(string name, bool otherwise) => Has(name, out JsonElement e) ? e.GetBoolean() : otherwise;

    public string? Text(string name, string? otherwise = null) => Has(name, out JsonElement e) ? e.GetString() : otherwise;

    public ValueList<int> Ints(string name, params int[] otherwise) => Has(name, out JsonElement e) ? [.. e.EnumerateArray().Select(i => i.GetInt32())] : [.. otherwise];

    public DType? DTypeOf(string name) => Has(name, out JsonElement e) ? Enum.Parse<DType>(e.GetProperty("dtype").GetString()!, ignoreCase: true) : null;

    public Initializer? Init(string name) => Has(name, out JsonElement e) ? InitOf(e) : null;

    private static Initializer InitOf(JsonElement json) => json.TryGetProperty("partitioned", out JsonElement inner)
        ? Initializers.WithPartitioning(InitOf(inner), [.. json.GetProperty("names").EnumerateArray().Select(n => n.GetString())])
        : json.GetProperty("init").GetString() switch
        {
            "lecun_normal" => Initializers.LecunNormal,
            string other => throw new NotSupportedException($"The golden cases use the initializer {other}."),
            _ => throw new NotSupportedException("An initializer without a name."),
        };

    /// <summary>A module among the attributes.</summary>
    public Module<NDArray, NDArray> Module(string name) => Layer(new(Attributes.GetProperty(name).GetProperty("module")));

    /// <summary>Modules and functions among the attributes.</summary>
    public ValueList<Func<NDArray, NDArray>> Layers(string name) =>
        [.. Attributes.GetProperty(name).GetProperty("modules").EnumerateArray().Select(e => e.TryGetProperty("fn", out _) ? Nn.Relu : (Func<NDArray, NDArray>)Layer(new(e)))];

    private static Dense Layer(ModuleSpecification spec) => spec.Class == "Dense" ? Dense(spec) : throw new NotSupportedException($"The golden cases pass a {spec.Class}.");

    /// <summary>A Dense with its attributes.</summary>
    public static Dense Dense(ModuleSpecification s) => new(s.Int("features"), s.Flag("use_bias", true))
    {
        DType = s.DTypeOf("dtype"),
        ParamDType = s.DTypeOf("param_dtype") ?? DType.Float32,
        KernelInit = s.Init("kernel_init") ?? Initializers.LecunNormal,
    };

    /// <summary>The module, named and lifted, with Forward as its only method.</summary>
    public Subject Of<TIn, TOut>(Module<TIn, TOut> module) => Of<Module<TIn, TOut>, TIn, TOut>(module, _ => (m, x) => m.Call(x));

    /// <summary>The module, named and lifted.</summary>
    public Subject Of<TModule, TIn, TOut>(TModule module, Func<string, Func<TModule, TIn, TOut>> method)
        where TModule : Module
    {
        if (json.TryGetProperty("name", out JsonElement name)) module = (TModule)(module with { Name = name.GetString() });
        bool isTuple = typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(typeof(TIn));
        return new Subject<TModule, TIn, TOut>(json.TryGetProperty("lift", out JsonElement lift) ? LiftSpecification.Apply(module, lift, isTuple) : module, method);
    }
}
