using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Values of two components and values narrower than a lane are computed a vector at a time, with the bits of the interpreter.</summary>
public sealed class PairTests
{
    private static readonly DType[] Complex = [DType.Complex64, DType.Complex128];
    private static readonly DType[] Narrow = [DType.Int8, DType.UInt8, DType.Int16, DType.UInt16, DType.Float16, DType.BFloat16];
    private static readonly int[] Lengths = [1, 3, 4, 7, 8, 9, 15, 16, 17, 33, 67];

    private static bool IsVector(Jaxpr program) =>
        program.Equations.ToArray().All(e => e.Primitive.Lower(e.InputTypes) is not Lowered.Map map || MapKernel.Get(new(map.Body, new bool[map.Body.Inputs.Count], 0)).IsVector);

    private static void Agrees(Func<NDArray[], NDArray> f, params ArrayType[] types)
    {
        Jaxpr program = InlineCalls.Run(MakeJaxpr(f)([.. types.Select(t => Np.Zeros(t.Shape, t.DType))]));
        Random random = new(types.Length + types[0].Shape.Rank);
        for (int round = 0; round < 3; round++) Agree.BitForBit(program, [.. types.Select(t => Agree.Data(random, t))]);
    }

    [Fact]
    public void Maps_of_complex_numbers_and_keys_are_loops_over_vectors()
    {
        foreach (DType type in Complex)
        {
            ArrayType x = new(type, [9]);
            foreach (Primitive primitive in (Primitive[])[new Add(), new Sub(), new Mul()]) Assert.True(IsVector(Agree.Program(primitive, x, x)), primitive.Name);
            foreach (Primitive primitive in (Primitive[])[new Abs(), new Conj(), new Real(), new Imag(), new Neg()]) Assert.True(IsVector(Agree.Program(primitive, x)), primitive.Name);
            Assert.True(IsVector(Agree.Program(new ComplexOf(), new(type.Component, [9]), new(type.Component, [9]))));
        }

        Assert.True(IsVector(Agree.Program(new RandomSplit([9]), new ArrayType(DType.Key, []))));
    }

    [Fact]
    public void Parts_of_complex_numbers_of_any_length_give_the_bits_of_the_interpreter()
    {
        Random random = new(3);
        foreach (DType type in Complex)
        {
            foreach (int length in Lengths)
            {
                ArrayType x = new(type, [length]), part = new(type.Component, [length]);
                foreach (Primitive primitive in (Primitive[])[new Abs(), new Conj(), new Real(), new Imag(), new Neg()]) Agree.BitForBit(Agree.Program(primitive, x), Agree.Data(random, x));
                Agree.BitForBit(Agree.Program(new ComplexOf(), part, part), Agree.Data(random, part), Agree.Data(random, part));
            }
        }
    }

    [Fact]
    public void Complex_operands_that_are_views_give_the_bits_of_the_interpreter()
    {
        foreach (DType type in Complex)
        {
            foreach (int length in Lengths)
            {
                ArrayType wide = new(type, [3, length]), row = new(type, [length]), column = new(type, [3, 1]), tall = new(type, [length, 3]);
                Agrees(x => x[0] * x[1] + x[2], wide, row, column);
                Agrees(x => Np.Transpose(x[0]) * x[1], tall, wide);
                Agrees(x => Np.Conj(x[0][.., 1..]) - x[0][.., ..^1], new ArrayType(type, [3, length + 1]));
                Agrees(x => Np.Flip(x[0], 1) + x[0], wide);
            }
        }
    }

    [Fact]
    public void Reductions_of_parts_of_complex_numbers_share_a_kernel_with_their_maps()
    {
        foreach (DType type in Complex)
        {
            ArrayType x = new(type, [5, 37]);
            Jaxpr program = InlineCalls.Run(MakeJaxpr(a =>
            {
                NDArray largest = Np.Max(Np.Abs(a), 1, keepDims: true);
                return Lax.Complex(Np.Real(a) / largest, Np.Imag(a) / largest);
            })(Np.Zeros(x.Shape, type)));
            LoopGraph graph = GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(program, 0)));
            Assert.IsType<RowsNode>(Assert.Single(graph.Nodes.ToArray()));
            Random random = new(8);
            Agree.BitForBit(program, Agree.Data(random, x));
            foreach (Func<NDArray, NDArray> f in (Func<NDArray, NDArray>[])[a => Np.Sum(a * a, 1), a => Np.Sum(a + 1f, 0), a => Np.Sum(a), a => Np.Sum(a[.., ..3], 1)])
                Agree.BitForBit(InlineCalls.Run(MakeJaxpr(f)(Np.Zeros(x.Shape, type))), Agree.Whole(random, x));
        }
    }

    [Fact]
    public void Keys_of_many_keys_give_the_bits_of_the_interpreter()
    {
        Random random = new(4);
        foreach (int count in Lengths)
        {
            ArrayType one = new(DType.Key, []), many = new(DType.Key, [count]);
            Agree.BitForBit(Agree.Program(new RandomSplit([count]), one), Agree.Data(random, one));
            Agree.BitForBit(Agree.Program(new RandomSplit([2], 1), new ArrayType(DType.Key, [count, 2])), Agree.Data(random, new(DType.Key, [count, 2])));
            Agree.BitForBit(Agree.Program(new RandomFoldIn(), many, new(DType.UInt32, [count])), Agree.Data(random, many), Agree.Data(random, new(DType.UInt32, [count])));
        }
    }

    [Fact]
    public void Narrow_operations_are_loops_over_vectors()
    {
        foreach (DType type in Narrow)
        {
            ArrayType x = new(type, [9]);
            foreach (Primitive primitive in (Primitive[])[new Add(), new Mul(), new Max(), new Lt(), .. type.IsFloat ? (Primitive[])[new Div()] : [new And(), new Xor()]])
                Assert.True(IsVector(Agree.Program(primitive, x, x)), $"{primitive.Name} of {type.Name}");
            foreach (DType other in (DType[])[.. Narrow, DType.Float32, DType.Float64, DType.Int32, DType.Bool])
                if (other != type) Assert.True(IsVector(Agree.Program(new ConvertElementType(other, false), x)), $"{type.Name} to {other.Name}");
        }
    }

    [Fact]
    public void Narrow_operands_that_are_views_give_the_bits_of_the_interpreter()
    {
        foreach (DType type in Narrow)
        {
            foreach (int length in Lengths)
            {
                Agrees(x => x[0] * x[1] + x[2], new(type, [3, length]), new(type, [length]), new(type, [3, 1]));
                Agrees(x => Np.Max(x[0].AsType(DType.Float32), 1, keepDims: true).AsType(type) - x[0], new ArrayType(type, [3, length]));
            }
        }
    }

    [Fact]
    public void Every_half_precision_number_becomes_the_float32_that_it_is_and_comes_back()
    {
        foreach (DType type in (DType[])[DType.Float16, DType.BFloat16])
        {
            var all = new byte[2 << 16];
            for (int i = 0; i < 1 << 16; i++) BitConverter.TryWriteBytes(all.AsSpan(2 * i), (ushort)i);
            ArrayType half = new(type, [1 << 16]), single = new(DType.Float32, [1 << 16]);
            Agree.BitForBit(Agree.Program(new ConvertElementType(DType.Float32, false), half), all);
            byte[] wide = Agree.Run(Agree.Program(new ConvertElementType(DType.Float32, false), half), all)[0];
            Agree.BitForBit(Agree.Program(new ConvertElementType(type, false), single), wide);
            // Between two neighbours: just below the middle, the middle, just above it.
            for (int step = -1; step <= 1; step++)
            {
                var between = new byte[4 << 16];
                for (int i = 0; i < 1 << 16; i++)
                {
                    int bits = BitConverter.ToInt32(wide, 4 * i), middle = type == DType.Float16 ? 1 << 12 : 1 << 15;
                    BitConverter.TryWriteBytes(between.AsSpan(4 * i), bits + middle + step);
                }

                Agree.BitForBit(Agree.Program(new ConvertElementType(type, false), single), between);
            }
        }
    }
}
