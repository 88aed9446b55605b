using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>What a scan stacks for another that could compute it.</summary>
public sealed class RecomputeStacksTests
{
    private static readonly NDArray Start = Np.Linspace(-0.5f, 0.75f, 3), Turns = Np.Reshape(Np.Linspace(-2f, 2f, 4 * 3), 4, 3);

    private static Jaxpr Traced(Func<NDArray, NDArray, NDArray> f) => DeadCode.Run(CommonSubexpressions.Run(InlineCalls.Run(MakeJaxpr(f)(Start, Turns))));

    private static Jaxpr Recomputed(Jaxpr program)
    {
        Jaxpr result = RecomputeStacks.Run(program);
        JaxprChecker.Check(result, "the pass");
        return result;
    }

    private static Scan[] Scans(Jaxpr program) => [.. program.Equations.ToArray().Select(e => e.Primitive).OfType<Scan>()];

    /// <summary>How many arrays the first scan stacks.</summary>
    private static int Stacked(Jaxpr program) => Scans(program)[0].Body.Outputs.Count - Scans(program)[0].Carry;

    private static void Same(Jaxpr program) => Agree.BitForBit(program, Start.Concrete("the test").ToBytes(), Turns.Concrete("the test").ToBytes());

    /// <summary>Two scans: what the first stacks is read by the second, backwards.</summary>
    private static Jaxpr Between(Func<NDArray, NDArray, NDArray[]> stacks, Func<NDArray, NDArray[], NDArray> reads) => Traced((h, xs) =>
    {
        var (last, rows) = Lax.Scan((NDArray h, NDArray x) => (Np.Tanh(h + x), stacks(h, x)), h, xs);
        return Lax.Scan((NDArray g, NDArray[] r) => (reads(g, r), default(ValueTuple)), last, rows, reverse: true).Carry;
    });

    [Fact]
    public void Two_values_that_follow_from_one_become_that_one()
    {
        Jaxpr program = Between((h, x) => [1f + Np.Tanh(h + x), 1f - Np.Tanh(h + x)], (g, r) => g * r[0] * r[1]);
        Assert.Equal("""
            { lambda ; a:f32[3] b:f32[4,3]. let
                c:f32[3] d:f32[4,3] = scan[
                  _split_transpose=False
                  jaxpr={ lambda ; e:f32[3] f:f32[3]. let
                      g:f32[3] = add e f
                      h:f32[3] = tanh g
                    in (h, h) }
                  length=4
                  linear=None
                  num_carry=1
                  num_consts=0
                  reverse=False
                  unroll=1
                ] a b
                i:f32[3] = scan[
                  _split_transpose=False
                  jaxpr={ lambda ; j:f32[3] k:f32[3]. let
                      l:f32[3] = add 1.0:f32[] k
                      m:f32[3] = sub 1.0:f32[] k
                      n:f32[3] = mul j l
                      o:f32[3] = mul n m
                    in (o,) }
                  length=4
                  linear=None
                  num_carry=1
                  num_consts=0
                  reverse=True
                  unroll=1
                ] c d
              in (i,) }
            """.ReplaceLineEndings("\n"), Recomputed(Shared(program)).ToString());
        Same(program);
    }

    /// <summary>The program with equal lines of bodies joined, as the bodies of a compiled program are.</summary>
    private static Jaxpr Shared(Jaxpr program) => new(program.Inputs, [.. program.Equations.ToArray().Select(e => e.Primitive is Scan s ? e with { Primitive = s with { Body = DeadCode.Run(CommonSubexpressions.Run(InlineCalls.Run(s.Body))) } } : e)], program.Outputs);

    [Fact]
    public void What_follows_from_another_stacked_value_is_not_stacked()
    {
        Jaxpr program = Shared(Between((h, x) => [Np.Exp(x) * h, 2f * (Np.Exp(x) * h) - 1f, Np.Abs(Np.Exp(x) * h)], (g, r) => g * r[0] + r[1] - r[2]));
        Assert.Equal((3, 1), (Stacked(program), Stacked(Recomputed(program))));
        Same(program);
    }

    [Fact]
    public void What_follows_from_scanned_arrays_and_constants_is_read_there()
    {
        Jaxpr program = Traced((h, xs) =>
        {
            NDArray c = Np.Exp(h);
            var (last, rows) = Lax.Scan((NDArray h, NDArray x) => (h * x, (x, c, (x - c) * c)), h, xs);
            return Lax.Scan((NDArray g, (NDArray, NDArray, NDArray) r) => (g * r.Item1 + r.Item2 * r.Item3, default(ValueTuple)), last, rows).Carry;
        });
        Assert.Equal((3, 0), (Stacked(program), Stacked(Recomputed(program))));
        Same(program);
    }

    [Fact]
    public void What_something_else_reads_stays()
    {
        Jaxpr Reading(Func<NDArray, NDArray> other) => Shared(Traced((h, xs) =>
        {
            var (last, rows) = Lax.Scan((NDArray h, NDArray x) => (Np.Tanh(h + x), (1f + Np.Tanh(h + x), 1f - Np.Tanh(h + x))), h, xs);
            return Lax.Scan((NDArray g, (NDArray, NDArray) r) => (g * r.Item1 * r.Item2, default(ValueTuple)), last, rows).Carry + other(rows.Item2);
        }));
        Jaxpr outside = Reading(rows => rows.Max(0)), constant = Reading(rows => Lax.Scan((NDArray g, NDArray x) => (g + x * rows[0], rows[1]), rows[2], rows).Carry);
        Jaxpr whole = Reading(rows => Lax.Scan((NDArray g, NDArray x) => (g + x, g), rows[2], rows).Outputs.Max() + Lax.Scan((NDArray all, NDArray x) => (all + x, default(ValueTuple)), rows, rows).Carry.Max());
        foreach (Jaxpr program in (Jaxpr[])[outside, constant, whole])
        {
            // One of the two is needed as it is: to stack what both follow from would spare nothing.
            Assert.Equal((2, 2), (Stacked(program), Stacked(Recomputed(program))));
            Same(program);
        }
    }

    [Fact]
    public void A_value_for_which_more_would_be_read_or_done_stays()
    {
        // A mask of one byte a number follows from four bytes that nobody else reads; a sine is no few operations.
        Jaxpr mask = Shared(Between((h, x) => [x > 0f], (g, r) => Np.Where(r[0], g, -g))), sine = Shared(Between((h, x) => [Np.Sin(x)], (g, r) => g * r[0]));
        Jaxpr divisions = Shared(Between((h, x) => [1f / (2f + 1f / (3f + x))], (g, r) => g * r[0]));
        foreach (Jaxpr program in (Jaxpr[])[mask, sine, divisions])
        {
            Assert.Equal((1, 1), (Stacked(program), Stacked(Recomputed(program))));
            Same(program);
        }

        // What is read anyway can be compared again.
        Jaxpr near = Shared(Between((h, x) => [Np.Sin(x), Np.Sin(x) > 0f], (g, r) => Np.Where(r[1], g, -g) * r[0]));
        Assert.Equal((2, 1), (Stacked(near), Stacked(Recomputed(near))));
        Same(near);
    }

    [Fact]
    public void A_chain_of_values_is_left_out_only_as_far_as_it_is_cheap()
    {
        // Each follows from the one before by three operations, and eight may be done again: two can be left out for each that stays.
        static NDArray Next(NDArray v) => (v * v + v) * 0.5f;
        Jaxpr program = Shared(Between((h, x) =>
        {
            NDArray[] chain = [Np.Sin(h), .. new NDArray[6]];
            for (int i = 1; i < chain.Length; i++) chain[i] = Next(chain[i - 1]);
            return chain;
        }, (g, r) => r.Aggregate(g, (a, b) => a + b)));
        Assert.Equal((7, 3), (Stacked(program), Stacked(Recomputed(program))));
        Same(program);
    }

    [Fact]
    public void Several_scans_may_read_one()
    {
        Jaxpr program = Shared(Traced((h, xs) =>
        {
            var (last, rows) = Lax.Scan((NDArray h, NDArray x) => (Np.Tanh(h + x), (1f + Np.Tanh(h + x), 1f - Np.Tanh(h + x))), h, xs);
            NDArray a = Lax.Scan((NDArray g, NDArray r) => (g * r, default(ValueTuple)), last, rows.Item1).Carry;
            return a + Lax.Scan((NDArray g, (NDArray, NDArray) r) => (g * r.Item1 + r.Item2, default(ValueTuple)), a, rows, reverse: true).Carry;
        }));
        Assert.Equal((2, 1), (Stacked(program), Stacked(Recomputed(program))));
        Same(program);
    }

    [Fact]
    public void The_gradient_of_a_recurrent_network_stacks_its_activations_alone()
    {
        static NDArray Loss(NDArray h, NDArray xs) => Lax.Scan(((NDArray H, NDArray C) s, NDArray x) =>
        {
            NDArray i = Nn.Sigmoid(x + s.H), f = Nn.Sigmoid(x - s.H), g = Np.Tanh(x * s.H), c = f * s.C + i * g;
            return ((Nn.Sigmoid(x) * Np.Tanh(c), c), default(ValueTuple));
        }, (h, h), xs).Carry.Item1.Sum();
        Jaxpr program = Shared(DeadCode.Run(InlineCalls.Run(MakeJaxpr(Grad((NDArray h, NDArray xs) => Loss(h, xs)))(Start, Turns))));
        // Three gates, two tangents, and c before the turn; x is there.
        Assert.Equal(6, Stacked(Recomputed(program)));
        Same(program);
    }
}
