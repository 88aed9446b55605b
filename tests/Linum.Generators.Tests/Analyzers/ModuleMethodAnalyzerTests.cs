namespace Linum.Generators.Tests.Analyzers;

public sealed class ModuleMethodAnalyzerTests
{
    private static string In(string method, string header = "public sealed partial record M : Module<NDArray, NDArray>") =>
        $$"""{{header}} { {{method}} protected override NDArray Forward(NDArray x) => x; }""";

    [Theory]
    [InlineData("[ModuleMethod] private NDArray [|Encode|](NDArray x) => x;", "does not end with 'Forward' behind a name; call it 'EncodeForward', and it is run by 'Encode'")]
    [InlineData("[ModuleMethod] private static NDArray [|EncodeForward|](NDArray x) => x;", "is static, so it has no module whose parameters it could use; remove 'static'")]
    [InlineData("[ModuleMethod] private T [|EncodeForward|]<T>(T x) => x;", "has type parameters, which a lifted transformation cannot know; make a method per type")]
    [InlineData("[ModuleMethod] private void [|EncodeForward|](NDArray x) { }", "returns nothing; return the arrays that it computes")]
    [InlineData("[ModuleMethod] private NDArray [|EncodeForward|](ref NDArray x) => x;", "passes something by reference, which cannot be traced; return a tuple")]
    [InlineData("[ModuleMethod] private int [|EncodeForward|](int a, int b, int c, int d, int e, int f, int g, int h) => a;", "has 8 parameters; at most 7 can be, so pack some in a tuple or a [Pytree] record")]
    public async Task LINUM007_a_method_that_a_module_cannot_run(string method, string problem)
    {
        string message = Assert.Single(await Report.Is("LINUM007", In(method)));
        Assert.EndsWith($"' is marked [ModuleMethod], but {problem}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LINUM007_a_module_that_is_not_partial() =>
        await Report.Is("LINUM007", In("[ModuleMethod] private NDArray [|EncodeForward|](NDArray x) => x;", "public sealed record M : Module<NDArray, NDArray>"));

    [Fact]
    public async Task LINUM007_a_type_that_is_no_module() => await Report.Is("LINUM007", "public partial class C { [ModuleMethod] private NDArray [|EncodeForward|](NDArray x) => x; }");

    [Fact]
    public async Task Methods_with_and_without_inputs_are_right() =>
        await Report.IsNothing(In("[ModuleMethod] private NDArray OneForward() => 1; [ModuleMethod] private (NDArray, int) TwoForward(NDArray? x, int n = 3, string s = \"a\", DayOfWeek d = DayOfWeek.Friday, float f = 0.5f) => (1, n);"));
}
