using Linum.TestSupport;
using Xunit;

namespace Linum.Tests.Golden;

public class VmapTests
{
    private const string Group = "jax/vmap";

    public static TheoryData<string> Names => [.. VmapPrograms.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mapped_program_computes_what_the_reference_computes(string name) => Programs.Check(GoldenGroup.Load(Group)[name], VmapPrograms.All[name]);

    [Fact]
    public void Every_case_has_a_program_or_a_listed_deviation() => GoldenCoverage.Check(Group, VmapPrograms.All.Keys);
}
