using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Padding that maps read becomes part of them.</summary>
public sealed class PadTests
{
    private static readonly NDArray Matrix = Np.Ones(4, 20);

    private static Jaxpr Traced(Func<NDArray, NDArray> f, NDArray x) => InlineCalls.Run(MakeJaxpr(f)(x));

    private static LoopGraph Mapped(Func<NDArray, NDArray> f, NDArray x) => MapPads.Run(GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(Traced(f, x), 0))));

    private static void Becomes(string expected, LoopGraph graph)
    {
        LoopChecker.Check(graph, "the test");
        Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), graph.ToString().Trim());
    }

    [Fact]
    public void Padding_of_what_a_map_computes_is_computed_with_it_shifted() => Becomes("""
        inputs %0:f32[4,20]
        %1:f32[4,20] = Cumulative %0
        %2:f32[4,22] = map(4, 22) 5 operations %1(4, 22):(20, 1)-1
            s0:f32 = Input #0 #0
            s1:f32 = Negate s0
            s2:i32 = Index #1
            s3:i32 = Constant 1
            s4:bool = LessOrEqual s3 s2
            s5:i32 = Constant 21
            s6:bool = Less s2 s5
            s7:bool = And s4 s6
            s8:f32 = Constant 7
            s9:f32 = Select s7 s1 s8
            give s9
        outputs %2:f32[4,22]
        """, Mapped(x => Lax.Pad(-Np.CumSum(x, 0), 7f, (0, 0, 0), (1, 1, 0)), Matrix));

    [Fact]
    public void Padding_is_left_alone_where_it_is_long_or_has_gaps_or_lies_beside_an_input()
    {
        foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])
        [
            x => Lax.Pad(-x, 0f, (1, 0, 0), (0, 0, 0)),
            x => Lax.Pad(-Np.Sin(x), 0f, (9, 0, 0), (0, 0, 0)),
            x => Lax.Pad(-Np.Sin(x), 0f, (0, 0, 0), (0, 0, 1)),
            x => Lax.Pad(-Np.Sin(x), 0f, (1, 1, 1), (0, 0, 0)),
            x => Lax.Pad(x, 0f, (1, 1, 0), (0, 0, 0)),
        ])
        {
            LoopGraph graph = GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(Traced(f, Matrix), 0)));
            Assert.Same(graph, MapPads.Run(graph));
        }
    }

    [Fact]
    public void Padding_reads_a_few_bytes_beside_an_input_in_place() => Becomes("""
        inputs %0:f32[4,20]
        %1:f32[4,21] = map(4, 21) 3 operations %0(4, 21):(20, 1)-1
            s0:f32 = Input #0 #0
            s1:f32 = Negate s0
            s2:i32 = Index #1
            s3:i32 = Constant 1
            s4:bool = LessOrEqual s3 s2
            s5:f32 = Constant 0
            s6:f32 = Select s4 s1 s5
            give s6
        outputs %1:f32[4,21]
        """, Mapped(x => Lax.Pad(-x, 0f, (0, 0, 0), (1, 0, 0)), Matrix));

    /// <summary>The gradient of taking an array apart and doing something else with each part.</summary>
    private static NDArray PartsTogether(NDArray x)
    {
        NDArray sums = Np.CumSum(x, 0), products = Np.CumSum(x * 2f, 0), all = Lax.Pad(sums, 0f, (0, 0, 0), (0, 60, 0));
        return all + Lax.Pad(products, 0f, (0, 0, 0), (20, 40, 0)) + Lax.Pad(-sums, 0f, (0, 0, 0), (60, 0, 0));
    }

    [Fact]
    public void Parts_that_are_padded_to_a_whole_and_added_are_one_kernel()
    {
        static LoopGraph Large(Func<NDArray, NDArray> f, NDArray x) => GroupFusion.Run(MapPads.RunLarge(FoldViews.Run(LowerToLoops.Run(Traced(f, x), 0))));
        LoopGraph graph = Large(PartsTogether, Matrix);
        Assert.IsType<MapNode>(graph.Nodes[^1]);
        Assert.DoesNotContain(graph.Nodes.ToArray(), n => n is RoutineNode { Lowered: Lowered.Pad });
        // So they are where a row is summed as well.
        graph = Large(x => Np.Sum(PartsTogether(x), 1), Matrix);
        Assert.IsType<RowsNode>(graph.Nodes[^1]);
        Assert.DoesNotContain(graph.Nodes.ToArray(), n => n is RoutineNode { Lowered: Lowered.Pad });
        foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])[PartsTogether, x => Np.Sum(PartsTogether(x), 1)])
            Agree.BitForBit(MakeJaxpr(f)(Matrix), Agree.Whole(new Random(3), Matrix.Type));
    }

    [Fact]
    public void Padding_to_many_times_the_elements_that_something_else_reads_stays_padding()
    {
        foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])
        [
            x => Lax.Pad(Np.CumSum(x, 0), 0f, (0, 0, 0), (0, 60, 0)),
            x => Np.CumSum(Lax.Pad(Np.CumSum(x, 0), 0f, (0, 0, 0), (0, 60, 0)), 1),
            x => Lax.Pad(Np.CumSum(x, 0), 0f, (0, 0, 0), (0, 180, 0)) + 1f,
            x => Lax.Pad(Np.CumSum(x, 0), 0f, (9, 9, 0), (0, 0, 2)) + 1f,
        ])
        {
            LoopGraph graph = FoldViews.Run(LowerToLoops.Run(Traced(f, Matrix), 0));
            Assert.Same(graph, MapPads.RunLarge(graph));
        }
    }

    [Fact]
    public void Room_is_left_beside_what_is_read_shifted()
    {
        LoopGraph graph = Mapped(x =>
        {
            NDArray sums = Np.CumSum(x, 0);
            return Lax.Pad(-sums, 0f, (1, 1, 0), (0, 0, 0)) + 1f;
        }, Matrix);
        MapNode map = Assert.IsType<MapNode>(GroupFusion.Run(graph).Nodes[^1]);
        Assert.Equal((20L, 20L), map.Operands[0].Overhang);
        BufferPlan plan = PlanBuffers.Run(graph, new([]));
        BufferChecker.Check(plan);
        Place place = plan.Places[map.Operands[0].Value];
        Assert.True(place.Kind == PlaceKind.Arena && place.Number >= 80 && place.Number + (4 + 1) * 80 <= plan.ArenaBytes);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Complex64)]
    [InlineData(DType.Int8)]
    [InlineData(DType.BFloat16)]
    public void Padded_maps_give_the_bits_of_the_interpreter(DType type)
    {
        Random random = new(7);
        foreach ((int, int, int)[] padding in ((int, int, int)[][])[[(0, 0, 0), (1, 0, 0)], [(0, 0, 0), (0, 3, 0)], [(1, 1, 0), (0, 0, 0)], [(2, 0, 0), (-1, 2, 0)], [(-1, 1, 0), (3, -2, 0)], [(1, 0, 0), (-3, -4, 0)]])
        {
            foreach (int length in (int[])[16, 21, 35])
            {
                ArrayType shape = new(type, [5, length]);
                NDArray Value(NDArray x) => x[0, 0];
                foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])
                [
                    x => Lax.Pad(Np.CumSum(x, 1) * x, Value(x), padding) * 2,
                    x => Lax.Pad(Np.Flip(x, 0), Value(x), padding),
                    x =>
                    {
                        NDArray y = Np.CumSum(x, 0), z = y * y;
                        return Lax.Pad(-z, Value(x), padding) + Lax.Pad(z + y, Value(y), padding);
                    },
                    x => Lax.Pad(Lax.Pad(Np.CumSum(x, 0) + x, Value(x), padding), Value(x), (1, 1, 0), (1, 1, 0)),
                    x => Np.Transpose(Lax.Pad(Np.CumSum(x, 0) + x[0], Value(x), padding) + 1) ,
                ]) Agree.BitForBit(Traced(f, Np.Zeros(shape.Shape, type)), Agree.Whole(random, shape));
            }
        }
    }

    [Fact]
    public void A_large_map_with_positions_is_computed_in_the_order_in_which_it_is_read()
    {
        Func<NDArray, NDArray> f = x =>
        {
            NDArray c = Np.CumSum(x, 0);
            NDArray large = Lax.BroadcastInDim(c, [6, 17, 18], [1, 2]) * Lax.BroadcastInDim(c[0], [6, 17, 18], [2]);
            return Lax.Transpose(Lax.Pad(large, 0f, (0, 0, 0), (0, 0, 0), (1, 0, 0)) + Lax.Pad(-large, 3f, (0, 0, 0), (0, 0, 0), (0, 1, 0)), [0, 2, 1]);
        };
        LoopGraph graph = OrientMaps.Run(GroupFusion.Run(Mapped(f, Np.Ones(17, 18))));
        MapNode map = Assert.IsType<MapNode>(graph.Nodes[^1]);
        Assert.Equal<int>([6, 19, 17], map.Shape.ToArray());
        Assert.Contains(map.Body.Steps.ToArray(), s => s is { Op: ScalarOp.Index, A: 1 });
        Agree.BitForBit(Traced(f, Np.Ones(17, 18)), Agree.Whole(new Random(3), new(DType.Float32, [17, 18])));
    }

    [Fact]
    public void Padding_between_elements_is_an_axis_of_its_own() => Becomes("""
        inputs %0:f32[3,20]
        %1:f32[3,20] = Cumulative %0
        %2:f32[6,20] = map(3, 2, 20) 3 operations %1(3, 2, 20):(20, 0, 1)
            s0:f32 = Input #0 #0
            s1:f32 = Negate s0
            s2:i32 = Index #1
            s3:i32 = Constant 1
            s4:bool = Equal s2 s3
            s5:f32 = Constant 0
            s6:f32 = Select s4 s1 s5
            give s6
        outputs %2:f32[6,20]
        """, Mapped(x => Lax.Pad(-Np.CumSum(x, 0), 0f, (1, 0, 1), (0, 0, 0)), Np.Ones(3, 20)));

    [Fact]
    public void Padding_between_elements_gives_the_bits_of_the_interpreter()
    {
        Random random = new(9);
        foreach (int length in (int[])[16, 17, 64])
        {
            ArrayType type = new(DType.Float32, [3, 4, length]);
            foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])
            [
                x => Lax.Pad(-Np.CumSum(x, 1), 5f, (0, 2, 2), (1, 0, 1), (0, 0, 0)),
                x => Lax.Pad(x, 0f, (0, 1, 1), (0, 1, 1), (0, 0, 0)) + Lax.Pad(x * x, 1f, (1, 0, 1), (0, 1, 1), (0, 0, 0)),
                x => Lax.Pad(Np.CumSum(x, 1), 0f, (1, 0, 1), (1, 1, 0), (0, 0, 0)) * 2f,
                x => Lax.Pad(x + 1f, 0f, (1, 1, 1), (0, 0, 0), (0, 0, 0)) * 2f,
            ]) Agree.BitForBit(Traced(f, Np.Zeros(type.Shape)), Agree.Whole(random, type));
        }
    }

    [Theory]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int8)]
    [InlineData(DType.UInt64)]
    public void Positions_behind_padding_are_those_of_the_array_in_every_type(DType type) =>
        Agree.BitForBit(Traced(x => Lax.Pad(Lax.Iota(type, 4000) + x[0], x[1], [(3, 5, 0)]), Np.Zeros([2], type)), Agree.Whole(new Random(1), new(type, [2])));

    [Fact]
    public void Random_padding_of_random_maps_gives_the_bits_of_the_interpreter()
    {
        Random random = new(11);
        for (int k = 0; k < 200; k++)
        {
            int rank = random.Next(1, 4);
            Shape shape = [.. Enumerable.Range(0, rank).Select(_ => random.Next(3) == 0 ? random.Next(1, 3) : random.Next(2, 22))];
            DType type = ((DType[])[DType.Float32, DType.Float64, DType.Int32, DType.Float16, DType.Complex64])[k % 5];
            (int, int, int)[] Paddings(Shape s) => [.. s.ToArray().Select(n => random.Next(6) switch
            {
                0 => (0, 0, 0),
                1 => (1, 0, 1),
                2 => (0, 2, 2),
                _ => (n > 2 ? random.Next(-1, 3) : 0, n > 2 ? random.Next(-1, 3) : 1, 0),
            })];
            Jaxpr program = Traced(x =>
            {
                NDArray y = random.Next(3) switch { 0 => Np.CumSum(x, 0), 1 => x * x, _ => x }, z = random.Next(3) switch { 0 => y + x, 1 => -y, _ => y }, value = Np.Ravel(x)[0];
                (int, int, int)[] paddings = Paddings(shape);
                NDArray padded = Lax.Pad(z, value, paddings), joined = random.Next(3) switch { 0 => Lax.Pad(y * 2, value, paddings) + padded, 1 => padded * padded, _ => padded };
                if (random.Next(3) == 0) joined = Np.Transpose(joined) + 1;
                if (random.Next(4) == 0) joined = Lax.Pad(joined, value, Paddings(joined.Shape));
                return random.Next(3) == 0 ? Np.Concatenate([Np.Ravel(joined), Np.Ravel(z), Np.Ravel(padded)]) : random.Next(2) == 0 ? Np.Sum(joined, 0) : joined;
            }, Np.Zeros(shape, type));
            Agree.BitForBit(program, Agree.Whole(random, new(type, shape)));
        }
    }

    [Fact]
    public void A_gradient_of_differences_of_neighbours_agrees_with_the_interpreter()
    {
        Func<NDArray, NDArray> f = x => Np.Sum(Np.Square(x[1..] - Np.Square(x[..^1])) + Np.Square(1f - x[..^1]));
        ArrayType type = new(DType.Float32, [3, 50]);
        Agree.Within(1e-6, Traced(Vmap(Hessian(f)), Np.Zeros(type.Shape)), Agree.Whole(new Random(1), type));
    }
}
