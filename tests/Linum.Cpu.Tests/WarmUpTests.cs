using Xunit;

namespace Linum.Cpu.Tests;

public sealed class WarmUpTests
{
    /// <summary>Beside the first program of a process nobody would see it fail.</summary>
    [Fact]
    public void Its_programs_compile_and_run() => WarmUp.Run(new CpuBackend(1));
}
