namespace Linum;

/// <summary>
/// Marks a partial record, class or struct whose members are arrays or trees: a generator writes how it is taken apart, so that it can be an argument or result of every
/// transformation. Members of other types (int, string, enum, ...) are part of the structure.
/// </summary>
/// <example><code>[Pytree] public sealed partial record Affine(NDArray Kernel, NDArray Bias, string Activation);</code></example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class PytreeAttribute : Attribute;
