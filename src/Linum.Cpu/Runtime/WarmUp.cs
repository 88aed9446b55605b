using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// In a new process the first program waits until the runtime has compiled what compiles and runs it: some 2300 methods, for 0.2 s. A thread beside it compiles and runs small programs of its own meanwhile, and so each of the two
/// finds methods that the other has needed: from the start of a process to its first jitted result 253 -> 180 ms, the first step of a perceptron 265 -> 165, of a transformer 440 -> 282 (middle of five and six, portable code, 2026-11-28).
/// </summary>
internal static class WarmUp
{
    private static int begun;

    /// <summary>Whether there is one: not where LINUM_WARMUP=never says so, nor where no other thread is to work, nor where dumps would show its programs.</summary>
    /// <param name="workers">How many threads work.</param>
    /// <param name="isDumped">Whether anything is dumped.</param>
    /// <param name="setting">LINUM_WARMUP.</param>
    public static bool IsWanted(int workers, bool isDumped, string? setting) => workers > 1 && !isDumped && setting != "never";

    /// <summary>Begins it, once in a process.</summary>
    /// <returns>Whether it began.</returns>
    public static bool Begin(CpuBackend backend)
    {
        if (Interlocked.Exchange(ref begun, 1) != 0 || !IsWanted(WorkerPool.Instance.Workers, PassLog.IsOn, Environment.GetEnvironmentVariable("LINUM_WARMUP"))) return false;
        new Thread(() =>
        {
            try
            {
                Run(backend);
            }
            catch (Exception)
            {
                // Whatever it is, the programs that are asked for meet it too, and say so.
            }
        })
        { IsBackground = true, Name = "Linum warm-up" }.Start();
        return true;
    }

    /// <summary>Compiles and runs programs that need what most programs do.</summary>
    public static void Run(CpuBackend backend)
    {
        // Maps, and a kernel over rows: first, because what comes first elsewhere is mostly a map, and this is ahead of it then.
        Run(backend, [24], (builder, x, _) => [builder.Emit(new ReduceSum([0]), [builder.Emit(new Add(), [builder.Emit(new Mul(), [builder.Emit(new Sin(), [x])[0], x])[0], x])[0]])[0]]);

        // Products, one with what follows on it, and one of turned factors.
        Run(backend, [24, 24], (builder, x, y) =>
        {
            Var product = builder.Emit(new DotGeneral(new([1], [0], [], []), DType.Float32), [x, y])[0];
            Var positive = builder.Emit(new Max(), [builder.Emit(new Add(), [product, x])[0], y])[0];
            return [builder.Emit(new DotGeneral(new([0], [0], [], []), DType.Float32), [positive, y])[0], positive];
        });
    }

    private static void Run(CpuBackend backend, Shape shape, Func<JaxprBuilder, Var, Var, Var[]> write)
    {
        ArrayType type = new(DType.Float32, shape);
        JaxprBuilder builder = new();
        Var x = builder.NewVar(type), y = builder.NewVar(type);
        Var[] results = write(builder, x, y);
        IExecutable executable = backend.Compile(new([x, y], builder.Equations, results), new([], 0));
        IBuffer buffer = backend.Upload(new byte[type.ByteCount], type, backend.Devices[0]);
        executable.Run([buffer, buffer]);
    }
}
