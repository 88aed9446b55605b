using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Operations on bits in steps that have vector instructions, for <see cref="StepLegalizer"/>.</summary>
/// <remarks>
/// before: <c>b:i64 = shift right arithmetic a:i64 n:i64</c>;
/// after: <c>s = select(a &lt; 0, -1, 0); b = ((a ^ s) shifted right by n) ^ s</c>.
/// </remarks>
internal static class BitSteps
{
    /// <summary>The number of one bits: of neighbours, of four, of eight, and so on.</summary>
    public static Scalar PopulationCount(Scalar x)
    {
        int width = x.DType.Size * 8;
        Scalar count = x - (Right(x, 1) & Repeated(x, 0x55));
        count = (count & Repeated(x, 0x33)) + (Right(count, 2) & Repeated(x, 0x33));
        count = (count + Right(count, 4)) & Repeated(x, 0x0F);
        for (int bits = 8; bits < width; bits *= 2) count += Right(count, bits);
        return count & (2 * width - 1);
    }

    /// <summary>The number of zero bits above the highest one bit: all bits below that are set first.</summary>
    /// <param name="x">In lanes.</param>
    /// <param name="width">How many bits the type has.</param>
    public static Scalar LeadingZeroCount(Scalar x, int width)
    {
        for (int bits = 1; bits < width; bits *= 2) x |= Right(x, bits);
        Scalar count = PopulationCount(~x);
        return width < x.DType.Size * 8 ? count - (x.DType.Size * 8 - width) : count;
    }

    /// <summary>A shift of a signed value where no instruction does it: of a negative one all bits are flipped, so that zeros may enter, and flipped back.</summary>
    public static Scalar ShiftRightArithmetic(Scalar x, Scalar by)
    {
        Scalar sign = (x < 0).Select(x.Builder.Bits(-1, x.DType), x.Constant(0));
        return Scalar.Binary(ScalarOp.ShiftRightLogical, x ^ sign, by) ^ sign;
    }

    private static Scalar Right(Scalar x, int bits) => Scalar.Binary(ScalarOp.ShiftRightLogical, x, bits);

    private static Scalar Repeated(Scalar x, long value) => x.Builder.Bits(value * 0x0101010101010101, x.DType);
}
