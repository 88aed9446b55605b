using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Linum.Generators.Tests;

public sealed class IncrementalityTests
{
    private const string Program = """
        using Linum;
        using Linum.Linen;
        using static Linum.Transform;

        [Pytree] public sealed partial record P(NDArray A, (NDArray, NDArray) B);

        public sealed partial record Coder(int Size) : Module<NDArray, NDArray>
        {
            [ModuleMethod] private NDArray EncodeForward(NDArray x) => x * Size;
            protected override NDArray Forward(NDArray x) => Encode(x);
        }

        public static class Use
        {
            public static NDArray F(P p) => Jit((P q) => q.A + q.B.Item1)(p);
        }
        """;

    [Theory]
    [InlineData(PytreeGenerator.Step)]
    [InlineData(RegistrationGenerator.Step)]
    [InlineData(ModuleMethodGenerator.Step)]
    public void An_edit_that_changes_no_tree_and_no_call_writes_nothing_again(string step)
    {
        CSharpCompilation first = Compile.Source(Program);
        GeneratorDriver driver = Compile.Driver().RunGenerators(first);
        SyntaxTree old = first.SyntaxTrees.Single(t => t.FilePath == "Program.cs");
        CSharpCompilation second = first.ReplaceSyntaxTree(old, Compile.Parse("// A comment moves everything.\n" + Program.Replace("x * Size", "Size * x")));
        driver = driver.RunGenerators(second);
        IncrementalStepRunReason[] reasons = [.. driver.GetRunResult().Results.SelectMany(r => r.TrackedSteps).Where(s => s.Key == step).SelectMany(s => s.Value).SelectMany(s => s.Outputs).Select(o => o.Reason)];
        Assert.NotEmpty(reasons);
        Assert.All(reasons, r => Assert.True(r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, r.ToString()));
    }

    [Fact]
    public void An_edit_of_a_member_changes_what_is_written()
    {
        CSharpCompilation first = Compile.Source(Program);
        GeneratorDriver driver = Compile.Driver().RunGenerators(first);
        SyntaxTree old = first.SyntaxTrees.Single(t => t.FilePath == "Program.cs");
        driver = driver.RunGenerators(first.ReplaceSyntaxTree(old, Compile.Parse(Program.Replace("P(NDArray A,", "P(NDArray A, NDArray C,"))));
        Assert.Contains(driver.GetRunResult().Results.SelectMany(r => r.TrackedSteps).Where(s => s.Key == PytreeGenerator.Step).SelectMany(s => s.Value).SelectMany(s => s.Outputs), o => o.Reason == IncrementalStepRunReason.Modified);
    }
}
