namespace Linum.Extending;

/// <summary>How a program was compiled, for people: see <c>Transform.Inspect</c>.</summary>
/// <param name="Stages">The program after each pass, in order; programs inside it stand where they were compiled.</param>
/// <param name="Lowered">The program before code was generated for it: loops over arrays.</param>
/// <param name="Kernels">The code that was generated.</param>
/// <param name="Memory">What a run needs.</param>
public sealed record CompilationReport(ValueList<CompilationStage> Stages, string Lowered, ValueList<CompiledKernel> Kernels, MemoryUse Memory);

/// <summary>A program after a pass.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Text">The program.</param>
public sealed record CompilationStage(string Pass, string Text);

/// <summary>A piece of generated code.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Code">Its instructions, one per line: those given to the runtime's compiler.</param>
public sealed record CompiledKernel(string Name, string Code);

/// <summary>The memory of a run, in bytes.</summary>
/// <param name="Arguments">The arrays that go in.</param>
/// <param name="Results">The arrays that come out and are not arguments.</param>
/// <param name="Temporaries">
/// The arrays in between, which share one block by when they are needed, those of loops' bodies, and the working memory of the operation that takes most, on all threads that may take part.
/// </param>
public sealed record MemoryUse(long Arguments, long Results, long Temporaries)
{
    /// <summary>All together: what is held at most, but for what the pool of memory rounds up.</summary>
    public long Peak => Arguments + Results + Temporaries;
}
