using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Errors;

/// <summary>The mistakes of spec transforms 2.16 that can occur here; those about numbers of arguments and auxiliary results are caught by the compiler.</summary>
public class DifferentiationErrorTests
{
    private static NDArray Add(NDArray left, NDArray right) => left + right;

    private static NDArray Twice(NDArray x) => x * 2;

    private static NDArray Loss(NDArray w) => (w * w).Sum();

    private static Func<NDArray, NDArray> Backwards => CustomVjp((NDArray x) => Np.Sin(x), x => (Np.Sin(x), x), (NDArray r, NDArray ct) => ct * Np.Cos(r));

    [Fact]
    public void A_tangent_of_another_structure() => Raises.Exactly<TreeException>(
        "Jvp: the trees have different structures: tree is [*] in the first and [*, *] in the second. Both must have the same types, the same number of parts and the same names.",
        () => Jvp((List<NDArray> x) => x[0], [Np.Ones(2)], [Np.Ones(2), Np.Ones(2)]));

    [Fact]
    public void A_tangent_of_another_dtype() => Raises.Exactly<DTypeException>(
        "Jvp of Twice: the tangent of x, float32[2], must be float32, but is int32[2]. Convert it with AsType.",
        () => Jvp(Twice, Np.Ones(2), Np.Array([1, 2])));

    [Fact]
    public void A_tangent_for_integers() => Raises.Exactly<DTypeException>(
        "Jvp of Twice: the tangent of x, int32[2], must be float0, but is int32[2]. Integers and bools do not move: their tangent is Lax.Zeros(primal.Type.Tangent).",
        () => Jvp(Twice, Np.Array([1, 2]), Np.Array([1, 2])));

    [Fact]
    public void A_tangent_of_another_shape() => Raises.Exactly<ShapeException>(
        "Jvp of Twice: the tangent of x is float32[3], but the primal is float32[2]. A tangent has the shape of its primal.",
        () => Jvp(Twice, Np.Ones(2), Np.Ones(3)));

    [Fact]
    public void A_gradient_of_an_array() => Raises.Exactly<ShapeException>(
        "Grad of Twice: the function returned float32[3], but a gradient is that of a scalar. Sum or average the result; for all derivatives of an array use JacRev or JacFwd.",
        () => Grad(Twice)(Np.Ones(3)));

    [Fact]
    public void A_gradient_of_an_array_of_one_element() => Raises.Exactly<ShapeException>(
        "Grad of Twice: the function returned float32[1], but a gradient is that of a scalar. Reshape the result to a scalar with Reshape() or Sum(); for all derivatives of an array use JacRev or JacFwd.",
        () => Grad(Twice)(Np.Ones(1)));

    [Fact]
    public void A_gradient_of_an_integer() => Raises.Exactly<DTypeException>(
        "Grad of lambda: the function returned int32[], and only real floating numbers have gradients. Convert the result with AsType(DType.Float32), or use Vjp.",
        () => Grad((NDArray x) => x.ArgMax())(Np.Ones(3)));

    [Fact]
    public void A_gradient_of_a_complex_number() => Raises.Exactly<DTypeException>(
        "Grad of lambda: the function returned complex64[], but a gradient is that of a real number. Return a real quantity, such as Np.Real or Np.Abs of the result, or use Vjp.",
        () => Grad((NDArray x) => Lax.Complex(x, x).Sum())(Np.Ones(3)));

    [Fact]
    public void A_gradient_of_a_function_that_returns_null() => Raises.Exactly<FunctionException>(
        "Grad of lambda: the function returned null. It must return a scalar array.",
        () => Grad((NDArray x) => (NDArray)null!)(Np.Ones(3)));

    [Fact]
    public void A_gradient_with_respect_to_integers() => Raises.Exactly<DTypeException>(
        "Grad of Loss: the argument w is int32[2], and only floating and complex numbers have derivatives. Convert it with AsType(DType.Float32), or differentiate with respect to another argument (wrt: Arg.Second).",
        () => Grad(Loss)(Np.Array([1, 2])));

    [Fact]
    public void A_gradient_with_respect_to_a_second_argument_of_integers() => Raises.Exactly<DTypeException>(
        "Grad of Add: the argument right is int32[], and only floating and complex numbers have derivatives. Convert it with AsType(DType.Float32), or differentiate with respect to another argument (wrt: Arg.Second).",
        () => Grad(Add, wrt: Arg.Second)(1.0, 2));

    [Fact]
    public void A_cotangent_of_another_shape() => Raises.Exactly<ShapeException>(
        "Vjp of Twice: the cotangent of result is float32[3], but the function's result is float32[2]. A cotangent has the shape and dtype of what it belongs to.",
        () => Vjp(Twice, Np.Ones(2)).Pull(Np.Ones(3)));

    [Fact]
    public void A_cotangent_of_another_dtype() => Raises.Exactly<DTypeException>(
        "Vjp of Twice: the cotangent of result is int32[2], but the function's result is float32[2]. A cotangent has the shape and dtype of what it belongs to.",
        () => Vjp(Twice, Np.Ones(2)).Pull(Np.Array([1, 2])));

    [Fact]
    public void A_cotangent_of_another_structure() => Raises.Exactly<TreeException>(
        "Vjp: the trees have different structures: tree is [*, *] in the first and [*] in the second. Both must have the same types, the same number of parts and the same names.",
        () => Vjp((NDArray x) => new List<NDArray> { x, x }, Np.Ones(2)).Pull([Np.Ones(2)]));

    [Fact]
    public void A_linearized_function_at_a_tangent_of_another_shape() => Raises.Exactly<ShapeException>(
        "Linearize of lambda: the tangent of x is float32[3], but the primal is float32[2]. A tangent has the shape of its primal.",
        () => Linearize((NDArray x) => x * 2, Np.Ones(2)).Push(Np.Ones(3)));

    [Fact]
    public void An_operation_without_a_derivative() => Raises.Exactly<NotDifferentiableException>(
        "Differentiation: next_after has no derivative, but it is applied to a value that is being differentiated. Use StopGradient on its input if its result is to count as a constant, or give the surrounding function a rule with CustomJvp or CustomVjp.",
        () => Grad((NDArray x) => Lax.NextAfter(x, x + 1).Sum())(Np.Ones(3)));

    [Fact]
    public void Reverse_mode_through_a_While() => Raises.Exactly<NotDifferentiableException>(
        """
            Reverse-mode differentiation does not work through Lax.While, or Lax.ForI with bounds that are traced: how often the body runs is not known in advance, so the values that the way back needs cannot be kept.
            Use Lax.Scan, or Lax.ForI with bounds that are C# ints; forward mode (Jvp, JacFwd) works as it is.
            """,
        () => Grad((NDArray x) => Lax.While(v => v < 10, v => v * 2, x))(1.0));

    [Fact]
    public void Reverse_mode_through_a_ForI_with_traced_bounds() => Raises.Exactly<NotDifferentiableException>(
        """
            Reverse-mode differentiation does not work through Lax.While, or Lax.ForI with bounds that are traced: how often the body runs is not known in advance, so the values that the way back needs cannot be kept.
            Use Lax.Scan, or Lax.ForI with bounds that are C# ints; forward mode (Jvp, JacFwd) works as it is.
            """,
        () => Grad((NDArray x) => Lax.ForI((NDArray)0, Np.Array(3), (i, v) => v * 2, x))(1.0));

    [Fact]
    public void Forward_mode_through_a_CustomVjp() => Raises.Exactly<NotDifferentiableException>(
        """
            Forward-mode differentiation cannot be applied to lambda, whose derivative is a CustomVjp rule: that rule only says how to go backwards.
            Use Grad, Vjp or JacRev, or give the function a rule with CustomJvp, which serves both modes.
            """,
        () => Jvp(Backwards, Np.Ones(2), Np.Ones(2)));

    [Fact]
    public void A_forward_Jacobian_through_a_CustomVjp() => Raises.Exactly<NotDifferentiableException>(
        """
            Forward-mode differentiation cannot be applied to lambda, whose derivative is a CustomVjp rule: that rule only says how to go backwards.
            Use Grad, Vjp or JacRev, or give the function a rule with CustomJvp, which serves both modes.
            """,
        () => JacFwd(Backwards)(Np.Ones(2)));

    [Fact]
    public void Arithmetic_on_the_tangent_of_an_integer() => Raises.Exactly<DTypeException>(
        "+: float0[] and int32[] cannot be combined. float0 is the tangent of what has no derivative; it takes part in no arithmetic. Differentiate with respect to floating arguments only.",
        () => { var z = Jvp((NDArray x) => x.ArgMax(), Np.Ones(2), Np.Ones(2)).Tangent; _ = z + 1; });

    [Fact]
    public void A_backward_rule_that_returns_another_shape() => Raises.Exactly<CustomRuleException>(
        "CustomVjp: the rule of lambda returned a cotangent float32[] for v, which is float32[2]. A cotangent has the shape and dtype of what it belongs to.",
        () => Grad((NDArray x) => CustomVjp((NDArray v) => v.Sum(), v => (v.Sum(), v), (NDArray r, NDArray ct) => ct)(x))(Np.Ones(2)));

    [Fact]
    public void A_forward_rule_whose_value_has_another_shape() => Raises.Exactly<CustomRuleException>(
        "CustomVjp: the rule of lambda returned a value float32[2] for result, which is float32[]. A value has the shape and dtype of what it belongs to.",
        () => Grad((NDArray x) => CustomVjp((NDArray v) => v.Sum(), v => (v, v), (NDArray r, NDArray ct) => ct * r)(x))(Np.Ones(2)));

    [Fact]
    public void A_rule_whose_tangent_has_another_shape() => Raises.Exactly<CustomRuleException>(
        "CustomJvp: the rule of lambda returned a tangent float32[2] for result, which is float32[]. A tangent has the shape and dtype of what it belongs to.",
        () => Jvp(CustomJvp((NDArray v) => v.Sum(), (f, v, dv) => (f(v), dv)), Np.Ones(2), Np.Ones(2)));

    [Fact]
    public void A_rule_whose_value_has_another_shape() => Raises.Exactly<CustomRuleException>(
        "CustomJvp: the rule of lambda returned a value float32[2] for result, which is float32[]. A value has the shape and dtype of what it belongs to.",
        () => Jvp(CustomJvp((NDArray v) => v.Sum(), (f, v, dv) => (v, dv.Sum())), Np.Ones(2), Np.Ones(2)));

    [Fact]
    public void A_rule_that_is_not_linear_in_the_tangent() => Raises.Exactly<NotLinearException>(
        "Reverse-mode differentiation: mul is applied to two values that both change with the tangent, so its result is not linear in it. A rule given to CustomJvp must be linear in the tangent: multiply the tangent by values of the primal only.",
        () => Grad((NDArray x) => CustomJvp((NDArray v) => v.Sum(), (f, v, dv) => (f(v), (dv * dv).Sum()))(x))(Np.Ones(2)));

    [Fact]
    public void A_forward_Jacobian_with_respect_to_integers() => Raises.Exactly<DTypeException>(
        "JacFwd of Twice: the argument x is int32[2], and only floating and complex numbers have derivatives. Convert it with AsType(DType.Float32), or differentiate with respect to another argument (wrt: Arg.Second).",
        () => JacFwd(Twice)(Np.Array([1, 2])));

    [Fact]
    public void A_reverse_Jacobian_of_integers() => Raises.Exactly<DTypeException>(
        "JacRev of lambda: the function returned int32[], and only real floating numbers have gradients. Convert the result with AsType(DType.Float32), or use Vjp.",
        () => JacRev((NDArray x) => x.ArgMax())(Np.Ones(2)));

    [Fact]
    public void A_Hessian_with_respect_to_integers() => Raises.Exactly<DTypeException>(
        "JacFwd of lambda: the argument x is int32[2], and only floating and complex numbers have derivatives. Convert it with AsType(DType.Float32), or differentiate with respect to another argument (wrt: Arg.Second).",
        () => Hessian(Loss)(Np.Array([1, 2])));
}
