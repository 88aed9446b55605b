using System.Globalization;
using System.Runtime.InteropServices;

namespace Linum.Workloads.Limits;

/// <summary>What the operating system tells about the machine, and the few calls into it that measuring needs. Where there is no Linux, the measurements go on without.</summary>
internal static unsafe partial class Machine
{
    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int pid, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);

    // The plain allocator without the runtime's switch of modes around native calls, which would cost more than the allocation.
    [LibraryImport("libc", EntryPoint = "malloc")]
    [SuppressGCTransition]
    private static partial void* Malloc(nuint size);

    [LibraryImport("libc", EntryPoint = "free")]
    [SuppressGCTransition]
    private static partial void Free(void* p);

    /// <summary>Keeps this thread on one processor.</summary>
    public static void Pin(int processor)
    {
        if (!OperatingSystem.IsLinux() || processor >= 64) return;
        ulong mask = 1ul << processor;
        _ = SetAffinity(0, sizeof(ulong), &mask);
    }

    /// <summary>Zeroed memory on a boundary of 2 MiB, in large pages if the system gives them.</summary>
    public static byte* Pages(nuint size)
    {
        byte* memory = (byte*)NativeMemory.AlignedAlloc(size, 2 << 20);
        const int hugePages = 14;
        if (OperatingSystem.IsLinux()) _ = Advise(memory, size, hugePages);
        NativeMemory.Clear(memory, size);
        return memory;
    }

    /// <summary>One allocation of 64 bytes and its release.</summary>
    public static void AllocateAndFree()
    {
        if (OperatingSystem.IsLinux()) Free(Malloc(64));
        else NativeMemory.Free(NativeMemory.Alloc(64));
    }

    /// <summary>The processor's name.</summary>
    public static string Cpu
    {
        get
        {
            if (File.Exists("/proc/cpuinfo"))
            {
                foreach (string line in File.ReadLines("/proc/cpuinfo"))
                {
                    if (line.StartsWith("model name", StringComparison.Ordinal)) return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
                }
            }

            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
    }

    /// <summary>How many threads wanted a processor in the last minute; a report from a busy machine should show it.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "not known";

    /// <summary>The size of a data cache of the first processor in bytes; 0 if it is not told.</summary>
    public static long Cache(int level)
    {
        const string folder = "/sys/devices/system/cpu/cpu0/cache";
        if (!Directory.Exists(folder)) return 0;
        foreach (string index in Directory.GetDirectories(folder, "index*"))
        {
            string Read(string name) => File.ReadAllText(Path.Combine(index, name)).Trim();
            if (Read("level") != level.ToString(CultureInfo.InvariantCulture) || Read("type") == "Instruction") continue;
            string size = Read("size");
            long unit = size[^1] switch { 'K' => 1 << 10, 'M' => 1 << 20, _ => 1 };
            return long.Parse(size.TrimEnd('K', 'M'), CultureInfo.InvariantCulture) * unit;
        }

        return 0;
    }
}
