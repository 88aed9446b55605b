using Linum.Extending;

namespace Linum;

/// <summary>The devices that arrays live on and that <c>Pmap</c> spreads work over.</summary>
public static class Devices
{
    /// <summary>All devices.</summary>
    public static ValueList<Device> All => BackendRegistry.Default.Devices;

    /// <summary>Presents this machine's processor as several devices, so that programs for many devices run and can be tested without them.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <exception cref="InvalidOperationException">An array has been made already.</exception>
    public static void UseCpu(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (BackendRegistry.IsInitialized)
        {
            if (All.Count == count) return;
            throw new InvalidOperationException($"Devices.UseCpu({count}): the devices are in use already ({All.Count} of them). Call it at the start of the program, before the first array is made.");
        }

        BackendRegistry.DeviceCount = count;
    }
}
