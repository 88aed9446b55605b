using System.Diagnostics;
using static Linum.Transform;

namespace Linum.Workloads.Running;

/// <summary>Many calls of one program, then many programs: the memory of the process must not grow with either.</summary>
internal static class Endurance
{
    private const int Steps = 10;

    /// <summary>Growth from the second tenth on that is still called flat: the runtime keeps tables of its own.</summary>
    private const double MostGrowth = 1.25;

    /// <summary>Ten million calls and a million compilations, divided by <paramref name="divisor"/>. Prints the memory after each tenth.</summary>
    /// <returns>Whether it stayed flat.</returns>
    public static bool Run(int divisor)
    {
        // A program that is called once is interpreted, unless the caller says otherwise: here each of them is to have its kernels, which must go with it.
        if (Environment.GetEnvironmentVariable("LINUM_EMIT") is null) Environment.SetEnvironmentVariable("LINUM_EMIT", "always");
        NDArray x = Np.Array([0.1f, 0.2f, 0.3f, 0.4f]);
        var warm = Jit((NDArray a) => Np.Sin(a) * 2 + 1);
        bool calls = Tenths("warm calls", 10_000_000 / divisor, _ => warm(x));
        bool compilations = Tenths("compilations", 1_000_000 / divisor, i => Jit(Program(i))(x));
        return calls && compilations;
    }

    /// <summary>Programs whose code differs, not only their constants: seven operations of eight kinds, by the digits of the number.</summary>
    private static Func<NDArray, NDArray> Program(int number) => x =>
    {
        for (int i = 0; i < 7; i++, number /= 8)
        {
            x = (number % 8) switch
            {
                0 => x + 1.5,
                1 => x * 0.75,
                2 => 1 - x,
                3 => Np.Abs(x),
                4 => Np.Maximum(x, 0.25),
                5 => x * x,
                6 => Np.Floor(x),
                _ => Np.Sqrt(Np.Abs(x)),
            };
        }

        return x;
    };

    private static bool Tenths(string what, int count, Action<int> one)
    {
        double second = 0, last = 0;
        Stopwatch clock = Stopwatch.StartNew();
        for (int tenth = 0, done = 0; tenth < Steps; tenth++)
        {
            for (int until = (int)((long)count * (tenth + 1) / Steps); done < until; done++) one(done);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            using Process process = Process.GetCurrentProcess();
            last = process.WorkingSet64 / 1048576.0;
            if (tenth == 1) second = last;
            Console.WriteLine($"{done,10} {what,-13} {clock.Elapsed.TotalSeconds,7:F1} s   process {last,6:F0} MiB   managed {GC.GetTotalMemory(false) / 1048576.0,6:F1} MiB");
        }

        bool isFlat = last <= second * MostGrowth;
        Console.WriteLine($"{what}: {(isFlat ? "flat" : "grew")}, {second:F0} MiB after two tenths, {last:F0} MiB at the end");
        return isFlat;
    }
}
