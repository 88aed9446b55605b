using Linum.Extending;

namespace Linum.Cpu;

/// <summary>From a traced program to machine code. Read this file first: it is the list of passes.</summary>
internal static class CpuPipeline
{
    /// <summary>Compiles a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="reuse">The inputs that results may overwrite.</param>
    public static CompiledProgram Compile(Jaxpr program, Reuse reuse)
    {
        PassLog log = PassLog.Start(program);

        // Over the program: shared with every backend.
        Jaxpr jaxpr = log.After("inline calls", InlineCalls.Run(program));

        // Over loops.
        LoopGraph graph = log.After("lower to loops", LowerToLoops.Run(jaxpr));
        graph = log.After("fold views", FoldViews.Run(graph));
        BufferPlan plan = log.After("plan buffers", PlanBuffers.Run(graph, reuse));
        return EmitKernels.Run(plan);
    }
}
