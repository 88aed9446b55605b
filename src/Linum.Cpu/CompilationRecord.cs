using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What a compilation on this thread went through, for <see cref="IBackend.Report"/>. Programs inside the program are recorded where they are compiled.</summary>
internal sealed class CompilationRecord
{
    [ThreadStatic]
    private static CompilationRecord? current;

    private readonly List<CompilationStage> stages = [];
    private readonly List<CompiledKernel> kernels = [];

    /// <summary>The record that is being made; null most of the time.</summary>
    public static CompilationRecord? Current => current;

    /// <summary>Compiles a program and records it.</summary>
    public static CompilationReport Of(Func<CompiledProgram> compile, out CompiledProgram program)
    {
        CompilationRecord? outer = current;
        CompilationRecord record = current = new();
        try
        {
            program = compile();
            long inputs = program.Graph.Inputs.Sum(i => i.Type.ByteCount), outputs = 0;
            for (int i = 0; i < program.Results.Length; i++)
                if (program.IsWritten(i)) outputs += program.Results[i].Bytes;
            return new([.. record.stages], program.Text, [.. record.kernels], new(inputs, outputs, program.TemporaryBytes));
        }
        finally
        {
            current = outer;
        }
    }

    /// <summary>One more pass.</summary>
    public void Add(string pass, object program) => stages.Add(new(pass, program.ToString()!));

    /// <summary>One more kernel.</summary>
    public void Add(CompiledKernel kernel) => kernels.Add(kernel);
}
