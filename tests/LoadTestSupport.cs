using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

/// <summary>Compiled into every test assembly: the support's initializer sets the number of devices, so it must run before a test makes the first array.</summary>
internal static class LoadTestSupport
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Only test processes load these assemblies.")]
    internal static void Run() => RuntimeHelpers.RunModuleConstructor(typeof(Linum.TestSupport.Agree).Module.ModuleHandle);
}
