using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;

namespace Linum.Core.Tests.Ir;

public sealed class InterpreterBackendTests
{
    private static readonly ArrayType Two = new(DType.Float32, [2]);

    [Fact]
    public void A_program_runs_equation_by_equation() => Assert.Equal([4f, 8f], Run(Doubled(Doubled(null)), CompileOptions.Default, 1f, 2f).Result);

    [Fact]
    public void A_call_runs_its_program() => Assert.Equal([2f, 4f], Run(With(new Call(Doubled(null))), CompileOptions.Default, 1f, 2f).Result);

    [Fact]
    public void A_primitive_may_say_how_it_is_interpreted() =>
        Assert.Equal([8f, 16f], Run(With(new Repeat(3, Doubled(null))), CompileOptions.Default, 1f, 2f).Result);

    [Fact]
    public void A_donated_input_can_no_longer_be_read()
    {
        IBuffer input = Run(Doubled(null), new([0]), 1f, 2f).Input;
        Assert.True(input.IsDeleted);
        Assert.Throws<DonatedArrayException>(() => input.Download(new byte[8]));
    }

    private static (float[] Result, IBuffer Input) Run(Jaxpr program, CompileOptions options, params float[] values)
    {
        InterpreterBackend backend = new();
        IBuffer input = backend.Upload(MemoryMarshal.AsBytes(values.AsSpan()), Two, backend.Devices[0]);
        IBuffer output = backend.Compile(program, options).Run([input])[0];
        var result = new float[values.Length];
        output.Download(MemoryMarshal.AsBytes(result.AsSpan()));
        return (result, input);
    }

    /// <summary>Doubles the result of a program, or its own input.</summary>
    private static Jaxpr Doubled(Jaxpr? before)
    {
        JaxprBuilder builder = new();
        Var x = builder.NewVar(Two);
        Var inner = before is null ? x : builder.Emit(new Call(before), [x])[0];
        Var y = builder.Emit(new Double(), [inner])[0];
        return new([x], builder.Equations, [y]);
    }

    private static Jaxpr With(Primitive primitive)
    {
        JaxprBuilder builder = new();
        Var x = builder.NewVar(Two);
        Var y = builder.Emit(primitive, [x])[0];
        return new([x], builder.Equations, [y]);
    }

    private abstract record SameType : Primitive
    {
        public override ValueList<ArrayType> Infer(ReadOnlySpan<ArrayType> inputs) => [inputs[0]];

        public override Batched[] Batch(BatchAxis axis, ReadOnlySpan<Batched> inputs) => [new(Bind(inputs[0].Value), inputs[0].Axis)];
    }

    private sealed record Double : SameType
    {
        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Map(ScalarFunction.Unary(inputs[0].DType, x => x + x));
    }

    private sealed record Call(Jaxpr Body) : SameType
    {
        public override ValueList<Jaxpr> Bodies => [Body];

        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Loop(LoopKind.Call);
    }

    private sealed record Repeat(int Times, Jaxpr Body) : SameType, IInterpretable
    {
        public override ValueList<Jaxpr> Bodies => [Body];

        public override Lowered Lower(ReadOnlySpan<ArrayType> inputs) => new Lowered.Loop(LoopKind.Scan);

        public byte[][] Interpret(Func<Jaxpr, byte[][], byte[][]> run, byte[][] inputs)
        {
            for (int i = 0; i < Times; i++) inputs = run(Body, inputs);
            return inputs;
        }
    }
}
