using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>z - x·y is one instruction, which reads x after the step that negates it.</summary>
public sealed class NegatedProductTests
{
    private const int Count = 77;

    private static Scalar Minus(Scalar z, Scalar x, Scalar y) => Scalar.FusedMultiplyAdd(-x, y, z);

    private static double Value(int i) => (i % 19) switch { 3 => 0, 7 => -0.0, 11 => double.PositiveInfinity, 13 => double.NaN, _ => (i - 31) * 0.73 + i * i * 1e-3 };

    /// <summary>Registers of values that end between the negation and its use are taken again.</summary>
    public static TheoryData<DType, int> Functions
    {
        get
        {
            TheoryData<DType, int> data = [];
            foreach (DType type in (DType[])[DType.Float32, DType.Float64])
                for (int i = 0; i < 4; i++) data.Add(type, i);
            return data;
        }
    }

    private static Scalar Body(int number, Scalar x)
    {
        Scalar a = x * 0.3 + 1, negative = -a;
        switch (number)
        {
            case 0:
                return Minus(x, a, x);
            case 1:
                Scalar b = x * x + 2, c = b * x - 5, d = c + 7 * b;
                return Scalar.FusedMultiplyAdd(negative, d, c);
            case 2:
                return Minus(Minus(negative, a, x), x + 3, a) * negative;
            default:
                for (int i = 0; i < 40; i++) x = Minus(x * 0.5, a + i, x * 0.01);
                return x;
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public unsafe void A_product_that_is_taken_off_gives_the_bits_of_the_interpreter(DType type, int number)
    {
        ScalarFunction f = ScalarFunction.Unary(type, x => Body(number, x));
        MapLoop loop = MapKernel.Get(new(f, [false], -1));
        using Scratch memory = new(2 * (Count * sizeof(double) + BufferPool.Spare));
        nint* buffers = stackalloc nint[2];
        for (int i = 0; i < 2; i++) buffers[i] = memory.Address + i * (Count * sizeof(double) + BufferPool.Spare);
        for (int i = 0; i < Count; i++)
        {
            if (type == DType.Float32) ((float*)buffers[0])[i] = (float)Value(i);
            else ((double*)buffers[0])[i] = Value(i);
        }

        loop.Run(buffers, 0, Count, null);
        ScalarInterpreter interpreter = new(f);
        var output = new long[1];
        for (int i = 0; i < Count; i++)
        {
            interpreter.Evaluate([type == DType.Float32 ? ScalarArithmetic.Bits((float)Value(i)) : ScalarArithmetic.Bits(Value(i))], [], output);
            double actual = type == DType.Float32 ? ((float*)buffers[1])[i] : ((double*)buffers[1])[i], expected = ScalarArithmetic.ToDouble(type, output[0]);
            Assert.True(double.IsNaN(expected) ? double.IsNaN(actual) : BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual), $"element {i}: {actual} where the interpreter gives {expected}");
        }
    }

    [Fact]
    public void Only_negated_first_factors_of_products_that_are_added_count()
    {
        static int Factor(Func<Scalar, Scalar> body)
        {
            ScalarFunction f = ScalarFunction.Unary(DType.Float32, body);
            return NegatedProduct.Factor(f, f.Steps[f.Results[0]]);
        }

        Assert.Equal(-1, Factor(x => Scalar.FusedMultiplyAdd(x, x, x)));
        Assert.Equal(-1, Factor(x => -x * x));
        Assert.Equal(NegatedProduct.Method(DType.Float32) is null ? -1 : 0, Factor(x => Minus(x, x, x)));
    }
}
