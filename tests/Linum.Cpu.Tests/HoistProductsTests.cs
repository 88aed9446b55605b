using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Products before and behind a scan instead of in every turn.</summary>
public sealed class HoistProductsTests
{
    private static Jaxpr Hoisted(Jaxpr program)
    {
        Jaxpr result = HoistProducts.Run(DeadCode.Run(InlineCalls.Run(program)));
        JaxprChecker.Check(result, "the pass");
        return result;
    }

    private static string[] Outside(Jaxpr program) => [.. program.Equations.ToArray().Select(e => e.Primitive.Name).Where(n => n is "dot_general" or "scan")];

    private static int Inside(Jaxpr program) => program.Equations.ToArray().Where(e => e.Primitive is Scan).SelectMany(e => ((Scan)e.Primitive).Body.Equations.ToArray()).Count(e => e.Primitive is DotGeneral);

    /// <summary>Small whole numbers: their sums of products are exact in any order.</summary>
    private static NDArray Whole(params int[] shape) => Np.Reshape(Np.Arange(shape.Aggregate(1f, (a, b) => a * b)) * 7f % 5f - 2f, shape);

    private static void Same(Jaxpr program, params NDArray[] inputs) => Agree.BitForBit(program, [.. inputs.Select(x => x.Concrete("the test").ToBytes())]);

    private static NDArray Recurrent(NDArray w, NDArray xs, bool reverse = false) => Lax.Scan((NDArray h, NDArray x) =>
    {
        NDArray next = (Np.MatMul(x, w) + h) % 3f;
        return (next, next);
    }, Np.Zeros(xs.Shape[1], w.Shape[1]), xs, reverse: reverse).Outputs;

    [Fact]
    public void The_product_of_what_is_scanned_and_what_stays_is_taken_before_the_scan()
    {
        foreach (bool reverse in (ReadOnlySpan<bool>)[false, true])
        {
            Jaxpr program = MakeJaxpr((NDArray w, NDArray xs) => Recurrent(w, xs, reverse))(Whole(6, 8), Whole(5, 4, 6));
            Assert.Equal(["dot_general", "scan"], Outside(Hoisted(program)));
            Assert.Equal(0, Inside(Hoisted(program)));
            Same(program, Whole(6, 8), Whole(5, 4, 6));
        }
    }

    [Fact]
    public void A_carry_that_only_sums_products_is_one_product_behind_the_scan()
    {
        Jaxpr program = MakeJaxpr((NDArray g, NDArray xs) => Lax.Scan(((NDArray Sum, NDArray H) s, NDArray x) =>
            ((s.Sum + Np.Transpose(Np.MatMul(Np.Transpose(x), (s.H + x) % 3f)), (s.H + x) % 3f), default(ValueTuple)), (Sum: g, H: xs[0]), xs).Carry.Sum)(Whole(24, 24), Whole(7, 4, 24));
        Assert.Equal(["scan", "dot_general"], Outside(Hoisted(program)));
        Same(program, Whole(24, 24), Whole(7, 4, 24));
    }

    [Fact]
    public void A_matrix_that_every_turn_reads_across_is_transposed_once()
    {
        static NDArray Backwards(NDArray w, NDArray g) => Lax.Scan((NDArray h, NDArray x) => (Np.MatMul(h + x, Np.Transpose(w)) % 3f, h[0]), g[0], g).Carry;
        static NDArray Across(NDArray w, NDArray g) => Lax.Scan((NDArray h, NDArray x) => (Lax.DotGeneral(h + x, w, new([1], [1], [], [])) % 3f, h[0]), g[0], g).Carry;
        foreach (Func<NDArray, NDArray, NDArray> f in (Func<NDArray, NDArray, NDArray>[])[Backwards, Across])
        {
            Jaxpr program = MakeJaxpr(f)(Whole(40, 40), Whole(5, 4, 40)), hoisted = Hoisted(program);
            Assert.Equal(["transpose", "scan"], hoisted.Equations.ToArray().Select(e => e.Primitive.Name).Where(n => n is "transpose" or "scan"));
            DotGeneral dot = Assert.Single(hoisted.Equations.ToArray().Select(e => e.Primitive).OfType<Scan>().Single().Body.Equations.ToArray().Select(e => e.Primitive).OfType<DotGeneral>());
            Assert.Equal([0], dot.Dimensions.RightContracting.ToArray());
            Same(program, Whole(40, 40), Whole(5, 4, 40));
        }

        // A small matrix, and one that is a carry, stay as they are.
        Assert.DoesNotContain("transpose", Hoisted(MakeJaxpr((NDArray w, NDArray g) => Across(w, g))(Whole(8, 8), Whole(5, 4, 8))).Equations.ToArray().Select(e => e.Primitive.Name));
        Jaxpr carried = MakeJaxpr((NDArray w, NDArray g) => Lax.Scan((NDArray m, NDArray x) => (m + 1f, Lax.DotGeneral(x, m, new([1], [1], [], []))), w, g).Outputs)(Whole(40, 40), Whole(5, 4, 40));
        Assert.DoesNotContain("transpose", Hoisted(carried).Equations.ToArray().Select(e => e.Primitive.Name));
        Same(carried, Whole(40, 40), Whole(5, 4, 40));
    }

    [Fact]
    public void What_reads_the_sum_or_multiplies_by_the_carry_stays_in_the_scan()
    {
        // Each turn reads the sum.
        Jaxpr read = MakeJaxpr((NDArray g, NDArray xs) => Lax.Scan((NDArray sum, NDArray x) => (sum + Np.MatMul(Np.Transpose(x), x), sum[0]), g, xs).Outputs)(Whole(24, 24), Whole(7, 4, 24));
        Assert.Equal(["scan"], Outside(Hoisted(read)));
        Same(read, Whole(24, 24), Whole(7, 4, 24));
        // The product is of the carry.
        Jaxpr carried = MakeJaxpr((NDArray w, NDArray xs) => Lax.Scan((NDArray h, NDArray x) => ((Np.MatMul(h, w) + x) % 3f, h), xs[0], xs).Outputs)(Whole(6, 6), Whole(5, 4, 6));
        Assert.Equal(["scan"], Outside(Hoisted(carried)));
        // Many rows: each product is large enough.
        Assert.Equal(1, Inside(Hoisted(MakeJaxpr((NDArray w, NDArray xs) => Recurrent(w, xs))(Whole(6, 8), Whole(2, 200, 6)))));
    }

    [Fact]
    public void The_gradient_of_a_recurrent_network_keeps_only_the_products_that_need_the_turn_before()
    {
        NDArray w = Np.Reshape(Np.Linspace(-0.3f, 0.3f, 32 * 32), 32, 32), xs = Np.Reshape(Np.Linspace(-1f, 1f, 6 * 4 * 32), 6, 4, 32);
        Jaxpr program = MakeJaxpr(Grad((NDArray w, NDArray xs) => Lax.Scan((NDArray h, NDArray x) => (Np.Tanh(Np.MatMul(x, w) + Np.MatMul(h, w)), default(ValueTuple)), xs[0], xs).Carry.Sum()))(w, xs);
        Jaxpr hoisted = Hoisted(program);
        Assert.Equal(2, Inside(hoisted));
        Agree.Within(1e-4, program, w.Concrete("the test").ToBytes(), xs.Concrete("the test").ToBytes());
    }
}
