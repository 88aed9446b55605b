using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Carries to which a scan only adds one slice in each turn: the slice is added, not an array with it.</summary>
public sealed class ScatterIntoCarriesTests
{
    private static readonly NDArray Table = Np.Linspace(-2f, 2f, 100);

    private static Scan Last(Jaxpr program) => (Scan)program.Equations.ToArray().Last(e => e.Primitive is Scan).Primitive;

    private static int Adds(Jaxpr body) => body.Equations.ToArray().Count(e => e.Primitive is Add && e.Outputs[0].Type.Shape.Count > 1);

    private static void Same(Func<NDArray, NDArray> f, NDArray x) => Agree.BitForBit(MakeJaxpr(f)(x), x.Concrete("the test").ToBytes());

    private static NDArray Start(NDArray x) => Np.Zeros(9);

    [Fact]
    public void An_update_of_zeros_that_is_added_becomes_an_update_of_the_carry()
    {
        Jaxpr program = ScatterIntoCarries.Run(MakeJaxpr((NDArray x) => Lax.Scan((NDArray c, NDArray u) => (c + Np.Zeros(9).At[u.AsType(DType.Int32)].Add(u), default(ValueTuple)), Start(x), x).Carry)(Np.Arange(5f)));
        Equation last = Last(program).Body.Equations[^1];
        Assert.IsType<Scatter>(last.Primitive);
        Assert.Equal(Last(program).Body.Inputs[0], last.Inputs[0]);
        Assert.Equal(0, Adds(Last(program).Body));
    }

    [Fact]
    public void The_gradient_of_reading_elements_is_a_loop_over_elements_with_the_same_bits()
    {
        Func<NDArray, NDArray> gradient = Grad((NDArray x) => Lax.ForI(0, 150, (i, c) => c * 0.9f + Np.Sin(x[Np.Mod(i * 7, 100)]), x[0]));
        Same(gradient, Table);
        string[] kinds = CpuPipeline.Compile(MakeJaxpr(gradient)(Table), new([]), 0).Kinds;
        Assert.DoesNotContain(kinds, k => k.EndsWith("ScanStep"));
        // Rows of a matrix, from the end, and beside it.
        Same(Grad((NDArray x) => Lax.ForI(0, 60, (i, c) => c * 0.9f + x[i - 5] * x[i - 5], Np.Ones(2)).Sum()), Np.Reshape(Table, 50, 2));
    }

    [Fact]
    public void Negative_zeros_are_as_if_whole_arrays_were_added()
    {
        NDArray zeros = Np.Array([-0f, 0f, -0f, 1f, -0f]);
        Same(x => 1f / Lax.Scan((NDArray c, NDArray u) => (c + Np.Zeros(9).At[3].Add(u), default(ValueTuple)), Np.Zeros(9), x).Carry, zeros);
        // Begun with negative zeros that no turn meets: these the sums make positive.
        Func<NDArray, NDArray> negative = x => 1f / Lax.Scan((NDArray c, NDArray u) => (c + Np.Zeros(9).At[u.AsType(DType.Int32)].Add(u), default(ValueTuple)), Np.Zeros(9) * -1f, x).Carry;
        Same(negative, zeros);
        Jaxpr program = MakeJaxpr(negative)(zeros);
        Assert.Same(program, ScatterIntoCarries.Run(program));
    }

    [Fact]
    public void Carries_that_are_read_or_updated_at_several_places_stay()
    {
        void Stays(Func<NDArray, NDArray, NDArray> next)
        {
            Func<NDArray, NDArray> f = x => Lax.Scan((NDArray c, NDArray u) => (next(c, u), default(ValueTuple)), Start(x), x).Carry;
            Jaxpr program = MakeJaxpr(f)(Np.Arange(5f));
            Assert.Same(program, ScatterIntoCarries.Run(program));
            Same(f, Np.Arange(5f));
        }

        NDArray Slice(NDArray u) => Np.Zeros(9).At[u.AsType(DType.Int32)].Add(u);
        Stays((c, u) => c + Slice(u) + c);
        Stays((c, u) => c + Slice(u + c[0]));
        Stays((c, u) => c + Np.Zeros(9).At[Np.Array([1, 1, 2])].Add(u));
        Stays((c, u) => c + (Np.Zeros(9) + 1f).At[u.AsType(DType.Int32)].Add(u));
        Stays((c, u) => c + Np.Zeros(9).At[u.AsType(DType.Int32)].Multiply(u));
        Stays((c, u) => c - Slice(u));
        // A carry that nothing reads.
        Stays((c, u) => Slice(u) + Slice(u + 1f));
    }
}
