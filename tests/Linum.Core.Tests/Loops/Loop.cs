using System.Runtime.InteropServices;
using Linum.Extending;

namespace Linum.Core.Tests.Loops;

/// <summary>Shorthand for arrays and runs of the loop interpreter.</summary>
internal static class Loop
{
    public readonly record struct Data(ArrayType Type, byte[] Bytes)
    {
        public T[] Values<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes).ToArray();
    }

    public static Data Array<T>(DType type, Shape shape, params T[] values) where T : unmanaged =>
        new(new(type, shape), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public static Data Floats(Shape shape, params float[] values) => Array(DType.Float32, shape, values);

    public static Data Ints(Shape shape, params int[] values) => Array(DType.Int32, shape, values);

    public static Data Run(Lowered lowered, DType type, Shape shape, params Data[] inputs) => RunAll(lowered, [new(type, shape)], inputs)[0];

    public static Data[] RunAll(Lowered lowered, ArrayType[] outputs, params Data[] inputs)
    {
        byte[][] results = LoopInterpreter.Run(lowered, inputs.Select(i => i.Type).ToArray(), inputs.Select(i => i.Bytes).ToArray(), outputs);
        return [.. results.Select((bytes, i) => new Data(outputs[i], bytes))];
    }

    /// <summary>Evaluates a scalar function of one output on raw bits.</summary>
    public static long Evaluate(ScalarFunction function, params long[] inputs)
    {
        var result = new long[function.Results.Count];
        new ScalarInterpreter(function).Evaluate(inputs, [], result);
        return result[0];
    }
}
