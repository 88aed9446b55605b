using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

public sealed class RoutineTests
{
    private static readonly DType[] All =
    [
        DType.Bool, DType.Int8, DType.Int16, DType.Int32, DType.Int64, DType.UInt8, DType.UInt16, DType.UInt32, DType.UInt64,
        DType.Float16, DType.BFloat16, DType.Float32, DType.Float64, DType.Complex64, DType.Complex128,
    ];

    private static readonly DType[] Sizes = [DType.Int8, DType.Int16, DType.Float32, DType.Float64, DType.Complex128, DType.Key];

    private static void Check(Random random, Primitive primitive, params ReadOnlySpan<ArrayType> types)
    {
        ArrayType[] inputs = types.ToArray();
        Agree.BitForBit(Agree.Program(primitive, inputs), [.. inputs.Select(t => Agree.Data(random, t))]);
    }

    [Fact]
    public void Views_of_every_element_size_give_the_bits_of_the_interpreter()
    {
        Random random = new(1);
        foreach (DType type in Sizes)
        {
            Check(random, new TransposeAxes([1, 0]), new ArrayType(type, [37, 21]));
            Check(random, new TransposeAxes([2, 0, 1]), new ArrayType(type, [5, 17, 33]));
            Check(random, new TransposeAxes([0, 2, 1, 3]), new ArrayType(type, [2, 3, 4, 5]));
            Check(random, new BroadcastInDim([4, 3, 9], [1]), new ArrayType(type, [3]));
            Check(random, new BroadcastInDim([4, 3, 9], [0, 2]), new ArrayType(type, [4, 1]));
            Check(random, new BroadcastInDim([20], []), new ArrayType(type, []));
            Check(random, new Rev([0, 1]), new ArrayType(type, [7, 18]));
            Check(random, new StaticSlice([1, 2], [6, 17], [2, 3]), new ArrayType(type, [7, 18]));
            Check(random, new Reshape([6, 7]), new ArrayType(type, [2, 21]));
            Check(random, new TransposeAxes([1, 0]), new ArrayType(type, [0, 21]));
        }
    }

    [Fact]
    public void A_large_transposition_on_several_threads_gives_the_bits_of_the_interpreter() =>
        Check(new(2), new TransposeAxes([1, 0]), new ArrayType(DType.Float32, [513, 300]));

    [Fact]
    public void Pad_with_negative_and_interior_padding_gives_the_bits_of_the_interpreter()
    {
        Random random = new(3);
        foreach (DType type in Sizes)
        {
            foreach ((int low, int high, int interior) in ((int, int, int)[])[(0, 0, 0), (2, 1, 0), (-1, 2, 0), (1, -2, 0), (0, 0, 2), (-2, 3, 1), (3, -4, 2), (-4, -3, 1), (-7, 0, 0)])
                Check(random, new Pad([low, 1], [high, 0], [interior, 0]), new ArrayType(type, [7, 3]), new ArrayType(type, []));
        }
    }

    [Fact]
    public void Concatenate_gives_the_bits_of_the_interpreter()
    {
        Random random = new(4);
        foreach (DType type in Sizes)
        {
            Check(random, new Concatenate(0), new ArrayType(type, [3, 5]), new ArrayType(type, [0, 5]), new ArrayType(type, [1, 5]));
            Check(random, new Concatenate(1), new ArrayType(type, [3, 5]), new ArrayType(type, [3, 2]));
            // Two arrays in turn.
            foreach (int rows in (ReadOnlySpan<int>)[0, 1, 2, 3, 7, 8, 9, 33, 40_001]) Check(random, new Concatenate(2), new ArrayType(type, [rows, 1, 1]), new ArrayType(type, [rows, 1, 1]));
            Check(random, new Concatenate(1), new ArrayType(type, [9, 1]), new ArrayType(type, [9, 1]), new ArrayType(type, [9, 1]));
            Check(random, new Concatenate(0), new ArrayType(type, [1, 9]), new ArrayType(type, [1, 9]));
        }
    }

    [Fact]
    public void Reductions_agree_with_the_interpreter()
    {
        Random random = new(5);
        (Shape Shape, int[] Axes)[] cases =
        [
            ([1], [0]), ([7], [0]), ([63], [0]), ([64], [0]), ([65], [0]), ([200], [0]), ([3, 5], [1]), ([3, 70], [1]), ([3, 128], [1]), ([70, 3], [0]), ([300, 9], [0]), ([600, 33], [0]),
            ([4, 6, 5], [1]), ([4, 6, 5], [0, 2]), ([4, 6, 5], [0, 1, 2]), ([4, 70, 2, 3], [1, 3]), ([2, 3, 1, 5], [1]), ([0, 3], [0]), ([3, 0], [0]), ([5], []), ([1, 5, 1], [0, 2]),
        ];
        foreach (DType type in All)
        {
            foreach ((Shape shape, int[] axes) in cases)
            {
                ArrayType input = new(type, shape);
                double tolerance = type is DType.Float16 ? 2e-3 : type is DType.BFloat16 ? 1e-2 : type is DType.Float32 or DType.Complex64 ? 2e-4 : 1e-12;
                foreach (Primitive primitive in (Primitive[])[new ReduceSum(axes), new ReduceMax(axes), new ReduceMin(axes)])
                    Agree.Within(tolerance, Agree.Program(primitive, input), Agree.Data(random, input, special: primitive is not ReduceSum));
                if (type.IsInteger || type == DType.Bool)
                {
                    foreach (Primitive primitive in (Primitive[])[new ReduceAnd(axes), new ReduceOr(axes), new ReduceXor(axes), new ReduceProd(axes)])
                        Agree.BitForBit(Agree.Program(primitive, input), Agree.Data(random, input));
                }
                else if (shape.Count <= 30)
                {
                    Agree.Within(tolerance, Agree.Program(new ReduceProd(axes), input), Agree.Data(random, input, special: false));
                }
            }
        }
    }

    [Fact]
    public void The_largest_of_numbers_with_NaN_is_NaN_wherever_it_stands()
    {
        foreach (int size in (int[])[3, 64, 65, 150])
        {
            for (int at = 0; at < size; at += 7)
            {
                var values = new float[size];
                values[at] = float.NaN;
                ArrayType type = new(DType.Float32, [size]);
                byte[][] result = Agree.Run(Agree.Program(new ReduceMax([0]), type), System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
                Assert.True(float.IsNaN(BitConverter.ToSingle(result[0])));
            }
        }
    }

    [Fact]
    public void Positions_of_extremes_give_the_bits_of_the_interpreter()
    {
        Random random = new(6);
        foreach (DType type in All)
        {
            if (type.IsComplex) continue;
            foreach (DType index in (DType[])[DType.Int32, DType.Int64, DType.UInt8, DType.Float32])
            {
                Check(random, new ArgMax(1, index), new ArrayType(type, [4, 40]));
                Check(random, new ArgMin(0, index), new ArrayType(type, [40, 4]));
                Check(random, new ArgMax(0, index), new ArrayType(type, [1]));
            }
        }
    }

    [Fact]
    public void Running_combinations_give_the_bits_of_the_interpreter()
    {
        Random random = new(7);
        foreach (DType type in All)
        {
            if (type == DType.Bool) continue;
            foreach (bool reverse in (bool[])[false, true])
            {
                foreach ((Shape shape, int axis) in ((Shape, int)[])[([30], 0), ([4, 25], 1), ([25, 3], 0), ([2, 9, 21], 1), ([0], 0), ([1, 5], 0)])
                {
                    // Along the last axis sums of floats are formed in another order than one after the other: NumericsTests says in which.
                    ArrayType input = new(type, shape);
                    double tolerance = type.Component == DType.Float64 ? 1e-13 : 1e-5;
                    if (type == DType.Float16) tolerance = 1e-3;
                    if (type == DType.BFloat16) tolerance = 1e-2;
                    Agree.Within(tolerance, Agree.Program(new CumSum(axis, reverse), input), Agree.Data(random, input, special: type.IsInteger));
                    Agree.Within(tolerance, Agree.Program(new CumProd(axis, reverse), input), Agree.Data(random, input, special: type.IsInteger));
                    if (!type.IsComplex) Check(random, new CumMax(axis, reverse), new ArrayType(type, shape));
                    if (!type.IsComplex) Check(random, new CumMin(axis, reverse), new ArrayType(type, shape));
                }
            }
        }
    }

    [Fact]
    public void Contractions_agree_with_the_interpreter()
    {
        Random random = new(8);
        (Shape Left, Shape Right, ContractDimensions Dimensions)[] cases =
        [
            ([5, 7], [7, 3], new([1], [0], [], [])), ([7, 5], [7, 3], new([0], [0], [], [])), ([5, 7], [3, 7], new([1], [1], [], [])), ([1, 40], [40, 33], new([1], [0], [], [])),
            ([2, 40], [40, 16], new([1], [0], [], [])), ([40], [40], new([0], [0], [], [])), ([13, 40], [40], new([1], [0], [], [])), ([17, 19], [19, 37], new([1], [0], [], [])),
            ([3, 5, 7], [3, 7, 4], new([2], [1], [0], [0])), ([5, 3, 7], [7, 3, 4], new([2], [0], [1], [1])), ([2, 3, 4], [4, 3, 5], new([1, 2], [1, 0], [], [])),
            ([4], [5], new([], [], [], [])), ([3, 0], [0, 4], new([1], [0], [], [])), ([0, 3], [3, 4], new([1], [0], [], [])), ([6, 300], [300, 18], new([1], [0], [], [])),
            ([3, 2, 4, 5], [5, 2, 6, 3], new([3], [0], [0, 1], [3, 1])),
        ];
        foreach (DType type in All)
        {
            foreach ((Shape left, Shape right, ContractDimensions dimensions) in cases)
            {
                ArrayType x = new(type, left), y = new(type, right);
                double tolerance = type is DType.Float16 ? 1e-2 : type is DType.BFloat16 ? 4e-2 : type is DType.Float32 or DType.Complex64 ? 5e-3 : 1e-11;
                Agree.Within(tolerance, Agree.Program(new DotGeneral(dimensions, type), x, y), Agree.Data(random, x, special: false), Agree.Data(random, y, special: false));
            }
        }

        foreach ((DType from, DType to) in ((DType, DType)[])[(DType.Int8, DType.Int32), (DType.BFloat16, DType.Float32), (DType.Float32, DType.Float64), (DType.UInt8, DType.Float32)])
        {
            ArrayType x = new(from, [5, 9]), y = new(from, [9, 4]);
            Agree.Within(1e-3, Agree.Program(new DotGeneral(new([1], [0], [], []), to), x, y), Agree.Data(random, x, special: false), Agree.Data(random, y, special: false));
        }
    }

    [Fact]
    public void Windows_at_positions_from_data_are_clamped_as_by_the_interpreter()
    {
        Random random = new(9);
        foreach (DType type in Sizes)
        {
            foreach (DType index in (DType[])[DType.Int32, DType.Int64, DType.UInt8, DType.Int8])
            {
                ArrayType start = new(index, []);
                for (int repeat = 0; repeat < 4; repeat++)
                {
                    Check(random, new DynamicSlice([2, 3]), new ArrayType(type, [4, 5]), start, start);
                    Check(random, new DynamicUpdateSlice(), new ArrayType(type, [4, 5]), new ArrayType(type, [2, 3]), start, start);
                }
            }
        }
    }

    [Fact]
    public void Gathers_give_the_bits_of_the_interpreter()
    {
        Random random = new(10);
        foreach (DType type in Sizes)
        {
            foreach (OutOfBounds mode in (OutOfBounds[])[OutOfBounds.Clip, OutOfBounds.FillOrDrop, OutOfBounds.PromiseInBounds])
            {
                ArrayType array = new(type, [6, 5, 4]);
                Check(random, new Gather(new([1, 2], [0], [0], [], []), [1, 5, 4], mode, null), array, new ArrayType(DType.Int32, [3, 1]));
                Check(random, new Gather(new([0, 2], [1], [1], [], []), [6, 1, 4], mode, null), array, new ArrayType(DType.Int64, [3, 1]));
                Check(random, new Gather(new([], [0, 1, 2], [2, 0, 1], [], []), [1, 1, 1], mode, 7), array, new ArrayType(DType.Int8, [2, 5, 3]));
                Check(random, new Gather(new([1, 2, 3], [], [0, 2], [], []), [2, 5, 3], mode, null), array, new ArrayType(DType.Int32, [4, 2]));
                Check(random, new Gather(new([1], [1], [1], [0], [0]), [1, 1, 4], mode, null), array, new ArrayType(DType.Int32, [6, 1]));
            }
        }
    }

    [Fact]
    public void Scatters_give_the_bits_of_the_interpreter()
    {
        Random random = new(11);
        foreach (DType type in All)
        {
            foreach (ReduceKind? combine in (ReduceKind?[])[null, ReduceKind.Sum, ReduceKind.Product, ReduceKind.Max, ReduceKind.Min])
            {
                if (type.IsComplex && combine is ReduceKind.Max or ReduceKind.Min) continue;
                foreach (OutOfBounds mode in (OutOfBounds[])[OutOfBounds.Clip, OutOfBounds.FillOrDrop])
                {
                    ArrayType array = new(type, [6, 5]);
                    Check(random, new Scatter(combine, new([1], [0], [0], [], []), mode), array, new ArrayType(DType.Int32, [7, 1]), new ArrayType(type, [7, 5]));
                    Check(random, new Scatter(combine, new([], [0, 1], [0, 1], [], []), mode), array, new ArrayType(DType.Int8, [9, 2]), new ArrayType(type, [9]));
                    Check(random, new Scatter(combine, new([0, 1], [], [0, 1], [], []), mode), array, new ArrayType(DType.Int32, [4, 2]), new ArrayType(type, [3, 2, 4]));
                    Check(random, new Scatter(combine, new([], [1], [1], [0], [0]), mode), array, new ArrayType(DType.Int32, [6, 1]), new ArrayType(type, [6]));
                }
            }
        }
    }

    [Fact]
    public void Windows_that_do_not_fit_are_refused_before_memory_is_touched()
    {
        ArrayType array = new(DType.Float32, [4, 5]), indices = new(DType.Int32, [3, 1]);
        ShapeException window = Assert.Throws<ShapeException>(() => Agree.Run(Agree.Program(new Gather(new([1], [0], [0], [], []), [1, 6], OutOfBounds.Clip, null), array, indices), new byte[80], new byte[12]));
        Assert.Contains("a window of 6 along axis 1 does not fit an array of shape (4, 5)", window.Message);
        ShapeException updates = Assert.Throws<ShapeException>(() => Agree.Run(Agree.Program(new Scatter(null, new([1], [0], [0], [], []), OutOfBounds.Clip), array, indices, new ArrayType(DType.Float32, [7, 5])), new byte[80], new byte[12], new byte[140]));
        Assert.Contains("Give one update per index vector", updates.Message);
        Assert.Throws<InternalErrorException>(() => Agree.Run(Agree.Program(new BroadcastInDim([9], [0]), new ArrayType(DType.Float32, [4])), new byte[16]));
    }

    [Fact]
    public void Sorts_are_stable_and_give_the_bits_of_the_interpreter()
    {
        Random random = new(12);
        foreach (DType type in All)
        {
            Check(random, new Sort(0, 1), new ArrayType(type, [60]));
            Check(random, new Sort(0, 1), new ArrayType(type, [20, 3]), new ArrayType(DType.Int32, [20, 3]));
            Check(random, new Sort(1, 2), new ArrayType(DType.Bool, [3, 40]), new ArrayType(type, [3, 40]), new ArrayType(DType.Float32, [3, 40]));
            if (!type.IsComplex) Check(random, new TopK(5), new ArrayType(type, [3, 40]));
        }
    }

    [Fact]
    public void Bytes_are_copied_between_types_of_different_sizes()
    {
        Random random = new(13);
        Check(random, new BitcastConvertType(DType.UInt8), new ArrayType(DType.Float32, [5]));
        Check(random, new BitcastConvertType(DType.Float64), new ArrayType(DType.UInt16, [5, 4]));
        Check(random, new RandomUnwrap(), new ArrayType(DType.Key, [5]));
        Check(random, new RandomWrap(), new ArrayType(DType.UInt32, [5, 2]));
    }
}
