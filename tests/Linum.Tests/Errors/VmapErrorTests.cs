using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Errors;

/// <summary>The mistakes of spec transforms 1.17 that can occur here; those about the kinds of axes are caught by the compiler.</summary>
public class VmapErrorTests
{
    private static NDArray Add(NDArray left, NDArray right) => left + right;

    private static NDArray Twice(NDArray x) => x * 2;

    private static NDArray Scaled(Dictionary<string, NDArray> p, NDArray x) => p["w"] * x;

    private static Dictionary<string, NDArray> Parts => new() { ["w"] = Np.Ones(3), ["b"] = Np.Ones(3) };

    [Fact]
    public void InAxes_with_too_few_entries() => Raises.Exactly<AxesException>(
        "Vmap: inAxes lists 1 entry, but the function has 2 parameters (left, right). Give one entry per parameter, or one axis for all.",
        () => Vmap(Add, inAxes: [0])(Np.Ones(3), Np.Ones(3)));

    [Fact]
    public void InAxes_with_too_many_entries() => Raises.Exactly<AxesException>(
        "Vmap: inAxes lists 3 entries, but the function has 2 parameters (left, right). Give one entry per parameter, or one axis for all.",
        () => Vmap(Add, inAxes: [0, 0, 0])(Np.Ones(3), Np.Ones(3)));

    [Fact]
    public void InAxes_by_name_that_leaves_out_a_parameter() => Raises.Exactly<AxesException>(
        "Vmap: inAxes names parameters, but says nothing of right. Name every parameter (left, right); null means that all examples share it.",
        () => Vmap(Add, inAxes: new() { ["left"] = 0 })(Np.Ones(3), Np.Ones(3)));

    [Fact]
    public void InAxes_by_name_with_a_name_that_is_no_parameter() => Raises.Exactly<AxesException>(
        """
            Vmap: inAxes names "up", which is no parameter of the function. Its parameters are left, right.
            """,
        () => Vmap(Add, inAxes: new() { ["left"] = 0, ["right"] = 0, ["up"] = 0 })(Np.Ones(3), Np.Ones(3)));

    [Fact]
    public void InAxes_that_list_parts_of_a_single_array() => Raises.Exactly<AxesException>(
        "Vmap: inAxes[0] lists 2 axes, but the value there is *, which has no parts. Give one axis for the whole value.",
        () => Vmap(Add, inAxes: [[0, 0], 0])(Np.Ones(3), Np.Ones(3)));

    [Fact]
    public void InAxes_that_list_more_parts_than_a_tuple_has() => Raises.Exactly<AxesException>(
        "Vmap: inAxes[0] lists 3 axes, but the value there is (*, *), which has 2 parts. Give one axis for the whole value, or one per part.",
        () => Vmap(((NDArray, NDArray) p, NDArray x) => p.Item1 * x, inAxes: [[0, 0, 0], 0])((Np.Ones(3), Np.Ones(3)), Np.Ones(3)));

    [Fact]
    public void InAxes_that_leave_out_a_part_of_a_dictionary() => Raises.Exactly<AxesException>(
        "Vmap: inAxes[0] says nothing of the part b of {'b': *, 'w': *}. Name every part (b, w); null means not mapped.",
        () => Vmap(Scaled, inAxes: [new() { ["w"] = 0 }, 0])(Parts, Np.Ones(3)));

    [Fact]
    public void InAxes_that_name_a_part_that_a_dictionary_does_not_have() => Raises.Exactly<AxesException>(
        """
            Vmap: inAxes[0] names the part "c", which {'b': *, 'w': *} does not have. Its parts are b, w.
            """,
        () => Vmap(Scaled, inAxes: [new() { ["w"] = 0, ["b"] = 0, ["c"] = 0 }, 0])(Parts, Np.Ones(3)));

    [Fact]
    public void InAxes_by_name_for_a_single_array() => Raises.Exactly<AxesException>(
        "Vmap: inAxes[0] gives axes by name, but the value there is *, which has no parts. Give one axis, or null.",
        () => Vmap(Add, inAxes: [new() { ["w"] = 0 }, 0])(Np.Ones(3), Np.Ones(3)));

    [Fact]
    public void An_axis_that_an_argument_does_not_have() => Raises.Exactly<AxesException>(
        "Vmap: axis 2 of argument left is to be mapped, which takes at least 3 axes, but it is float32[3] with 1. Give an axis that it has with inAxes, or null if all examples share it.",
        () => Vmap(Add, inAxes: [2, 0])(Np.Ones(3), Np.Ones(3)));

    [Fact]
    public void A_negative_axis_that_an_argument_does_not_have() => Raises.Exactly<AxesException>(
        "Vmap: axis -3 of argument left is to be mapped, which takes at least 3 axes, but it is float32[3,3] with 2. Give an axis that it has with inAxes, or null if all examples share it.",
        () => Vmap(Add, inAxes: [-3, 0])(Np.Ones(3, 3), Np.Ones(3)));

    [Fact]
    public void A_scalar_that_is_to_be_mapped() => Raises.Exactly<AxesException>(
        "Vmap: axis 0 of argument left is to be mapped, which takes at least 1 axis, but it is float32[] with none. Give an axis that it has with inAxes, or null if all examples share it.",
        () => Vmap(Add)(Np.Array(1.0), Np.Ones(3)));

    [Fact]
    public void Sizes_that_differ() => Raises.Exactly<AxesException>(
        """
            Vmap: the mapped axes have different sizes.
              * size 3: axis 0 of argument left, float32[3]
              * size 4: axis 0 of argument right, float32[4]
            Mapped axes must have one size. Map the right axis with inAxes, or pass null for an argument that all examples share.
            """,
        () => Vmap(Add)(Np.Ones(3), Np.Ones(4)));

    [Fact]
    public void Sizes_that_differ_within_a_dictionary() => Raises.Exactly<AxesException>(
        """
            Vmap: the mapped axes have different sizes.
              * size 3: most of the arguments (2), for example axis 0 of argument p['b'], float32[3]
              * size 4: axis 0 of argument x, float32[4]
            Mapped axes must have one size. Map the right axis with inAxes, or pass null for an argument that all examples share.
            """,
        () => Vmap(Scaled)(Parts, Np.Ones(4)));

    [Fact]
    public void Nothing_mapped() => Raises.Exactly<AxesException>(
        "Vmap: no argument is mapped: every entry of inAxes is null, so the number of examples is not known. Map at least one argument, or give axisSize.",
        () => Vmap(Add, inAxes: null)(Np.Ones(3), Np.Ones(4)));

    [Fact]
    public void No_arguments_and_no_axisSize() => Raises.Exactly<AxesException>(
        "Vmap: there is no array among the arguments, so the number of examples is not known. Pass an array that is mapped, or give axisSize.",
        () => Vmap(() => Np.Ones(3))());

    [Fact]
    public void An_axisSize_that_contradicts_the_arguments() => Raises.Exactly<AxesException>(
        """
            Vmap: the mapped axes have different sizes.
              * size 5: given as axisSize
              * size 3: most of the arguments (2), for example axis 0 of argument left, float32[3]
            Mapped axes must have one size. Map the right axis with inAxes, or pass null for an argument that all examples share.
            """,
        () => Vmap(Add, axisSize: 5)(Np.Ones(3), Np.Ones(3)));

    [Fact]
    public void A_negative_axisSize() => Raises.Exactly<AxesException>(
        "Vmap: axisSize is -1. Give a number of examples, at least 0.",
        () => Vmap(Add, axisSize: -1)(Np.Ones(3), Np.Ones(3)));

    [Fact]
    public void OutAxes_that_list_parts_of_a_single_array() => Raises.Exactly<AxesException>(
        "Vmap: outAxes lists 2 axes, but the value there is *, which has no parts. Give one axis for the whole value.",
        () => Vmap(Add, outAxes: [0, 0])(Np.Ones(3), Np.Ones(3)));

    [Fact]
    public void OutAxes_that_list_more_parts_than_the_result_has() => Raises.Exactly<AxesException>(
        "Vmap: outAxes lists 3 axes, but the value there is (*, *), which has 2 parts. Give one axis for the whole value, or one per part.",
        () => Vmap((NDArray x) => (x, x), outAxes: [0, 0, 0])(Np.Ones(3)));

    [Fact]
    public void OutAxes_that_leave_out_a_part_of_the_result() => Raises.Exactly<AxesException>(
        "Vmap: outAxes says nothing of the part a of {'a': *}. Name every part (a); null means not mapped.",
        () => Vmap((NDArray x) => new Dictionary<string, NDArray> { ["a"] = x }, outAxes: new() { ["b"] = 0 })(Np.Ones(3)));

    [Fact]
    public void OutAxes_null_for_a_result_that_differs() => Raises.Exactly<AxesException>(
        "Vmap: outAxes is null, but result differs from example to example (it has the mapped axis at 0). Give the axis at which the examples are to be stacked, or return something that does not depend on a mapped argument.",
        () => Vmap(Twice, outAxes: null)(Np.Ones(3)));

    [Fact]
    public void OutAxes_null_for_a_result_that_differs_along_a_named_axis() => Raises.Exactly<AxesException>(
        """
            Vmap: outAxes is null, but result differs from example to example along "batch". Give the axis at which the examples are to be stacked, or return something that does not depend on a mapped argument.
            """,
        () => Vmap(Twice, outAxes: null, axisName: "batch")(Np.Ones(3)));

    [Fact]
    public void OutAxes_null_for_a_part_of_the_result_that_differs() => Raises.Exactly<AxesException>(
        "Vmap: outAxes is null, but result[1] differs from example to example (it has the mapped axis at 0). Give the axis at which the examples are to be stacked, or return something that does not depend on a mapped argument.",
        () => Vmap((NDArray x) => (x, x), outAxes: [0, null])(Np.Ones(3)));

    [Fact]
    public void OutAxes_out_of_range() => Raises.Exactly<AxesException>(
        "Vmap: outAxes puts the examples at axis 2 of result, but the result has 1 axis with them (one example is float32[]). Give an axis from -1 to 0.",
        () => Vmap(Twice, outAxes: 2)(Np.Ones(3)));

    [Fact]
    public void Negative_outAxes_out_of_range() => Raises.Exactly<AxesException>(
        "Vmap: outAxes puts the examples at axis -2 of result, but the result has 1 axis with them (one example is float32[]). Give an axis from -1 to 0.",
        () => Vmap(Twice, outAxes: -2)(Np.Ones(3)));

    [Fact]
    public void An_axis_for_an_argument_that_is_no_array() => Raises.Exactly<AxesException>(
        "Vmap: inAxes[1] is 0, but the argument there is the Int32 3, which is not an array and has no axes. Pass null for it, or pass an array.",
        () => Vmap((NDArray x, int k) => x * k, inAxes: [0, 0])(Np.Ones(3), 3));

    [Fact]
    public void A_collective_over_a_name_that_is_not_bound() => Raises.Exactly<UnboundAxisNameException>(
        """
            Lax.Psum uses the axis name "i", which nothing around it has bound.
            Call it inside a function given to Vmap(f, axisName: "i") or Pmap(f, axisName: "i").
            """,
        () => Vmap((NDArray x) => Lax.Psum(x, "i"), axisName: "j")(Np.Ones(3)));

    [Fact]
    public void Groups_over_a_mapped_axis() => Raises.Exactly<NotBatchableException>(
        "psum: groups are not supported over an axis that Vmap has named. Use Pmap for that axis, or reshape the axis into two and nest two Vmaps.",
        () => Vmap((NDArray x) => Lax.Psum(x, "i", groups: [[0], [1, 2]]), axisName: "i")(Np.Ones(3)));

    [Fact]
    public void A_permutation_with_a_source_given_twice() => Raises.Exactly<AxisException>(
        """
            Lax.Ppermute over "i": the pairs [(0, 1), (0, 2)] do not name each source and each destination at most once within 0 to 2. Give each member at most one source and one destination.
            """,
        () => Vmap((NDArray x) => Lax.Ppermute(x, "i", [(0, 1), (0, 2)]), axisName: "i")(Np.Ones(3)));

    [Fact]
    public void A_permutation_to_a_member_that_there_is_not() => Raises.Exactly<AxisException>(
        """
            Lax.Ppermute over "i": the pairs [(0, 7)] do not name each source and each destination at most once within 0 to 2. Give each member at most one source and one destination.
            """,
        () => Vmap((NDArray x) => Lax.Ppermute(x, "i", [(0, 7)]), axisName: "i")(Np.Ones(3)));

    [Fact]
    public void An_AllToAll_over_an_axis_of_another_size() => Raises.Exactly<ShapeException>(
        """
            Lax.AllToAll: axis 0 of float32[4] has size 4, but "i" has 3 members. The two must be equal; with tiled: true a multiple will do.
            """,
        () => Vmap((NDArray x) => Lax.AllToAll(x, "i", 0, 0), axisName: "i")(Np.Ones(3, 4)));

    [Fact]
    public void A_PsumScatter_over_an_axis_of_another_size() => Raises.Exactly<ShapeException>(
        """
            Lax.PsumScatter: axis 0 of float32[4] has size 4, but "i" has 3 members. The two must be equal; with tiled: true a multiple will do.
            """,
        () => Vmap((NDArray x) => Lax.PsumScatter(x, "i"), axisName: "i")(Np.Ones(3, 4)));

    [Fact]
    public void An_if_on_an_example() => Raises.Exactly<ConcretizationException>(
        """
            (bool) needs the value of bool[], which is being traced by Vmap of lambda and has no value yet.
            Use Lax.Cond, Lax.Switch or Lax.While for control flow that depends on values, Np.Where to choose between arrays, or pass the value as a static argument (an int, a bool, an enum) so that it is known while tracing.
            """,
        () => Vmap((NDArray x) => (bool)(x > 0) ? x : -x)(Np.Ones(3)));

    [Fact]
    public void A_size_taken_from_an_example() => Raises.Exactly<ConcretizationException>(
        """
            (int) needs the value of float32[], which is being traced by Vmap of lambda and has no value yet.
            Use Lax.Cond, Lax.Switch or Lax.While for control flow that depends on values, Np.Where to choose between arrays, or pass the value as a static argument (an int, a bool, an enum) so that it is known while tracing.
            """,
        () => Vmap((NDArray x) => Np.Ones((int)x))(Np.Ones(3)));

    [Fact]
    public void A_float_taken_from_an_example() => Raises.Exactly<ConcretizationException>(
        """
            (float) needs the value of float32[], which is being traced by Vmap of lambda and has no value yet.
            Use Lax.Cond, Lax.Switch or Lax.While for control flow that depends on values, Np.Where to choose between arrays, or pass the value as a static argument (an int, a bool, an enum) so that it is known while tracing.
            """,
        () => Vmap((NDArray x) => (NDArray)(float)x)(Np.Ones(3)));

    [Fact]
    public void An_item_taken_from_an_example() => Raises.Exactly<ConcretizationException>(
        """
            Item<Double>() needs the value of float32[], which is being traced by Vmap of lambda and has no value yet.
            Use Lax.Cond, Lax.Switch or Lax.While for control flow that depends on values, Np.Where to choose between arrays, or pass the value as a static argument (an int, a bool, an enum) so that it is known while tracing.
            """,
        () => Vmap((NDArray x) => (NDArray)x.Item<double>())(Np.Ones(3)));

    [Fact]
    public void A_CSharp_array_taken_from_an_example() => Raises.Exactly<ConcretizationException>(
        """
            ToArray needs the value of float32[2], which is being traced by Vmap of lambda and has no value yet.
            Use Lax.Cond, Lax.Switch or Lax.While for control flow that depends on values, Np.Where to choose between arrays, or pass the value as a static argument (an int, a bool, an enum) so that it is known while tracing.
            """,
        () => Vmap((NDArray x) => (NDArray)x.ToArray<float>().Length)(Np.Ones(3, 2)));

    [Fact]
    public void A_chunkSize_of_zero() => Raises.Exactly<AxesException>(
        "Vmap: chunkSize is 0. Give a number of examples, at least 1.",
        () => Vmap(Twice, chunkSize: 0)(Np.Ones(3)));

    [Fact]
    public void A_chunkSize_beside_an_axisName() => Raises.Exactly<AxesException>(
        """
            Vmap: chunkSize runs the examples in blocks, so collectives over "i" would not see them all. Leave out chunkSize or axisName.
            """,
        () => Vmap(Twice, chunkSize: 2, axisName: "i")(Np.Ones(3)));
}
