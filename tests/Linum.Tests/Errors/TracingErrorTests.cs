using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Errors;

/// <summary>The mistakes of spec transforms 3.17 that can occur here; those about static arguments are caught by the compiler.</summary>
public class TracingErrorTests
{
    private static NDArray Twice(NDArray x) => x * 2;

    [Fact]
    public void A_mask_that_is_traced() => Raises.Exactly<ConcretizationException>(
        """
            Indexing with a bool array needs the value of bool[3], which is being traced by Jit of lambda and has no value yet.
            Use Lax.Cond, Lax.Switch or Lax.While for control flow that depends on values, Np.Where to choose between arrays, or pass the value as a static argument (an int, a bool, an enum) so that it is known while tracing.
            """,
        () => Jit((NDArray x) => x[x > 0])(Np.Ones(3)));

    [Fact]
    public void An_array_kept_after_a_Jit() => Raises.Exactly<EscapedTracerException>(
        """
            An array of type float32[2] was made inside Jit of lambda and is used outside it, after it has ended.
            Arrays inside a transformed function stand for values and live only while it runs. Return the array from the function instead of storing it in a variable or field outside.
            """,
        () => { List<NDArray> kept = []; Jit((NDArray x) => { kept.Add(x); return x; })(Np.Ones(2)); _ = kept[0] + 1; });

    [Fact]
    public void An_array_kept_after_a_Vmap() => Raises.Exactly<EscapedTracerException>(
        """
            An array of type float32[] was made inside Vmap of lambda and is used outside it, after it has ended.
            Arrays inside a transformed function stand for values and live only while it runs. Return the array from the function instead of storing it in a variable or field outside.
            """,
        () => { List<NDArray> kept = []; Vmap((NDArray x) => { kept.Add(x); return x; })(Np.Ones(2)); _ = kept[0] + 1; });

    [Fact]
    public void An_array_kept_after_a_Vmap_used_in_a_Jit() => Raises.Exactly<EscapedTracerException>(
        """
            An array of type float32[] was made inside Vmap of lambda and is used outside it, after it has ended.
            Arrays inside a transformed function stand for values and live only while it runs. Return the array from the function instead of storing it in a variable or field outside.
            """,
        () => { List<NDArray> kept = []; Vmap((NDArray x) => { kept.Add(x); return x; })(Np.Ones(2)); Jit((NDArray x) => x + kept[0])(Np.Ones(2)); });

    [Fact]
    public void An_array_used_on_another_thread() => Raises.Exactly<EscapedTracerException>(
        """
            An array of type float32[] was made inside Vmap of lambda and is used outside it or on another thread.
            Arrays inside a transformed function stand for values and live only while it runs. Return the array from the function instead of storing it in a variable or field outside.
            """,
        () => Vmap((NDArray x) => { Exception? f = null; var t = new Thread(() => { try { _ = x + 1; } catch (Exception e) { f = e; } }); t.Start(); t.Join(); if (f is not null) throw f; return x; })(Np.Ones(2)));

    [Fact]
    public void A_donated_array_used_again() => Raises.Exactly<DonatedArrayException>(
        "This array, float32[3], was donated to the jitted function Twice and its memory reused. Use the function's result instead, or do not donate the argument.",
        () => { var x = Np.Ones(3); Jit(Twice, donate: Arg.First)(x); _ = x + 1; });

    [Fact]
    public void A_donated_array_printed() => Raises.Exactly<DonatedArrayException>(
        "This array, float32[3], was donated to the jitted function Twice and its memory reused. Use the function's result instead, or do not donate the argument.",
        () => { var x = Np.Ones(3); Jit(Twice, donate: Arg.First)(x); x.ToString(); });

    [Fact]
    public void A_deleted_array_used() => Raises.Exactly<DonatedArrayException>(
        "This array, float32[3], has been deleted. Delete an array only when nothing uses it any more.",
        () => { var x = Np.Ones(3); ((ConcreteArray)x).Delete(); _ = x + 1; });

    [Fact]
    public void An_if_on_a_traced_array() => Raises.Exactly<ConcretizationException>(
        """
            (bool) needs the value of bool[], which is being traced by Jit of lambda and has no value yet.
            Use Lax.Cond, Lax.Switch or Lax.While for control flow that depends on values, Np.Where to choose between arrays, or pass the value as a static argument (an int, a bool, an enum) so that it is known while tracing.
            """,
        () => Jit((NDArray x) => (bool)(x > 0).All() ? x : -x)(Np.Ones(3)));

    [Fact]
    public void A_collective_in_a_Jit_over_a_name_that_is_not_bound() => Raises.Exactly<UnboundAxisNameException>(
        """
            Lax.Psum uses the axis name "i", which nothing around it has bound.
            Call it inside a function given to Vmap(f, axisName: "i") or Pmap(f, axisName: "i").
            """,
        () => Jit((NDArray x) => Lax.Psum(x, "i"))(Np.Ones(3)));

    [Fact]
    public void An_elementwise_operation_on_two_shapes() => Raises.Exactly<ShapeException>(
        "Lax.Add was given float32[3] and float32[4], but it needs operands of one shape (or scalars). Lax functions do not broadcast: use Np.BroadcastTo, or the operator or the Np function.",
        () => Lax.Add(Np.Ones(3), Np.Ones(4)));

    [Fact]
    public void An_operator_on_shapes_that_do_not_line_up() => Raises.Exactly<ShapeException>(
        "+: float32[3,2] and float32[3] do not line up: counted from the last, axis 1 has size 2 on the left and 3 on the right. Sizes must be equal or 1. Use Reshape or index with NewAxis to put axes where they belong.",
        () => { _ = Np.Ones(3, 2) + Np.Ones(3); });

    [Fact]
    public void A_product_of_matrices_that_do_not_fit() => Raises.Exactly<ShapeException>(
        """
            Np.Dot: the last axis of x, float32[8,3], has size 3, but the first axis of y, float32[5,3], has size 5.
            They are summed together, so they must be equal. Did you mean Np.Dot(x, y.T)?
            """,
        () => Np.Dot(Np.Ones(8, 3), Np.Ones(5, 3)));

    [Fact]
    public void A_product_of_vectors_that_do_not_fit() => Raises.Exactly<ShapeException>(
        """
            Np.Dot: the last axis of x, float32[3], has size 3, but the only axis of y, float32[4], has size 4.
            They are summed together, so they must be equal.
            """,
        () => Np.Dot(Np.Ones(3), Np.Ones(4)));

    [Fact]
    public void A_contraction_that_does_not_fit() => Raises.Exactly<ShapeException>(
        "Lax.DotGeneral was given float32[2,3] and float32[4,2] with the contracting axes [1] and [0]. Give as many axes on both sides, each pair of equal size.",
        () => Lax.DotGeneral(Np.Ones(2, 3), Np.Ones(4, 2), new([1], [0], [], [])));

    [Fact]
    public void An_elementwise_operation_on_two_dtypes() => Raises.Exactly<DTypeException>(
        "Lax.Add was given float32[3] and int32[3], but it needs operands of one dtype. Lax functions do not promote: convert one of them with AsType, or use the operator or the Np function.",
        () => Lax.Add(Np.Ones(3), Np.Array([1, 2, 3])));

    [Fact]
    public void A_function_that_returns_nothing() => Raises.Exactly<FunctionException>(
        "A function of type Action`1 was given to a transformation, which takes functions of up to eight arguments that return something: Func<...>. Write it as a lambda, or convert it to a Func.",
        () => _ = Signature<Action<NDArray>>.Instance);
}
