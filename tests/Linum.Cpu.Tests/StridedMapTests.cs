using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Maps and reductions read arrays backwards and in steps along the last axis where they lie, with the bits of the interpreter.</summary>
public sealed class StridedMapTests
{
    private static readonly DType[] Types = [DType.Float32, DType.Float64, DType.Int32, DType.UInt32, DType.Int64, DType.UInt64, DType.Int8, DType.Bool, DType.BFloat16, DType.Complex64];
    private static readonly int[] Steps = [-1, 2, -2, 3, -3, 4, -4, 5, -7];
    private static readonly int[] Counts = [1, 15, 16, 17, 31, 33, 64, 100, 257];

    private static Jaxpr Traced(Func<NDArray, NDArray> f, ArrayType type) => MakeJaxpr(f)(Np.Zeros(type.Shape, type.DType));

    private static void Agrees(Func<NDArray, NDArray> f, ArrayType type, bool whole = false)
    {
        Random random = new(type.Shape.Rank + (int)type.Shape.Count);
        Agree.BitForBit(Traced(f, type), whole ? Agree.Whole(random, type) : Agree.Data(random, type));
    }

    private static string Kinds(Func<NDArray, NDArray> f, ArrayType type) => string.Join(", ", CpuPipeline.Compile(Traced(f, type), new([]), 0).Kinds);

    private static NDArray Twice(NDArray x) => x.DType == DType.Bool ? Lax.Not(x) : x + x;

    [Fact]
    public void Vectors_of_any_length_and_type_are_read_in_any_step()
    {
        bool before = PoisonedMemory.IsOn;
        PoisonedMemory.IsOn = true;
        foreach (DType type in Types)
        {
            foreach (int step in Steps)
            {
                foreach (int count in Counts)
                {
                    int length = count * Math.Abs(step) - (count % 2 == 0 ? 0 : Math.Abs(step) - 1);
                    Agrees(x => Twice(x[(.., step)]), new(type, [length]));
                    Agrees(x => x[(.., step)], new(type, [length]));
                    Agrees(x => Twice(x[(2.., step)]), new(type, [length + 3]));
                }
            }
        }

        PoisonedMemory.IsOn = before;
    }

    [Fact]
    public void Pairs_and_narrow_values_are_read_backwards()
    {
        foreach (DType type in (DType[])[DType.Complex64, DType.Complex128, DType.Int8, DType.UInt8, DType.Int16, DType.UInt16, DType.Float16, DType.BFloat16])
        {
            foreach (int count in Counts)
            {
                Agrees(x => x + x[(.., -1)], new(type, [count]));
                Agrees(x => x * x[.., (.., -1)], new(type, [5, count]));
            }

            Assert.Equal("MapStep", Kinds(x => x + x[(.., -1)], new(type, [480])));
        }
    }

    [Fact]
    public void Rows_are_read_in_any_step()
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64, DType.Int32, DType.Int64])
        {
            foreach (int step in Steps)
            {
                foreach (int count in Counts)
                {
                    ArrayType x = new(type, [6, count * Math.Abs(step)]);
                    Agrees(x => x[.., (.., step)] * x[.., ..count], x);
                    Agrees(x => x[(.., -1), (.., step)] + x[0, (.., step)], x);
                    Agrees(x => x[(.., 2), (.., step)].Sum(1) + x[(1.., 2), (.., step)].Max(1), x, whole: true);
                    Agrees(x => Np.Sum(Np.Square(x[.., (.., step)]), 0), x, whole: true);
                }
            }
        }
    }

    [Fact]
    public void Long_rows_in_pieces_and_long_columns_are_read_in_steps()
    {
        foreach (int step in (int[])[-1, 2, -2, 3])
        {
            ArrayType x = new(DType.Float32, [200_001 * Math.Abs(step)]), columns = new(DType.Float32, [600, 5000 * Math.Abs(step)]);
            Agrees(x => Np.Square(x[(.., step)]).Sum() + x[(.., step)].Max(), x, whole: true);
            Agrees(x => x[.., (.., step)].Sum(0), columns, whole: true);
            Agrees(x => Twice(x[(.., step)]) - x[..200_001], x);
        }
    }

    [Fact]
    public void Long_rows_in_pieces_and_long_columns_know_places_along_a_row()
    {
        ArrayType x = new(DType.Float32, [200_001]), rows = new(DType.Float32, [3, 150_000]), columns = new(DType.Float32, [600, 5000]), fewColumns = new(DType.Float32, [3, 100_000]);
        Agrees(x => Np.Where(x > 0, Lax.BroadcastedIota(DType.Int32, [200_001], 0), 7).Max(), x);
        Agrees(x => Np.Where(x > 0, Lax.BroadcastedIota(DType.Int32, x.Shape, 1), 7).Sum(1) + Lax.BroadcastedIota(DType.Int32, [3], 0), rows);
        Agrees(x => Np.Where(x > 0, Lax.BroadcastedIota(DType.Int32, x.Shape, 1) - Lax.BroadcastedIota(DType.Int32, x.Shape, 0), 7).Max(0), columns);
        Agrees(x => Np.Where(x > 0, Lax.BroadcastedIota(DType.Int32, x.Shape, 1) - Lax.BroadcastedIota(DType.Int32, x.Shape, 0), 7).Max(0), fewColumns);
    }

    [Fact]
    public void Running_sums_of_exponentials_of_few_columns_are_those_of_each_column()
    {
        foreach (bool reverse in (bool[])[false, true])
        {
            NDArray x = Np.Sin(Np.Arange(120f)).Reshape(40, 3) * 5, all = Jit((NDArray x) => Lax.CumLogSumExp(x, 0, reverse))(x);
            for (int c = 0; c < 3; c++) Assert.Equal(Lax.CumLogSumExp(x[.., c], 0, reverse).Concrete("the test").ToBytes(), all[.., c].Concrete("the test").ToBytes());
        }
    }

    [Fact]
    public void Running_combinations_along_an_axis_of_one_element_are_copies()
    {
        Random random = new(3);
        foreach (DType type in (DType[])[DType.Float32, DType.Float16, DType.Int8, DType.Complex64])
        {
            ArrayType x = new(type, [30, 1, 4]);
            foreach (Primitive primitive in (Primitive[])[new CumSum(1, false), new CumProd(1, true)]) Agree.BitForBit(Agree.Program(primitive, x), Agree.Data(random, x));
        }
    }

    [Fact]
    public void No_copy_is_made_of_what_is_read_in_small_steps()
    {
        ArrayType line = new(DType.Float32, [4800]), table = new(DType.Float32, [50, 480]), wide = new(DType.Float64, [4800]);
        Assert.Equal("MapStep", Kinds(x => x + x[(.., -1)], line));
        Assert.Equal("MapStep", Kinds(x => x[(.., 2)] + x[(1.., 2)], line));
        Assert.Equal("MapStep", Kinds(x => x[(.., 3)] + x[(1.., 3)] * x[(2.., 3)], line));
        Assert.Equal("MapStep", Kinds(x => x[(.., 4)] + x[(.., -4)], line));
        Assert.Equal("MapStep", Kinds(x => x[(.., 2)] + x[(.., -2)], wide));
        Assert.Equal("MapStep", Kinds(x => x[.., (.., 2)] + x[.., (1.., 2)], table));
        Assert.Equal("RowsStep", Kinds(x => x[.., (.., 3)] + x[.., (..160, -1)], table));
        Assert.Equal("RowsStep", Kinds(x => (x[.., (.., -1)] * x).Sum(1), table));
        Assert.Equal("RowsStep", Kinds(x => Nn.Softmax(x[.., (.., 2)]), table));
        Assert.Equal("RowsStep", Kinds(x => Np.Sin(x[(.., -1)]).Sum(), line));
        // Elements far apart share no lines of memory: they are read once, into a copy.
        Assert.Equal("RoutineStep, MapStep", Kinds(x => Np.Sin(x[(.., 16)]) + 1, line));
    }

    [Fact]
    public void An_array_that_is_donated_and_read_backwards_is_not_written_over_too_early()
    {
        NDArray x = Np.Arange(1000f);
        var f = Jit((NDArray x) => x * 2 + x[(.., -1)], donate: Arg.First);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => i * 2f + 999 - i), f(x).ToArray<float>());
    }

    [Fact]
    public void Long_bodies_in_stages_and_positions_go_together_with_steps()
    {
        ArrayType line = new(DType.Float32, [20_003]);
        static NDArray Long(NDArray x)
        {
            NDArray y = x;
            for (int i = 0; i < 12; i++) y = Np.Sin(y + x[(.., -1)]) * 1.5f;
            return y + Np.Arange(20_003f);
        }

        Agrees(Long, line);
    }
}
