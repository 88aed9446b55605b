using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>What a new process compiles beside its first program.</summary>
public sealed class WarmUpTests
{
    [Theory]
    [InlineData(true, 2, false, null)]
    [InlineData(true, 16, false, "always")]
    [InlineData(false, 1, false, null)]
    [InlineData(false, 2, true, null)]
    [InlineData(false, 2, false, "never")]
    public void It_is_wanted_with_other_threads_without_dumps_and_unless_it_is_switched_off(bool wanted, int workers, bool isDumped, string? setting) =>
        Assert.Equal(wanted, WarmUp.IsWanted(workers, isDumped, setting));

    [Fact]
    public void It_begins_with_the_first_backend_and_never_again()
    {
        CpuBackend backend = new(1);
        Assert.False(WarmUp.Begin(backend));
    }

    /// <summary>Beside the first program of a process nobody would see it fail.</summary>
    [Fact]
    public void Its_programs_compile_and_run() => WarmUp.Run(new CpuBackend(1));
}
