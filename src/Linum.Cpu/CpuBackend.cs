using Linum.Extending;

namespace Linum.Cpu;

/// <summary>This machine's processor: compiles programs to vector code, keeps arrays in pooled native memory.</summary>
public sealed class CpuBackend : IBackend
{
    internal const string BackendName = "cpu";

    private readonly ValueList<Device> devices;

    /// <summary>The processor presented as several devices. The first one in a process begins to warm up by a thread of its own (LINUM_WARMUP=never: not).</summary>
    /// <param name="count">How many.</param>
    public CpuBackend(int count)
    {
        devices = [.. Enumerable.Range(0, count).Select(i => new Device(BackendName, i))];
        WarmUp.Begin(this);
    }

    /// <inheritdoc/>
    public string Name => BackendName;

    /// <inheritdoc/>
    public ValueList<Device> Devices => devices;

    /// <inheritdoc/>
    public IBuffer Upload(ReadOnlySpan<byte> rowMajor, ArrayType type, Device device) => Copy(rowMajor, type, device);

    /// <inheritdoc/>
    public IExecutable Compile(Jaxpr program, CompileOptions options) => new CpuExecutable(program, PassLog.MachineCode ? Named(program, options) : Compiled(program, options), devices[0]);

    /// <inheritdoc/>
    public CompilationReport Report(Jaxpr program, CompileOptions options) => CompilationRecord.Of(() => Compiled(program, options), out _);

    /// <inheritdoc/>
    public void ClearCaches() => KernelCaches.Clear();

    private static CompiledProgram Compiled(Jaxpr program, CompileOptions options) =>
        CpuPipeline.Compile(program, new([.. options.Donated.ToArray().Select(i => new ReusePair(i, -1))]), options.Workers);

    private static CompiledProgram Named(Jaxpr program, CompileOptions options)
    {
        CompilationReport report = CompilationRecord.Of(() => Compiled(program, options), out CompiledProgram compiled);
        PassLog.ShowMachineCode($"a program from ({Types(program.InputTypes)}) to ({Types(program.OutputTypes)})", report.Kernels.Select(k => k.Name));
        return compiled;
    }

    private static string Types(ArrayType[] types) => string.Join(", ", types.Select(t => t.ToString()));

    internal static unsafe CpuBuffer Copy(ReadOnlySpan<byte> rowMajor, ArrayType type, Device device)
    {
        if (rowMajor.Length != type.ByteCount)
            throw new ArgumentException($"Upload of {type.ToLongString()} was given {rowMajor.Length} bytes, but the array has {type.ByteCount}. Give row-major memory of exactly the array's size.", nameof(rowMajor));
        Block block = new(type.ByteCount);
        rowMajor.CopyTo(new Span<byte>((void*)block.Address, rowMajor.Length));
        return new(new(type, device), block);
    }
}
