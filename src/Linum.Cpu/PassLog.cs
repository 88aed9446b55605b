using System.Diagnostics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Watches the passes. LINUM_DUMP=passes prints the program after each, LINUM_DUMP=loops the loops, LINUM_DUMP=il the instructions of every kernel that is emitted, LINUM_DUMP=asm how to have the runtime print the machine code of each program's kernels, LINUM_DUMP=compile how long each pass took and how much memory of this thread, and how long each kernel took to become machine code, LINUM_DUMP=times the time of every step when the process ends; with LINUM_CHECK=1, and in Debug builds, programs are checked after each pass.
/// </summary>
internal sealed class PassLog
{
    private static readonly string[] Dump = (Environment.GetEnvironmentVariable("LINUM_DUMP") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static readonly bool Checks =
#if DEBUG
        true;
#else
        Environment.GetEnvironmentVariable("LINUM_CHECK") == "1";
#endif

    /// <summary>Whether anything is shown.</summary>
    public static bool IsOn => Dump.Length > 0;

    /// <summary>Whether steps are timed.</summary>
    public static bool Times { get; } = Array.IndexOf(Dump, "times") >= 0;

    /// <summary>Whether kernels are printed.</summary>
    public static bool Instructions { get; } = Array.IndexOf(Dump, "il") >= 0;

    /// <summary>Whether it is said how to see the machine code of kernels.</summary>
    public static bool MachineCode { get; } = Array.IndexOf(Dump, "asm") >= 0;

    /// <summary>Whether anything is shown of kernels.</summary>
    public static bool ShowsKernels => Instructions || MachineCode;

    /// <summary>Whether it is said how long passes and kernels took.</summary>
    public static bool Compile { get; } = Array.IndexOf(Dump, "compile") >= 0;

    private long begin = Stopwatch.GetTimestamp();
    private long allocated = GC.GetAllocatedBytesForCurrentThread();

    private PassLog()
    {
    }

    /// <summary>Begins with the program as it was traced.</summary>
    public static PassLog Start(Jaxpr program)
    {
        PassLog log = new();
        log.After("traced", program);
        return log;
    }

    /// <summary>Checks and prints a program.</summary>
    public Jaxpr After(string pass, Jaxpr program)
    {
        if (Checks) JaxprChecker.Check(program, pass);
        Print("passes", pass, program);
        return program;
    }

    /// <summary>Checks and prints loops.</summary>
    public LoopGraph After(string pass, LoopGraph graph)
    {
        if (Checks) LoopChecker.Check(graph, pass);
        Print("loops", pass, graph);
        return graph;
    }

    /// <summary>Checks and prints where arrays lie.</summary>
    public BufferPlan After(string pass, BufferPlan plan)
    {
        if (Checks) BufferChecker.Check(plan);
        Print("loops", pass, plan);
        return plan;
    }

    /// <summary>Checks and prints how work is shared out.</summary>
    public Schedule After(string pass, Schedule schedule)
    {
        if (Checks) LoopChecker.Check(schedule);
        Print("loops", pass, schedule);
        return schedule;
    }

    /// <summary>The end of the compilation, which emits kernels.</summary>
    public CompiledProgram After(string pass, CompiledProgram program)
    {
        Print("", pass, program);
        return program;
    }

    /// <summary>Checks and prints the phases of a kernel over rows, which are made while it is emitted.</summary>
    public static RowPlan After(string pass, RowPlan plan, RowBody body)
    {
        if (Checks) RowPlanChecker.Check(plan, body, pass);
        if (Array.IndexOf(Dump, "loops") >= 0) Console.Error.WriteLine($"--- after {pass}\n{plan}");
        return plan;
    }

    /// <summary>Checks and prints a loop over single elements, which is emitted as one method.</summary>
    public static ScalarLoop After(string pass, ScalarLoop loop)
    {
        if (Checks) ScalarLoopChecker.Check(loop, pass);
        if (Array.IndexOf(Dump, "loops") >= 0) Console.Error.WriteLine($"--- loop over elements after {pass}\n{loop}");
        return loop;
    }

    /// <summary>Checks and prints a loop over vectors, which is emitted as one method.</summary>
    public static PackedLoop After(string pass, PackedLoop loop)
    {
        if (Checks) PackedLoopChecker.Check(loop, pass);
        if (Array.IndexOf(Dump, "loops") >= 0) Console.Error.WriteLine($"--- packed loop after {pass}\n{loop}");
        return loop;
    }

    /// <summary>Checks and prints what each lane of a loop over lanes does.</summary>
    public static LanePlan After(string pass, LanePlan plan, ValueList<Operand> operands)
    {
        if (Checks) LanePlanChecker.Check(plan, operands, pass);
        if (Array.IndexOf(Dump, "loops") >= 0) Console.Error.WriteLine($"--- loop over lanes after {pass}\n{LoopPrinter.Print(plan.Turn)}");
        return plan;
    }

    /// <summary>Says how to see the machine code of kernels: it is the runtime that makes it, so the runtime has to be asked, by the kernels' names.</summary>
    public static void ShowMachineCode(string what, IEnumerable<string> names) => Console.Error.WriteLine(MachineCodeOf(what, names));

    /// <summary>What is said of the machine code of kernels.</summary>
    /// <param name="what">What they belong to.</param>
    /// <param name="names">Their names.</param>
    public static string MachineCodeOf(string what, IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct()];
        return all.Length == 0
            ? $"LINUM_DUMP=asm: {what}: no kernels"
            : $"LINUM_DUMP=asm: {what}: DOTNET_JitDisasm=\"{string.Join(' ', all)}\" prints its machine code, with DOTNET_JitStdOutFile=FILE into a file";
    }

    private void Print(string kind, string pass, object what)
    {
        if (kind.Length > 0) CompilationRecord.Current?.Add(pass, what);
        if (Compile)
        {
            // Memory says what is worth less work even where the time is the collector's.
            Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(begin).TotalMilliseconds,8:F3} ms {(GC.GetAllocatedBytesForCurrentThread() - allocated) / 1000,6} KB {pass}");
            (begin, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        }

        if (Dump.Length > 0 && Array.IndexOf(Dump, kind) >= 0) Console.Error.WriteLine($"--- after {pass}\n{what}");
    }
}
