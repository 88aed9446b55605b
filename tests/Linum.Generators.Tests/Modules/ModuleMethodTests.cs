using Linum.Extending;
using Linum.Linen;

namespace Linum.Generators.Tests.Modules;

/// <summary>A module with methods beside Forward, for which the generator ran when this project was built.</summary>
public sealed partial record Coder(int Code, int Size) : Module<NDArray, NDArray>
{
    [ModuleMethod]
    private NDArray EncodeForward(NDArray x) => Np.Tanh(new Dense(Code) { Name = "encoder" }.Call(x));

    [ModuleMethod]
    private NDArray DecodeForward(NDArray code, double scale = 1) => new Dense(Size) { Name = "decoder" }.Call(code) * scale;

    /// <summary>Uses automatic names.</summary>
    [ModuleMethod]
    private NDArray DeepForward(NDArray x) => new Dense(2).Call(new Dense(3).Call(x));

    /// <inheritdoc/>
    protected override NDArray Forward(NDArray x) => Decode(Encode(x));
}

/// <summary>Calls a method of a part, and methods with automatic names of its own.</summary>
public sealed partial record Wrapper(Coder Inner) : Module<NDArray, NDArray>
{
    [ModuleMethod]
    private NDArray TwiceForward(NDArray x) => new Dense(2).Call(x);

    /// <inheritdoc/>
    protected override NDArray Forward(NDArray x) => Twice(new Dense(3).Call(Inner.Encode(x)));
}

public sealed class ModuleMethodTests
{
    private static readonly Coder Model = new(2, 3);

    private static NDArray Input => Np.Arange(12f).Reshape(4, 3) / 10;

    /// <summary>Paths and shapes, sorted: what was made inside a lifted method comes out sorted by name.</summary>
    private static string[] Paths(Variables variables) => [.. variables.Leaves.Select(l => $"{l.Path} {l.Array.Shape}").Order(StringComparer.Ordinal)];

    private static Coder LiftedCoder => Lift.Vmap(Model, inAxes: 0, variableAxes: new() { ["params"] = 0 }, splitRngs: new() { ["params"] = true }, methods: ["Encode", "Decode"]);

    [Fact]
    public void Forward_runs_the_methods_in_its_own_scope()
    {
        Variables v = Model.Init(Rng.Key(0), Input);
        Assert.Equal(["params/decoder/bias (3,)", "params/decoder/kernel (2, 3)", "params/encoder/bias (2,)", "params/encoder/kernel (3, 2)"], Paths(v));
        NDArray code = Np.Tanh(Np.Dot(Input, v["params/encoder/kernel"]) + v["params/encoder/bias"]);
        Assert.True(Np.AllClose(Model.Apply(v, Input), Np.Dot(code, v["params/decoder/kernel"]) + v["params/decoder/bias"]));
    }

    [Fact]
    public void A_method_can_be_initialized_and_applied_alone_and_its_default_argument_counts()
    {
        Variables v = Model.Init(Rng.Key(0), m => m.Encode(Input));
        Assert.Equal(["params/encoder/bias (2,)", "params/encoder/kernel (3, 2)"], Paths(v));
        Variables all = Model.Init(Rng.Key(0), Input);
        NDArray code = Model.Apply(all, m => m.Encode(Input));
        Assert.True(Np.AllClose(Model.Apply(all, m => m.Decode(code)), Model.Apply(all, Input)));
        Assert.True(Np.AllClose(Model.Apply(all, m => m.Decode(code, 2)), 2 * Model.Apply(all, Input)));
        Assert.True(Np.AllClose(Model.Apply(all, m => m.Call(Input)), Model.Apply(all, Input)));
    }

    [Fact]
    public void Initializing_a_method_makes_the_same_parameters_as_initializing_all() =>
        Assert.True(Np.AllClose(Model.Init(Rng.Key(3), m => m.Encode(Input))["params/encoder/kernel"], Model.Init(Rng.Key(3), Input)["params/encoder/kernel"]));

    [Fact]
    public void Collections_can_change_in_a_method()
    {
        var (output, updated) = Model.Apply(Model.Init(Rng.Key(0), Input), m => m.Encode(Input), mutable: ["params"]);
        Assert.Equal([4, 2], output.Shape.ToArray());
        Assert.Equal(4, Paths(updated).Length);
        var (same, variables) = Model.InitWithOutput(Rng.Key(0), m => m.Encode(Input));
        Assert.True(Np.AllClose(output, same));
        Assert.Equal(2, Paths(variables).Length);
    }

    [Fact]
    public void A_method_called_inside_another_goes_on_numbering_and_one_after_another_starts_again()
    {
        Wrapper wrapper = new(Model);
        Variables v = wrapper.Init(Rng.Key(0), Input);
        Assert.Equal(
            ["params/Dense_0/bias (3,)", "params/Dense_0/kernel (2, 3)", "params/Dense_1/bias (2,)", "params/Dense_1/kernel (3, 2)", "params/inner/encoder/bias (2,)", "params/inner/encoder/kernel (3, 2)"], Paths(v));
        Variables shared = Model.Init(Rng.Key(0), m => (m.Deep(Input), m.Deep(Input)));
        Assert.Equal(["params/Dense_0/bias (2,)", "params/Dense_0/kernel (3, 2)", "params/Dense_1/bias (3,)", "params/Dense_1/kernel (3, 3)"], Paths(shared));
    }

    [Fact]
    public void Lifted_methods_have_a_parameter_axis_also_where_Forward_that_calls_them_is_not_lifted()
    {
        Variables v = LiftedCoder.Init(Rng.Key(0), Input);
        Assert.Equal(["params/decoder/bias (4, 3)", "params/decoder/kernel (4, 2, 3)", "params/encoder/bias (4, 2)", "params/encoder/kernel (4, 3, 2)"], Paths(v));
        NDArray y = LiftedCoder.Apply(v, Input), code = LiftedCoder.Apply(v, m => m.Encode(Input));
        for (int i = 0; i < 4; i++)
        {
            NDArray Part(string path) => ((NDArray)v["params/" + path])[i];
            Assert.True(Np.AllClose(code[i], Np.Tanh(Np.Dot(Input[i], Part("encoder/kernel")) + Part("encoder/bias"))));
            Assert.True(Np.AllClose(y[i], Np.Dot(code[i], Part("decoder/kernel")) + Part("decoder/bias")));
        }
    }

    [Fact]
    public void A_method_that_is_not_named_is_not_lifted()
    {
        Coder coder = Lift.Vmap(Model, inAxes: 0, variableAxes: new() { ["params"] = 0 }, splitRngs: new() { ["params"] = true }, methods: ["Encode"]);
        Assert.Equal(["params/decoder/bias (3,)", "params/decoder/kernel (2, 3)", "params/encoder/bias (4, 2)", "params/encoder/kernel (4, 3, 2)"], Paths(coder.Init(Rng.Key(0), Input)));
    }

    [Fact]
    public void A_method_called_inside_a_lifted_one_is_not_lifted_again()
    {
        Coder both = Lift.Vmap(Model, inAxes: 0, variableAxes: new() { ["params"] = 0 }, splitRngs: new() { ["params"] = true }, methods: ["Forward", "Encode"]);
        Assert.Contains("params/encoder/kernel (4, 3, 2)", Paths(both.Init(Rng.Key(0), Input)));
    }

    [Fact]
    public void Several_inputs_have_an_axis_each()
    {
        Coder decoders = Lift.Vmap(Model, inAxes: [0, null], variableAxes: new() { ["params"] = 0 }, splitRngs: new() { ["params"] = true }, methods: ["Decode"]);
        Variables v = decoders.Init(Rng.Key(0), m => m.Decode(Np.Ones(5, 2), 2));
        Assert.Equal(["params/decoder/bias (5, 3)", "params/decoder/kernel (5, 2, 3)"], Paths(v));
    }

    [Fact]
    public void A_method_can_have_axes_of_its_own_and_then_the_shared_ones_do_not_count_for_it()
    {
        Coder coder = Lift.Vmap(Model, inAxes: 5, methods: new()
        {
            ["Encode"] = new() { InAxes = 1, OutAxes = 1, VariableAxes = new() { ["params"] = 0 }, SplitRngs = new() { ["params"] = true } },
            ["Decode"] = new() { InAxes = [0, null], VariableAxes = new() { ["params"] = null }, SplitRngs = new() { ["params"] = false } },
        });
        Variables v = coder.Init(Rng.Key(0), m => m.Decode(m.Encode(Np.Ones(3, 7)).T));
        Assert.Equal(["params/decoder/bias (3,)", "params/decoder/kernel (2, 3)", "params/encoder/bias (7, 2)", "params/encoder/kernel (7, 3, 2)"], Paths(v));
    }

    [Fact]
    public void Liftings_nest_and_each_takes_its_own_methods()
    {
        Coder nested = Lift.Vmap(LiftedCoder, inAxes: 0, variableAxes: new() { ["params"] = 0 }, splitRngs: new() { ["params"] = true });
        Variables v = nested.Init(Rng.Key(0), Np.Ones(6, 4, 3));
        Assert.Equal(["params/decoder/bias (6, 4, 3)", "params/decoder/kernel (6, 4, 2, 3)", "params/encoder/bias (6, 4, 2)", "params/encoder/kernel (6, 4, 3, 2)"], Paths(v));
    }

    [Fact]
    public void The_same_methods_make_equal_modules()
    {
        Assert.Equal(LiftedCoder, LiftedCoder);
        Assert.NotEqual(LiftedCoder, Lift.Vmap(Model, inAxes: 0, variableAxes: new() { ["params"] = 0 }, splitRngs: new() { ["params"] = true }));
    }

    [Fact]
    public void An_unknown_method_is_an_error_that_lists_those_there_are()
    {
        ModuleException e = Assert.Throws<ModuleException>(() => Lift.Vmap(Model, methods: ["Encod"]));
        Assert.Equal(
            "Lift.Vmap: methods names \"Encod\", but the methods of Coder that can be lifted are: Forward, Encode, Decode, Deep. For another, write [ModuleMethod] on EncodForward and make the record partial.", e.Message);
    }

    [Fact]
    public void A_method_outside_a_run_is_an_error()
    {
        ModuleException e = Assert.Throws<ModuleException>(() => Model.Encode(Input));
        Assert.StartsWith("Encode: Coder is used outside a run", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lifting_a_method_needed_no_generic_type_closed_at_run_time()
    {
        Several_inputs_have_an_axis_each();
        Assert.False(PytreeNodes.WasReflected(typeof((NDArray, double))));
    }
}
