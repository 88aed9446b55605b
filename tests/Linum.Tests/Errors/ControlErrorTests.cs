using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Errors;

/// <summary>The mistakes of spec transforms 8.9 that can occur here.</summary>
public class ControlErrorTests
{
    [Fact]
    public void A_predicate_that_is_no_scalar() => Raises.Exactly<ShapeException>(
        "Lax.Cond: the predicate is float32[2], but it must be a scalar. Reduce it with All() or Any(), or use Np.Where to choose element by element.",
        () => Lax.Cond(Np.Ones(2), x => x, x => -x, Np.Ones(2)));

    [Fact]
    public void An_index_that_is_no_integer() => Raises.Exactly<DTypeException>(
        "Lax.Switch: the index is float32[], but it must be an integer. Convert it with AsType(DType.Int32).",
        () => Lax.Switch(Np.Array(1.0), [(NDArray x) => x, x => -x], Np.Ones(2)));

    [Fact]
    public void An_index_that_is_no_scalar() => Raises.Exactly<ShapeException>(
        "Lax.Switch: the index is int32[2], but it must be a scalar. Use Vmap to choose per example.",
        () => Lax.Switch(Np.Array([1, 2]), [(NDArray x) => x, x => -x], Np.Ones(2)));

    [Fact]
    public void Branches_of_different_structures() => Raises.Exactly<TreeException>(
        "Lax.Cond: the branches return different structures: result is [*, *] in the false branch and [*] in the true branch. All branches must return the same structure.",
        () => Lax.Cond(Np.Array(1), x => new List<NDArray> { x }, x => [x, x], Np.Ones(2)));

    [Fact]
    public void Branches_of_different_shapes() => Raises.Exactly<DTypeException>(
        "Lax.Cond: the branches return different types: result is float32[] in the false branch and float32[2] in the true branch. Convert or reshape one of them, so that all branches return the same.",
        () => Lax.Cond(Np.Array(1), x => x, x => x.Sum(), Np.Ones(2)));

    [Fact]
    public void Branches_of_different_dtypes() => Raises.Exactly<DTypeException>(
        "Lax.Cond: the branches return different types: result is int32[2] in the false branch and float32[2] in the true branch. Convert or reshape one of them, so that all branches return the same.",
        () => Lax.Cond(Np.Array(1), x => x, x => x.AsType(DType.Int32), Np.Ones(2)));

    [Fact]
    public void A_third_branch_of_another_shape() => Raises.Exactly<DTypeException>(
        "Lax.Switch: the branches return different types: result is float32[2] in branch 0 and float32[] in branch 2. Convert or reshape one of them, so that all branches return the same.",
        () => Lax.Switch(Np.Array(1), [(NDArray x) => x, x => -x, x => x.Sum()], Np.Ones(2)));

    [Fact]
    public void No_branches() => Raises.Exactly<FunctionException>(
        "Lax.Switch was given no branches. Give at least one.",
        () => Lax.Switch<NDArray, NDArray>(Np.Array(1), [], Np.Ones(2)));

    [Fact]
    public void A_While_whose_carry_changes_shape() => Raises.Exactly<DTypeException>(
        "Lax.While: the carry changes its type: carry is float32[2] going in and float32[] coming out (the shapes differ). Start with a value of the type that the body returns, or convert what it returns.",
        () => Lax.While((NDArray x) => x.Sum() < 3, x => x.Sum(), Np.Ones(2)));

    [Fact]
    public void A_While_whose_carry_changes_dtype() => Raises.Exactly<DTypeException>(
        "Lax.While: the carry changes its type: carry is int32[] going in and float32[] coming out (the dtypes differ). Start with a value of the type that the body returns, or convert what it returns.",
        () => Lax.While((NDArray x) => x < 3, x => x + 0.5, Np.Array([1])[0]));

    [Fact]
    public void A_Scan_whose_carry_changes_shape() => Raises.Exactly<DTypeException>(
        "Lax.Scan: the carry changes its type: carry is float32[] going in and float32[2] coming out (the shapes differ). Start with a value of the type that the body returns, or convert what it returns.",
        () => Lax.Scan((NDArray c, NDArray x) => (Np.Stack([c, x]), x), 0.0, Np.Ones(2)));

    [Fact]
    public void A_Scan_whose_carry_changes_structure() => Raises.Exactly<TreeException>(
        "Lax.Scan: the carry changes its structure: carry is [*] going in and [*, *] coming out. The body must return a carry of the structure it was given.",
        () => Lax.Scan((List<NDArray> c, NDArray x) => (new List<NDArray> { x, x }, x), [Np.Array(1.0)], Np.Ones(2)));

    [Fact]
    public void A_ForI_whose_carry_changes_shape() => Raises.Exactly<DTypeException>(
        "Lax.ForI: the carry changes its type: carry is float32[2] going in and float32[] coming out (the shapes differ). Start with a value of the type that the body returns, or convert what it returns.",
        () => Lax.ForI(0, 3, (i, v) => v.Sum(), Np.Ones(2)));

    [Fact]
    public void Arrays_of_different_lengths() => Raises.Exactly<ShapeException>(
        "Lax.Scan: the leading axes have different sizes: xs[0] 2, xs[1] 3. All arrays that are scanned over, and length if given, must agree.",
        () => Lax.Scan((NDArray c, (NDArray A, NDArray B) x) => (c, x.A), 0.0, (Np.Ones(2), Np.Ones(3))));

    [Fact]
    public void A_length_that_contradicts_the_arrays() => Raises.Exactly<ShapeException>(
        "Lax.Scan: the leading axes have different sizes: length 3, xs 2. All arrays that are scanned over, and length if given, must agree.",
        () => Lax.Scan((NDArray c, NDArray x) => (c, x), 0.0, Np.Ones(2), length: 3));

    [Fact]
    public void A_scalar_to_scan_over() => Raises.Exactly<ShapeException>(
        "Lax.Scan: xs is float32[] and has no leading axis to scan over. Pass a value that is the same in every step through a variable of the surrounding code or the carry.",
        () => Lax.Scan((NDArray c, NDArray x) => (c, x), 0.0, Np.Array(2.0)));

    [Fact]
    public void Nothing_to_scan_over() => Raises.Exactly<ShapeException>(
        "Lax.Scan: there is nothing to scan over and no length. Give xs with arrays, or length.",
        () => Lax.Scan((NDArray c, int x) => (c, c), Np.Array(0.0), 3));

    [Fact]
    public void A_condition_that_is_no_bool() => Raises.Exactly<DTypeException>(
        "Lax.While: the condition returned float32[], but it must return a scalar bool. Compare, or reduce with All() or Any().",
        () => Lax.While((NDArray x) => x, x => x + 1, Np.Array(1.0)));

    [Fact]
    public void A_condition_that_is_no_scalar() => Raises.Exactly<DTypeException>(
        "Lax.While: the condition returned bool[2], but it must return a scalar bool. Compare, or reduce with All() or Any().",
        () => Lax.While((NDArray x) => x < 3, x => x + 1, Np.Ones(2)));

    [Fact]
    public void Bounds_that_are_no_integers() => Raises.Exactly<DTypeException>(
        "Lax.ForI: the bounds are float32[] and float32[], but they must be integers. Convert them with AsType(DType.Int32).",
        () => Lax.ForI(Np.Array(0.0), Np.Array(3.0), (i, v) => v, Np.Ones(2)));

    [Fact]
    public void Bounds_that_are_no_scalars() => Raises.Exactly<ShapeException>(
        "Lax.ForI: the bounds are int32[1] and int32[], but they must be scalars. Use Vmap to loop per example.",
        () => Lax.ForI(Np.Array([0]), Np.Array(3), (i, v) => v, Np.Ones(2)));

    [Fact]
    public void A_scalar_to_map_over() => Raises.Exactly<ShapeException>(
        "Lax.Map: xs is float32[] and has no leading axis to scan over. Pass a value that is the same in every step through a variable of the surrounding code or the carry.",
        () => Lax.Map((NDArray x) => x, Np.Array(1.0)));
}
