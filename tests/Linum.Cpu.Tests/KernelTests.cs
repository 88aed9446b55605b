using System.Diagnostics;
using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

public sealed class KernelTests
{
    private static MapLoop Chain(int operations) => MapKernel.Get(new(ScalarFunction.Build([DType.Float32, DType.Float32], [DType.Float32], (_, x) =>
    {
        Scalar value = x[0];
        for (int i = 0; i < operations; i++) value = i % 2 == 0 ? value * x[1] : value + (1 + i * 0.001);
        return [value];
    }), [false, false], -1));

    private static unsafe double PicosecondsPerOperation(MapLoop loop, int operations)
    {
        const int count = 1024;
        using Scratch memory = new(3 * (count * sizeof(float) + BufferPool.Spare));
        new Span<float>((void*)memory.Address, 3 * count).Fill(0.5f);
        nint* buffers = stackalloc nint[3];
        for (int i = 0; i < 3; i++) buffers[i] = memory.Address + i * (count * sizeof(float) + BufferPool.Spare);
        double best = double.MaxValue;
        for (int repeat = 0; repeat < 300; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < 10; i++) loop.Run(buffers, 0, count, null);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds * 1000 / (10 * count * operations));
        }

        return best;
    }

    [Fact]
    public void Clearing_the_caches_has_kernels_emitted_anew_and_leaves_compiled_functions_as_they_are()
    {
        Func<NDArray, NDArray> compiled = Transform.Jit((NDArray x) => x * 3f + 1f);
        Assert.Equal([4f, 7f], compiled(Np.Array([1f, 2f])).ToArray<float>());
        MapLoop first = Chain(7);
        LinumConfig.ClearCaches();
        MapLoop anew = Chain(7);
        Assert.NotSame(first, anew);
        Assert.Equal([4f, 7f], compiled(Np.Array([1f, 2f])).ToArray<float>());
        Assert.Equal([4f, 7f], Transform.Jit((NDArray x) => x * 3f + 1f)(Np.Array([1f, 2f])).ToArray<float>());
    }

    [Fact]
    public void The_largest_kernel_allowed_is_not_where_the_JIT_compiler_gives_up()
    {
        // Where registers of 512 bits are only imitated, every operation is a call.
        if (VectorInstructions.Width == 512 && !System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated) return;
        double small = PicosecondsPerOperation(Chain(30), 30), large = PicosecondsPerOperation(Chain(320), 320);
        // Beyond its limits the compiler's code is 6 to 12 times slower per operation.
        Assert.True(large < 4 * small, $"{large:F0} ps per operation in a kernel of 320 operations, {small:F0} in one of 30.");
    }

    [Fact]
    public void Elementwise_work_on_four_and_eight_byte_types_is_done_by_vectors()
    {
        DType[] types = [DType.Float32, DType.Float64, DType.Int32, DType.UInt32, DType.Int64, DType.UInt64, DType.Bool];
        foreach (DType from in types)
        {
            foreach (DType to in types)
            {
                ScalarFunction convert = StepLegalizer.Run(ScalarFunction.Build([from], [to], (_, x) => [x[0].ConvertTo(to)]));
                Assert.True(VectorSupport.Covers(convert));
            }
        }

        foreach (Primitive primitive in (Primitive[])[new Exp(), new Log(), new Tanh(), new Sin(), new Cos(), new Logistic(), new Log1p(), new Expm1(), new Erf(), new Rsqrt()])
        {
            foreach (DType type in (DType[])[DType.Float32, DType.Float64])
            {
                var map = (Lowered.Map)primitive.Lower([new ArrayType(type, [8])]);
                Assert.True(VectorSupport.Covers(StepLegalizer.Run(map.Body)), $"{primitive.Name} of {type.Name}");
            }
        }
    }

    [Fact]
    public void Equal_bodies_share_a_kernel_whatever_the_shape()
    {
        var map = (Lowered.Map)new Add().Lower([new ArrayType(DType.Float32, [8]), new ArrayType(DType.Float32, [8])]);
        var other = (Lowered.Map)new Add().Lower([new ArrayType(DType.Float32, [3, 5]), new ArrayType(DType.Float32, [3, 5])]);
        Assert.Same(MapKernel.Get(new(map.Body, [false, false], -1)), MapKernel.Get(new(other.Body, [false, false], -1)));
    }

    [Fact]
    public void Rotations_by_any_number_of_bits_give_the_bits_of_the_interpreter()
    {
        Random random = new(2);
        foreach (DType type in (DType[])[DType.UInt32, DType.Int32, DType.UInt64, DType.UInt16])
        {
            int width = type.Size * 8;
            ScalarFunction all = ScalarFunction.Build([type], [.. Enumerable.Repeat(type, width - 1)], (_, x) => [.. Enumerable.Range(1, width - 1).Select(bits =>
            {
                Scalar left = Scalar.Binary(ScalarOp.ShiftLeft, x[0], bits), right = Scalar.Binary(ScalarOp.ShiftRightLogical, x[0], width - bits);
                return bits % 2 == 0 ? left | right : right | left;
            })]);
            foreach (int count in (int[])[1, 9, 32]) AgreesWithInterpreter(all, random, count);
        }
    }

    [Fact]
    public void Shifts_that_are_no_rotation_are_not_taken_for_one()
    {
        Random random = new(3);
        ScalarFunction f = ScalarFunction.Build([DType.UInt32, DType.UInt32], [DType.UInt32, DType.UInt32, DType.UInt32], (_, x) =>
        [
            Scalar.Binary(ScalarOp.ShiftLeft, x[0], 8) | Scalar.Binary(ScalarOp.ShiftRightLogical, x[1], 24),
            Scalar.Binary(ScalarOp.ShiftLeft, x[0], 8) | Scalar.Binary(ScalarOp.ShiftRightLogical, x[0], 16),
            Scalar.Binary(ScalarOp.ShiftLeft, x[0], 16) | Scalar.Binary(ScalarOp.ShiftLeft, x[0], 16),
        ]);
        AgreesWithInterpreter(f, random, 19);
    }

    [Fact]
    public void What_is_the_same_for_all_elements_is_computed_before_the_loop()
    {
        ScalarFunction f = ScalarFunction.Build([DType.Float32, DType.Float64, DType.Float32], [DType.Float32], (_, x) =>
        [
            x[2] * (x[0] * 3 + x[1].ConvertTo(DType.Float32)) + (x[0] < 2).Select(x[0], -x[0]),
        ]);
        bool[] hoisted = HoistedSteps.Of(f, [true, true, false], -1, operations: true), plain = HoistedSteps.Of(f, [true, true, false], -1, operations: false);
        Assert.Equal(6, Enumerable.Range(0, hoisted.Length).Count(i => hoisted[i] && !plain[i]));
        Assert.All(Enumerable.Range(0, hoisted.Length).Where(i => f.Steps[i] is { Op: ScalarOp.Input, A: 2 }), i => Assert.False(hoisted[i]));
        AgreesWithInterpreter(f, new Random(4), 21, [true, true, false]);
    }

    [Fact]
    public void A_mask_of_four_bytes_before_the_loop_is_widened_where_it_chooses_from_eight_and_one_of_eight_bytes_stays_inside()
    {
        ScalarFunction f = ScalarFunction.Build([DType.Float32, DType.Float64, DType.Float32], [DType.Float64, DType.Float32, DType.Bool], (_, x) =>
        [
            (x[0] < 2).Select(x[1], -x[1]) + (x[0] < 2).Select(x[2].ConvertTo(DType.Float64), x[1]),
            (x[1] < 0.5).Select(x[2], x[0]) + (x[0] < 2 & x[0] >= 0).Select(x[2], x[0]),
            x[0].ConvertTo(DType.Bool) & x[2] < x[0],
        ]);
        bool[] hoisted = HoistedSteps.Of(f, [true, true, false], -1, operations: true);
        // x[0] < 2, 0 <= x[0], both and x[0] != 0; but not x[1] < 0.5, whose lanes have eight bytes, nor x[2] < x[0] and what becomes of it.
        Assert.Equal(4, Enumerable.Range(0, hoisted.Length).Count(i => hoisted[i] && f.Steps[i].DType == DType.Bool));
        Assert.All(Enumerable.Range(0, hoisted.Length).Where(i => f.Steps[i].DType == DType.Bool && hoisted[i]), i => Assert.False(Reads(f, i, 1) || Reads(f, i, 2)));
        foreach (int count in (int[])[1, 16, 21]) AgreesWithInterpreter(f, new Random(5), count, [true, true, false]);
    }

    /// <summary>Whether a step is, or follows on, what is read of an input.</summary>
    private static bool Reads(ScalarFunction f, int step, int input)
    {
        ScalarStep s = f.Steps[step];
        if (s.Op is ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index) return s.Op == ScalarOp.Input && s.A == input;
        return ((int[])[s.A, s.B, s.C]).Any(used => used >= 0 && Reads(f, used, input));
    }

    private static unsafe void AgreesWithInterpreter(ScalarFunction f, Random random, int count, ValueList<bool>? scalars = null)
    {
        MapLoop loop = MapKernel.Get(new(f, scalars ?? new bool[f.Inputs.Count], -1));
        Assert.True(loop.IsVector);
        int arrays = f.Inputs.Count + f.Outputs.Count;
        long room = count * 8 + BufferPool.Spare;
        using Scratch memory = new(arrays * room);
        nint* buffers = stackalloc nint[arrays];
        for (int i = 0; i < arrays; i++) buffers[i] = memory.Address + (nint)(i * room);
        for (int i = 0; i < f.Inputs.Count; i++) Agree.Data(random, new(f.Inputs[i], [count]), special: false).CopyTo(new Span<byte>((void*)buffers[i], count * f.Inputs[i].Size));
        long first = 0;
        loop.Run(buffers, 0, count, (nint*)&first);
        ScalarInterpreter interpreter = new(f);
        var (input, output) = (new long[f.Inputs.Count], new long[f.Outputs.Count]);
        for (int e = 0; e < count; e++)
        {
            for (int i = 0; i < input.Length; i++) input[i] = Read(buffers[i], f.Inputs[i], scalars is { } s && s[i] ? 0 : e);
            interpreter.Evaluate(input, [e], output);
            for (int o = 0; o < output.Length; o++) Assert.Equal(output[o], Read(buffers[f.Inputs.Count + o], f.Outputs[o], e));
        }

        static long Read(nint array, DType type, int e) => Element.Read(new ReadOnlySpan<byte>((byte*)array + e * type.Size, type.Size), type, 0).First;
    }
}
