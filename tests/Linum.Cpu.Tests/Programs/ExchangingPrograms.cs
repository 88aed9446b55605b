using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests.Programs;

/// <summary>
/// Random programs on devices that exchange values, as one program over all devices, against an oracle that runs the program of each device by itself; both interpreted, so that all bits are
/// the same. That compiled ones give what interpreted ones do is seen in <see cref="BroadRandomPrograms"/>.
/// </summary>
public sealed class ExchangingPrograms
{
    [Fact]
    public void Programs_on_devices_give_what_each_device_would_compute_by_itself()
    {
        int exchanges = 0;
        foreach (int number in Enumerable.Range(BroadRandomPrograms.FirstNumber, BroadRandomPrograms.Count))
        {
            Random random = new(number);
            int devices = random.Next(1, 5);
            // Sums over members may be taken in another order: of small whole numbers that changes nothing.
            Jaxpr body = BroadRandomPrograms.Generate(random.Next(), new(Whole: true, Reverse: false, Limit: 2_000, Depth: 2, Heavy: false, devices, AreDevices: true));
            exchanges += body.Equations.ToArray().Count(e => e.Primitive.AxisNames.Count > 0);
            Jaxpr program = BroadRandomPrograms.OverDevices(random, body, devices);
            byte[][] inputs = [.. program.InputTypes.Select(t => BroadRandomPrograms.Whole(random, t))];
            var pmap = (Pmap)program.Equations[0].Primitive;
            byte[][][] expected = new Members(devices).Run(body, [.. Enumerable.Range(0, devices).Select(d => inputs.Select((x, i) => pmap.MappedInputs[i] ? Part(x, d, devices) : x).ToArray())]);
            byte[][] actual = InterpreterBackend.Run(program, inputs);
            for (int k = 0; k < actual.Length; k++)
                for (int d = 0; d < (pmap.MappedOutputs[k] ? devices : 1); d++) Same(body.Outputs[k].Type, expected[d][k], pmap.MappedOutputs[k] ? Part(actual[k], d, devices) : actual[k], $"program {number}, output {k}, device {d}:\n{program}");
        }

        Assert.True(exchanges > BroadRandomPrograms.Count / 2, $"Only {exchanges} lines of {BroadRandomPrograms.Count} programs exchange something.");
    }

    private static byte[] Part(byte[] x, int number, int count) => x[(x.Length / count * number)..(x.Length / count * (number + 1))];

    /// <summary>Zeros of both signs are the same: a value that all devices share is multiplied by their number, not added up from a positive zero.</summary>
    private static void Same(ArrayType type, byte[] expected, byte[] actual, string where)
    {
        DType part = type.DType.Component;
        for (long i = 0; i < type.Shape.Count * type.DType.Components; i++)
        {
            long x = Element.Read(expected, part, i).First, y = Element.Read(actual, part, i).First;
            if (x == y) continue;
            Assert.True(part.IsFloat, $"Element {i} of {type} is {y}, by itself {x}, in {where}");
            double number = ScalarArithmetic.ToDouble(part, x), other = ScalarArithmetic.ToDouble(part, y);
            Assert.True(number == other || (double.IsNaN(number) && double.IsNaN(other)), $"Element {i} of {type} is {other:R}, by itself {number:R}, in {where}");
        }
    }
}
