using System.Numerics;
using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Tiles of products that are computed without a kernel have its bits, write what it writes, and are computed by it once it is worth emitting.</summary>
[Collection(nameof(FirstRunsTests))]
public sealed unsafe class TileInterpreterTests : IDisposable
{
    private readonly EmitWhen before = FirstRuns.When;

    public void Dispose() => FirstRuns.When = before;

    /// <summary>The memory of C after a kernel, or what does without, has computed three tiles in two pieces of k.</summary>
    private static T[] Tiles<T>(TileKey key, Kernel kernel, bool adds, bool isOver)
        where T : unmanaged, INumber<T>
    {
        const int tiles = 3, length = 5;
        int columns = key.Registers * key.Width / 8 / sizeof(T), rows = tiles * key.Rows, stepA = rows + 3, rowA = 2 * length + 7, stepB = columns + 1;
        // Rows that are shorter than the tile's are written over each other's ends.
        int rowC = isOver ? columns - key.Width / 8 / sizeof(T) + 1 : columns + 2;
        Random random = new(3);
        T[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.Next(-40, 41) / 8.0 * (typeof(T) == typeof(float) || typeof(T) == typeof(double) ? 1.1 : 8)))];
        T[] a = Numbers(key.Lines ? rows * rowA : 2 * (length + 1) * stepA), b = Numbers(2 * length * stepB + columns), c = Numbers(rows * rowC + columns);
        nint* pieces = stackalloc nint[] { 0, (key.Lines ? length + 2 : (length + 1) * stepA) * sizeof(T) };
        TileCall call = new()
        {
            RowA = rowA * sizeof(T),
            StepA = stepA * sizeof(T),
            StepB = stepB * sizeof(T),
            RowC = rowC * sizeof(T),
            Tiles = tiles,
            TileA = key.Rows * (key.Lines ? rowA : 1) * sizeof(T),
            TileC = key.Rows * rowC * sizeof(T),
            Pieces = 2,
            PieceA = pieces,
        };
        fixed (T* first = a, second = b, third = c)
        {
            nint* buffers = stackalloc nint[] { (nint)first, (nint)second, (nint)third };
            kernel(buffers, adds ? 1 : 0, length, (nint*)&call);
        }

        return c;
    }

    private static void Check<T>(DType type)
        where T : unmanaged, INumber<T>
    {
        foreach (int width in (int[])[128, 256, 512])
            for (int rows = 1; rows <= ContractionKernel.RowsOf(type); rows++)
                for (int registers = 1; registers <= ContractionKernel.Registers; registers++)
                    for (int flags = 0; flags < 8; flags++)
                    {
                        if (width > VectorInstructions.Width) continue;
                        (bool lines, bool adds, bool isOver) = ((flags & 1) > 0, (flags & 2) > 0, (flags & 6) == 4);
                        TileKey key = new(type, rows, registers, lines, width);
                        Assert.Equal(Tiles<T>(key, ContractionKernel.Emit(key), adds, isOver), Tiles<T>(key, new TileInterpreter<T>(key).Run, adds, isOver));
                    }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.UInt32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.UInt64)]
    public void Any_tile_has_the_numbers_of_its_kernel_and_leaves_the_rest_as_it_is(DType type)
    {
        switch (type)
        {
            case DType.Float32: Check<float>(type); break;
            case DType.Float64: Check<double>(type); break;
            case DType.Int32: Check<int>(type); break;
            case DType.UInt32: Check<uint>(type); break;
            case DType.Int64: Check<long>(type); break;
            default: Check<ulong>(type); break;
        }
    }

    [Fact]
    public void Products_convolutions_and_solves_have_the_bits_of_their_kernels()
    {
        Random random = new(11);
        NDArray Numbers(params int[] shape) => Np.Array([.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (float)random.NextDouble() - 0.5f)]).Reshape(shape);
        NDArray x = Numbers(37, 29), y = Numbers(29, 45), images = Numbers(2, 20, 20, 3), filter = Numbers(3, 3, 3, 8), square = Numbers(70, 70) + Np.Eye(70) * 9;
        NDArray[] All() =>
        [
            Jit((NDArray a, NDArray b) => Np.Maximum(a.Dot(b) + 1, 0))(x, y),
            Jit((NDArray a, NDArray b) => a.AsType(DType.Float16).Dot(b.AsType(DType.Float16)).AsType(DType.Float32))(x, y),
            Jit((NDArray a, NDArray b) => Lax.ConvGeneralDilated(a, b, [1, 1], ConvPadding.Same, new("NHWC", "HWIO", "NHWC")))(images, filter),
            Jit((NDArray a) => Linalg.Inv(a))(square),
        ];
        FirstRuns.When = EmitWhen.Never;
        LinumConfig.ClearCaches();
        long none = FirstRuns.OfNever;
        NDArray[] interpreted = All();
        Assert.True(FirstRuns.OfNever > none);
        FirstRuns.When = EmitWhen.Always;
        LinumConfig.ClearCaches();
        NDArray[] emitted = All();
        for (int i = 0; i < emitted.Length; i++) Assert.Equal(emitted[i].ToArray<float>(), interpreted[i].ToArray<float>());
    }

    [Fact]
    public void A_small_product_has_no_kernel_at_first_and_one_when_it_has_done_much()
    {
        FirstRuns.When = EmitWhen.Worth;
        // What other tests have asked for is forgotten.
        LinumConfig.ClearCaches();
        TileKey key = new(DType.Float32, 3, 1, true, VectorInstructions.Width);
        TileLoop loop = TileLoop.Get(key);
        const int length = 64;
        int lanes = ContractionKernel.Lanes(DType.Float32);
        var a = new float[3 * length];
        var b = new float[length * lanes];
        var c = new float[3 * lanes];
        nint zero = 0;
        TileCall call = new() { RowA = length * sizeof(float), StepB = lanes * sizeof(float), RowC = lanes * sizeof(float), Tiles = 1, Pieces = 1, PieceA = &zero };
        fixed (float* first = a, second = b, third = c)
        {
            nint* buffers = stackalloc nint[] { (nint)first, (nint)second, (nint)third };
            for (int i = 0; i < 200; i++) Assert.Null(loop.Run(buffers, false, length, &call));
            Assert.Null(loop.Known);
            for (int i = 0; i < 1_000_000 && loop.Known is null; i++) loop.Run(buffers, false, length, &call);
            Assert.NotNull(loop.Known);
            Assert.Same(loop.Known, loop.Run(buffers, false, length, &call));
        }
    }

    [Fact]
    public void What_programs_will_multiply_adds_up()
    {
        FirstRuns.When = EmitWhen.Worth;
        LinumConfig.ClearCaches();
        TileLoop few = TileLoop.Get(new(DType.Float32, 2, 1, true, VectorInstructions.Width)), many = TileLoop.Get(new(DType.Float32, 2, 2, true, VectorInstructions.Width));
        few.Expect(1000, 1);
        for (int i = 0; i < 100_000 && many.Known is null; i++) many.Expect(1000, 1);
        Assert.Null(few.Known);
        Assert.NotNull(many.Known);
    }

    [Theory]
    [InlineData(DType.Complex64, false)]
    [InlineData(DType.Float32, true)]
    public void Tiles_of_complex_numbers_and_of_bfloat16_have_their_kernels_at_once(DType type, bool isBrain)
    {
        FirstRuns.When = EmitWhen.Worth;
        Assert.NotNull(TileLoop.Get(new(type, 1, 1, false, VectorInstructions.Width, isBrain)).Known);
    }
}
