using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

public sealed class MapTests
{
    private static readonly DType[] Floats = [DType.Float16, DType.BFloat16, DType.Float32, DType.Float64];
    private static readonly DType[] Integers = [DType.Int8, DType.Int16, DType.Int32, DType.Int64, DType.UInt8, DType.UInt16, DType.UInt32, DType.UInt64];
    private static readonly int[] Sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100];

    public static TheoryData<string> Operations => [.. Table.Keys];

    private static readonly Dictionary<string, (Primitive Primitive, int Operands, DType[] Types)> Table = new()
    {
        ["add"] = (new Add(), 2, [.. Floats, .. Integers, DType.Complex64, DType.Complex128]),
        ["sub"] = (new Sub(), 2, [.. Floats, .. Integers, DType.Complex64, DType.Complex128]),
        ["mul"] = (new Mul(), 2, [.. Floats, .. Integers, DType.Complex64, DType.Complex128]),
        ["div"] = (new Div(), 2, [.. Floats, .. Integers, DType.Complex64]),
        ["rem"] = (new Rem(), 2, [.. Floats, .. Integers]),
        ["max"] = (new Max(), 2, [.. Floats, .. Integers, DType.Bool]),
        ["min"] = (new Min(), 2, [.. Floats, .. Integers, DType.Bool]),
        ["and"] = (new And(), 2, [.. Integers, DType.Bool]),
        ["or"] = (new Or(), 2, [.. Integers, DType.Bool]),
        ["xor"] = (new Xor(), 2, [.. Integers, DType.Bool]),
        ["not"] = (new Not(), 1, [.. Integers, DType.Bool]),
        ["shift_left"] = (new ShiftLeft(), 2, Integers),
        ["shift_right_logical"] = (new ShiftRightLogical(), 2, Integers),
        ["shift_right_arithmetic"] = (new ShiftRightArithmetic(), 2, Integers),
        ["eq"] = (new Eq(), 2, [.. Floats, .. Integers, DType.Bool]),
        ["ne"] = (new Ne(), 2, [.. Floats, .. Integers, DType.Bool]),
        ["lt"] = (new Lt(), 2, [.. Floats, .. Integers]),
        ["le"] = (new Le(), 2, [.. Floats, .. Integers]),
        ["ge"] = (new Ge(), 2, [.. Floats, .. Integers]),
        ["neg"] = (new Neg(), 1, [.. Floats, DType.Int8, DType.Int32, DType.Int64, DType.Complex64]),
        ["abs"] = (new Abs(), 1, [.. Floats, DType.Int8, DType.Int32, DType.Int64]),
        ["sign"] = (new Sign(), 1, [.. Floats, .. Integers]),
        ["floor"] = (new Floor(), 1, Floats),
        ["ceil"] = (new Ceil(), 1, Floats),
        ["exp"] = (new Exp(), 1, [.. Floats, DType.Complex64]),
        ["log"] = (new Log(), 1, [.. Floats, DType.Complex64]),
        ["log1p"] = (new Log1p(), 1, Floats),
        ["expm1"] = (new Expm1(), 1, Floats),
        ["tanh"] = (new Tanh(), 1, [.. Floats, DType.Complex128]),
        ["sin"] = (new Sin(), 1, [.. Floats, DType.Complex64]),
        ["cos"] = (new Cos(), 1, Floats),
        ["logistic"] = (new Logistic(), 1, Floats),
        ["sqrt"] = (new Sqrt(), 1, Floats),
        ["rsqrt"] = (new Rsqrt(), 1, Floats),
        ["erf"] = (new Erf(), 1, Floats),
        ["erf_inv"] = (new ErfInv(), 1, Floats),
        ["pow"] = (new Pow(), 2, Floats),
        ["integer_pow"] = (new IntegerPow(3), 1, [.. Floats, DType.Int32]),
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Elementwise_operations_give_the_bits_of_the_interpreter(string name)
    {
        (Primitive primitive, int operands, DType[] types) = Table[name];
        Random random = new(name.Length + name[0]);
        foreach (DType type in types)
        {
            foreach (int size in Sizes)
            {
                ArrayType[] inputs = [.. Enumerable.Repeat(new ArrayType(type, [size]), operands)];
                Agree.BitForBit(Agree.Program(primitive, inputs), [.. inputs.Select(t => Agree.Data(random, t))]);
                if (operands < 2) continue;
                inputs[size % 2] = new(type, []);
                Agree.BitForBit(Agree.Program(primitive, inputs), [.. inputs.Select(t => Agree.Data(random, t))]);
            }
        }
    }

    [Fact]
    public void Conversions_between_all_types_give_the_bits_of_the_interpreter()
    {
        Random random = new(5);
        DType[] all = [DType.Bool, .. Integers, .. Floats, DType.Complex64, DType.Complex128];
        foreach (DType from in all)
        {
            foreach (DType to in all)
            {
                if (from == to) continue;
                foreach (int size in (int[])[1, 9, 33])
                {
                    ArrayType type = new(from, [size]);
                    Agree.BitForBit(Agree.Program(new ConvertElementType(to, false), type), Agree.Data(random, type));
                }
            }
        }
    }

    [Fact]
    public void Positions_and_random_bits_give_the_bits_of_the_interpreter()
    {
        Random random = new(6);
        foreach (Shape shape in (Shape[])[[], [1], [7], [40], [3, 17], [5, 1, 9], [2, 3, 20], [0, 3]])
        {
            foreach (int width in (int[])[8, 16, 32, 64])
                Agree.BitForBit(Agree.Program(new RandomBits(width, shape), new ArrayType(DType.Key, [])), Agree.Data(random, new(DType.Key, [])));
            for (int axis = 0; axis < shape.Rank; axis++)
                foreach (DType type in (DType[])[DType.Int32, DType.Float32, DType.Int64, DType.UInt8, DType.Float64, DType.Complex64, DType.BFloat16])
                    Agree.BitForBit(Agree.Program(new Iota(type, shape, axis)));
        }
    }
}
