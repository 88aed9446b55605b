using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>What is joined along an axis becomes part of the maps that read it.</summary>
public sealed class JoinTests
{
    private static readonly NDArray Matrix = Np.Ones(4, 20);

    /// <summary>The body of a map that has one of two inputs: the other from a position on.</summary>
    private static string Chosen(int axis, int first) => $"""
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:i32 = Index #{axis}
            s3:i32 = Constant {first}
            s4:bool = Less s2 s3
            s5:f32 = Select s4 s0 s1
            give s5
        """;

    /// <summary>The body of a map that adds one.</summary>
    private const string PlusOne = """
            s0:f32 = Input #0 #0
            s1:f32 = Constant 1
            s2:f32 = Add s0 s1
            give s2
        """;

    private static Jaxpr Traced(Func<NDArray, NDArray> f, NDArray x) => InlineCalls.Run(MakeJaxpr(f)(x));

    private static LoopGraph Loops(Func<NDArray, NDArray> f, NDArray x) => Loops(Traced(f, x));

    private static LoopGraph Loops(Jaxpr program) => FoldViews.Run(LowerToLoops.Run(program, 0));

    private static LoopGraph Early(Func<NDArray, NDArray> f, NDArray x) => MapJoins.RunEarly(Loops(f, x));

    private static LoopGraph Late(Func<NDArray, NDArray> f, NDArray x) => MapJoins.Run(GroupFusion.Run(Loops(f, x)));

    private static void Becomes(string expected, LoopGraph graph)
    {
        LoopChecker.Check(graph, "the test");
        Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), graph.ToString().Trim());
    }

    [Fact]
    public void What_is_rolled_is_read_shifted() => Becomes($"""
        inputs %0:f32[4,20]
        %1:f32[4,20] = Cumulative %0
        %2:f32[4,20] = map(4, 20) 2 operations %1(4, 20):(20, 1)+15 %1(4, 20):(20, 1)-5
        {Chosen(axis: 1, first: 5)}
        %3:f32[4,20] = map(4, 20) 1 operations %2
        {PlusOne}
        outputs %3:f32[4,20]
        """, Early(x => Np.Roll(Np.CumSum(x, 0), 5, 1) + 1f, Matrix));

    [Fact]
    public void What_is_given_is_copied_once_for_all_that_read_over_its_ends_and_one_row_stands_still() => Becomes("""
        inputs %0:f32[5,20]
        %1:f32[5,20] = map(5, 20) 0 operations %0
            s0:f32 = Input #0 #0
            give s0
        %2:f32[5,20] = map(5, 20) 5 operations %1(5, 20):(0, 1)+80 %1(5, 20):(20, 1)-20 %1(5, 20):(20, 1)+20 %1(5, 20):(0, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:i32 = Index #0
            s3:i32 = Constant 1
            s4:bool = Less s2 s3
            s5:f32 = Select s4 s0 s1
            s6:f32 = Input #2 #0
            s7:f32 = Input #3 #0
            s8:i32 = Constant 4
            s9:bool = Less s2 s8
            s10:f32 = Select s9 s6 s7
            s11:f32 = Add s5 s10
            give s11
        outputs %2:f32[5,20]
        """, GroupFusion.Run(Early(x => Np.Roll(x, 1, 0) + Np.Roll(x, -1, 0), Np.Ones(5, 20))));

    [Fact]
    public void A_few_bytes_beside_what_is_given_are_read_in_place() => Becomes($"""
        inputs %0:f32[4,20]
        %1:f32[4,20] = map(4, 20) 2 operations %0(4, 20):(20, 0)+19 %0(4, 20):(20, 1)-1
        {Chosen(axis: 1, first: 1)}
        %2:f32[4,20] = map(4, 20) 1 operations %1
        {PlusOne}
        outputs %2:f32[4,20]
        """, Early(x => Np.Roll(x, 1, 1) + 1f, Matrix));

    [Fact]
    public void What_a_map_computes_for_this_alone_is_computed_shifted_with_its_positions() => Becomes("""
        inputs %0:f32[40]
        %1:f32[40] = Cumulative %0
        %2:f32[40] = map(40,) 5 operations %1(40,):(0) %1
            s0:f32 = Input #0 #0
            s1:i32 = Index #0
            s2:i32 = Constant 1
            s3:i32 = Subtract s1 s2
            s4:f32 = Convert s3
            s5:f32 = Input #1 #0
            s6:f32 = Multiply s5 s4
            s7:bool = Less s1 s2
            s8:f32 = Select s7 s0 s6
            give s8
        outputs %2:f32[40]
        """, Late(x =>
        {
            NDArray sums = Np.CumSum(x, 0);
            return Np.Concatenate([sums[..1], sums[1..] * Lax.Iota(DType.Float32, 39)]);
        }, Np.Ones(40)));

    [Fact]
    public void What_others_read_too_is_stored_and_read_shifted() => Becomes($"""
        inputs %0:f32[4,20]
        %1:f32[4,20] = Cumulative %0
        %2:f32[4,20] = map(4, 20) 1 operations %1
            s0:f32 = Input #0 #0
            s1:f32 = Negate s0
            give s1
        %3:f32[5,20] = map(5, 20) 2 operations %2(5, 20):(0, 1) %2(5, 20):(20, 1)-20
        {Chosen(axis: 0, first: 1)}
        %4:f32[4,20] = Cumulative %2
        %5:f32[5,20] = map(5, 20) 1 operations %3 %4(5, 20):(0, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Input #1 #0
            s2:f32 = Add s0 s1
            give s2
        outputs %5:f32[5,20]
        """, Late(x =>
        {
            NDArray y = -Np.CumSum(x, 0);
            return Np.Concatenate([y[..1], y]) + Np.CumSum(y, 0)[..1];
        }, Matrix));

    [Fact]
    public void Positions_choose_nothing_any_more_where_a_small_body_is_written_as_its_elements()
    {
        LoopGraph graph = GroupFusion.Run(Early(x => Np.Roll(x, 1) + Np.Roll(x, -2), Np.Ones(16)));
        Assert.Contains(Assert.IsType<MapNode>(graph.Nodes[^1]).Body.Steps.ToArray(), s => s.Op == ScalarOp.Select);
        Assert.All(UnrollArrays.Run(graph)!.Steps.ToArray(), s => Assert.True(s.Op is ScalarOp.Input or ScalarOp.Add));
    }

    [Fact]
    public void A_join_of_stored_parts_that_no_map_reads_or_of_many_or_in_short_rows_stays_a_join()
    {
        foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])
        [
            x => Np.Concatenate([Np.CumSum(x, 0), Np.CumSum(x, 1)]),
            x => Np.CumSum(Np.Concatenate([Np.CumSum(x, 0), Np.CumSum(x, 1)]), 1),
            x => Np.Concatenate([x, x + 1f]),
            x => Np.Roll(x, 1, 0),
            x => Np.Concatenate([x[..2], x, x[1..], x[2..], x[..3]]) + 1f,
            x => Np.Roll(Np.CumSum(x, 0)[.., ..15], 3, 1) + 1f,
            x => Np.Concatenate([x, Np.CumSum(x, 0)]) + 1f,
        ])
        {
            LoopGraph lowered = Loops(f, Np.Ones(5, 20)), graph = GroupFusion.Run(lowered);
            Assert.Same(lowered, MapJoins.RunEarly(lowered));
            Assert.Same(graph, MapJoins.Run(graph));
        }
    }

    [Fact]
    public void Many_operations_for_a_small_part_and_what_is_returned_besides_are_not_computed_again()
    {
        foreach ((Func<NDArray, NDArray[]> f, bool isMoved) in ((Func<NDArray, NDArray[]>, bool)[])
        [
            (x => [Np.Concatenate([Np.CumSum(x, 0)[..1] * 2f, Np.CumSum(x, 1)]) + 1f], true),
            (x => [Np.Concatenate([Np.Exp(Np.CumSum(x, 0)[..1]), Np.CumSum(x, 1)]) + 1f], false),
            (x => [Np.Concatenate([Np.Exp(Np.CumSum(x, 0)), Np.CumSum(x, 1)]) + 1f], true),
            (x =>
            {
                NDArray y = Np.CumSum(x, 0) * 2f;
                return [Np.Concatenate([y, Np.CumSum(x, 1)]) + 1f, y];
            }, false),
        ])
        {
            LoopGraph graph = MapJoins.RunEarly(Loops(InlineCalls.Run(MakeJaxpr(f)(Matrix))));
            LoopGraph mapped = GroupFusion.Run(MapJoins.Run(GroupFusion.Run(graph)));
            LoopChecker.Check(mapped, "the test");
            Assert.Equal(isMoved ? 1 : 2, mapped.Nodes.ToArray().Count(n => n is MapNode));
        }
    }

    [Theory]
    [InlineData(DType.Float32, 16, true)]
    [InlineData(DType.Float32, 17, false)]
    [InlineData(DType.Float64, 8, true)]
    [InlineData(DType.Float64, 9, false)]
    [InlineData(DType.Int8, 64, true)]
    [InlineData(DType.Int8, 65, false)]
    [InlineData(DType.Complex128, 1, false)]
    public void Beside_what_is_given_or_returned_only_a_few_bytes_may_be_read(DType type, int distance, bool isRight)
    {
        foreach (int offset in (int[])[distance, -distance])
        {
            LoopValue given = new(new(type, [100])), stored = new(new(type, [100])), result = new(new(type, [100]));
            MapNode Beside(LoopValue value) => MapBodies.Copy(Operand.Of(value) with { Offset = offset }, result);
            MapNode store = MapBodies.Copy(Operand.Of(given), stored);
            foreach (LoopGraph graph in (LoopGraph[])[new([given], [], [Beside(given)], [result]), new([given], [], [store, Beside(stored)], [stored, result])])
            {
                if (isRight) BufferChecker.Check(PlanBuffers.Run(Checked(graph), new([])));
                else Assert.Contains("it reads outside of", Assert.Throws<InternalErrorException>(() => Checked(graph)).Message, StringComparison.Ordinal);
            }

            // In working memory there is room.
            BufferChecker.Check(PlanBuffers.Run(Checked(new([given], [], [store, Beside(stored)], [result])), new([])));
        }

        static LoopGraph Checked(LoopGraph graph)
        {
            LoopChecker.Check(graph, "the test");
            return graph;
        }
    }

    private static void Agrees(Func<NDArray, NDArray> f, ArrayType type, Random random) => Agree.BitForBit(Traced(f, Np.Zeros(type.Shape, type.DType)), Agree.Data(random, type));

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Bool)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Complex64)]
    [InlineData(DType.Complex128)]
    public void What_is_rolled_has_the_bits_of_the_interpreter(DType type)
    {
        Random random = new(5);
        foreach (Shape shape in (Shape[])[[16], [37], [64], [5, 33], [20, 16], [3, 4, 18]])
        {
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                foreach (int shift in (int[])[1, -1, 2, -3, shape[axis] / 2, shape[axis] - 1, shape[axis] + 5])
                {
                    ArrayType whole = new(type, shape);
                    Agrees(x => Np.Where(Np.Roll(x, shift, axis) == x, x, Np.Roll(x, -shift, axis)), whole, random);
                    Agrees(x => Np.Roll(Np.Where(x == Np.Flip(x, 0), x, Np.Flip(x, 0)), shift, axis), whole, random);
                }
            }
        }
    }

    [Fact]
    public void Other_joins_have_the_bits_of_the_interpreter()
    {
        Random random = new(6);
        foreach (int length in (int[])[15, 16, 17, 31, 33, 64, 130])
        {
            NDArray known = Np.Arange((float)length).Reshape(1, length);
            foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])
            [
                x => Np.Roll(Np.Roll(x, 1, 0), -1, 1) + Np.Roll(Np.Roll(x, -1, 1), 1, 0) - Np.Roll(x, 1, 0) + Np.Roll(Np.Roll(x, 1, 0), 1, 0),
                x => Np.Concatenate([0.5f * (x[.., 1..] + x[.., ..^1]), x[.., ^1..]], 1),
                x => Np.Concatenate([x[.., ^1..], Np.Sqrt(x), x[.., ..1]], 1) * 2f,
                x => Np.Concatenate([known, x, known * 2f]) + 1f,
                x => Np.Concatenate([Np.Zeros(6, 1), Np.CumSum(x, 1)[.., ..^1]], 1) - x,
                x => Np.Concatenate([x, Np.CumSum(x, 1) + Lax.Iota(DType.Float32, length)], 0) * 3f,
                x => Np.Concatenate([Np.Concatenate([x[..2], Np.Sin(x[2..3])]), x[3..]]) + x,
                x => Np.Sum(Np.Square(Np.Roll(x, 1, 0) + Np.Roll(x, 1, 1) - 2f * x), 1),
                x => Np.Sum(Np.Concatenate([x[1..] * 2f, x[..1]]) * x),
                x => Np.MatMul(Np.Roll(x, 1, 1) + x, x.T),
                x => Np.Concatenate([Np.Transpose(x).Reshape(6, length)[..1], x]) + 1f,
                x => Vmap((NDArray r) => Np.Roll(r, 2) * r + Np.Concatenate([r[5..], r[..5]]))(x),
                Grad((NDArray x) => Np.Sum(Np.Square(Np.Roll(x, 1, 0) - x) * Np.Roll(x, -2, 1))),
                x => Np.Roll(Lax.Cond(x[0, 0] > 0f, y => Np.Roll(y, 1, 1) + y, y => y, x), 1, 0) + 1f,
                x => Lax.ForI(0, 5, (i, u) => u + 0.125f * (Np.Roll(u, 1, 0) + Np.Roll(u, -1, 0) + Np.Roll(u, 1, 1) + Np.Roll(u, -1, 1) - 4f * u), x),
                x => Lax.ForI(0, 3, (i, u) => Np.Concatenate([0.5f * (u[.., 1..] + u[.., ..^1]), u[.., ^1..]], 1), x),
                x => Lax.Scan((NDArray u, NDArray row) => (Np.Roll(u, 1) + row, Np.Roll(row, 1) * u), x[0], x).Outputs,
            ])
            {
                ArrayType type = new(DType.Float32, [6, length]);
                Agree.BitForBit(Traced(f, Np.Zeros(type.Shape)), Agree.Whole(random, type));
            }
        }
    }

    [Fact]
    public void A_donated_input_is_not_written_over_before_it_has_been_read()
    {
        Jaxpr program = Traced(x => x + (Np.Roll(x, 1, 0) * 2f) - Np.Roll(x, -1, 1), Np.Zeros(40, 50));
        byte[] input = Agree.Whole(new Random(2), new(DType.Float32, [40, 50]));
        CpuBackend backend = new(1);
        IBuffer buffer = backend.Upload(input, program.Inputs[0].Type.Strong, backend.Devices[0]);
        IBuffer result = backend.Compile(program, new([0])).Run([buffer])[0];
        var bytes = new byte[input.Length];
        result.Download(bytes);
        Assert.Equal(InterpreterBackend.Run(program, [input])[0], bytes);
    }

    [Fact]
    public void Random_joins_have_the_bits_of_the_interpreter()
    {
        Random random = new(12);
        for (int k = 0; k < 300; k++)
        {
            int rank = random.Next(1, 4);
            Shape shape = [.. Enumerable.Range(0, rank).Select(axis => axis == rank - 1 ? random.Next(10, 40) : random.Next(1, 7))];
            DType type = ((DType[])[DType.Float32, DType.Float64, DType.Int32, DType.Float16, DType.Complex64, DType.Bool])[k % 6];
            NDArray Part(NDArray x, NDArray y, int axis)
            {
                int begin = random.Next(x.Shape[axis]), end = random.Next(begin, x.Shape[axis]) + 1;
                NDArray from = random.Next(3) == 0 ? y : x, part = Lax.SliceInDim(from, begin, end, axis);
                return random.Next(4) switch { 0 => part + part, 1 => part * Lax.SliceInDim(x, begin, end, axis), 2 => random.Next(2) == 0 ? from : Np.Flip(part, axis), _ => part };
            }

            Jaxpr program = Traced(x =>
            {
                NDArray y = random.Next(3) switch { 0 when type != DType.Bool => Np.CumSum(x, 0), 1 => x * x, _ => x };
                int axis = random.Next(rank);
                NDArray joined = Np.Concatenate([.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Part(x, y, axis))], axis);
                if (random.Next(2) == 0) joined = joined * Np.Roll(joined, random.Next(1, 4), random.Next(rank));
                if (random.Next(3) == 0) joined = Np.Concatenate([Part(joined, joined, 0), joined + joined, Part(joined, joined, 0)]);
                return random.Next(3) switch { 0 when type != DType.Bool => Np.Sum(joined, rank - 1), 1 => joined + joined, _ => joined };
            }, Np.Zeros(shape, type));
            Agree.BitForBit(program, Agree.Whole(random, new(type, shape)));
        }
    }
}
