using Linum.Extending;

namespace Linum.Cpu;

/// <summary>From a traced program to machine code. Read this file first: it is the list of passes.</summary>
internal static class CpuPipeline
{
    /// <summary>Compiles a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="reuse">The inputs that results may overwrite.</param>
    /// <param name="workers">How many threads may work on it; 0 means all.</param>
    /// <param name="isBody">Whether this is the body of control flow: a loop may still become one kernel, which reads no arrays that only the body knows.</param>
    public static CompiledProgram Compile(Jaxpr program, Reuse reuse, int workers, bool isBody = false)
    {
        PassLog log = PassLog.Start(program);
        LoopGraph graph = ToLoops(program, workers, log);
        graph = SettleSums(graph, log);
        graph = log.After("turn records", TurnRecords.Run(graph));
        graph = log.After("read halves", ReadHalves.Run(graph));
        graph = log.After("transpose contractions", TransposeContractions.Run(graph));
        graph = log.After("map large pads", MapPads.RunLarge(graph));
        graph = log.After("map early joins", MapJoins.RunEarly(graph));
        graph = log.After("group", GroupFusion.Run(graph));
        LoopGraph mapped = log.After("map pads", MapPads.Run(graph));
        mapped = log.After("map joins", MapJoins.Run(mapped));
        if (!ReferenceEquals(mapped, graph))
        {
            graph = log.After("group", GroupFusion.Run(mapped));
            graph = log.After("orient maps", OrientMaps.Run(graph));
        }

        graph = log.After("recompute", RecomputeResults.Run(graph));
        graph = log.After("epilogues", FuseEpilogues.Run(graph));
        graph = log.After("repeat maps", RepeatMaps.Run(graph));
        if (!isBody) graph = log.After("compute constants", ComputeConstants.Run(graph, workers));
        BufferPlan plan = log.After("plan buffers", PlanBuffers.Run(graph, reuse));
        Schedule schedule = log.After("partition", PartitionWork.Run(plan, workers));
        return log.After("emit kernels", EmitKernels.Run(schedule, isBody));
    }

    /// <summary>A program as loops, as each primitive lowers to them.</summary>
    public static LoopGraph ToLoops(Jaxpr program, int workers, PassLog log)
    {
        // Over the program: shared with every backend.
        Jaxpr jaxpr = log.After("inline calls", InlineCalls.Run(program));
        jaxpr = log.After("simplify", Simplify.Run(jaxpr));
        jaxpr = log.After("fold one-hot", FoldOneHot.Run(jaxpr));
        jaxpr = log.After("fold constants", FoldConstants.Run(jaxpr));
        jaxpr = log.After("common subexpressions", CommonSubexpressions.Run(jaxpr));
        jaxpr = log.After("dead code", DeadCode.Run(jaxpr));
        jaxpr = log.After("scatter into carries", ScatterIntoCarries.Run(jaxpr));
        jaxpr = log.After("hoist products", HoistProducts.Run(jaxpr));
        jaxpr = log.After("recompute stacks", RecomputeStacks.Run(jaxpr));
        jaxpr = log.After("hoist outputs", HoistOutputs.Run(jaxpr));

        // Over loops.
        return log.After("lower to loops", LowerToLoops.Run(jaxpr, workers));
    }

    /// <summary>The passes that settle in which order sums are formed, and so their bits: those behind them keep every bit.</summary>
    public static LoopGraph SettleSums(LoopGraph graph, PassLog log)
    {
        graph = log.After("split reductions", SplitReductions.Run(graph));
        graph = log.After("turn columns", TurnColumns.Run(graph));
        graph = log.After("fold views", FoldViews.Run(graph));
        graph = log.After("fold fills", FoldFills.Run(graph));
        graph = log.After("symmetric roots", SymmetricRoots.Run(graph));
        graph = log.After("sum products", SumProducts.Run(graph));
        graph = log.After("cut long products", CutLongProducts.Run(graph));
        graph = log.After("orient maps", OrientMaps.Run(graph));
        graph = log.After("fold views", FoldViews.Run(graph));
        graph = log.After("turn rows", TurnRows.Run(graph));
        return log.After("unroll reductions", UnrollReductions.Run(graph));
    }
}
