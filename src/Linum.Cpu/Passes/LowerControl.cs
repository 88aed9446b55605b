using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Compiles the programs inside control flow. A carry may be overwritten by the carry that follows it.</summary>
/// <remarks><code>
/// before: { lambda ; a:f32[8]. let b:f32[8] = while[body_jaxpr={ ... } cond_jaxpr={ ... }] a in (b,) }
/// after:  %1:f32[8] = while %0    with both programs compiled
/// </code></remarks>
internal static class LowerControl
{
    public static ControlNode Run(Primitive primitive, LoopKind kind, Operand[] operands, LoopValue[] results, int workers) => new(primitive, kind, primitive switch
    {
        Cond cond => [.. cond.Branches.ToArray().Select(b => CpuPipeline.Compile(b, new([]), workers))],
        While loop => [CpuPipeline.Compile(loop.LoopBody, Carry(loop.BodyConstants, loop.LoopBody.Outputs.Count), workers), CpuPipeline.Compile(loop.ConditionBody, new([]), workers)],
        Scan scan => [CpuPipeline.Compile(scan.Body, Carry(scan.Constants, scan.Carry), workers)],
        Pmap pmap => [CpuPipeline.Compile(pmap.Batched, new([]), workers)],
        CallPrimitive call => [CpuPipeline.Compile(call.Body, new([]), workers)],
        _ => throw new InternalErrorException($"{primitive.Name} is control flow that the CPU backend does not know."),
    }, operands, results);

    private static Reuse Carry(int first, int count) => new([.. Enumerable.Range(0, count).Select(i => new ReusePair(first + i, i))]);
}
