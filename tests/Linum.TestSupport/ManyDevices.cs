using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Linum.TestSupport;

/// <summary>Eight CPU devices for every test that loads this assembly: the number must be set before the first array is made.</summary>
internal static class ManyDevices
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Only test processes load this assembly, and the number of devices must be set before any of their code makes an array.")]
    internal static void Use() => Devices.UseCpu(8);
}
