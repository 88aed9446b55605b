using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

public sealed class InterpretedStepsTests
{
    private static readonly DType[] Types = [DType.Bool, DType.Int8, DType.Int16, DType.Int32, DType.Int64, DType.UInt8, DType.UInt16, DType.UInt32, DType.UInt64, DType.Float16, DType.BFloat16, DType.Float32, DType.Float64];

    private static bool Computes(ScalarOp op, DType type)
    {
        bool real = type is DType.Float32 or DType.Float64, logical = type == DType.Bool;
        return op switch
        {
            ScalarOp.Add or ScalarOp.Multiply or ScalarOp.Max or ScalarOp.Min => real || type.IsInteger || logical,
            ScalarOp.Subtract or ScalarOp.Divide or ScalarOp.Remainder or ScalarOp.MaxOrB or ScalarOp.MinOrB => real || type.IsInteger,
            ScalarOp.And or ScalarOp.Or or ScalarOp.Xor => type.IsInteger || logical,
            ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical or ScalarOp.ShiftRightArithmetic => type.IsInteger,
            ScalarOp.Equal or ScalarOp.NotEqual => real || type.IsInteger || logical,
            ScalarOp.Less or ScalarOp.LessOrEqual => real || type.IsInteger,
            ScalarOp.Negate or ScalarOp.Abs or ScalarOp.Floor or ScalarOp.Ceiling or ScalarOp.Truncate or ScalarOp.RoundEven => real || type.IsInteger,
            ScalarOp.Not => type.IsInteger || logical,
            ScalarOp.PopulationCount or ScalarOp.LeadingZeroCount => type.IsInteger,
            ScalarOp.Sqrt or ScalarOp.FusedMultiplyAdd => real,
            _ => false,
        };
    }

    private static int Operands(ScalarOp op) => op switch
    {
        ScalarOp.FusedMultiplyAdd => 3,
        ScalarOp.Negate or ScalarOp.Abs or ScalarOp.Floor or ScalarOp.Ceiling or ScalarOp.Truncate or ScalarOp.RoundEven or ScalarOp.Not or ScalarOp.PopulationCount or ScalarOp.LeadingZeroCount or ScalarOp.Sqrt => 1,
        _ => 2,
    };

    /// <summary>A function of one step, as many inputs as it has operands.</summary>
    private static ScalarFunction Of(ScalarStep step, DType result, params DType[] operands)
    {
        ScalarStep[] steps = [.. operands.Select((t, i) => new ScalarStep(ScalarOp.Input, t, i, 0)), step];
        return new([.. operands], [result], steps, [operands.Length]);
    }

    public static IEnumerable<object[]> AllTypes => Types.Select(t => new object[] { t });

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Every_operation_has_the_bits_that_it_is_defined_by(DType type)
    {
        int covered = 0;
        foreach (ScalarOp op in Enum.GetValues<ScalarOp>().Where(op => Computes(op, type)))
        {
            bool compares = op is ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual;
            int operands = Operands(op);
            ScalarStep step = new(op, compares ? DType.Bool : type, 0, operands > 1 ? 1 : -1, operands > 2 ? 2 : -1);
            Agrees(Of(step, step.DType, [.. Enumerable.Repeat(type, operands)]), op.ToString());
            covered++;
        }

        Assert.True(covered >= 6 || type is DType.Float16 or DType.BFloat16);
        Agrees(Of(new(ScalarOp.Select, type, 0, 1, 2), type, DType.Bool, type, type), "Select");
        foreach (DType to in Types) Agrees(Of(new(ScalarOp.Convert, to, 0), to, type), $"Convert to {to}");
        foreach (DType to in Types.Where(t => t.Size == type.Size && t != DType.Bool && type != DType.Bool)) Agrees(Of(new(ScalarOp.Bitcast, to, 0), to, type), $"Bitcast to {to}");
    }

    [Fact]
    public void Elementary_functions_have_the_bits_of_their_steps_rare_values_among_them()
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
        {
            Agrees(ScalarFunction.Unary(type, ScalarMath.Sin), "sin");
            Agrees(ScalarFunction.Unary(type, ScalarMath.Exp), "exp");
            Agrees(ScalarFunction.Unary(type, x => ScalarMath.Log(ScalarMath.Tanh(x) + x * 3)), "log");
            Agrees(ScalarFunction.Build([type, type], [type, type], (_, x) => [ScalarMath.Cos(x[0] * x[1]), x[0] / x[1]]), "two results");
        }
    }

    /// <summary>The second condition's steps wait while those of the first are done.</summary>
    [Fact]
    public void Steps_for_rare_values_may_stand_between_those_for_others()
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
        {
            Agrees(
                ScalarFunction.Build([type, type], [type, type], (_, x) =>
                {
                    Scalar first = ScalarMath.Exp(x[0]) + x[1], second = ScalarMath.Exp(x[1]) - x[0], third = first * 3 + second;
                    return [(x[0] < 0).SelectRarely(first, x[1]) + (x[1] < 0).SelectRarely(second, x[0]), (x[0] < x[1]).SelectRarely(third, x[0])];
                }),
                "three conditions");
        }
    }

    [Fact]
    public void Positions_scalars_strides_and_components_are_read_where_they_are()
    {
        DType c = DType.Complex64;
        ScalarFunction f = ScalarFunction.Build([c, DType.Float32, DType.Int16], [c, DType.Int64], (b, x) => [x[1] * x[2], x[0] + x[3].ConvertTo(DType.Float32), b.Index(0, DType.Int64) * 1000 + b.Index(1, DType.Int64)]);
        Agrees(f, "mixed", [false, true, false], lastAxis: 1);
        Agrees(f, "mixed, every third and backwards", default, lastAxis: 0, strides: [1, 3, -1]);
    }

    private static unsafe void Agrees(ScalarFunction f, string what, ValueList<bool> scalars = default, int lastAxis = -1, ValueList<int> strides = default)
    {
        if (scalars.Count == 0) scalars = new bool[f.Inputs.Count];
        MapInterpreter interpreter = new(new(f, scalars, lastAxis, Strides: strides));
        Random random = new(what.Length);
        int arrays = f.Inputs.Count + f.Outputs.Count, inputs = f.Inputs.Count;
        nint* buffers = stackalloc nint[arrays];
        nint* extra = stackalloc nint[] { 5, 11 };
        foreach (int count in (int[])[1, 7, 64, 255, 256, 257, 700])
        {
            byte[][] memory = [.. f.Inputs.ToArray().Select(t => Agree.Data(random, new(t, [3 * count + 3]), special: true)), .. f.Outputs.ToArray().Select(t => new byte[count * t.Size + 16])];
            for (int o = inputs; o < arrays; o++) Array.Fill(memory[o], (byte)0xA5);
            GCHandlesOf(memory, handles =>
            {
                for (int i = 0; i < arrays; i++) buffers[i] = handles[i] + (i < inputs && StridedLoads.Of(strides, i) < 0 ? (count - 1) * f.Inputs[i].Size : 0);
                interpreter.Run(buffers, 0, count, extra);
            });
            ScalarInterpreter slow = new(f);
            var output = new long[f.Results.Count];
            for (int e = 0; e < count; e++)
            {
                List<long> given = [];
                for (int i = 0; i < inputs; i++)
                {
                    int stride = StridedLoads.Of(strides, i), at = scalars[i] ? 0 : stride < 0 ? (count - 1) + e * stride : e * stride;
                    Element element = Element.Read(memory[i], f.Inputs[i], at);
                    given.Add(element.First);
                    if (f.Inputs[i].Components == 2) given.Add(element.Second);
                }

                slow.Evaluate([.. given], [5 + (lastAxis == 0 ? e : 0), 11 + (lastAxis == 1 ? e : 0)], output);
                for (int o = 0, r = 0; o < f.Outputs.Count; o++)
                {
                    Element result = Element.Read(memory[inputs + o], f.Outputs[o], e);
                    Same(f.Outputs[o].Component, output[r++], result.First);
                    if (f.Outputs[o].Components == 2) Same(f.Outputs[o].Component, output[r++], result.Second);
                }

                void Same(DType type, long expected, long actual)
                {
                    // The bits of a NaN are not promised.
                    if (type.IsFloat && double.IsNaN(ScalarArithmetic.ToDouble(type, expected)) && double.IsNaN(ScalarArithmetic.ToDouble(type, actual))) return;
                    Assert.True(expected == actual, $"{what} of {f.Inputs[0].Name}, element {e} of {count}: {expected:x} by its definition, {actual:x} interpreted from {string.Join(' ', given.Select(g => g.ToString("x")))}.");
                }
            }

            // Nothing behind the end.
            for (int o = 0; o < f.Outputs.Count; o++) Assert.All(memory[inputs + o][(count * f.Outputs[o].Size)..], b => Assert.Equal(0xA5, b));
        }
    }

    /// <summary>Has arrays stay where they are while something runs.</summary>
    private static void GCHandlesOf(byte[][] arrays, Action<nint[]> run)
    {
        System.Runtime.InteropServices.GCHandle[] handles = [.. arrays.Select(a => System.Runtime.InteropServices.GCHandle.Alloc(a, System.Runtime.InteropServices.GCHandleType.Pinned))];
        try
        {
            run([.. handles.Select(h => h.AddrOfPinnedObject())]);
        }
        finally
        {
            foreach (var handle in handles) handle.Free();
        }
    }
}
