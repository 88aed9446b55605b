using Linum.TestSupport;
using Xunit;

namespace Linum.Tests.Golden;

public class ControlTests
{
    private const string Group = "jax/control";

    public static TheoryData<string> Names => [.. ControlPrograms.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_program_with_control_flow_computes_what_the_reference_computes(string name) => Programs.Check(GoldenGroup.Load(Group)[name], ControlPrograms.All[name]);

    [Fact]
    public void Every_case_has_a_program_or_a_listed_deviation() => GoldenCoverage.Check(Group, ControlPrograms.All.Keys);
}
