using Linum.Extending;

namespace Linum;

/// <summary>The devices that arrays live on and that <c>Pmap</c> spreads work over.</summary>
public static class Devices
{
    /// <summary>All devices.</summary>
    public static ValueList<Device> All => BackendRegistry.Default.Devices;

    /// <summary>Presents this machine's processor as several devices, so that programs for many devices run and can be tested without them.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <exception cref="DeviceException">An array has been made already, or the count is below 1.</exception>
    public static void UseCpu(int count)
    {
        if (count < 1) throw new DeviceException($"Devices.UseCpu({count}): there must be at least one device. Give a count of 1 or more.");
        if (BackendRegistry.IsInitialized)
        {
            if (All.Count == count) return;
            throw new DeviceException($"Devices.UseCpu({count}): the devices are in use already ({All.Count} of them). Call it at the start of the program, before the first array is made.");
        }

        BackendRegistry.DeviceCount = count;
    }
}
