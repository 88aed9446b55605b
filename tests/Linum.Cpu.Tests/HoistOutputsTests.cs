using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Reductions and products behind a scan instead of in every turn.</summary>
public sealed class HoistOutputsTests
{
    private static Jaxpr Hoisted(Jaxpr program)
    {
        Jaxpr result = HoistOutputs.Run(DeadCode.Run(InlineCalls.Run(program)));
        JaxprChecker.Check(result, "the pass");
        return result;
    }

    private static string[] Named(IEnumerable<Equation> lines) => [.. lines.Select(e => e.Primitive.Name).Where(n => n is "dot_general" or "scan" or "argmax" or "gather" || n.StartsWith("reduce_", StringComparison.Ordinal))];

    private static string[] Outside(Jaxpr program) => Named(program.Equations.ToArray());

    private static string[] Inside(Jaxpr program) => Named(program.Equations.ToArray().Select(e => e.Primitive).OfType<Scan>().SelectMany(s => InlineCalls.Run(s.Body).Equations.ToArray()));

    /// <summary>Small whole numbers: their sums of products are exact in any order.</summary>
    private static NDArray Whole(params int[] shape) => Np.Reshape(Np.Arange(shape.Aggregate(1f, (a, b) => a * b)) * 7f % 5f - 2f, shape);

    private static Jaxpr Same(Jaxpr program, params NDArray[] inputs)
    {
        Agree.BitForBit(program, [.. inputs.Select(x => x.Concrete("the test").ToBytes())]);
        return Hoisted(program);
    }

    /// <summary>A recurrent network of whole numbers, with something computed in every turn.</summary>
    private static Jaxpr Network(Func<NDArray, NDArray, NDArray> output, NDArray start, NDArray xs, bool reverse = false, bool stacks = true) =>
        MakeJaxpr((NDArray h, NDArray xs) => Lax.Scan((NDArray h, NDArray x) =>
        {
            NDArray next = (h + x) % 3f;
            return (next, (stacks ? next : next[0], output(next, x)));
        }, h, xs, reverse: reverse))(start, xs);

    [Fact]
    public void A_sum_of_what_is_stacked_is_taken_behind_the_scan()
    {
        Jaxpr program = MakeJaxpr((NDArray h, NDArray xs) => Lax.Scan((NDArray h, NDArray x) =>
        {
            NDArray next = Np.Maximum(h, x);
            return (next, (next, Np.Square(next).Sum()));
        }, h, xs).Outputs)(Whole(3), Whole(4, 3));
        Assert.Equal("""
            { lambda ; a:f32[3] b:f32[4,3]. let
                _:f32[3] c:f32[4,3] = scan[
                  _split_transpose=False
                  jaxpr={ lambda ; d:f32[3] e:f32[3]. let f:f32[3] = max d e in (f, f) }
                  length=4
                  linear=None
                  num_carry=1
                  num_consts=0
                  reverse=False
                  unroll=1
                ] a b
                g:f32[4,3] = square c
                h:f32[4] = reduce_sum[axes=(1,)] g
              in (c, h) }
            """.ReplaceLineEndings("\n"), Hoisted(program).ToString());
        Same(program, Whole(3), Whole(4, 3));
    }

    [Fact]
    public void A_layer_on_the_carry_is_one_product_behind_the_scan()
    {
        NDArray w = Whole(6, 5);
        foreach (bool reverse in (ReadOnlySpan<bool>)[false, true])
        {
            // Also where the carry was not stacked before, and with what follows from the product.
            Jaxpr program = Same(Network((h, x) => Np.Maximum(Np.MatMul(h, w) + 1f, 0f).Sum(0), Whole(4, 6), Whole(7, 4, 6), reverse, stacks: false), Whole(4, 6), Whole(7, 4, 6));
            Assert.Equal(["scan", "dot_general", "reduce_sum"], Outside(program));
            Assert.Empty(Inside(program));
        }
    }

    [Fact]
    public void What_an_output_reads_of_the_turn_may_be_scanned_or_the_same_in_every_turn()
    {
        Jaxpr program = MakeJaxpr((NDArray h, NDArray xs) =>
        {
            NDArray c = h * 2f;
            return Lax.Scan((NDArray h, NDArray x) => ((h + x) % 3f, (Np.Max(x * c), Np.ArgMax(x), Np.Min(c))), h, xs);
        })(Whole(5), Whole(4, 5));
        Assert.Equal(["argmax", "reduce_max", "reduce_min", "scan"], Outside(Same(program, Whole(5), Whole(4, 5))).Order(StringComparer.Ordinal));
        Assert.Empty(Inside(Hoisted(program)));
    }

    [Fact]
    public void What_the_carry_needs_stays()
    {
        Jaxpr sum = MakeJaxpr((NDArray h, NDArray xs) => Lax.Scan((NDArray h, NDArray x) =>
        {
            NDArray all = h.Sum();
            return ((h + x + all) % 3f, all);
        }, h, xs))(Whole(5), Whole(4, 5));
        Assert.Equal(["reduce_sum"], Inside(Same(sum, Whole(5), Whole(4, 5))));
    }

    [Fact]
    public void What_would_have_to_be_stacked_for_a_reduction_alone_stays()
    {
        Assert.Equal(["reduce_sum"], Inside(Same(Network((h, x) => h.Sum(), Whole(5), Whole(4, 5), stacks: false), Whole(5), Whole(4, 5))));
        // A layer of one column of eight rows: its results are few beside the carry.
        NDArray w = Whole(40, 1);
        Assert.Equal(["dot_general"], Inside(Same(Network((h, x) => Np.MatMul(h, w), Whole(8, 40), Whole(4, 8, 40), stacks: false), Whole(8, 40), Whole(4, 8, 40))));
    }

    [Fact]
    public void What_is_large_in_every_turn_stays()
    {
        Assert.Equal(["reduce_sum"], Inside(Same(Network((h, x) => h.Sum(), Whole(5000), Whole(3, 5000)), Whole(5000), Whole(3, 5000))));
        Assert.Equal(["reduce_sum"], Outside(Same(Network((h, x) => h.Sum(), Whole(4000), Whole(3, 4000)), Whole(4000), Whole(3, 4000)))[1..]);
        // Many rows: each product is large enough. Few rows of very many columns: all turns together would take much memory.
        NDArray w = Whole(4, 3), wide = Np.Ones(4, 1 << 14);
        Assert.Equal(["dot_general"], Inside(Hoisted(Network((h, x) => Np.MatMul(h, w), Whole(200, 4), Whole(3, 200, 4)))));
        Assert.Equal(["dot_general", "reduce_max"], Inside(Hoisted(Network((h, x) => Np.Max(Np.MatMul(h, wide)), Whole(2, 4), Np.Zeros(600, 2, 4)))));
        Assert.Empty(Inside(Hoisted(Network((h, x) => Np.Max(Np.MatMul(h, wide)), Whole(2, 4), Np.Zeros(500, 2, 4)))));
        // A product that stays is no reason to stack what a reduction reads.
        Jaxpr both = MakeJaxpr((NDArray h, NDArray xs) => Lax.Scan((NDArray h, NDArray x) => ((h + x) % 3f, (Np.Max(Np.MatMul(h + x, wide)), (h + x).Sum())), h, xs).Outputs)(Whole(2, 4), Np.Zeros(600, 2, 4));
        Assert.Equal(["dot_general", "reduce_max", "reduce_sum"], Inside(Hoisted(both)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_map_over_turns_and_what_cannot_run_for_all_turns_at_once_stay()
    {
        Jaxpr map = MakeJaxpr((NDArray xs) => Lax.Map(x => Np.Square(x).Sum(), xs))(Whole(4, 5));
        Assert.Equal(["reduce_sum"], Inside(Same(map, Whole(4, 5))));
        Jaxpr sorted = Network((h, x) => Np.Sort(h * h.Sum()), Whole(5), Whole(4, 5));
        Assert.Equal(["reduce_sum"], Inside(Same(sorted, Whole(5), Whole(4, 5))));
    }

    [Fact]
    public void A_loss_that_picks_what_it_reads_is_computed_behind_the_scan()
    {
        Jaxpr program = MakeJaxpr((NDArray h, NDArray xs, NDArray labels) => Lax.Scan((NDArray h, (NDArray X, NDArray Label) s) =>
        {
            NDArray next = (h + s.X) % 3f;
            return (next, (next, Np.Max(next, 1) - next[Np.Arange(4), s.Label]));
        }, h, (xs, labels)).Outputs)(Whole(4, 6), Whole(7, 4, 6), Np.ZerosLike(Np.Arange(28)).Reshape(7, 4));
        Assert.Equal(["gather", "reduce_max", "scan"], Outside(Hoisted(program)).Order(StringComparer.Ordinal));
        Assert.Empty(Inside(Hoisted(program)));
        Same(program, Whole(4, 6), Whole(7, 4, 6), Np.Arange(28).Reshape(7, 4) % 6);
    }

    [Fact]
    public void The_gradient_of_a_network_with_a_loss_in_every_turn_agrees()
    {
        NDArray w = Np.Reshape(Np.Linspace(-0.3f, 0.3f, 8 * 5), 8, 5), xs = Np.Reshape(Np.Linspace(-1f, 1f, 6 * 4 * 8), 6, 4, 8);
        Jaxpr program = MakeJaxpr(Grad((NDArray w, NDArray xs) => Lax.Scan((NDArray h, NDArray x) =>
        {
            NDArray next = Np.Tanh(h + x), logits = Np.MatMul(next, w);
            return (next, -Nn.LogSoftmax(logits)[0, 1] + Np.Square(next).Sum());
        }, xs[0], xs).Outputs.Sum()))(w, xs);
        Assert.True(Inside(program).Length > Inside(Hoisted(program)).Length);
        Agree.Within(1e-4, program, w.Concrete("the test").ToBytes(), xs.Concrete("the test").ToBytes());
    }
}
