namespace Linum.Extending;

/// <summary>Takes out lines whose results nobody uses. Operations have no effects, so nothing else tells that they were there.</summary>
/// <remarks><code>
/// before: { lambda ; a:f32[]. let b:f32[] = sin a; c:f32[] = cos a in (c,) }
/// after:  { lambda ; a:f32[]. let c:f32[] = cos a in (c,) }
/// </code></remarks>
public static class DeadCode
{
    /// <summary>The program with only the lines that an output depends on.</summary>
    public static Jaxpr Run(Jaxpr program) => JaxprBuilder.WithoutDeadCode(program);
}
