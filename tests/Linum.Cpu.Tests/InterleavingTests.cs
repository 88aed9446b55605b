using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Long chains of operations are computed for several vectors side by side, with the same bits.</summary>
public sealed class InterleavingTests
{
    /// <summary>A chain of many steps on the position and an input.</summary>
    private static Scalar Chain(Scalar x, int length)
    {
        for (int i = 0; i < length; i++) x = i % 3 == 0 ? x * 2654435761.0 : i % 3 == 1 ? x ^ Scalar.Binary(ScalarOp.ShiftRightLogical, x, 7) : x + (i + 1.0);
        return x;
    }

    private static ScalarFunction Numbers(int length) => ScalarFunction.Build([DType.UInt32], [DType.UInt32], (b, x) => [Chain(x[0] + b.Index(0, DType.Int32).ConvertTo(DType.UInt32), length)]);

    private static ScalarFunction Bools(int length) => ScalarFunction.Build([DType.Bool], [DType.Bool], (b, x) =>
    {
        Scalar chain = Chain(b.Index(0, DType.Int32).ConvertTo(DType.UInt32), length);
        return [x[0].Select(chain < 2e9, chain > 1e9)];
    });

    private static int Vectors(ScalarFunction f)
    {
        ScalarFunction legal = StepLegalizer.Run(f);
        return Interleaving.Of(legal, i => legal.Steps[i].Op == ScalarOp.Constant);
    }

    [Fact]
    public void Only_long_chains_are_interleaved()
    {
        Assert.Equal(4, Vectors(Numbers(90)));
        Assert.Equal(1, Vectors(Numbers(6)));
        Assert.Equal(1, Vectors(ScalarFunction.Unary(DType.Float32, ScalarMath.Exp)));
        Assert.Equal(1, Vectors(ScalarFunction.Unary(DType.Float64, x => { for (int i = 0; i < 90; i++) x = x * 3 + 1; return x; })));
    }

    /// <summary>A chain that needs twelve inputs all the time.</summary>
    private static ScalarFunction Wide(int length) => ScalarFunction.Build([.. Enumerable.Repeat(DType.Float32, 12)], [DType.Float32], (b, x) =>
    {
        Scalar y = x[0];
        for (int i = 0; i < length; i++) y = i % 2 == 0 ? y * x[i % 12] : y + x[i % 12];
        return [y];
    });

    [Fact]
    public void Bodies_that_fill_what_a_processor_looks_ahead_take_two_vectors_whatever_they_keep()
    {
        Assert.Equal(2, Vectors(Wide(200)));
        if (VectorInstructions.Width < 512) Assert.Equal(1, Vectors(Wide(150)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public unsafe void Interleaved_vectors_give_the_bits_of_the_interpreter(int count)
    {
        nint* buffers = stackalloc nint[2];
        foreach (ScalarFunction f in (ScalarFunction[])[Numbers(90), Bools(90)])
        {
            MapLoop loop = MapKernel.Get(new(f, [false], 0));
            Assert.True(loop.IsVector);
            int size = f.Inputs[0].Size;
            using Scratch memory = new(2 * (4 * count + BufferPool.Spare));
            for (int i = 0; i < 2; i++) buffers[i] = memory.Address + i * (4 * count + BufferPool.Spare);
            for (int i = 0; i < count; i++)
            {
                if (size == 4) ((uint*)buffers[0])[i] = (uint)i * 77;
                else ((byte*)buffers[0])[i] = (byte)(i % 3 == 0 ? 1 : 0);
            }

            long first = 5;
            loop.Run(buffers, 0, count, (nint*)&first);
            ScalarInterpreter interpreter = new(f);
            var output = new long[1];
            for (int i = 0; i < count; i++)
            {
                interpreter.Evaluate([size == 4 ? (uint)i * 77 : i % 3 == 0 ? 1 : 0], [i + 5], output);
                Assert.Equal(output[0], size == 4 ? ((uint*)buffers[1])[i] : ((byte*)buffers[1])[i]);
            }
        }
    }
}
