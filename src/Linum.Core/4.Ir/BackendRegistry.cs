namespace Linum.Extending;

/// <summary>Where arrays go by default. The CPU backend is found by name at first use, so that nothing needs to register it.</summary>
public static class BackendRegistry
{
    private static readonly Lock Gate = new();
    private static volatile IBackend? backend;

    /// <summary>The backend in use.</summary>
    public static IBackend Default => backend ?? Find();

    /// <summary>Whether a backend has been chosen, which is when the first array is made.</summary>
    public static bool IsInitialized => backend is not null;

    /// <summary>How many devices the CPU backend is to present; set before it is first used.</summary>
    public static int DeviceCount { get; set; } = 1;

    /// <summary>The device new arrays are made on.</summary>
    public static Device DefaultDevice => Default.Devices[0];

    /// <summary>Chooses the backend.</summary>
    public static void Use(IBackend chosen)
    {
        lock (Gate) backend = chosen;
    }

    private static IBackend Find()
    {
        lock (Gate)
        {
            if (backend is not null) return backend;
            if (Environment.GetEnvironmentVariable("LINUM_INTERPRET") == "1")
                return backend = (IBackend)Activator.CreateInstance(Type.GetType("Linum.Extending.InterpreterBackend, Linum.Core")!, DeviceCount)!;
            Type type = Type.GetType("Linum.Cpu.CpuBackend, Linum.Cpu")
                ?? throw new DeviceException("No backend: the assembly Linum.Cpu is not beside this program. Reference the Linum package, which brings it.");
            return backend = (IBackend)Activator.CreateInstance(type, DeviceCount)!;
        }
    }
}
