using Linum.TestSupport;
using Xunit;

namespace Linum.Tests.Golden;

public class PmapTests
{
    private const string Group = "jax/pmap";

    public static TheoryData<string> Names => [.. PmapPrograms.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_program_over_devices_computes_what_the_reference_computes(string name) => Programs.Check(GoldenGroup.Load(Group)[name], PmapPrograms.All[name]);

    [Fact]
    public void Every_case_but_those_over_meshes_of_devices_has_a_program_or_a_listed_deviation() => GoldenCoverage.Check(Group, PmapPrograms.All.Keys, "shard_map/");
}
