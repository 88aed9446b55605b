using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>Runs a program in several ways and says what is wrong with the results.</summary>
internal static class ProgramCheck
{
    /// <summary>How many noisy runs say how far a result may be off; after a complaint there are more.</summary>
    private const int FewRuns = 3, ManyRuns = 15;

    /// <summary>A result may be off by this many times what noise does to it, and by some units of its last place: noise may be lost in a rounding where the difference is not.</summary>
    private const double TimesNoise = 3, Units = 4;

    /// <summary>
    /// The same where noise moves a result by its own size, as that of a cosine of tens of thousands: a few noisy runs do not show how far it may go, and in one program the compiled result was off by 5 times as much.
    /// </summary>
    private const double TimesAllNoise = 10;

    /// <summary>What is wrong, or null: one thread and all, donated inputs and kept ones must give the same bits, and the interpreter the same up to the order of sums.</summary>
    /// <param name="program">The program.</param>
    /// <param name="inputs">What it is given.</param>
    /// <param name="donated">The inputs that may be overwritten in one of the runs.</param>
    public static string? Fault(Jaxpr program, byte[][] inputs, int[] donated)
    {
        try
        {
            byte[][] one = Run(program, inputs, new([], 1)), all = Run(program, inputs, new([.. donated]));
            for (int k = 0; k < one.Length; k++)
            {
                if (AreSame(program.Outputs[k].Type, one[k], all[k])) continue;
                bool threads = AreSame(program.Outputs[k].Type, Run(program, inputs, new([.. donated], 1))[k], one[k]);
                return $"Output {k}: {(threads ? "one thread and all give" : $"with the inputs {string.Join(", ", donated)} donated there are")} different bits. {First(program, k, one[k], all[k])}";
            }

            byte[][] expected = InterpreterBackend.Run(program, inputs);
            return Compare(program, inputs, expected, one, FewRuns) is null ? null : Compare(program, inputs, expected, one, ManyRuns);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            string[] lines = e.ToString().Split('\n');
            return string.Join('\n', [lines[0], .. lines.Where(l => l.Contains(" at Linum.")).Take(6)]);
        }
    }

    /// <summary>Runs a program on the CPU backend.</summary>
    private static byte[][] Run(Jaxpr program, byte[][] inputs, CompileOptions options)
    {
        CpuBackend backend = new(1);
        IExecutable executable = backend.Compile(program, options);
        IBuffer[] buffers = [.. inputs.Select((bytes, i) => backend.Upload(bytes, program.Inputs[i].Type.Strong, backend.Devices[0]))];
        IBuffer[] results = executable.Run(buffers);
        var outputs = new byte[results.Length][];
        for (int k = 0; k < outputs.Length; k++)
        {
            outputs[k] = new byte[results[k].Type.ByteCount];
            results[k].Download(outputs[k]);
        }

        GC.KeepAlive(buffers);
        return outputs;
    }

    private static string? Compare(Jaxpr program, byte[][] inputs, byte[][] expected, byte[][] actual, int runs)
    {
        byte[][][]? noisy = null;
        for (int k = 0; k < expected.Length; k++)
        {
            if (expected[k].AsSpan().SequenceEqual(actual[k])) continue;
            ArrayType type = program.Outputs[k].Type;
            DType part = type.DType.Component;
            bool[] differs = new bool[type.Shape.Count * type.DType.Components];
            for (int i = 0; i < differs.Length; i++) differs[i] = !Same(part, Bits(expected[k], part, i), Bits(actual[k], part, i));
            if (!differs.Contains(true)) continue;
            noisy ??= [.. Enumerable.Range(0, runs).Select(r => InterpreterBackend.Run(Noise.Add(program, new Random(r), unknownIsNaN: r % 2 == 0), inputs)), InterpreterBackend.Run(Noise.Add(program, null, unknownIsNaN: false), inputs)];
            bool exact = noisy.All(run => Enumerable.Range(0, differs.Length).All(i => Same(part, Bits(run[k], part, i), Bits(expected[k], part, i))));
            for (int i = 0; i < differs.Length; i++)
            {
                if (!differs[i]) continue;
                if (exact) return $"Output {k}, {type}: bits should agree. {First(program, k, expected[k], actual[k])}";
                long[] others = [.. noisy.Select(run => Bits(run[k], part, i))];
                if (!May(part, Bits(expected[k], part, i), Bits(actual[k], part, i), others))
                    return $"Output {k}, {type}, element {i}: interpreted {Text(part, Bits(expected[k], part, i))}, with noise {string.Join(", ", others.Take(3).Select(o => Text(part, o)))}, compiled {Text(part, Bits(actual[k], part, i))}";
            }
        }

        return null;
    }

    /// <summary>Whether an element may be what it is, given what noise made of it.</summary>
    private static bool May(DType part, long expected, long actual, long[] noisy)
    {
        if (!part.IsFloat) return noisy.Any(n => n != expected);
        double e = ScalarArithmetic.ToDouble(part, expected), a = ScalarArithmetic.ToDouble(part, actual), far = 0;
        foreach (long bits in noisy)
        {
            double n = ScalarArithmetic.ToDouble(part, bits);
            // Whether it is finite hangs by noise: then nothing can be said.
            if (double.IsFinite(n) != double.IsFinite(e)) return true;
            if (double.IsFinite(n)) far = Math.Max(far, Math.Abs(n - e));
            else if (!n.Equals(e)) return true;
        }

        if (!double.IsFinite(e)) return e.Equals(a);
        double unit = part switch { DType.Float16 => 1.0 / (1 << 11), DType.BFloat16 => 1.0 / (1 << 8), DType.Float32 => 1.0 / (1 << 24), _ => 1.0 / (1L << 53) };
        return Math.Abs(a - e) <= (far >= Math.Abs(e) ? TimesAllNoise : TimesNoise) * far + Units * 2 * unit * Math.Abs(e);
    }

    private static long Bits(byte[] bytes, DType part, int i) => Element.Read(bytes, part, i).First;

    /// <summary>Whether all elements have the same bits, but for those of NaN: which of two an addition passes on is up to the compiler of the runtime, which may exchange its operands.</summary>
    private static bool AreSame(ArrayType type, byte[] one, byte[] other)
    {
        if (one.AsSpan().SequenceEqual(other)) return true;
        DType part = type.DType.Component;
        for (int i = 0; i < type.Shape.Count * type.DType.Components; i++)
            if (!Same(part, Bits(one, part, i), Bits(other, part, i))) return false;
        return true;
    }

    private static bool Same(DType part, long x, long y) => x == y || (part.IsFloat && double.IsNaN(ScalarArithmetic.ToDouble(part, x)) && double.IsNaN(ScalarArithmetic.ToDouble(part, y)));

    private static string First(Jaxpr program, int k, byte[] x, byte[] y)
    {
        ArrayType type = program.Outputs[k].Type;
        DType part = type.DType.Component;
        int[] different = [.. Enumerable.Range(0, (int)(type.Shape.Count * type.DType.Components)).Where(i => Bits(x, part, i) != Bits(y, part, i))];
        return $"{different.Length} elements of {type}, the first is {different[0]}: {Text(part, Bits(x, part, different[0]))} and {Text(part, Bits(y, part, different[0]))}.";
    }

    private static string Text(DType part, long bits) => part.IsFloat ? $"{ScalarArithmetic.ToDouble(part, bits):R} (0x{bits:X})" : $"{bits}";
}
