using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Errors;

/// <summary>The mistakes of spec transforms 4.11 that can occur here.</summary>
public class DevicesErrorTests
{
    private static NDArray Add(NDArray left, NDArray right) => left + right;

    private static NDArray Twice(NDArray x) => x * 2;

    [Fact]
    public void Nothing_spread_over_devices() => Raises.Exactly<AxesException>(
        "Pmap: no argument is mapped: every entry of inAxes is null. Map at least one argument over the devices.",
        () => Pmap(Twice, inAxes: [null])(Np.Ones(2)));

    [Fact]
    public void An_axisSize_that_contradicts_the_arguments() => Raises.Exactly<AxesException>(
        """
            Pmap: the mapped axes have different sizes.
              * size 3: given as axisSize
              * size 2: axis 0 of argument x, float32[2]
            Mapped axes must have one size. Map the right axis with inAxes, or pass null for an argument that all examples share.
            """,
        () => Pmap(Twice, axisSize: 3)(Np.Ones(2)));

    [Fact]
    public void More_slices_than_devices() => Raises.Exactly<AxesException>(
        "Pmap: argument x is spread over 9 devices, but there are 8. Call Devices.UseCpu(9) before the first array is made, or use Vmap.",
        () => Pmap(Twice)(Np.Ones(9)));

    [Fact]
    public void Sizes_that_differ() => Raises.Exactly<AxesException>(
        """
            Pmap: the mapped axes have different sizes.
              * size 2: axis 0 of argument left, float32[2]
              * size 3: axis 0 of argument right, float32[3]
            Mapped axes must have one size. Map the right axis with inAxes, or pass null for an argument that all examples share.
            """,
        () => Pmap(Add)(Np.Ones(2), Np.Ones(3)));

    [Fact]
    public void A_collective_over_a_name_that_is_not_bound() => Raises.Exactly<UnboundAxisNameException>(
        """
            Lax.Psum uses the axis name "i", which nothing around it has bound.
            Call it inside a function given to Vmap(f, axisName: "i") or Pmap(f, axisName: "i").
            """,
        () => Pmap((NDArray x) => Lax.Psum(x, "i"), axisName: "j")(Np.Ones(2)));

    [Fact]
    public void A_Pmap_in_a_Pmap() => Raises.Exactly<AxesException>(
        "Pmap of Twice is called inside another Pmap. The devices are taken: use Vmap inside, or one Pmap over both axes.",
        () => Pmap((NDArray x) => Pmap(Twice)(x))(Np.Ones(2, 2)));

    [Fact]
    public void A_permutation_with_a_source_given_twice() => Raises.Exactly<AxisException>(
        """
            Lax.Ppermute over "i": the pairs [(0, 1), (0, 2)] do not name each source and each destination at most once within 0 to 2. Give each member at most one source and one destination.
            """,
        () => Pmap((NDArray x) => Lax.Ppermute(x, "i", [(0, 1), (0, 2)]), axisName: "i")(Np.Ones(3)));

    [Fact]
    public void Groups_that_leave_out_a_member() => Raises.Exactly<AxisException>(
        "Lax.Psum: the groups [[0], [0, 2]] do not contain each position 0 to 2 exactly once. Put every position into one group.",
        () => Pmap((NDArray x) => Lax.Psum(x, "i", groups: [[0], [0, 2]]), axisName: "i")(Np.Ones(3)));

    [Fact]
    public void Groups_of_different_sizes() => Raises.Exactly<AxisException>(
        "Lax.AllGather: the groups have different sizes. For this collective give groups of one size.",
        () => Pmap((NDArray x) => Lax.AllGather(x, "i", groups: [[0], [1, 2]]), axisName: "i")(Np.Ones(3)));

    [Fact]
    public void OutAxes_out_of_range() => Raises.Exactly<AxesException>(
        "Pmap: outAxes puts the examples at axis 3 of result, but the result has 1 axis with them (one example is float32[]). Give an axis from -1 to 0.",
        () => Pmap(Twice, outAxes: 3)(Np.Ones(3)));

    [Fact]
    public void A_number_of_devices_chosen_too_late() => Raises.Exactly<DeviceException>(
        "Devices.UseCpu(3): the devices are in use already (8 of them). Call it at the start of the program, before the first array is made.",
        () => Devices.UseCpu(3));

    [Fact]
    public void No_devices() => Raises.Exactly<DeviceException>(
        "Devices.UseCpu(0): there must be at least one device. Give a count of 1 or more.",
        () => Devices.UseCpu(0));
}
