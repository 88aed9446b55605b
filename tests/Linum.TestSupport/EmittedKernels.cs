using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Linum.Cpu;

namespace Linum.TestSupport;

/// <summary>In tests kernels are emitted before their first run, so that it is they that are tested, unless LINUM_EMIT says otherwise: with <c>never</c> what can be interpreted is.</summary>
internal static class EmittedKernels
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Only test processes load this assembly, and most of them make their first kernels in static members.")]
    internal static void Use()
    {
        if (Environment.GetEnvironmentVariable("LINUM_EMIT") is null) FirstRuns.When = EmitWhen.Always;
    }
}
