namespace Linum.Workloads.Groups;

/// <summary>The parameters of a perceptron of two layers.</summary>
[Pytree]
public sealed partial record TwoLayers(NDArray W1, NDArray B1, NDArray W2, NDArray B2);
