using System.Runtime.Intrinsics.X86;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary><c>Transform.Inspect</c> shows what the compiler made.</summary>
public sealed class InspectTests
{
    private static readonly NDArray Matrix = Np.Reshape(Np.Arange(64f), [4, 16]);

    [Fact]
    public void It_shows_program_loops_and_memory()
    {
        Inspector<NDArray> seen = Inspect((NDArray x) => Np.Sum(x * 2, axes: 1));
        Assert.Equal("{ lambda ; a:f32[4,16]. let b:f32[4,16] = mul a 2.0:f32[] c:f32[4] = reduce_sum[axes=(1,)] b in (c,) }", string.Join(' ', seen.Jaxpr(Matrix).ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(
            """
            inputs %0:f32[4,16]
            %1:f32[4] = rows(4 | 16) %0
                s0:f32 = Input #0 #0
                s1:f32 = Constant 2
                s2:f32 = Multiply s0 s1
                s3:f32 = Sum over s2
                give s3 rows
            outputs %1:f32[4]

            """, seen.Lowered(Matrix));
        Assert.Equal(new MemoryUse(4 * 16 * 4, 4 * 4, 0), seen.Memory(Matrix));
        Assert.Equal(4 * 16 * 4 + 4 * 4, seen.Memory(Matrix).Peak);
    }

    [Fact]
    public void Stages_are_the_passes_in_order()
    {
        CompilationReport report = Inspect((NDArray x) => x + 1).Report(Matrix);
        Assert.Equal("traced", report.Stages[0].Pass);
        Assert.Equal("partition", report.Stages[^1].Pass);
        Assert.Contains("lower to loops", report.Stages.Select(s => s.Pass));
        Assert.All(report.Stages.ToArray(), stage => Assert.NotEmpty(stage.Text));
    }

    [Fact]
    public void Kernels_are_shown_though_they_were_made_before()
    {
        Func<NDArray, NDArray> f = x => x * 3 + 1;
        string first = Inspect(f).Kernels(Matrix);
        Assert.Equal(Matrix[2, 3].Item<float>() * 3 + 1, Jit(f)(Matrix)[2, 3].Item<float>());
        Assert.Equal(first, Inspect(f).Kernels(Matrix));
        Assert.Matches("^k_map_[0-9a-f]{8}\n  local 0: IntPtr\n", first);
        Assert.Equal(["  ; 1 vector a round"], Notes(first));
        Assert.Contains(".op_Multiply", first);
        Assert.EndsWith("    ret\n", first);
    }

    [Fact]
    public void Kernels_call_no_method_of_the_framework_that_the_compiler_has_to_inline_where_there_is_an_operator()
    {
        string kernels = Inspect((NDArray x) => Nn.Softmax((x * 3 - 1) / (x + 2)) + Np.Sin(x) + Np.Where(x > 0, -x, x)).Kernels(Matrix) + Inspect((NDArray x) => x.Dot(x.T)).Kernels(Matrix);
        Assert.Contains(".op_Division", kernels);
        Assert.Contains("ldobj Vector", kernels);
        Assert.Contains("stobj Vector", kernels);
        Assert.DoesNotMatch(@"call Vector\d+\.(Add|Subtract|Multiply|Divide|BitwiseAnd|BitwiseOr|Xor|OnesComplement|Negate|ShiftLeft|ShiftRightLogical|ShiftRightArithmetic|Load|Store)\b", kernels);
    }

    private static string[] Notes(string kernels) => [.. kernels.Split('\n').Where(line => line.StartsWith("  ;", StringComparison.Ordinal))];

    [Fact]
    public void Kernels_over_rows_say_what_each_pass_does()
    {
        string[] notes = Notes(Inspect((NDArray x) =>
        {
            NDArray y = x / x.Max(-1, keepDims: true);
            return y - y.Sum(-1, keepDims: true);
        }).Kernels(Matrix));
        string asks = Sse.IsSupported ? "; asks for operand 0 of the next block; asks for result 0" : "";
        Assert.Equal(
        [
            "  ; rows in blocks: each phase over all rows of a block before the next",
            "  ; pass: 0 operations on operand 0, giving Max in value 1",
            "  ; pass: 1 operation on operand 0, value 1, giving Sum in value 0, kept row 0" + asks,
            "  ; pass: 1 operation on kept row 0, value 0, giving result 0",
        ], notes);
    }

    [Fact]
    public void Long_maps_say_in_which_stages_they_are_computed()
    {
        string[] stages = [.. Notes(Inspect((NDArray x) => Np.Cos(Nn.Gelu(x) * Np.Tanh(x))).Kernels(Matrix)).Where(n => n.Contains("stage", StringComparison.Ordinal))];
        Assert.True(stages.Length > 1);
        Assert.All(stages[..^1], s => Assert.Matches("^  ; stage over blocks of [0-9]+ elements: [0-9]+ operations, giving [0-9] kept rows?$", s));
        Assert.EndsWith("giving the results", stages[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_memory_of_a_loop_is_that_of_its_body_and_two_of_its_carry()
    {
        // A carry of 4 KiB and a body that keeps one product, whose edges take as much once more.
        NDArray x = Np.Ones(32, 32);
        MemoryUse use = Inspect((NDArray a) => Lax.ForI(0, 5, (i, c) => Np.Dot(c, c) / 32 + Np.Transpose(c), a)).Memory(x);
        Assert.Equal(4096, use.Arguments);
        Assert.Equal(4096, use.Results);
        Assert.InRange(use.Temporaries, 3 * 4096, 5 * 4096);
    }

    [Fact]
    public void The_results_of_a_jitted_function_take_the_memory_of_donated_arguments()
    {
        (NDArray, NDArray) given = (Np.Ones(1000), Np.Ones(1000));
        Func<NDArray, NDArray, NDArray> f = (a, b) => a * 2 + b;
        Assert.Equal(new MemoryUse(8000, 4000, 0), Inspect(f).Memory(given));
        Assert.Equal(new MemoryUse(8000, 4000, 0), Inspect(Jit(f)).Memory(given));
        Assert.Equal(new MemoryUse(8000, 0, 0), Inspect(Jit(f, Arg.Second)).Memory(given));
        Assert.Contains("overwrites inputs 1", Assert.Single(Inspect(Jit(f, Arg.Second)).Report(given).Stages.ToArray(), s => s.Pass == "plan buffers").Text);
        Assert.Equal(new MemoryUse(4000, 0, 0), Inspect(Jit((NDArray a) => a * 2, Arg.First)).Memory(given.Item1));
        // What is around a jitted function gives nothing away.
        Assert.Equal(new MemoryUse(8000, 4000, 0), Inspect((NDArray a, NDArray b) => Jit(f, Arg.Second)(a, b)).Memory(given));
    }

    [Fact]
    public void A_function_of_two_arguments_takes_them_as_a_tuple() =>
        Assert.Contains("contract", Inspect((NDArray a, NDArray b) => Np.Dot(a, b)).Lowered((Np.Ones(3, 4), Np.Ones(4, 5))));

    [Fact]
    public void Several_questions_about_the_same_shapes_compile_once()
    {
        int traced = 0;
        Inspector<(NDArray, NDArray)> seen = Inspect((NDArray a, NDArray b) =>
        {
            traced++;
            return a * 2 + b;
        });
        CompilationReport report = seen.Report((Np.Ones(3), Np.Ones(3)));
        Assert.Same(report, seen.Report((Np.Zeros(3), Np.Zeros(3))));
        Assert.Equal(report.Lowered, seen.Lowered((Np.Zeros(3), Np.Zeros(3))));
        Assert.Equal(1, traced);
        Assert.NotSame(report, seen.Report((Np.Ones(4), Np.Ones(4))));
        Assert.Contains("f32[3]", seen.Lowered((Np.Zeros(3), Np.Zeros(3))));
    }
}
