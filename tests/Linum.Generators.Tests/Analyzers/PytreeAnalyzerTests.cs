namespace Linum.Generators.Tests.Analyzers;

public sealed class PytreeAnalyzerTests
{
    [Fact]
    public async Task LINUM001_a_type_that_is_not_partial()
    {
        string[] messages = await Report.Is("LINUM001", "[Pytree] public sealed record [|P|](NDArray A);");
        Assert.Equal(["'P' is marked [Pytree], but it is not partial. How it is taken apart into arrays is generated as another part of the type: write 'partial record P'."], messages);
    }

    [Theory]
    [InlineData("public class [|Outer|] { [Pytree] public sealed partial record P(NDArray A); }")]
    [InlineData("[Pytree] file sealed partial record [|P|](NDArray A);")]
    [InlineData("[Pytree] public readonly record struct [|P|](NDArray A);")]
    [InlineData("[Pytree] public struct [|P|] { public NDArray A { get; init; } }")]
    public async Task LINUM001_is_reported_where_the_word_is_missing(string text) => await Report.Is("LINUM001", text);

    [Fact]
    public async Task LINUM002_a_member_that_nothing_sets()
    {
        string[] messages = await Report.Is("LINUM002", "[Pytree] public sealed partial record P(NDArray A) { public NDArray [|B|] { get; } = 1; }");
        Assert.Equal(
            ["[Pytree] type 'P' has the member 'B', which no constructor parameter and no init setter gives a value. Transformations take values apart and make new ones: add 'B' to the record's parameters, or write 'init' beside its 'get'."], messages);
    }

    [Theory]
    [InlineData("[Pytree] public sealed partial class P { public NDArray [|A|] { get; } = 1; public readonly NDArray [|B|] = 2; }")]
    [InlineData("[Pytree] public sealed partial class P(NDArray [|a|]) { public NDArray Twice() => a + a; }")]
    [InlineData("[Pytree] public sealed partial class P { public P(int [|size|]) => A = size; public NDArray A { get; } }")]
    [InlineData("[Pytree] public abstract partial record [|P|](NDArray A);")]
    [InlineData("public class Base { private NDArray [|hidden|] = 1; public NDArray Twice() => hidden + hidden; } [Pytree] public sealed partial class P : Base { public NDArray A { get; init; } = 1; }")]
    public async Task LINUM002_is_reported_at_what_cannot_be_restored(string text) => await Report.Is("LINUM002", text);

    [Fact]
    public async Task LINUM003_a_class_that_changes()
    {
        string[] messages = await Report.Is("LINUM003", "[Pytree] public sealed partial class P { public NDArray [|A|] { get; set; } = 1; public NDArray [|B|] = 2; public NDArray C { get; init; } = 3; }");
        Assert.Equal(
            "'A' of the [Pytree] class 'P' can be changed after construction. Transformations work on copies, so the change would be lost or seen by some only: make it init-only, and make changed values with 'with' or a constructor.", messages[0]);
        Assert.Contains("make it an init-only property", messages[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Pytree] public sealed partial record P(NDArray A, string Tag) { public NDArray? B { get; init; } public NDArray Sum => A + A; public static NDArray One { get; set; } = 1; }")]
    [InlineData("[Pytree] public partial struct P { public NDArray A; public NDArray B { get; set; } }")]
    [InlineData("public sealed record P(NDArray A) { public NDArray B { get; } = 1; public int C { get; set; } }")]
    [InlineData("[Pytree] public sealed class P : Linum.Extending.IPytree<P> { int n; static void Linum.Extending.IPytree<P>.Flatten(P value, ref Linum.Extending.TreeWriter writer) => writer.Static(typeof(P), value.n++); static P Linum.Extending.IPytree<P>.Unflatten(ref Linum.Extending.TreeReader reader) => new(); }")]
    public async Task Nothing_is_reported_about_types_that_are_right(string text) => await Report.IsNothing(text);
}
