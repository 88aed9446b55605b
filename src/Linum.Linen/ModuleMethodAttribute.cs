namespace Linum.Linen;

/// <summary>
/// Marks a further method of a partial module, beside <c>Forward</c>: for <c>EncodeForward</c> a generator writes the public <c>Encode</c>, which runs it in the module's
/// scope, so that it can make parameters and modules, and can be lifted by its name <c>Encode</c>.
/// </summary>
/// <example><code>
/// public sealed partial record Coder(int Size) : Module&lt;NDArray, NDArray>
/// {
///     [ModuleMethod] private NDArray EncodeForward(NDArray x) => new Dense(Size) { Name = "encoder" }.Call(x);
///     protected override NDArray Forward(NDArray x) => Np.Tanh(Encode(x));
/// }
/// NDArray code = coder.Apply(variables, m => m.Encode(x));
/// </code></example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ModuleMethodAttribute : Attribute;
