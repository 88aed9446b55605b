using System.Text.Json;
using Linum.Extending;
using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Golden;

/// <summary>Factorizations and systems, their derivatives and vmaps. The group has more functions; eigenvalues, QR and what is built on them come later.</summary>
public class LinalgTests
{
    private static readonly GoldenGroup Group = GoldenGroup.Load("jax/linalg");

    private static readonly Dictionary<string, Func<GoldenCase, Func<NDArray[], NDArray[]>>> Functions = new()
    {
        ["jax.numpy.linalg.cholesky"] = c => x => [c.Has("upper") ? Adjoint(Linalg.Cholesky(x[0])) : Linalg.Cholesky(x[0])],
        ["jax.numpy.linalg.solve"] = _ => x => [Linalg.Solve(x[0], x[1])],
        ["jax.numpy.linalg.inv"] = _ => x => [Linalg.Inv(x[0])],
        ["jax.numpy.linalg.det"] = _ => x => [Linalg.Det(x[0])],
        ["jax.numpy.linalg.slogdet"] = _ => x => Tree.Leaves(Linalg.SlogDet(x[0])),
        ["jax.lax.linalg.cholesky"] = _ => x => [Lax.Cholesky(x[0])],
        ["jax.lax.linalg.lu"] = _ => x => Tree.Leaves(Lax.Lu(x[0])),
        ["jax.lax.linalg.triangular_solve"] = c => x => [Linalg.TriangularSolve(x[0], x[1], Flag(c, "left_side"), Flag(c, "lower"), Flag(c, "transpose_a"), Flag(c, "conjugate_a"), Flag(c, "unit_diagonal"))],
        ["jax.scipy.linalg.solve_triangular"] = c => x => [Column(b => Linalg.TriangularSolve(x[0], b, lower: Flag(c, "lower"), transpose: c.Has("trans") && c.Attribute("trans").GetInt32() == 1), x[1])],
        ["jax.scipy.linalg.cho_solve"] = _ => x => [Linalg.TriangularSolve(x[0], Linalg.TriangularSolve(x[0], x[1], lower: true), lower: true, transpose: true)],
        ["jax.scipy.linalg.solve"] = _ => x => [Linalg.Solve(x[0], x[1])],
        ["jax.scipy.linalg.lu_solve"] = c => x =>
        {
            (NDArray factors, _, NDArray order) = Lax.Lu(x[0]);
            return [Column(b => Linalg.TriangularSolve(factors, Linalg.TriangularSolve(factors, b, lower: true, unitDiagonal: true)), x[1][order])];
        },
    };

    private static NDArray Adjoint(NDArray x) => Lax.Conj(Np.SwapAxes(x, -1, -2));

    private static NDArray Column(Func<NDArray, NDArray> solve, NDArray b) => Lax.Squeeze(solve(Lax.ExpandDims(b, 1)), 1);

    private static bool Flag(GoldenCase c, string name) => c.Has(name) && c.Attribute(name).GetBoolean();

    private static string FunctionOf(string name) => Group[name].Json.TryGetProperty("function", out JsonElement f) ? f.GetString()! : "";

    public static TheoryData<string> Cases => [.. Group.Names.Where(n => Functions.ContainsKey(FunctionOf(n)) && !Deviations.Of("jax/linalg").Contains(n))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_computes_what_the_reference_computes(string name)
    {
        GoldenCase c = Group[name];
        NDArray[] got = Run(c, Functions[FunctionOf(name)](c)), want = c.Outputs;
        Assert.Equal(want.Length, got.Length);
        for (int i = 0; i < want.Length; i++)
            if (want[i].DType != DType.Float0) Agree.Within(c.Relative, c.Absolute, want[i], got[i], $"{name}, output {i}");
    }

    [Fact]
    public void Every_function_of_the_table_has_cases() =>
        Assert.Empty(Functions.Keys.Except(Group.Names.Select(FunctionOf)));

    private static NDArray[] Run(GoldenCase c, Func<NDArray[], NDArray[]> f)
    {
        NDArray[] inputs = c.Inputs;
        int[] moving = c.Json.TryGetProperty("argnums", out JsonElement list) ? [.. list.EnumerateArray().Select(e => e.GetInt32())] : [];
        NDArray[] some = [.. moving.Select(i => inputs[i])];
        NDArray[] OfSome(NDArray[] x) => f([.. inputs.Select((input, i) => Array.IndexOf(moving, i) is >= 0 and int at ? x[at] : input)]);
        switch (c.Transform)
        {
            case "forward": return f(inputs);
            case "jvp": return Jvp<NDArray[], NDArray[]>(OfSome, some, c.Arrays("tangents")).Tangent;
            case "vjp": return Vjp<NDArray[], NDArray[]>(OfSome, some).Pull(c.Arrays("cotangents"));
            default:
                Axes[] axes = [.. c.Json.GetProperty("in_axes").EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Null ? (Axes)(int?)null : e.GetInt32())];
                return Vmap((NDArray[] x) => f(x), inAxes: [Axes.Create([.. axes])])(inputs);
        }
    }
}
