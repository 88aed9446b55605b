namespace Linum.Extending;

/// <summary>A call of a compiled function.</summary>
/// <param name="Body">The program.</param>
/// <param name="FunctionName">The name of the user's function.</param>
public sealed record Jit(Jaxpr Body, string FunctionName) : CallPrimitive(Body)
{
    /// <inheritdoc/>
    public override ValueList<Parameter> Parameters => [new("name", FunctionName), new("jaxpr", Body)];

    /// <inheritdoc/>
    protected override CallPrimitive With(Jaxpr body) => new Jit(body, FunctionName);
}
