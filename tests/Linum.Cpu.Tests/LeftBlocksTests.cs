using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Kernels do not have their long rare blocks: another one, made when it is asked for, goes on where they stop, with the same bits.</summary>
public sealed unsafe class LeftBlocksTests
{
    private const float Large = 3e5f;

    private static int functions;

    /// <summary>A function that no other test has: what goes on for a kernel does so for all that are equal.</summary>
    private static ScalarFunction New(DType type, Func<Scalar, Scalar> f)
    {
        int number = Interlocked.Increment(ref functions);
        return ScalarFunction.Unary(type, x => f(x) + number);
    }

    private static Scalar Chain(Scalar x, int length)
    {
        for (int i = 0; i < length; i++) x = i % 2 == 0 ? x * 0.75 : x + (i + 1.0);
        return x;
    }

    /// <summary>What is rare takes so many operations.</summary>
    private static ScalarFunction Rarely(DType type, int operations) => New(type, x => (x > 1e5).SelectRarely(Chain(x, operations), x * 2));

    /// <summary>A condition that others need too, so that it is no expression of the block.</summary>
    private static ScalarFunction Shared(DType type) => New(type, x => (x > 1e5).SelectRarely(Chain(x, 40), x * 2) + (x > 1e5).Select(x.Constant(1), x.Constant(3)));

    /// <summary>So many steps that several vectors are computed side by side.</summary>
    private static ScalarFunction Interleaved() => New(DType.UInt32, x =>
    {
        Scalar y = x;
        for (int i = 0; i < 90; i++) y = i % 3 == 0 ? y * 2654435761.0 : i % 3 == 1 ? y ^ Scalar.Binary(ScalarOp.ShiftRightLogical, y, 7) : y + (i + 1.0);
        Scalar rare = y;
        for (int i = 0; i < 20; i++) rare = rare * 3 + i;
        return (x > 2000000000.0).SelectRarely(rare, y);
    });

    /// <summary>A sine between other steps, cut in stages.</summary>
    private static ScalarFunction Staged(int before, int after) => New(DType.Float32, x =>
    {
        for (int i = 0; i < before; i++) x = i % 2 == 0 ? x * 1.01 : x + (i + 1.0);
        return Chain(ScalarMath.Sin(x), after);
    });

    private static ScalarFunction Early() => Staged(0, 40);

    private static ScalarFunction Late() => Staged(40, 0);

    public static TheoryData<string> Bodies => ["sine", "early stage", "last stage", "float32", "float64", "shared float32", "shared float64", "interleaved"];

    private static ScalarFunction Body(string name) => name switch
    {
        "sine" => New(DType.Float32, ScalarMath.Sin),
        "early stage" => Early(),
        "last stage" => Late(),
        "float32" => Rarely(DType.Float32, 20),
        "float64" => Rarely(DType.Float64, 20),
        "shared float32" => Shared(DType.Float32),
        "shared float64" => Shared(DType.Float64),
        _ => Interleaved(),
    };

    private static long Bits(DType type, double value) => type == DType.Float32 ? ScalarArithmetic.Bits((float)value) : type == DType.Float64 ? ScalarArithmetic.Bits(value) : (long)(value * 1e4);

    private static long[] Interpreted(ScalarFunction f, double[] values)
    {
        ScalarInterpreter interpreter = new(f);
        var output = new long[1];
        return [.. values.Select(x =>
        {
            interpreter.Evaluate([Bits(f.Inputs[0], x)], [], output);
            return output[0];
        })];
    }

    /// <summary>What a kernel writes, over its input or elsewhere; what lies behind the input's end are large numbers.</summary>
    private static long[] Computed(ScalarFunction f, MapLoop loop, double[] values, bool inPlace)
    {
        int size = f.Inputs[0].Size, room = values.Length * size + BufferPool.Spare;
        using Scratch memory = new(2 * room);
        nint* buffers = stackalloc nint[2];
        (buffers[0], buffers[1]) = (memory.Address, inPlace ? memory.Address : memory.Address + room);
        for (int i = 0; i < values.Length + 64 / size; i++)
        {
            long bits = Bits(f.Inputs[0], i < values.Length ? values[i] : Large);
            if (size == 4) ((int*)buffers[0])[i] = (int)bits;
            else ((long*)buffers[0])[i] = bits;
        }

        nint zero = 0;
        loop.Run(buffers, 0, values.Length, &zero);
        nint result = buffers[1];
        return [.. Enumerable.Range(0, values.Length).Select(i => size == 4 ? ((uint*)result)[i] : ((long*)result)[i])];
    }

    private static MapLoop Compiled(ScalarFunction f)
    {
        MapLoop loop = MapKernel.Get(new(f, [false], -1));
        loop.Prepare();
        return loop;
    }

    /// <summary>What goes on where the kernel of a function is left: equal kernels share it.</summary>
    private static RareRest? RestOf(ScalarFunction f) => MapKernel.Emit(new(f, [false], -1)).Rest;

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Without_rare_elements_the_other_kernel_is_not_made_whatever_lies_behind_the_end(string name)
    {
        ScalarFunction f = Body(name);
        foreach (int count in (int[])[1, 7, 16, 31, 33, 63, 100, 511, 513, 1030])
        {
            RareRest rest = RestOf(f)!;
            MapLoop loop = Compiled(f);
            Assert.True(loop.IsVector);
            double[] values = [.. Enumerable.Range(0, count).Select(i => (i - 5) * 0.37)];
            if (f.Inputs[0] == DType.UInt32) values = [.. values.Select(Math.Abs)];
            foreach (bool inPlace in (bool[])[false, true]) Assert.Equal(Interpreted(f, values), Computed(f, loop, values, inPlace));
            Assert.False(rest.WasAsked);
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Wherever_a_rare_element_lies_the_bits_are_those_of_the_interpreter(string name)
    {
        foreach (int count in (int[])[1, 15, 16, 17, 70, 513, 1100])
        {
            foreach (int at in (int[])[0, 1, 14, 15, 16, 40, 68, 510, 512, 600, count - 1])
            {
                if (at >= count) continue;
                ScalarFunction f = Body(name);
                RareRest rest = RestOf(f)!;
                MapLoop loop = Compiled(f);
                double[] values = [.. Enumerable.Range(0, count).Select(i => i == at ? Large : i * 0.37)];
                foreach (bool inPlace in (bool[])[false, true]) Assert.Equal(Interpreted(f, values), Computed(f, loop, values, inPlace));
                Assert.True(rest.WasAsked);
            }
        }
    }

    [Fact]
    public void The_bodies_are_cut_in_stages_or_compute_several_vectors_as_they_say()
    {
        static bool[] Hoisted(ScalarFunction f) => HoistedSteps.Of(f, [false], -1, operations: true);
        static bool[] IsRareIn(ScalarFunction f) => [.. CutStages.Run(StepLegalizer.Run(f), Hoisted)!.Stages.ToArray().Select(stage => stage.Body.Steps.ToArray().Any(s => s.Op == ScalarOp.Select && s.Bits != 0))];
        Assert.True(IsRareIn(Early()) is [.., false] early && early.Contains(true));
        Assert.True(IsRareIn(Late()) is [.., true]);
        ScalarFunction many = StepLegalizer.Run(Interleaved());
        Assert.Null(CutStages.Run(many, Hoisted));
        bool[] hoisted = Hoisted(many);
        Assert.True(Interleaving.Of(many, step => hoisted[step]) > 1);
    }

    [Fact]
    public void Short_blocks_stand_in_the_loop()
    {
        Assert.Null(RestOf(Rarely(DType.Float32, 15)));
        Assert.NotNull(RestOf(Rarely(DType.Float32, 16)));
        Assert.Null(RestOf(Rarely(DType.Float64, 7)));
        Assert.NotNull(RestOf(Rarely(DType.Float64, 8)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Maps_in_a_series_go_on_with_the_next_one(bool large)
    {
        LinumConfig.ClearCaches();
        int[] sizes = [8, 3, 1000, 17, 5, 600];
        NDArray[] x = [.. sizes.Select((n, k) => Np.Array([.. Enumerable.Range(0, n).Select(i => large && i == n / 2 && k % 2 == 0 ? Large + k : i * 0.01f)]))];
        NDArray[] got = Transform.Jit((NDArray[] all) => all.Select(a => Np.Sin(a) * 2f).ToArray())(x);
        for (int k = 0; k < x.Length; k++) Assert.Equal(((ReadOnlySpan<float>)x[k].ToArray<float>()).ToArray().Select(v => 2 * Np.Sin(v).Item<float>()), got[k].ToArray<float>());
    }

    [Fact]
    public void What_is_left_often_is_begun_with_all_of_its_blocks()
    {
        ScalarFunction f = Late();
        RareRest rest = RestOf(f)!;
        MapLoop loop = Compiled(f);
        double[] values = [.. Enumerable.Range(0, 100).Select(i => i == 40 ? Large : i * 0.37)];
        long[] expected = Interpreted(f, values);
        for (int call = 0; call < 40; call++)
        {
            Assert.Equal(call >= 16, rest.IfUsual is not null);
            Assert.Equal(expected, Computed(f, loop, values, inPlace: call % 2 == 0));
        }
    }

    [Fact]
    public void A_series_that_is_left_often_stays_one()
    {
        NDArray[] x = [.. Enumerable.Range(0, 30).Select(k => Np.Array([.. Enumerable.Range(0, 20).Select(i => i == 7 ? Large + k : i * 0.01f)]))];
        Func<NDArray[], NDArray[]> f = Transform.Jit((NDArray[] all) => all.Select(a => Np.Sin(a) * 3f).ToArray());
        for (int call = 0; call < 3; call++)
        {
            NDArray[] got = f(x);
            for (int k = 0; k < x.Length; k++) Assert.Equal(((ReadOnlySpan<float>)x[k].ToArray<float>()).ToArray().Select(v => 3 * Np.Sin(v).Item<float>()), got[k].ToArray<float>());
        }
    }

    [Fact]
    public void Many_threads_may_ask_at_once()
    {
        ScalarFunction f = Late();
        MapLoop loop = Compiled(f);
        double[] values = [.. Enumerable.Range(0, 200).Select(i => i % 19 == 0 ? Large * (i + 1) : i * 0.5)];
        long[] expected = Interpreted(f, values);
        Parallel.For(0, 32, _ => Assert.Equal(expected, Computed(f, loop, values, inPlace: false)));
    }

    [Fact]
    public void A_kernel_says_where_it_is_left_the_same_each_time()
    {
        string kernels = Transform.Inspect((NDArray x) => Np.Sin(x)).Kernels(Np.Ones(100));
        Assert.Contains("a rare block is asked for: the kernel that has it goes on", kernels, StringComparison.Ordinal);
        LinumConfig.ClearCaches();
        Assert.Equal(kernels, Transform.Inspect((NDArray x) => Np.Sin(x)).Kernels(Np.Ones(100)));
    }

    [Fact]
    public void A_kernel_that_is_forgotten_takes_what_goes_on_with_it()
    {
        WeakReference rest = Forgotten();
        for (int i = 0; i < 10 && rest.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(rest.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Forgotten()
        {
            ScalarFunction f = Late();
            Compiled(f);
            WeakReference rest = new(RestOf(f));
            LinumConfig.ClearCaches();
            return rest;
        }
    }
}
