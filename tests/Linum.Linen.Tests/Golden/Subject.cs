using System.Text.Json;
using Linum.TestSupport;
using Xunit;

namespace Linum.Linen.Tests.Golden;

/// <summary>The module of a case, lifted as the case says.</summary>
internal abstract class Subject
{
    /// <summary>Checks variables, outputs, changed variables and gradients.</summary>
    public abstract void Check(GoldenCase c);

    /// <summary>How far parameters made from the same seed may be off where a case asks for equal bits: the last bits of elementary functions are not specified.</summary>
    private const double OfSameSeed = 1e-6;

    /// <summary>Variables have the same names, shapes, dtypes and metadata, and values within the tolerance.</summary>
    public static void Same(GoldenCase c, Variables want, Variables got, string what)
    {
        string[] wanted = [.. want.Leaves.Select(l => l.Path).Order(StringComparer.Ordinal)], actual = [.. got.Leaves.Select(l => l.Path).Order(StringComparer.Ordinal)];
        Assert.True(wanted.SequenceEqual(actual), $"{what}: expected {string.Join(", ", wanted)}, got {string.Join(", ", actual)}.");
        foreach ((string path, NDArray array) in want.Leaves)
        {
            Agree.Within(Math.Max(c.Relative, OfSameSeed), c.Absolute, array, got[path], $"{what}, {path}");
            Assert.Equal(want[path].Metadata, got[path].Metadata);
        }
    }

    /// <summary>The random streams of a case.</summary>
    public static Rngs? Rngs(GoldenCase c, string property) => c.Json.TryGetProperty(property, out JsonElement e)
        ? Linen.Rngs.From(e.EnumerateObject().Select(p => (p.Name, (LazyRng)Rng.Key(p.Value.GetInt64()))))
        : null;
}

/// <summary>The module of a case.</summary>
/// <typeparam name="TModule">Its type.</typeparam>
/// <typeparam name="TIn">The type of its input.</typeparam>
/// <typeparam name="TOut">The type of its output.</typeparam>
internal sealed class Subject<TModule, TIn, TOut>(TModule module, Func<string, Func<TModule, TIn, TOut>> method) : Subject
    where TModule : Module
{
    /// <inheritdoc/>
    public override void Check(GoldenCase c)
    {
        JsonElement json = c.Json;
        string Method(string property) => json.TryGetProperty(property, out JsonElement m) ? m.GetString()! : "__call__";
        TIn x = Encoded.ReadInputs<TIn>(c, json.GetProperty("inputs"));
        TIn first = json.TryGetProperty("init_inputs", out JsonElement inputs) ? Encoded.ReadInputs<TIn>(c, inputs) : x;
        Variables variables = Encoded.Variables(c, json.GetProperty("variables"));
        if (Rngs(c, "init_rngs") is { } keys)
        {
            CollectionFilter? made = json.TryGetProperty("init_mutable", out JsonElement m) ? LiftSpecification.Filter(m) : (CollectionFilter?)null;
            (TOut output, Variables created) = module.InitWithOutput(keys, mod => method(Method("init_method"))(mod, first), made);
            SameOutput(c, json.GetProperty("init_output"), output, "the output of Init");
            Same(c, variables, created, "the variables of Init");
        }

        CollectionFilter mutable = json.TryGetProperty("mutable", out JsonElement which) ? LiftSpecification.Filter(which) : default;
        CaptureFilter? capture = json.TryGetProperty("capture_intermediates", out JsonElement captured) && captured.GetBoolean() ? Capture.Outputs : null;
        (TOut Output, Variables Updated) Run(Variables v, TIn input) => module.Apply(v, mod => method(Method("method"))(mod, input), mutable, Rngs(c, "rngs"), capture);
        (TOut result, Variables updated) = Run(variables, x);
        SameOutput(c, json.GetProperty("outputs"), result, "the output");
        if (json.TryGetProperty("mutated", out JsonElement mutated)) Same(c, Encoded.Variables(c, mutated), updated, "the changed variables");
        if (json.TryGetProperty("gradients", out JsonElement gradients)) CheckGradients(c, gradients, variables, x, (v, input) => Run(v, input).Output);
    }

    private static void SameOutput(GoldenCase c, JsonElement want, TOut got, string what)
    {
        NDArray[] wanted = [.. Encoded.Leaves(c, want)], actual = Tree.Leaves(got);
        Assert.True(wanted.Length == actual.Length, $"{what} has {actual.Length} arrays, expected {wanted.Length}.");
        for (int i = 0; i < wanted.Length; i++) Agree.Within(c.Relative, c.Absolute, wanted[i], actual[i], what);
    }

    /// <summary>Gradients of the sum of all floating outputs, weighted, with respect to the parameters and all floating inputs.</summary>
    private static void CheckGradients(GoldenCase c, JsonElement want, Variables variables, TIn x, Func<Variables, TIn, TOut> run)
    {
        NDArray[] inputs = Tree.Flatten(x, out var inputStructure), parameters = Tree.Flatten(variables["params"], out var parameterStructure);
        int[] moving = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].DType.IsInexact)];
        NDArray Loss(NDArray[] at)
        {
            NDArray[] all = [.. inputs];
            for (int i = 0; i < moving.Length; i++) all[moving[i]] = at[parameters.Length + i];
            Variables given = variables.With("params", Tree.Unflatten<Variables>(parameterStructure, at.AsSpan(0, parameters.Length)));
            NDArray loss = 0f;
            foreach (NDArray leaf in Tree.Leaves(run(given, Tree.Unflatten<TIn>(inputStructure, all))))
                if (leaf.DType.IsInexact) loss += Np.Sum((leaf * Cotangent(leaf)).AsType(DType.Float32));
            return loss;
        }

        NDArray[] got = Transform.Grad<NDArray[]>(Loss)([.. parameters, .. moving.Select(i => inputs[i])]);
        Variables byParameter = new() { ["params"] = Tree.Unflatten<Variables>(parameterStructure, got.AsSpan(0, parameters.Length)) };
        Same(c, Encoded.Variables(c, want.GetProperty("variables")), byParameter, "the gradient");
        NDArray[] wanted = [.. Encoded.Leaves(c, want.GetProperty("inputs"))];
        Assert.Equal(wanted.Length, moving.Length);
        for (int i = 0; i < wanted.Length; i++) Agree.Within(c.Relative, c.Absolute, wanted[i], got[parameters.Length + i], $"the gradient of input {moving[i]}");
    }

    /// <summary>The weights of an output's elements under which the reference differentiated: exact in every floating type.</summary>
    private static NDArray Cotangent(NDArray leaf) => Np.Array([.. Enumerable.Range(0, (int)leaf.Shape.Count).Select(i => ((5f * i + 3) % 17 - 8) / 8)]).Reshape(leaf.Shape.ToArray()).AsType(leaf.DType);
}
