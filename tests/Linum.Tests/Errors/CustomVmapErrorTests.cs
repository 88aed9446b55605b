using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Errors;

/// <summary>The mistakes of spec transforms 1.16 that can occur here.</summary>
public class CustomVmapErrorTests
{
    private static NDArray Wave(NDArray x) => Np.Sin(x);

    [Fact]
    public void A_batched_result_without_the_examples_along_its_first_axis() => Raises.Exactly<CustomRuleException>(
        "CustomVmap: the rule of Wave returned float32[] for result 0 and says that it is batched. A batched result has the examples along its first axis, here of size 3.",
        () => Vmap(CustomVmap<NDArray, NDArray>(Wave, (n, batched, x) => (x.Sum(), batched)))(Np.Ones(3)));

    [Fact]
    public void Too_many_bools() => Raises.Exactly<CustomRuleException>(
        "CustomVmap: the rule of Wave says of 2 arrays whether they are batched, but it returns 1. Give one bool per array of the result.",
        () => Vmap(CustomVmap<NDArray, NDArray>(Wave, (n, batched, x) => (Np.Sin(x), [true, true])))(Np.Ones(3)));

    [Fact]
    public void A_result_of_another_structure() => Raises.Exactly<CustomRuleException>(
        "CustomVmap: the rule of lambda returned a result of the structure [*], but lambda returns [*, *]. The rule must return the structure of the function's result.",
        () => Vmap(CustomVmap((NDArray x) => new List<NDArray> { x, x }, (n, batched, x) => (new List<NDArray> { x }, [true])))(Np.Ones(3)));

    [Fact]
    public void Reverse_mode() => Raises.Exactly<NotLinearException>(
        "Reverse-mode differentiation: Wave has a batching rule of its own (CustomVmap), which has no backward pass. Use Jvp or JacFwd, or wrap the function in CustomVjp.",
        () => Grad(CustomVmap<NDArray, NDArray>(Wave, (n, batched, x) => (Np.Sin(x), batched)))(1.0));
}
