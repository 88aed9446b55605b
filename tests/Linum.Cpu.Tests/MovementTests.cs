using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Routines that move elements, at sizes at which they use vectors, blocks and several threads.</summary>
public sealed class MovementTests
{
    private static readonly DType[] Real =
    [
        DType.Int8, DType.Int16, DType.Int32, DType.Int64, DType.UInt8, DType.UInt16, DType.UInt32, DType.UInt64, DType.Float16, DType.BFloat16, DType.Float32, DType.Float64,
    ];

    private static readonly DType[] Fast = [DType.Float32, DType.Float64, DType.Int32, DType.Int64];

    private static void Check(Random random, Primitive primitive, params ReadOnlySpan<ArrayType> types)
    {
        ArrayType[] inputs = types.ToArray();
        Agree.BitForBit(Agree.Program(primitive, inputs), [.. inputs.Select(t => Agree.Data(random, t))]);
    }

    /// <summary>Numbers among which few are different, so that there are ties, zeros of both signs and some NaNs.</summary>
    private static byte[] Ties(Random random, ArrayType type, double nan = 0.01)
    {
        var bytes = new byte[type.ByteCount];
        DType part = type.DType.Component;
        for (long i = 0; i < type.Shape.Count * type.DType.Components; i++)
        {
            double value = random.Next(7) switch { 0 => -0.0, 1 => 0, 2 => random.Next(-3, 3), _ => random.Next(100) };
            if (part.IsFloat && random.NextDouble() < nan) value = random.Next(2) == 0 ? double.NaN : -double.NaN;
            new Element(ScalarConversion.Convert(DType.Float64, part, BitConverter.DoubleToInt64Bits(value))).Write(bytes, part, i);
        }

        return bytes;
    }

    [Fact]
    public void Extremes_along_every_axis_are_found_where_the_interpreter_finds_them()
    {
        Random random = new(1);
        foreach (DType type in (DType[])[.. Real, DType.Bool])
        {
            foreach (Shape shape in (Shape[])[[1], [5], [8], [9], [31], [300], [3, 257], [257, 3], [1, 70], [70, 1], [5, 33, 4], [2, 6, 70]])
            {
                for (int axis = 0; axis < shape.Rank; axis++)
                {
                    ArrayType input = new(type, shape);
                    Agree.BitForBit(Agree.Program(new ArgMax(axis, DType.Int32), input), Ties(random, input, nan: 0));
                    Agree.BitForBit(Agree.Program(new ArgMin(axis, DType.Int32), input), Ties(random, input, nan: 0.005));
                    Agree.BitForBit(Agree.Program(new ArgMax(axis, DType.Int64), input), Agree.Data(random, input));
                }
            }
        }
    }

    [Fact]
    public void Extremes_are_found_in_every_group_and_block_of_a_line()
    {
        Random random = new(3);
        foreach (DType type in (DType[])[DType.Float32, DType.Float64, DType.Int8, DType.UInt8, DType.Int16, DType.Int32, DType.Int64])
        {
            foreach (int length in (int[])[7, 8, 31, 32, 33, 127, 128, 129, 500, 4095, 4096, 4097, 4130, 8300])
            {
                ArrayType input = new(type, [length]);
                foreach (int place in (HashSet<int>)[0, 1, length / 3, length / 2, 4095, 4096, length - 6, length - 1])
                {
                    if (place < 0 || place >= length) continue;
                    var values = new double[length];
                    for (int i = 0; i < length; i++) values[i] = 50 + random.Next(20);
                    // The first of equals, and where infinities meet too.
                    (values[length - 1], values[place]) = (100, 100);
                    if (type.IsFloat && place > 2) (values[0], values[place / 2], values[length - 1], values[place]) = (double.NegativeInfinity, 80, double.PositiveInfinity, double.PositiveInfinity);
                    Agree.BitForBit(Agree.Program(new ArgMax(0, DType.Int32), input), Bytes(values, type));
                    for (int i = 0; i < length; i++) values[i] = double.IsInfinity(values[i]) ? -values[i] : 120 - values[i];
                    Agree.BitForBit(Agree.Program(new ArgMin(0, DType.Int32), input), Bytes(values, type));
                    values[length / 2] = double.NaN;
                    if (type.IsFloat) Agree.BitForBit(Agree.Program(new ArgMax(0, DType.Int32), input), Bytes(values, type));
                }
            }
        }
    }

    private static byte[] Bytes(double[] values, DType type)
    {
        var bytes = new byte[values.Length * type.Size];
        for (int i = 0; i < values.Length; i++) new Element(ScalarConversion.Convert(DType.Float64, type, BitConverter.DoubleToInt64Bits(values[i]))).Write(bytes, type, i);
        return bytes;
    }

    [Fact]
    public void The_first_NaN_is_the_extreme_wherever_it_stands()
    {
        foreach ((Shape shape, int axis) in ((Shape, int)[])[([600], 0), ([600, 3], 0), ([70, 40], 0)])
        {
            int length = shape[axis], inner = (int)(shape.Count / length);
            for (int at = 0; at < length; at += 13)
            {
                var values = new float[shape.Count];
                for (int i = 0; i < values.Length; i++) values[i] = i % 97;
                for (int i = 0; i < inner; i++) values[at * inner + i] = float.NaN;
                values[^1] = float.NaN;
                byte[][] result = Agree.Run(Agree.Program(new ArgMin(axis, DType.Int32), new ArrayType(DType.Float32, shape)), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
                Assert.All(MemoryMarshal.Cast<byte, int>(result[0]).ToArray(), r => Assert.Equal(at, r));
            }
        }
    }

    [Fact]
    public void Extremes_of_lines_that_several_threads_share_are_the_first_ones()
    {
        Random random = new(2);
        foreach (DType type in Fast)
        {
            ArrayType input = new(type, [3, 70_001]);
            byte[] data = Ties(random, input, nan: 0);
            Agree.BitForBit(Agree.Program(new ArgMax(1, DType.Int32), input), data);
            Agree.BitForBit(Agree.Program(new ArgMin(1, DType.Int32), input), data);
            // One NaN, in the second segment of the last line.
            if (type.IsFloat) ScalarNaN(type).CopyTo(data.AsSpan((2 * 70_001 + 69_000) * type.Size));
            Agree.BitForBit(Agree.Program(new ArgMax(1, DType.Int32), input), data);
        }
    }

    private static byte[] ScalarNaN(DType type) => type == DType.Float32 ? BitConverter.GetBytes(float.NaN) : BitConverter.GetBytes(double.NaN);

    [Fact]
    public void Running_combinations_of_integers_and_extremes_give_the_bits_of_the_interpreter()
    {
        Random random = new(3);
        foreach (DType type in Real)
        {
            foreach (bool reverse in (bool[])[false, true])
            {
                foreach ((Shape shape, int axis) in ((Shape, int)[])[([1], 0), ([7], 0), ([8], 0), ([9], 0), ([333], 0), ([5, 77], 1), ([77, 5], 0), ([3, 20, 70], 1), ([2, 1, 9], 1), ([4, 0], 1)])
                {
                    Check(random, new CumMax(axis, reverse), new ArrayType(type, shape));
                    Check(random, new CumMin(axis, reverse), new ArrayType(type, shape));
                    if (!type.IsInteger) continue;
                    Check(random, new CumSum(axis, reverse), new ArrayType(type, shape));
                    Check(random, new CumProd(axis, reverse), new ArrayType(type, shape));
                }
            }
        }

        foreach (bool reverse in (bool[])[false, true])
        {
            Check(random, new CumSum(1, reverse), new ArrayType(DType.Int32, [3, 40_000]));
            Check(random, new CumSum(0, reverse), new ArrayType(DType.Int64, [50_001]));
            Check(random, new CumMax(0, reverse), new ArrayType(DType.Float64, [50_001]));
            Check(random, new CumSum(0, reverse), new ArrayType(DType.Int16, [50_001]));
        }
    }

    [Fact]
    public void A_running_sum_in_reverse_is_that_of_the_reversed_line_bit_by_bit()
    {
        Random random = new(4);
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
        {
            foreach (int count in (int[])[3, 8, 50, 1000, 16_384, 40_003])
            {
                ArrayType input = new(type, [count]);
                byte[] data = Agree.Data(random, input, special: false), turned = Agree.Run(Agree.Program(new Rev([0]), input), data)[0];
                byte[] forward = Agree.Run(Agree.Program(new CumSum(0, false), input), turned)[0];
                Assert.Equal(Agree.Run(Agree.Program(new Rev([0]), input), forward)[0], Agree.Run(Agree.Program(new CumSum(0, true), input), data)[0]);
            }
        }
    }

    [Fact]
    public void Sorts_of_every_length_are_stable_among_zeros_and_NaNs()
    {
        Random random = new(5);
        foreach (DType type in Real)
        {
            foreach (int count in (int[])[1, 2, 17, 40, 41, 300, 5000])
            {
                ArrayType keys = new(type, [count]), other = new(DType.Int32, [count]);
                byte[] data = Ties(random, keys);
                Agree.BitForBit(Agree.Program(new Sort(0, 1), keys), data);
                Agree.BitForBit(Agree.Program(new Sort(0, 1), keys, other), data, Agree.Data(random, other));
                Agree.BitForBit(Agree.Program(new Sort(0, 1), keys, other, keys), data, Agree.Data(random, other), Agree.Data(random, keys));
            }
        }
    }

    [Fact]
    public void Sorts_along_any_axis_and_by_several_keys_give_the_bits_of_the_interpreter()
    {
        Random random = new(6);
        foreach (DType type in (DType[])[DType.Int8, DType.Float32, DType.Float64, DType.BFloat16, DType.Complex64])
        {
            foreach ((Shape shape, int axis) in ((Shape, int)[])[([90, 7], 0), ([7, 90], 1), ([3, 50, 5], 1), ([3, 1, 5], 1), ([3, 0], 1), ([0, 3], 1)])
            {
                ArrayType keys = new(type, shape), others = new(DType.Int64, shape), bytes = new(DType.UInt8, shape);
                byte[] data = Ties(random, keys);
                Agree.BitForBit(Agree.Program(new Sort(axis, 1), keys), data);
                Agree.BitForBit(Agree.Program(new Sort(axis, 2), bytes, keys, others), Ties(random, bytes), data, Agree.Data(random, others));
            }
        }
    }

    /// <summary>Numbers spread so that no highest bits are those of many: floats over some powers of two, integers over all values; each twice.</summary>
    private static byte[] Spread(Random random, ArrayType type)
    {
        var bytes = new byte[type.ByteCount];
        Element element = default;
        for (long i = 0; i < type.Shape.Count; i++)
        {
            if (i % 2 == 0) element = new(type.DType.IsInteger ? ScalarArithmetic.Mask(type.DType, random.NextInt64(long.MinValue, long.MaxValue)) : ScalarConversion.Convert(DType.Float64, type.DType, BitConverter.DoubleToInt64Bits(random.NextDouble() * 200 - 100)));
            element.Write(bytes, type.DType, i);
        }

        return bytes;
    }

    [Theory]
    [InlineData(150_000, false, 1)]
    [InlineData(150_000, false, 0)]
    [InlineData(150_000, true, 1)]
    [InlineData(150_000, true, 0)]
    [InlineData(800_000, true, 0)] // Short digits.
    public void Large_sorts_are_stable_on_one_and_on_all_threads(int count, bool spread, int workers)
    {
        Random random = new(7);
        foreach (DType type in (DType[])[DType.Float32, DType.UInt32, DType.Float64, DType.Int64])
        {
            ArrayType keys = new(type, [count]);
            byte[] data = spread ? Spread(random, keys) : Ties(random, keys), positions = MemoryMarshal.AsBytes(Enumerable.Range(0, count).ToArray().AsSpan()).ToArray();
            byte[][] result = Agree.Run(Agree.Program(new Sort(0, 1), keys, new ArrayType(DType.Int32, [count])), workers, data, positions);
            Assert.Equal(result[0], Agree.Run(Agree.Program(new Sort(0, 1), keys), workers, data)[0]);
            ReadOnlySpan<int> order = MemoryMarshal.Cast<byte, int>(result[1]);
            for (int i = 0; i < count; i++)
            {
                Element here = Element.Read(data, type, order[i]);
                Assert.Equal(here, Element.Read(result[0], type, i));
                if (i == 0) continue;
                int compared = ElementArithmetic.Order(type, Element.Read(data, type, order[i - 1]), here);
                Assert.True(compared < 0 || (compared == 0 && order[i - 1] < order[i]), $"{type}: elements {order[i - 1]} and {order[i]} are in the wrong order.");
            }
        }
    }

    [Fact]
    public void The_largest_of_rows_come_with_ties_in_order_and_NaN_first()
    {
        Random random = new(8);
        foreach (DType type in (DType[])[.. Real, DType.Bool])
        {
            foreach ((int rows, int length, int k) in ((int, int, int)[])[(1, 1, 1), (3, 40, 40), (2, 100, 1), (2, 1000, 16), (3, 33, 5), (2, 700, 200), (4, 31, 0), (0, 5, 2), (3, 4099, 32), (2, 300, 33), (2, 257, 7)])
            {
                ArrayType input = new(type, [rows, length]);
                Agree.BitForBit(Agree.Program(new TopK(k), input), Ties(random, input));
                Agree.BitForBit(Agree.Program(new TopK(k), input), Agree.Data(random, input));
            }
        }
    }

    [Fact]
    public void Transpositions_of_sizes_around_tiles_give_the_bits_of_the_interpreter()
    {
        Random random = new(9);
        foreach (DType type in (DType[])[DType.Int8, DType.UInt16, DType.Float32, DType.Float64, DType.Complex128])
        {
            foreach (Shape shape in (Shape[])[[64, 64], [65, 130], [8, 8], [16, 7], [7, 16], [3, 500], [500, 3], [129, 70]]) Check(random, new TransposeAxes([1, 0]), new ArrayType(type, shape));
            Check(random, new TransposeAxes([0, 2, 1]), new ArrayType(type, [2, 70, 90]));
            Check(random, new TransposeAxes([2, 1, 0]), new ArrayType(type, [9, 20, 70]));
        }

        Check(random, new TransposeAxes([1, 0]), new ArrayType(DType.Float32, [3, 70_000]));
        Check(random, new TransposeAxes([1, 0]), new ArrayType(DType.Float32, [70_000, 3]));
        Check(random, new TransposeAxes([0, 2, 1]), new ArrayType(DType.Float64, [3, 200, 150]));
    }

    /// <summary>Whatever stays in the third cache of this machine: copies that go past it are those that do not.</summary>
    [Theory]
    [InlineData(4, 520, 64, 64)]
    [InlineData(4, 2100, 32, 32)]
    [InlineData(4, 8400, 16, 16)]
    [InlineData(4, 3, 1008, 801)]
    [InlineData(4, 3, 801, 1008)]
    [InlineData(4, 1, 1552, 1400)]
    [InlineData(8, 300, 64, 64)]
    [InlineData(8, 1, 1000, 1200)]
    public unsafe void Transpositions_past_the_caches_are_those_that_stay(int size, int batch, int rows, int columns)
    {
        long each = (long)rows * columns, bytes = batch * each * size;
        Assert.Equal(Vector256.IsHardwareAccelerated, Bulk.Streams(bytes));
        using Scratch memory = new(3 * bytes);
        byte[] data = new byte[bytes];
        new Random(size).NextBytes(data);
        data.CopyTo(new Span<byte>((void*)memory.Address, data.Length));
        long[] turned = [each, 1, columns], dense = [each, rows, 1];
        nint stayed = memory.Address + (nint)bytes, past = stayed + (nint)bytes;
        new StridedCopy([batch, columns, rows], turned, dense, size, streams: false).Run(memory.Address, stayed);
        foreach (int parts in (int[])[1, 32])
        {
            new Span<byte>((void*)past, data.Length).Clear();
            new StridedCopy([batch, columns, rows], turned, dense, size).Run(memory.Address, past, new Partition(parts, 0));
            Assert.True(new Span<byte>((void*)stayed, data.Length).SequenceEqual(new((void*)past, data.Length)), $"Other elements in {parts} parts.");
        }
    }

    /// <summary>Past the caches where rows of the result are whole lines of memory, and where they are not.</summary>
    [Fact]
    public void Large_transpositions_give_the_bits_of_the_interpreter()
    {
        Random random = new(31);
        foreach (Shape shape in (Shape[])[[1552, 1400], [1536, 1607], [1500, 1600]]) Check(random, new TransposeAxes([1, 0]), new ArrayType(DType.Float32, shape));
        Check(random, new TransposeAxes([1, 0]), new ArrayType(DType.Float64, [1000, 1200]));
        foreach (Shape shape in (Shape[])[[3, 1008, 801], [520, 64, 64], [2100, 32, 32], [8400, 16, 16]]) Check(random, new TransposeAxes([0, 2, 1]), new ArrayType(DType.Int32, shape));
    }

    [Fact]
    public void Pads_on_every_side_write_every_element_once()
    {
        Random random = new(10);
        foreach ((int[] low, int[] high, int[] interior) in ((int[], int[], int[])[])[([1, 2, 3], [3, 2, 1], [0, 0, 0]), ([0, 5, 0], [0, 0, 4], [0, 0, 0]), ([-1, 2, 0], [2, -1, 0], [0, 0, 0]), ([1, 1, 1], [1, 1, 1], [0, 2, 0]), ([-9, 0, 0], [12, 0, 0], [0, 0, 0])])
            Check(random, new Pad(low, high, interior), new ArrayType(DType.Float32, [5, 7, 9]), new ArrayType(DType.Float32, []));
        Check(random, new Pad([1, 1], [1, 1], [0, 0]), new ArrayType(DType.Float32, [300, 400]), new ArrayType(DType.Float32, []));
    }

    [Fact]
    public void Rows_gathered_and_scattered_by_several_threads_give_the_bits_of_the_interpreter()
    {
        Random random = new(11);
        foreach (DType type in (DType[])[DType.Float32, DType.Float64, DType.Int8, DType.UInt64, DType.BFloat16, DType.Complex64])
        {
            foreach (int width in (int[])[1, 3, 8, 11, 16, 40, 127, 300])
            {
                int count = Math.Max(50, 6000 / width);
                ArrayType table = new(type, [60, width]), ids = new(DType.Int32, [count, 1]), rows = new(type, [count, width]);
                byte[] where = MemoryMarshal.AsBytes(Enumerable.Range(0, count).Select(_ => random.Next(-3, 63)).ToArray().AsSpan()).ToArray();
                foreach (OutOfBounds mode in (OutOfBounds[])[OutOfBounds.Clip, OutOfBounds.FillOrDrop])
                {
                    Agree.BitForBit(Agree.Program(new Gather(new([1], [0], [0], [], []), [1, width], mode, null), table, ids), Agree.Data(random, table), where);
                    foreach (ReduceKind? combine in (ReduceKind?[])[null, ReduceKind.Sum, ReduceKind.Product])
                        Agree.BitForBit(Agree.Program(new Scatter(combine, new([1], [0], [0], [], []), mode), table, ids, rows), Agree.Data(random, table, special: false), where, Agree.Data(random, rows, special: false));
                    if (type.IsComplex) continue;
                    foreach (ReduceKind combine in (ReduceKind[])[ReduceKind.Min, ReduceKind.Max])
                        Agree.BitForBit(Agree.Program(new Scatter(combine, new([1], [0], [0], [], []), mode), table, ids, rows), Agree.Data(random, table), where, Agree.Data(random, rows));
                }
            }
        }
    }

    [Fact]
    public void Windows_that_overlap_are_combined_in_the_order_of_the_updates()
    {
        Random random = new(12);
        ArrayType array = new(DType.Float32, [100]), ids = new(DType.Int32, [500, 1]), updates = new(DType.Float32, [500, 40]);
        byte[] where = MemoryMarshal.AsBytes(Enumerable.Range(0, 500).Select(_ => random.Next(61)).ToArray().AsSpan()).ToArray();
        foreach (ReduceKind? combine in (ReduceKind?[])[null, ReduceKind.Sum])
            Agree.BitForBit(Agree.Program(new Scatter(combine, new([1], [], [0], [], []), OutOfBounds.Clip), array, ids, updates), Agree.Data(random, array), where, Agree.Data(random, updates));
    }

    [Fact]
    public void Windows_without_elements_and_no_windows_at_all_leave_the_array_as_it_is()
    {
        Random random = new(13);
        foreach ((Shape shape, int count, int width) in ((Shape, int, int)[])[([4, 0], 3, 0), ([4, 5], 0, 5), ([4, 5], 3, 0), ([0, 5], 0, 5)])
        {
            ArrayType array = new(DType.Float32, shape), ids = new(DType.Int32, [count, 1]);
            Check(random, new Scatter(ReduceKind.Sum, new([1], [0], [0], [], []), OutOfBounds.Clip), array, ids, new ArrayType(DType.Float32, [count, width]));
            Check(random, new Gather(new([1], [0], [0], [], []), [1, width], OutOfBounds.FillOrDrop, null), array, ids);
        }
    }

    [Fact]
    public void Results_that_go_past_the_caches_are_complete()
    {
        const int rows = 1500, columns = 1501;
        ArrayType type = new(DType.Float32, [rows, columns]);
        float[] values = [.. Enumerable.Range(0, rows * columns).Select(i => (float)i)];
        byte[] data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        ReadOnlySpan<float> joined = MemoryMarshal.Cast<byte, float>(Agree.Run(Agree.Program(new Concatenate(1), type, type), data, data)[0]);
        for (int i = 0; i < rows; i++)
        {
            Assert.True(joined.Slice(2 * i * columns, columns).SequenceEqual(values.AsSpan(i * columns, columns)));
            Assert.True(joined.Slice((2 * i + 1) * columns, columns).SequenceEqual(values.AsSpan(i * columns, columns)));
        }

        byte[] filled = Agree.Run(Agree.Program(new BroadcastInDim([5_000_001], []), new ArrayType(DType.Float32, [])), BitConverter.GetBytes(2.5f))[0];
        Assert.DoesNotContain(MemoryMarshal.Cast<byte, float>(filled).ToArray(), v => v != 2.5f);
    }
}
