using System.Text.Json;
using Linum.Linen;
using Linum.TestSupport;
using static Linum.Transform;

namespace Linum.Generators.Tests.Modules;

/// <summary>The module of the reference's cases about lifted methods.</summary>
public sealed partial record AutoEncoder(int Latent = 2, int Out = 3) : Module<NDArray, NDArray>
{
    [ModuleMethod]
    private NDArray EncodeForward(NDArray x) => Np.Tanh(new Dense(Latent) { Name = "encoder" }.Call(x));

    [ModuleMethod]
    private NDArray DecodeForward(NDArray z) => new Dense(Out) { Name = "decoder" }.Call(z);

    /// <inheritdoc/>
    protected override NDArray Forward(NDArray x) => Decode(Encode(x));
}

/// <summary>Lifted methods give the parameters, outputs and gradients that the reference computed.</summary>
public sealed class MethodGoldenTests
{
    private static readonly VariableAxes Stacked = new() { ["params"] = 0 };
    private static readonly SplitRngs Split = new() { ["params"] = true };

    private static readonly TensorFile Tensors = TensorFile.Read(Path.Combine(RepositoryRoot.Path, "tests", "golden", "flax", "seed_vmap.safetensors"));

    private static readonly JsonElement[] Cases = [.. JsonDocument.Parse(Repository.Read("tests", "golden", "flax", "seed_vmap.json")).RootElement.EnumerateArray()];

    private static AutoEncoder Lifted(string name) => name switch
    {
        "methods_list_all" => Lift.Vmap(new AutoEncoder(), Stacked, Split, methods: ["Forward", "Encode", "Decode"]),
        "methods_list_plain_call" => Lift.Vmap(new AutoEncoder(), new() { ["params"] = null }, new() { ["params"] = false }, methods: ["Encode"]),
        "methods_dict_encode" or "methods_dict_decode" => Lift.Vmap(new AutoEncoder(), methods: new()
        {
            ["Encode"] = new() { VariableAxes = Stacked, SplitRngs = Split, InAxes = 1 },
            ["Decode"] = new() { VariableAxes = Stacked, SplitRngs = Split, OutAxes = -1 },
        }),
        _ => Lift.Vmap(new AutoEncoder(), Stacked, Split, methods: ["Encode", "Decode"]),
    };

    private static Func<AutoEncoder, NDArray, NDArray> Method(JsonElement c, string property) => (c.TryGetProperty(property, out JsonElement name) ? name.GetString() : "__call__") switch
    {
        "encode" => (m, x) => m.Encode(x),
        "decode" => (m, x) => m.Decode(x),
        _ => (m, x) => m.Call(x),
    };

    private static Variables Read(JsonElement paths) => Tree.MapWithPath(
        (path, _) => Tensors.Stored(paths.GetProperty(path.TrimStart('.').Replace('.', '/')).GetString()!), Shell([.. paths.EnumerateObject().Select(p => p.Name.Split('/'))]));

    /// <summary>Variables with the given paths and no values yet.</summary>
    private static Variables Shell(string[][] paths)
    {
        Variables Collection(string name) => paths.Where(p => p[1] == name).Aggregate(new Variables(), (part, p) => part.With(p[2], Np.Zeros(1)));
        return new() { ["params"] = paths.Select(p => p[1]).Distinct().Aggregate(new Variables(), (all, name) => all.With(name, Collection(name))) };
    }

    /// <summary>The weights of the output's elements under which the reference differentiated.</summary>
    private static NDArray Cotangent(Shape shape) => Np.Array([.. Enumerable.Range(0, (int)shape.Count).Select(i => ((5f * i + 3) % 17 - 8) / 8)]).Reshape(shape.ToArray());

    [Theory]
    [InlineData("methods_list_all")]
    [InlineData("methods_list_encode")]
    [InlineData("methods_list_decode")]
    [InlineData("methods_list_init_encode")]
    [InlineData("methods_list_plain_call")]
    [InlineData("methods_dict_encode")]
    [InlineData("methods_dict_decode")]
    public void The_reference_agrees(string name)
    {
        JsonElement c = Cases.Single(e => e.GetProperty("name").GetString() == name);
        double relative = c.GetProperty("rtol").GetDouble(), absolute = c.GetProperty("atol").GetDouble();
        AutoEncoder module = Lifted(name);
        Variables variables = Read(c.GetProperty("variables"));
        NDArray x = Tensors.Stored(c.GetProperty("inputs")[0].GetString()!);
        if (c.TryGetProperty("seed", out JsonElement seed))
        {
            var (output, made) = module.InitWithOutput(Rng.Key(seed.GetInt32()), m => Method(c, "init_method")(m, x));
            Agree.Within(relative, absolute, Tensors.Stored(c.GetProperty("init_output").GetString()!), output, "the output of Init");
            Same(variables, made);
        }

        NDArray Run(Variables v, NDArray input) => module.Apply(v, m => Method(c, "method")(m, input));
        Agree.Within(relative, absolute, Tensors.Stored(c.GetProperty("outputs").GetString()!), Run(variables, x), "the output");

        var (byVariables, byInput) = Grad<Variables, NDArray>((v, input) => (Run(v, input) * Cotangent(Run(v, input).Shape)).Sum(), (Arg.First, Arg.Second))(variables, x);
        Same(Read(c.GetProperty("gradients").GetProperty("variables")), byVariables);
        Agree.Within(relative, absolute, Tensors.Stored(c.GetProperty("gradients").GetProperty("inputs")[0].GetString()!), byInput, "the gradient of the input");

        void Same(Variables want, Variables got)
        {
            Assert.Equal(want.Leaves.Select(l => l.Path).Order(StringComparer.Ordinal), got.Leaves.Select(l => l.Path).Order(StringComparer.Ordinal));
            foreach ((string path, NDArray array) in want.Leaves) Agree.Within(relative, absolute, array, got[path], path);
        }
    }
}
