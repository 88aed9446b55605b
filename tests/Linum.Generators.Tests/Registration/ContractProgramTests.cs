using System.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Linum.Generators.Tests.Registration;

/// <summary>
/// The sample programs, built as a user's project is, and run where dynamic code is switched off as it is under Native AOT: whatever is not registered throws there.
/// </summary>
public sealed class ContractProgramTests
{
    [Theory]
    [InlineData("vmap_axes")]
    [InlineData("lifted_vmap")]
    [InlineData("compose")]
    [InlineData("pmap")]
    public async Task A_sample_prints_what_is_expected_without_a_generic_type_closed_at_run_time(string name)
    {
        using Folder folder = new();
        string text = string.Join('\n', Repository.Read("samples", $"{name}.cs").Split('\n').Select(l => l.StartsWith('#') ? "//" + l : l));
        (int code, string output, string error) = await Run(folder.Path, text);
        Assert.True(code == 0, error);
        Assert.Equal(Repository.Read("samples", $"{name}.expected"), output);
    }

    [Fact]
    public async Task Training_an_ensemble_with_dropout_needs_no_dynamic_code_either()
    {
        using Folder folder = new();
        (int code, string output, string error) = await Run(folder.Path, """
            using Linum;
            using Linum.Linen;
            using Linum.Optim;
            using static Linum.Transform;
            var model = Lift.Vmap(new Classifier(3), inAxes: null, axisSize: 2, variableAxes: new() { ["params"] = 0 }, splitRngs: new() { ["params"] = true, ["dropout"] = true });
            NDArray x = Np.Arange(12f).Reshape(3, 4) / 12, y = Np.Array(new[] { 0, 1, 1 });
            Variables parameters = model.Init(Rng.Key(0), (x, false))["params"];
            var optimizer = Optimizers.Adam(0.1);
            var state = optimizer.Init(parameters);
            var loss = (Variables p, Key key) => Losses.SoftmaxCrossEntropyWithIntegerLabels(
                model.Apply(new() { ["params"] = p }, (x, true), rngs: new() { ["dropout"] = key }), Np.BroadcastTo(y, [2, 3])).Mean();
            var step = Jit((Variables p, OptimizerState s, Key key) =>
            {
                var (value, gradients) = ValueAndGrad(loss)(p, key);
                var (updates, next) = optimizer.Update(gradients, s, p);
                return (Optimizers.ApplyUpdates(p, updates), next, value);
            });
            NDArray first = 0, last = 0;
            for (int i = 0; i < 15; i++)
            {
                (parameters, state, last) = step(parameters, state, Rng.Key(i));
                if (i == 0) first = last;
            }
            Console.WriteLine((bool)(last < first));

            public sealed record Classifier(int Hidden) : Module<(NDArray Image, bool Train), NDArray>
            {
                protected override NDArray Forward((NDArray Image, bool Train) input) =>
                    new Dense(2).Call(new Dropout(0.1) { Deterministic = !input.Train }.Call(Nn.Relu(new Dense(Hidden).Call(input.Image))));
            }
            """);
        Assert.True(code == 0, error);
        Assert.Equal("True\n", output);
    }

    [Fact]
    public async Task A_type_that_the_generator_cannot_see_is_an_error_there_that_says_what_to_do()
    {
        using Folder folder = new();
        (_, string output, _) = await Run(folder.Path, """
            using Linum;
            try { Use(new List<(int, string)>()); }
            catch (TreeException e) { Console.WriteLine(e.Message); }
            static void Use<T>(T tree) => Tree.Leaves(tree);
            """);
        Assert.Equal(
            "The tree type System.Collections.Generic.List`1[System.ValueTuple`2[System.Int32,System.String]] is not known in this ahead-of-time compiled program. "
            + "Register it at start-up, for a tuple, say, with PytreeNodes.RegisterTuple; the generator does it where the type is written out in a call of a transformation.\n",
            output);
    }

    private static async Task<(int Code, string Output, string Error)> Run(string folder, string text)
    {
        var (compilation, _) = Compile.GenerateClean(text, OutputKind.ConsoleApplication);
        string program = Path.Combine(folder, "Program.dll");
        Assert.Empty(compilation.Emit(program).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        foreach (string library in Compile.Libraries) File.Copy(library, Path.Combine(folder, Path.GetFileName(library)));
        string configuration = Path.Combine(folder, "Program.runtimeconfig.json");
        File.WriteAllText(configuration, $$"""
            {
              "runtimeOptions": {
                "tfm": "net10.0",
                "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version.ToString(3)}}" },
                "configProperties": { "System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported": false }
              }
            }
            """);
        ProcessStartInfo start = new("dotnet", [program]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment["LINUM_INTERPRET"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await error);
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("linum").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
