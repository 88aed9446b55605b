using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Compiles the programs inside control flow. A carry may be overwritten by the carry that follows it.</summary>
/// <remarks><code>
/// before: { lambda ; a:f32[8]. let b:f32[8] = while[body_jaxpr={ ... } cond_jaxpr={ ... }] a in (b,) }
/// after:  %1:f32[8] = while %0    with both programs compiled
/// </code></remarks>
internal static class LowerControl
{
    public static ControlNode Run(Primitive primitive, LoopKind kind, Operand[] operands, LoopValue[] results, int workers)
    {
        CompiledProgram Body(Jaxpr program, Reuse reuse) => CpuPipeline.Compile(program, reuse, workers, isBody: true);
        return new(primitive, kind, primitive switch
        {
            Cond cond => [.. cond.Branches.ToArray().Select(b => Body(b, new([])))],
            While loop => [Body(loop.LoopBody, Carry(loop.BodyConstants, loop.LoopBody.Outputs.Count)), Body(loop.ConditionBody, new([]))],
            Scan scan => [Body(scan.Body, Carry(scan.Constants, scan.Carry))],
            Pmap pmap => [CpuPipeline.Compile(pmap.Batched, new([]), workers)],
            CallPrimitive call => [Body(call.Body, new([]))],
            _ => throw new InternalErrorException($"{primitive.Name} is control flow that the CPU backend does not know."),
        }, operands, results);
    }

    private static Reuse Carry(int first, int count) => new([.. Enumerable.Range(0, count).Select(i => new ReusePair(first + i, i))]);
}
