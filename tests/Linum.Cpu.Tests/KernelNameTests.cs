using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Kernels have names by which the runtime can be asked for their machine code, the same in every process.</summary>
public sealed class KernelNameTests
{
    private static string[] Names(Func<NDArray, NDArray> f, NDArray x) => [.. Inspect(f).Report(x).Kernels.ToArray().Select(k => k.Name)];

    [Fact]
    public void A_kernel_has_the_same_name_in_every_process()
    {
        // Written down: hashes of the runtime differ from process to process.
        Assert.Equal(["k_map_0ced64a6"], Names(x => x * 3 + 1, Np.Ones(8)));
        Assert.Equal(["k_rows_a38fd0bf"], Names(x => Np.Sum(x * 2, axes: 1), Np.Ones(4, 16)));
    }

    [Fact]
    public void A_kernel_has_one_name_for_all_shapes() =>
        Assert.Equal(Names(x => x * 3 + 1, Np.Ones(8)), Names(x => x * 3 + 1, Np.Ones(9, 7)));

    [Fact]
    public void Functions_that_differ_in_one_number_have_different_fingerprints()
    {
        // High bits too, in which constants differ, have to reach the eight digits.
        ScalarStep[] steps =
        [
            .. Enumerable.Range(0, 64).Select(bit => new ScalarStep(ScalarOp.Constant, DType.Float64, Bits: 1L << bit)),
            .. Enumerable.Range(3, 100).Select(n => new ScalarStep(ScalarOp.Constant, DType.Float64, Bits: BitConverter.DoubleToInt64Bits(n))),
            .. Enumerable.Range(0, 100).Select(n => new ScalarStep(ScalarOp.Add, DType.Float64, n, n + 1)),
            .. Enumerable.Range(0, 100).Select(n => new ScalarStep(ScalarOp.Add, DType.Float64, n, n + 2)),
        ];
        Assert.Equal(364, steps.Select(s => Fingerprint.Empty.With(s).ToString()).Distinct().Count());
        Assert.Equal(364, steps.Select(s => Fingerprint.Empty.With(s).With(1, 2, 3).ToString()).Distinct().Count());
    }

    [Fact]
    public void Machine_code_is_asked_for_by_the_names_of_a_programs_kernels() =>
        Assert.Equal(
            "LINUM_DUMP=asm: a program from (f32[8]) to (f32[]): DOTNET_JitDisasm=\"k_map_1 k_rows_2\" prints its machine code, with DOTNET_JitStdOutFile=FILE into a file",
            PassLog.MachineCodeOf("a program from (f32[8]) to (f32[])", ["k_map_1", "k_rows_2", "k_map_1"]));

    [Fact]
    public void Of_a_program_of_routines_there_is_none_to_ask_for() =>
        Assert.Equal("LINUM_DUMP=asm: a program from () to (): no kernels", PassLog.MachineCodeOf("a program from () to ()", []));
}
