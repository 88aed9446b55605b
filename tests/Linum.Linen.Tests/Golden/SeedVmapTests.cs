using Linum.TestSupport;
using Xunit;

namespace Linum.Linen.Tests.Golden;

public sealed class SeedVmapTests
{
    private const string Name = "flax/seed_vmap";

    private static GoldenGroup Group => GoldenGroup.Load(Name);

    private static string KindOf(string name) => Group[name].Json.TryGetProperty("kind", out var kind) ? kind.GetString()! : "module";

    public static TheoryData<string> ModuleCases => [.. Group.Names.Where(n => KindOf(n) == "module").Except(Deviations.Of(Name))];

    [Theory]
    [MemberData(nameof(ModuleCases))]
    public void A_lifted_module_computes_what_the_reference_computes(string name)
    {
        GoldenCase c = Group[name];
        ModuleSpecification specification = new(c.Json.GetProperty("module"));
        SeedVmapModules.ByClass[specification.Class](specification).Check(c);
    }

    public static TheoryData<string> Programs => [.. SeedVmapPrograms.All.Keys];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_computes_what_the_reference_computes(string name)
    {
        Recorder recorder = new(Group[name]);
        SeedVmapPrograms.All[name](recorder);
        recorder.Finish();
    }

    [Fact]
    public void Every_case_is_checked_or_a_listed_deviation() => GoldenCoverage.Check(Name,
    [
        .. Group.Names.Where(n => KindOf(n) == "module").Except(Deviations.Of(Name)), .. SeedVmapPrograms.All.Keys, .. SeedVmapErrorPrograms.All.Keys,
        .. SeedVmapCompilerErrors.All.Keys.Except(Deviations.Of(Name)),
    ]);
}
