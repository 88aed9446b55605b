using Linum.TestSupport;
using Xunit;

namespace Linum.Tests.Golden;

public class AdTests
{
    private const string Group = "jax/ad";

    public static TheoryData<string> Names => [.. AdPrograms.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_derivative_is_what_the_reference_computes(string name) => Programs.Check(GoldenGroup.Load(Group)[name], AdPrograms.All[name]);

    [Fact]
    public void Every_case_but_those_of_missing_special_functions_and_solvers_has_a_program_or_a_listed_deviation() => GoldenCoverage.Check(Group, AdPrograms.All.Keys,
        "awkward/bessel_", "awkward_jvp/bessel_", "awkward/igamma", "awkward_jvp/igamma", "awkward/betainc_", "awkward_jvp/betainc_", "custom_linear_solve/");
}
