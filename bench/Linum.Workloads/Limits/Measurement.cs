using System.Runtime.Intrinsics;

namespace Linum.Workloads.Limits;

/// <summary>Measures all limits. Runs on a thread pinned to the first processor, so in a process of its own: threads made later would be pinned with it.</summary>
internal static unsafe class Measurement
{
    public static LimitsFile Run(bool quick) =>
        Vector512.IsHardwareAccelerated ? Run<Wide512, Vector512<float>, Vector512<double>>("avx512", quick)
        : Vector256.IsHardwareAccelerated ? Run<Wide256, Vector256<float>, Vector256<double>>("avx2", quick)
        : Run<Wide128, Vector128<float>, Vector128<double>>("vector128", quick);

    private static LimitsFile Run<TWide, TFloat, TDouble>(string isa, bool quick)
        where TWide : struct, IWide<TFloat, TDouble>
        where TFloat : struct
        where TDouble : struct
    {
        double slice = quick ? 0.004 : 0.04;
        int threads = Math.Min(Environment.ProcessorCount, 64);
        long most = (quick ? 64L : 1024L) << 20;
        byte* memory = Machine.Pages((nuint)most + (1 << 20));
        double sleep = threads > 1 ? Sleepers.ForkJoin(threads) : 0;
        Machine.Pin(0);
        double cycle = Latencies.Cycle();
        Dictionary<string, double> latencies = new()
        {
            ["cycle"] = cycle,
            ["fma_f32"] = Latencies.Fma32(),
            ["add_f32"] = Latencies.Add32(),
            ["div_f32"] = Latencies.Div32(),
            ["sqrt_f32"] = Latencies.Sqrt32(),
            ["fma_f64"] = Latencies.Fma64(),
            ["div_f64"] = Latencies.Div64(),
            ["indirect_call"] = Latencies.IndirectCall(),
            ["malloc_free_64"] = Latencies.Allocation(),
            ["load_16K"] = Latencies.Load(memory, 16 << 10),
            ["load_512K"] = Latencies.Load(memory, 512 << 10),
            ["load_16M"] = Latencies.Load(memory, 16 << 20),
        };
        if (!quick) latencies["load_256M"] = Latencies.Load(memory, most / 4);

        double peak = quick ? 0.02 : 0.4;
        double float1, double1, floatAll, doubleAll, spin;
        using (Team alone = new(1))
        {
            float1 = Peak<TWide, TFloat, TDouble>.FloatOperations / alone.Best(1, peak, Peak<TWide, TFloat, TDouble>.Float);
            double1 = Peak<TWide, TFloat, TDouble>.DoubleOperations / alone.Best(1, peak, Peak<TWide, TFloat, TDouble>.Double);
        }

        List<LimitsFile.Row> rows = [];
        using Team team = new(threads);
        floatAll = threads * Peak<TWide, TFloat, TDouble>.FloatOperations / team.Best(threads, peak, Peak<TWide, TFloat, TDouble>.Float);
        doubleAll = threads * Peak<TWide, TFloat, TDouble>.DoubleOperations / team.Best(threads, peak, Peak<TWide, TFloat, TDouble>.Double);
        spin = threads > 1 ? team.Empty() : 0;
        for (long size = 16 << 10; size <= most; size *= 2)
        {
            foreach (int n in (int[])[1, threads])
            {
                double Of(Pass pass) => Streams<TWide, TFloat, TDouble>.Bandwidth(team, n, slice, pass, memory, size);
                bool streaming = size >= 512 << 10;
                double copyStreaming = streaming ? Of(Pass.CopyStreaming) : 0;
                rows.Add(new(size, rows.Count % 2 == 0 ? "1" : "all", Of(Pass.Read),
                    Math.Max(Of(Pass.Write), streaming ? Of(Pass.WriteStreaming) : 0),
                    Math.Max(Of(Pass.Copy), copyStreaming),
                    Math.Max(Of(Pass.Triad), streaming ? Of(Pass.TriadStreaming) : 0),
                    copyStreaming));
            }
        }

        return new(Machine.Cpu, isa, threads, quick, 1 / cycle, new(Machine.Cache(1), Machine.Cache(2), Machine.Cache(3)), latencies, new(spin * 1e9, sleep * 1e9),
            new() { ["f32"] = new() { ["1"] = float1, ["all"] = floatAll }, ["f64"] = new() { ["1"] = double1, ["all"] = doubleAll } },
            "bytes/s over total working set ws; copy/triad/write: best of ordinary and streaming stores; STREAM counting (no write-allocate)", [.. rows]);
    }
}
