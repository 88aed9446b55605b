using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Scatters into arrays that have the same value everywhere.</summary>
public sealed class FillTests
{
    private static readonly ScatterDimensions RowAfterRow = new([1], [0], [0], [], []);

    /// <summary>A scatter into an array of one value, and, if asked for, that array itself.</summary>
    private static Jaxpr Filled(ArrayType table, int count, ReduceKind? combine, bool keeps = false)
    {
        JaxprBuilder builder = new();
        Var value = builder.NewVar(new(table.DType, [])), where = builder.NewVar(new(DType.Int32, [count, 1])), updates = builder.NewVar(new(table.DType, [count, table.Shape[1]]));
        Var array = builder.Emit(new BroadcastInDim(table.Shape, []), [value])[0], result = builder.Emit(new Scatter(combine, RowAfterRow, OutOfBounds.FillOrDrop), [array, where, updates])[0];
        return new([value, where, updates], builder.Equations, keeps ? [result, array] : [result]);
    }

    private static LoopGraph Folded(Jaxpr program) => FoldFills.Run(FoldViews.Run(LowerToLoops.Run(program, 0)));

    [Fact]
    public void Fold_fills_gives_a_scatter_the_value_of_the_array() => Assert.Equal(
        """
        inputs %0:f32[] %1:i32[3,1] %2:f32[3,4]
        %3:f32[50,4] = Scatter %0 %1 %2
        outputs %3:f32[50,4]
        """.ReplaceLineEndings("\n"), Folded(Filled(new(DType.Float32, [50, 4]), 3, ReduceKind.Sum)).ToString().Trim());

    [Fact]
    public void An_array_that_is_wanted_besides_is_still_filled() => Assert.Equal(
        """
        inputs %0:f32[] %1:i32[3,1] %2:f32[3,4]
        %3:f32[50,4] = map(50, 4) 0 operations %0(50, 4):(0, 0)
            s0:f32 = Input #0 #0
            give s0
        %4:f32[50,4] = Scatter %0 %1 %2
        outputs %4:f32[50,4] %3:f32[50,4]
        """.ReplaceLineEndings("\n"), Folded(Filled(new(DType.Float32, [50, 4]), 3, ReduceKind.Sum, keeps: true)).ToString().Trim());

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Int8)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Complex128)]
    public void Filled_and_scattered_gives_the_bits_of_the_interpreter(DType type)
    {
        Random random = new(31);
        foreach (ReduceKind? combine in (ReduceKind?[])[null, ReduceKind.Sum, ReduceKind.Product])
        {
            foreach (int width in (int[])[1, 3, 64])
            {
                ArrayType table = new(type, [60, width]), value = new(type, []), rows = new(type, [90, width]);
                byte[] where = MemoryMarshal.AsBytes(Enumerable.Range(0, 90).Select(_ => random.Next(-3, 63)).ToArray().AsSpan()).ToArray();
                Agree.BitForBit(Filled(table, 90, combine), Agree.Data(random, value), where, Agree.Data(random, rows, special: false));
            }
        }
    }

    [Theory]
    [InlineData(64, 40)]
    [InlineData(64, 200)]
    [InlineData(4, 3)]
    [InlineData(3, 40)]
    public unsafe void Row_by_row_gives_the_bits_of_filled_and_scattered(int width, int count)
    {
        const int rows = 150;
        Random random = new(count);
        ArrayType table = new(DType.Complex128, [rows, width]), places = new(DType.Int32, [count, 1]), updates = new(DType.Complex128, [count, width]);
        byte[] data = Agree.Data(random, updates, special: false);
        // Written row by row are rows that are whole lines of memory, with as many windows as rows at most: the first and the third of these.
        int[] where = [.. Enumerable.Range(0, count).Select(_ => random.Next(-2, rows / 2))];
        nint* arrays = stackalloc nint[4];
        foreach (ReduceKind? combine in (ReduceKind?[])[null, ReduceKind.Sum])
        {
            Lowered.Scatter scatter = new(RowAfterRow, combine, OutOfBounds.FillOrDrop);
            using Scratch memory = new(3 * table.ByteCount + 64);
            nint value = memory.Address + (nint)(3 * table.ByteCount);
            (((double*)value)[0], ((double*)value)[1]) = (-0.0, 2.5);
            fixed (byte* u = data)
            {
                fixed (int* w = where)
                {
                    for (int k = 0; k < 3; k++)
                    {
                        (arrays[0], arrays[1], arrays[2], arrays[3]) = (value, (nint)w, (nint)u, memory.Address + (nint)(k * table.ByteCount));
                        new Scattering(scatter, table, places, updates, new(k == 1 ? 8 : 1, 0), isFill: true, streams: k < 2).Run(arrays);
                    }
                }
            }

            ReadOnlySpan<byte> all = new((void*)memory.Address, checked((int)(3 * table.ByteCount)));
            int bytes = checked((int)table.ByteCount);
            Assert.True(all[..bytes].SequenceEqual(all[(2 * bytes)..]), "One thread gives other bits.");
            Assert.True(all[bytes..(2 * bytes)].SequenceEqual(all[(2 * bytes)..]), "Several threads give other bits.");
        }
    }

    [Fact]
    public unsafe void A_window_that_no_index_moves_leaves_the_rest_of_the_array_filled()
    {
        ArrayType table = new(DType.Complex128, [10]), places = new(DType.Int32, [0]), updates = new(DType.Complex128, [4]);
        double* memory = stackalloc double[20 + 8 + 2 + 8];
        double* result = (double*)(((nint)memory + 63) & -64), window = result + 20, value = window + 8;
        new Span<double>(window, 8).Fill(3);
        (value[0], value[1]) = (5, 5);
        nint* arrays = stackalloc nint[4];
        (arrays[0], arrays[1], arrays[2], arrays[3]) = ((nint)value, 0, (nint)window, (nint)result);
        new Scattering(new(new([0], [], [], [], []), null, OutOfBounds.Clip), table, places, updates, new(1, 0), isFill: true, streams: true).Run(arrays);
        Assert.Equal([.. Enumerable.Repeat(3.0, 8), .. Enumerable.Repeat(5.0, 12)], new Span<double>(result, 20).ToArray());
    }

    [Fact]
    public void The_gradient_of_looking_up_rows_in_a_large_table_is_right()
    {
        const int rows = 70001, width = 80;
        int[] places = [.. Enumerable.Range(0, 500).Select(i => i * 7919 % rows), 3, 3, rows - 1];
        NDArray where = Np.Array(places);
        NDArray gradient = Transform.Jit(Transform.Grad((NDArray table) => Np.Sum(Np.Take(table, where, axis: 0) * 2f)))(Np.Zeros(rows, width));
        var expected = new float[rows];
        foreach (int place in places) expected[place] += 2;
        float[] actual = gradient.ToArray<float>();
        for (int i = 0; i < actual.Length; i++)
            if (actual[i] != expected[i / width]) Assert.Fail($"Row {i / width}, column {i % width} is {actual[i]}, not {expected[i / width]}.");
    }
}
