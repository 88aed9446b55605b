using Linum.TestSupport;
using Xunit;
using static Linum.Tests.Golden.Programs;
using static Linum.Transform;

namespace Linum.Tests.Golden;

/// <summary>The programs of the documentation page on vmap: their values, and what they print.</summary>
public class SeedProgramTests
{
    private const string Group = "jax/seed_programs";

    private static readonly NDArray Vectors = Np.Arange(12).Reshape(4, 3);

    private static NDArray AddScalar(NDArray vector, NDArray scalar) => vector + scalar;

    private static NDArray ProcessVector(NDArray v) => v * 2;

    private static Dictionary<string, NDArray> ProcessVectorPytree(NDArray v) => Dict(("sum", v.Sum()), ("doubled", v * 2));

    private static readonly Dictionary<string, Func<GoldenCase, NDArray[]>> ByName = new()
    {
        ["seed004/add_scalar_in_axes_0_null"] = c => [Vmap(AddScalar, inAxes: [0, null])(c[0], 100.0)],
        ["seed004/add_scalar_in_axes_0_0"] = c => [Vmap(AddScalar, inAxes: [0, 0])(c[0], c[1])],
        ["seed004/add_scalar_in_axes_1_null"] = c => [Vmap(AddScalar, inAxes: [1, null])(c[0], 100.0)],
        ["seed004/process_vector_out_axes_0"] = c => [Vmap(ProcessVector, inAxes: 0, outAxes: 0)(c[0])],
        ["seed004/process_vector_out_axes_1"] = c => [Vmap(ProcessVector, inAxes: 0, outAxes: 1)(c[0])],
        ["seed004/process_vector_pytree"] = c => Leaves(Vmap(ProcessVectorPytree, inAxes: 0, outAxes: new() { ["sum"] = 0, ["doubled"] = 1 })(c[0])),
        ["seed004/lane_add_scalar"] = c => [AddScalar(c[0], 100.0)],
        ["seed004/mismatched_sizes_input"] = c =>
        {
            Assert.Throws<AxesException>(() => Vmap(AddScalar, inAxes: [0, 0])(c[0], c[1]));
            return [];
        },
    };

    private static readonly Dictionary<string, Func<string>> Printing = new()
    {
        ["seed004/add_scalar_in_axes_0_null"] = () =>
        {
            NDArray result = Vmap(AddScalar, inAxes: [0, null])(Vectors, 100.0);
            return $"Input vectors (shape {Vectors.Shape}):\n{Vectors}\nInput scalar: 100.0\nResult (shape {result.Shape}):\n{result}\n";
        },
        ["seed004/add_scalar_in_axes_0_0"] = () =>
        {
            NDArray scalars = Np.Array([100.0, 200.0, 300.0, 400.0]), result = Vmap(AddScalar, inAxes: [0, 0])(Vectors, scalars);
            return $"Input vectors (shape {Vectors.Shape}):\n{Vectors}\nInput scalars (shape {scalars.Shape}):\n{scalars}\nResult (shape {result.Shape}):\n{result}\n";
        },
        ["seed004/add_scalar_in_axes_1_null"] = () =>
        {
            NDArray turned = Vectors.T, result = Vmap(AddScalar, inAxes: [1, null])(turned, 100.0);
            return $"Input vectors_T (shape {turned.Shape}):\n{turned}\nInput scalar: 100.0\nResult (shape {result.Shape}):\n{result}\n";
        },
        ["seed004/process_vector_out_axes_0"] = () =>
        {
            NDArray result = Vmap(ProcessVector, inAxes: 0, outAxes: 0)(Vectors);
            return $"Input vectors (shape {Vectors.Shape}):\n{Vectors}\nResult (out_axes=0, shape {result.Shape}):\n{result}\n";
        },
        ["seed004/process_vector_out_axes_1"] = () =>
        {
            NDArray result = Vmap(ProcessVector, inAxes: 0, outAxes: 1)(Vectors);
            return $"Input vectors (shape {Vectors.Shape}):\n{Vectors}\nResult (out_axes=1, shape {result.Shape}):\n{result}\n";
        },
        ["seed004/process_vector_pytree"] = () =>
        {
            Dictionary<string, NDArray> r = Vmap(ProcessVectorPytree, inAxes: 0, outAxes: new() { ["sum"] = 0, ["doubled"] = 1 })(Vectors);
            return $"Input vectors (shape {Vectors.Shape}):\n{Vectors}\nResult PyTree:\n Sum (shape {r["sum"].Shape}):\n{r["sum"]}\n Doubled (shape {r["doubled"].Shape}):\n{r["doubled"]}\n";
        },
    };

    public static TheoryData<string> Names => [.. ByName.Keys];

    public static TheoryData<string> PrintedNames => [.. Printing.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_program_of_the_page_computes_what_the_page_says(string name) => Check(GoldenGroup.Load(Group)[name], ByName[name]);

    [Theory]
    [MemberData(nameof(PrintedNames))]
    public void A_program_of_the_page_prints_what_the_reference_prints(string name) =>
        Assert.Equal(GoldenGroup.Load(Group)[name].Json.GetProperty("printed").GetString(), Printing[name]());

    [Fact]
    public void Every_case_has_a_program_and_every_printing_case_a_printing_program()
    {
        GoldenCoverage.Check(Group, ByName.Keys);
        Assert.Equal(GoldenGroup.Load(Group).Names.Where(n => GoldenGroup.Load(Group)[n].Json.TryGetProperty("printed", out _)).Order(), Printing.Keys.Order());
    }
}
