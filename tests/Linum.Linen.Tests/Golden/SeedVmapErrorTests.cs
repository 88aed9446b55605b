using System.Text.RegularExpressions;
using Linum.TestSupport;
using Xunit;

namespace Linum.Linen.Tests.Golden;

public sealed partial class SeedVmapErrorTests
{
    public static TheoryData<string> AtRunTime => [.. SeedVmapErrorPrograms.All.Keys];

    public static TheoryData<string> AtCompileTime => [.. SeedVmapCompilerErrors.All.Keys];

    [Theory]
    [MemberData(nameof(AtRunTime))]
    public void A_wrong_program_says_what_is_wrong_and_what_to_do(string name)
    {
        Exception? thrown = Record.Exception(SeedVmapErrorPrograms.All[name]);
        (Type kind, string text) = SeedVmapErrorTexts.All[name];
        Assert.IsType(kind, thrown);
        Assert.IsAssignableFrom<ILinumException>(thrown);
        Assert.Equal(text, thrown.Message);
    }

    /// <summary>Cases in which the reference fails by accident, with a text about its own insides.</summary>
    private static readonly string[] Accidental = ["unbound_lifted_module_call"];

    public static TheoryData<string> Meant => [.. SeedVmapErrorPrograms.All.Keys.Except(Accidental)];

    [Theory]
    [MemberData(nameof(Meant))]
    public void The_text_has_the_names_shapes_and_sizes_that_the_reference_mentions(string name)
    {
        string reference = GoldenGroup.Load("flax/seed_vmap")[name].Json.GetProperty("error").GetProperty("message").GetString()!, text = SeedVmapErrorTexts.All[name].Text;
        Assert.All(Facts().Matches(reference).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value), fact => Assert.Contains(fact, text, StringComparison.Ordinal));
    }

    /// <summary>What stands between quotes, shapes such as (2, 3), and the numbers of a set such as {3, 5}.</summary>
    [GeneratedRegex("\"([^\"]+)\"|\\(\\d+, \\d+\\)|(?<=[{ ])\\d+(?=[,}])")]
    private static partial Regex Facts();

    [Theory]
    [MemberData(nameof(AtCompileTime))]
    public void The_compiler_refuses_what_the_reference_refuses_at_run_time(string name)
    {
        (string error, string statement) = SeedVmapCompilerErrors.All[name];
        Assert.Equal([error], Compiler.Errors(statement));
    }

    [Fact]
    public void Right_programs_compile() =>
        Assert.Empty(Compiler.Errors("Lift.Vmap(new TwoArgs(), new() { [\"params\"] = 0 }, new() { [\"params\"] = true }, inAxes: [0, null], methods: [\"Forward\"]).Init(K, (X, X));"));
}
