using System.Collections.Immutable;
using Linum.SampleCheck;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Linum.Generators.Tests.Analyzers;

public sealed class PrimitiveSampleAnalyzerTests
{
    private static async Task<string[]> WithoutSample(string samples)
    {
        string text = $$"""
            using Linum.Extending;
            namespace Linum.TestSupport;
            public sealed record Sample
            {
                public static Sample Of(Primitive primitive, params NDArray[] inputs) => new();
                public static Sample Of<T>(params NDArray[] inputs) where T : Primitive => new();
            }
            public static class PrimitiveSamples
            {
                private static Sample Named<T>(NDArray x) where T : Primitive => Sample.Of<T>(x);
                {{samples}}
            }
            public static class Elsewhere
            {
                public static Sample Sin => Sample.Of(new Sin());
            }
            """;
        ImmutableArray<Diagnostic> found = await Compile.Source(text).WithAnalyzers([new PrimitiveSampleAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.All(found, d => Assert.Equal(("SAMPLE001", DiagnosticSeverity.Error), (d.Id, d.Severity)));
        return [.. found.Select(d => d.GetMessage())];
    }

    private static string Message(string primitive) => $"The primitive '{primitive}' has no sample. Add a property of type Sample to PrimitiveSamples that makes one with Sample.Of.";

    [Fact]
    public async Task SAMPLE001_names_each_primitive_that_no_property_makes_a_sample_of()
    {
        string[] none = await WithoutSample(""), some = await WithoutSample(
            "public static Sample Tanh => Sample.Of(new Tanh()); public static Sample Loop => Sample.Of<Scan>(); public static Sample Sum => Named<Psum>(1); public static object NotOne => new Cos();");
        Assert.Equal(new[] { "Tanh", "Scan", "Psum" }.Select(Message).Order(), none.Except(some).Order());
        Assert.Contains(Message("Cos"), some);
        Assert.Contains(Message("Sin"), some);
        Assert.DoesNotContain(Message("UnaryElementwise"), none);
    }

    [Fact]
    public async Task Other_projects_are_left_alone() =>
        Assert.Empty(await Compile.Source("public static class C { public static Linum.NDArray X => 1; }").WithAnalyzers([new PrimitiveSampleAnalyzer()]).GetAnalyzerDiagnosticsAsync());
}
