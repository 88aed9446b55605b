using Linum.Cpu.Tests.Programs;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>When kernels are emitted is a setting of the process: nothing else may run beside.</summary>
[Collection(nameof(FirstRunsTests))]
[CollectionDefinition(nameof(FirstRunsTests), DisableParallelization = true)]
public sealed class FirstRunsTests : IDisposable
{
    private static int loops;
    private readonly EmitWhen before = FirstRuns.When;

    public FirstRunsTests() => FirstRuns.When = EmitWhen.Worth;

    public void Dispose() => FirstRuns.When = before;

    /// <summary>A loop that no other test has asked for: a constant in its body tells it apart.</summary>
    private static MapLoop New(Func<Scalar, Scalar> body)
    {
        int number = Interlocked.Increment(ref loops);
        return MapKernel.Get(new(ScalarFunction.Unary(DType.Float32, x => body(x) + x.Builder.Bits(0x3F800000 + number, DType.Float32)), [false], -1));
    }

    private static unsafe float[] Run(MapLoop loop, float[] values) => Run(loop.Run, values);

    private static unsafe float[] Run(Kernel loop, float[] values)
    {
        var results = new float[values.Length + 16];
        fixed (float* from = (float[])[.. values, .. new float[16]], to = results)
        {
            nint* buffers = stackalloc nint[] { (nint)from, (nint)to };
            nint zero = 0;
            loop(buffers, 0, values.Length, &zero);
        }

        return results[..values.Length];
    }

    private static void Eventually(Func<bool> holds)
    {
        for (int i = 0; i < 1000 && !holds(); i++) Thread.Sleep(10);
        Assert.True(holds());
    }

    [Fact]
    public void A_kernel_is_made_beside_when_it_has_run_often_with_the_same_results()
    {
        MapLoop loop = New(x => ScalarMath.Exp(x) * 3);
        float[] values = [.. Enumerable.Range(0, 40).Select(i => i * 0.1f)], first = Run(loop, values);
        for (int i = 1; i < 100; i++) Assert.Equal(first, Run(loop, values));
        Assert.False(loop.IsEmitted);
        Assert.Equal(first, Run(loop, values));
        Eventually(() => loop.IsEmitted);
        Assert.Equal(first, Run(loop, values));
    }

    [Fact]
    public void A_kernel_is_made_beside_when_a_few_runs_have_done_much()
    {
        MapLoop loop = New(x => x * x);
        for (int i = 0; i < 4; i++)
        {
            Assert.False(loop.IsEmitted);
            Run(loop, new float[1 << 18]);
        }

        Run(loop, new float[1 << 18]);
        Eventually(() => loop.IsEmitted);
    }

    [Fact]
    public unsafe void Kernels_that_cannot_be_made_beside_are_interpreted_until_they_are_due_and_others_are_still_made()
    {
        float[] values = [.. Enumerable.Range(0, 40).Select(i => i * 0.1f)], expected = [.. values.Select(x => x * x)];
        // More than may wait for the other thread.
        for (int k = 0; k < 20; k++)
        {
            MapKernelKey key = new(ScalarFunction.Unary(DType.Float32, x => x * x), [false], -1);
            int tries = 0;
            LateKernel late = new(key.Body.Steps.Count, () =>
            {
                Interlocked.Increment(ref tries);
                throw new NotSupportedException("There is no kernel.");
            }, () => new MapInterpreter(key));
            Kernel interpreted = (buffers, begin, end, extra) => Assert.True(late.Interprets(end - begin, buffers, begin, end, extra));
            for (int i = 0; i < 150; i++) Assert.Equal(expected, Run(interpreted, values));
            Eventually(() => Volatile.Read(ref tries) == 1);
            for (int i = 0; i < 150; i++) Assert.Equal(expected, Run(interpreted, values));
            Assert.Null(late.Known);
            Assert.Throws<NotSupportedException>(() => late.Prepare());
            Assert.Equal(1, tries);
        }

        MapLoop other = New(x => x * x * x);
        for (int i = 0; i < 101; i++) Run(other, values);
        Eventually(() => other.IsEmitted);
    }

    [Fact]
    public void A_run_over_many_elements_has_its_kernel_at_once()
    {
        MapLoop loop = New(x => x - x * x);
        Assert.True(loop.Needs(1 << 22));
        Assert.False(loop.Needs(1 << 18));
        Run(loop, new float[1 << 22]);
        Assert.True(loop.IsEmitted);
    }

    [Fact]
    public void What_programs_will_do_with_a_kernel_adds_up()
    {
        MapLoop few = New(x => x * x - 3), many = New(x => x * x - 4);
        for (int i = 0; i < 3; i++) few.Expect(1 << 18);
        for (int i = 0; i < 30; i++) many.Expect(1 << 18);
        Assert.False(few.IsEmitted);
        Assert.True(many.IsEmitted);
    }

    [Fact]
    public void Steps_without_quick_code_count_for_many()
    {
        MapLoop quick = New(x => x.Unary(ScalarOp.Floor)), slow = New(x => Scalar.Binary(ScalarOp.Remainder, x, 3));
        var values = new float[1 << 18];
        Run(quick, values);
        Run(slow, values);
        Assert.False(quick.IsEmitted);
        Assert.True(slow.IsEmitted);
    }

    [Fact]
    public void Kernels_that_go_from_element_to_element_are_always_emitted() =>
        Assert.True(MapKernel.Get(new(CombineFunction.Of(ReduceKind.Product, DType.Complex64), [false, false], -1, OneByOne: true)).IsEmitted);

    [Fact]
    public void A_report_shows_the_kernels_of_a_program_that_was_interpreted()
    {
        static NDArray F(NDArray x) => Np.Tanh(x) * 2 + Np.Sin(x).Sum();
        NDArray x = Np.Array([1f, 2f, 3f]);
        Jit((NDArray a) => F(a))(x);
        Assert.Contains("ret", Inspect((NDArray a) => F(a)).Kernels(x), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Small_maps_in_a_series_are_interpreted_one_after_the_other()
    {
        FirstRuns.When = EmitWhen.Never;
        static NDArray[] F(NDArray[] x) => [.. x.Select((a, i) => Np.Tanh(a) * (0.3f + i))];
        NDArray[] given = [.. Enumerable.Range(1, 6).Select(n => Np.Arange(n * 3).AsType(DType.Float32) / 7)];
        NDArray[] interpreted = Jit((NDArray[] x) => F(x))(given);
        FirstRuns.When = EmitWhen.Always;
        LinumConfig.ClearCaches();
        NDArray[] emitted = Jit((NDArray[] x) => F(x))(given);
        for (int i = 0; i < given.Length; i++) Assert.Equal(emitted[i].ToArray<float>(), interpreted[i].ToArray<float>());
    }

    [Theory]
    [InlineData(BroadRandomPrograms.Kind.Plain)]
    [InlineData(BroadRandomPrograms.Kind.Vmap)]
    [InlineData(BroadRandomPrograms.Kind.Grad)]
    [InlineData(BroadRandomPrograms.Kind.VmapOfGrad)]
    [InlineData(BroadRandomPrograms.Kind.NamedVmap)]
    public void Random_programs_have_the_bits_of_their_kernels(BroadRandomPrograms.Kind kind)
    {
        const int all = 12;
        int programs = 0;
        for (int number = 0; number < all; number++)
        {
            long before = FirstRuns.OfNever;
            (Jaxpr program, byte[][] inputs) = BroadRandomPrograms.Make(kind, BroadRandomPrograms.FirstNumber + number);
            FirstRuns.When = EmitWhen.Never;
            LinumConfig.ClearCaches();
            byte[][] interpreted = Agree.Run(program, inputs);
            if (FirstRuns.OfNever > before) programs++;
            FirstRuns.When = EmitWhen.Always;
            LinumConfig.ClearCaches();
            byte[][] emitted = Agree.Run(program, inputs);
            for (int o = 0; o < emitted.Length; o++)
            {
                ArrayType type = program.Outputs[o].Type;
                for (int e = 0; e < type.Shape.Count * type.DType.Components; e++)
                {
                    Element a = Element.Read(interpreted[o], type.DType.Component, e), b = Element.Read(emitted[o], type.DType.Component, e);
                    bool areNaN = type.DType.Component.IsFloat && double.IsNaN(ScalarArithmetic.ToDouble(type.DType.Component, a.First)) && double.IsNaN(ScalarArithmetic.ToDouble(type.DType.Component, b.First));
                    Assert.True(a.First == b.First || areNaN, $"{kind} program {number}, output {o}, number {e}: {a.First:x} interpreted, {b.First:x} emitted.\n{program}");
                }
            }
        }

        // Some are products and routines alone, or one loop as machine code.
        Assert.InRange(programs, all / 2, all);
    }
}
