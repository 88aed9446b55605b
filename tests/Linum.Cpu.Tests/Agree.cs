using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Runs one lowered equation compiled and interpreted and compares.</summary>
internal static class Agree
{
    /// <summary>Random numbers of a type: small ones mostly, and now and then the special ones.</summary>
    public static byte[] Data(Random random, ArrayType type, bool special = true)
    {
        var bytes = new byte[type.ByteCount];
        DType part = type.DType.Component;
        for (long i = 0; i < type.Shape.Count * type.DType.Components; i++)
        {
            double value = random.Next(8) switch { 0 => random.Next(-3, 4), 1 => random.NextDouble() * 200 - 100, _ => random.NextDouble() * 4 - 2 };
            if (special && random.Next(12) == 0) value = random.Next(6) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => double.NegativeInfinity, 3 => -0.0, 4 => 3e9, _ => 1e-40 };
            long bits = ScalarConversion.Convert(DType.Float64, part, BitConverter.DoubleToInt64Bits(value));
            if (part.IsInteger && random.Next(3) == 0) bits = ScalarArithmetic.Mask(part, random.NextInt64(long.MinValue, long.MaxValue));
            new Element(bits).Write(bytes, part, i);
        }

        return bytes;
    }

    /// <summary>Small whole numbers, of which sums of products are exact in any order.</summary>
    public static byte[] Whole(Random random, ArrayType type)
    {
        var bytes = new byte[type.ByteCount];
        DType part = type.DType.Component;
        for (long i = 0; i < type.Shape.Count * type.DType.Components; i++)
            new Element(ScalarConversion.Convert(DType.Int32, part, ScalarArithmetic.Mask(DType.Int32, random.Next(-3, 4)))).Write(bytes, part, i);
        return bytes;
    }

    /// <summary>The program of one equation over inputs of given types.</summary>
    public static Jaxpr Program(Primitive primitive, params ReadOnlySpan<ArrayType> types)
    {
        JaxprBuilder builder = new();
        var inputs = new Var[types.Length];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = builder.NewVar(types[i]);
        Var[] outputs = builder.Emit(primitive, inputs);
        return new(inputs, builder.Equations, outputs);
    }

    /// <summary>Runs a program on the CPU backend.</summary>
    public static byte[][] Run(Jaxpr program, params byte[][] inputs) => Run(program, 0, inputs);

    /// <summary>Runs a program on the CPU backend with so many threads; 0 means all.</summary>
    public static byte[][] Run(Jaxpr program, int workers, params byte[][] inputs)
    {
        CpuBackend backend = new(1);
        IExecutable executable = backend.Compile(program, new([], workers));
        IBuffer[] buffers = [.. inputs.Select((bytes, i) => backend.Upload(bytes, program.Inputs[i].Type.Strong, backend.Devices[0]))];
        return [.. executable.Run(buffers).Select((buffer, i) =>
        {
            Assert.True(buffer.Type.Matches(program.Outputs[i].Type));
            var bytes = new byte[buffer.Type.ByteCount];
            buffer.Download(bytes);
            return bytes;
        })];
    }

    /// <summary>Compiled and interpreted give the same bits; any NaN equals any other.</summary>
    public static void BitForBit(Jaxpr program, params byte[][] inputs) => Compare(program, inputs, (type, x, y) =>
        ScalarEquals(type, x.First, y.First) && (type.Components == 1 || ScalarEquals(type, x.Second, y.Second)));

    /// <summary>Compiled and interpreted differ at most by a part of the largest number that went in, times the count that was combined.</summary>
    public static void Within(double relative, Jaxpr program, params byte[][] inputs) => Compare(program, inputs, (type, x, y) =>
    {
        DType part = type.Component;
        if (!part.IsFloat) return x == y;
        return Near(ScalarArithmetic.ToDouble(part, x.First), ScalarArithmetic.ToDouble(part, y.First)) && (type.Components == 1 || Near(ScalarArithmetic.ToDouble(part, x.Second), ScalarArithmetic.ToDouble(part, y.Second)));

        bool Near(double a, double b) => (double.IsNaN(a) && double.IsNaN(b)) || a == b || Math.Abs(a - b) <= relative * (1 + Math.Abs(a));
    });

    private static bool ScalarEquals(DType type, long x, long y)
    {
        DType part = type.Component;
        return x == y || (part.IsFloat && double.IsNaN(ScalarArithmetic.ToDouble(part, x)) && double.IsNaN(ScalarArithmetic.ToDouble(part, y)));
    }

    private static void Compare(Jaxpr program, byte[][] inputs, Func<DType, Element, Element, bool> equal)
    {
        byte[][] expected = InterpreterBackend.Run(program, inputs), actual = Run(program, inputs);
        for (int k = 0; k < expected.Length; k++)
        {
            ArrayType type = program.Outputs[k].Type;
            Assert.Equal(expected[k].Length, actual[k].Length);
            for (long i = 0; i < type.Shape.Count; i++)
            {
                Element x = Element.Read(expected[k], type.DType, i), y = Element.Read(actual[k], type.DType, i);
                if (!equal(type.DType, x, y))
                    Assert.Fail($"Output {k}, element {i} of {type}: interpreted {Text(type.DType, x)}, compiled {Text(type.DType, y)}.\n{program}\ninputs {string.Join(" | ", inputs.Select((b, n) => First(program.Inputs[n].Type, b, i)))}");
            }
        }
    }

    private static string First(ArrayType type, byte[] bytes, long i) => type.Shape.Count > 0 ? Text(type.DType, Element.Read(bytes, type.DType, Math.Min(i, type.Shape.Count - 1))) : "";

    private static string Text(DType type, Element x)
    {
        DType part = type.Component;
        string One(long bits) => part.IsFloat ? $"{ScalarArithmetic.ToDouble(part, bits):R} (0x{bits:X})" : $"{bits}";
        return type.Components == 1 ? One(x.First) : $"({One(x.First)}, {One(x.Second)})";
    }
}
