using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Bools and narrow integers are combined in kernels over rows, in lanes of 32 bits, and wrap around as the interpreter's do.</summary>
public sealed class NarrowReductionTests
{
    private static readonly DType[] Types = [DType.Bool, DType.Int8, DType.UInt8, DType.Int16, DType.UInt16];

    private static Primitive[] Kinds(params int[] axes) => [new ReduceSum(axes), new ReduceProd(axes), new ReduceMax(axes), new ReduceMin(axes), new ReduceAnd(axes), new ReduceOr(axes), new ReduceXor(axes)];

    private static LoopGraph Grouped(Func<NDArray, NDArray> f, NDArray x) => GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(x)), 0)));

    [Theory]
    [InlineData(new[] { 0 }, new[] { 0 })]
    [InlineData(new[] { 8 }, new[] { 0 })]
    [InlineData(new[] { 17 }, new[] { 0 })]
    [InlineData(new[] { 1003 }, new[] { 0 })]
    [InlineData(new[] { 70_001 }, new[] { 0 })]
    [InlineData(new[] { 1, 66_000 }, new[] { 1 })]
    [InlineData(new[] { 41, 67 }, new[] { 1 })]
    [InlineData(new[] { 41, 67 }, new[] { 0 })]
    [InlineData(new[] { 257, 2060 }, new[] { 0 })]
    [InlineData(new[] { 3, 301, 19 }, new[] { 1 })]
    [InlineData(new[] { 5, 4, 33 }, new[] { 1, 2 })]
    [InlineData(new[] { 300, 5, 3 }, new[] { 0, 2 })]
    [InlineData(new[] { 2000, 3 }, new[] { 0 })]
    [InlineData(new[] { 0, 20 }, new[] { 0 })]
    [InlineData(new[] { 20, 0 }, new[] { 0 })]
    public void Every_combination_has_the_bits_of_the_interpreter(int[] shape, int[] axes)
    {
        Random random = new(shape.Length + shape[0]);
        foreach (DType type in Types)
        {
            ArrayType input = new(type, [.. shape]);
            foreach (Primitive primitive in Kinds(axes)) Agree.BitForBit(Agree.Program(primitive, input), Agree.Data(random, input));
        }
    }

    [Fact]
    public void Whether_any_is_true_does_not_depend_on_where_it_stands()
    {
        foreach (int size in (ReadOnlySpan<int>)[9, 64, 150, 70_001])
        {
            foreach (int at in (ReadOnlySpan<int>)[0, 7, 8, size / 2, size - 1])
            {
                NDArray one = Np.Equal(Np.Arange(size), at);
                Assert.True((bool)Np.Any(one));
                Assert.False((bool)Np.All(!one));
            }

            Assert.False((bool)Np.Any(Np.Arange(size) < 0));
            Assert.True((bool)Np.All(Np.Arange(size) >= 0));
        }
    }

    [Fact]
    public void Whether_any_element_is_large_is_one_kernel_over_the_elements()
    {
        LoopGraph graph = Grouped(x => Np.Any(x > 3f), Np.Ones(1000));
        Assert.Equal("""
            inputs %0:f32[1000]
            %1:bool[] = rows( | 1000) %0
                s0:f32 = Input #0 #0
                s1:f32 = Constant 3
                s2:bool = Less s1 s0
                s3:bool = Or over s2
                give s3 rows
            outputs %1:bool[]
            """.ReplaceLineEndings("\n"), graph.ToString().Trim());
    }

    [Fact]
    public void What_follows_on_a_narrow_value_of_a_row_is_computed_with_it()
    {
        // Scaled by the row's largest, as numbers that were stored in few bits are; and the rows in which all is well.
        Func<NDArray, NDArray> f = x => Np.Where(Np.All(x != 7, 1, keepDims: true), x - Lax.ReduceSum(x, [1]).Reshape(-1, 1), Np.Max(x, 1, keepDims: true));
        foreach (DType type in Types[1..])
        {
            foreach ((int rows, int length) in (ReadOnlySpan<(int, int)>)[(1, 8), (13, 31), (300, 64), (40, 3000)])
            {
                ArrayType input = new(type, [rows, length]);
                Jaxpr program = InlineCalls.Run(MakeJaxpr(f)(Np.Zeros(rows, length).AsType(type)));
                Agree.BitForBit(program, Agree.Data(new(rows), input));
            }

            Assert.IsType<RowsNode>(Assert.Single(Grouped(f, Np.Zeros(13, 31).AsType(type)).Nodes.ToArray()));
        }
    }

    [Fact]
    public void Two_questions_about_one_large_array_read_it_once()
    {
        Func<NDArray, NDArray> f = x => Np.Any(x > 3f) & Np.All(Np.IsFinite(x)) | Np.Max(x) > 2f;
        Jaxpr program = InlineCalls.Run(MakeJaxpr(f)(Np.Ones(20_000)));
        Assert.Single(GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(program, 0))).Nodes.ToArray().OfType<RowsNode>());
        Agree.BitForBit(program, Agree.Data(new(3), new(DType.Float32, [20_000])));
    }

    [Fact]
    public void Threads_change_nothing()
    {
        foreach ((int rows, int length, int axis) in (ReadOnlySpan<(int, int, int)>)[(1, 300_000, 1), (1000, 300, 1), (1000, 300, 0)])
        {
            foreach (DType type in Types)
            {
                ArrayType input = new(type, [rows, length]);
                byte[] data = Agree.Data(new(rows), input);
                foreach (Primitive primitive in Kinds(axis)) Assert.Equal(Agree.Run(Agree.Program(primitive, input), 1, data)[0], Agree.Run(Agree.Program(primitive, input), data)[0]);
            }
        }
    }
}
