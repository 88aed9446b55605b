using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

public sealed class ControlTests
{
    private static readonly NDArray Numbers = Np.Array([1f, 2f, 3f, 4f, 5f]);

    private static void Same(Func<NDArray, NDArray> f, NDArray x) => Agree.BitForBit(MakeJaxpr(f)(x), x.Concrete("the test").ToBytes());

    [Fact]
    public void A_while_loop_runs_until_its_condition_fails() => Same(x => Lax.While(
        c => c.Item1 < 7, c => (c.Item1 + 1, c.Item2 * 1.5f + x), ((NDArray)Np.Array(0), x)).Item2, Numbers);

    [Fact]
    public void A_loop_may_exchange_what_it_carries() => Same(x =>
    {
        (NDArray n, NDArray a, NDArray b) = Lax.While(c => c.Item1 < 5, c => (c.Item1 + 1, c.Item3, c.Item2), ((NDArray)Np.Array(0), x, x * 10f));
        return a - b;
    }, Numbers);

    [Fact]
    public void A_loop_may_carry_one_value_in_two_places() => Same(x =>
    {
        (NDArray n, NDArray a, NDArray b) = Lax.While(c => c.Item1 < 3, c =>
        {
            NDArray next = c.Item2 + c.Item3;
            return (c.Item1 + 1, next, next);
        }, ((NDArray)Np.Array(0), x, x * 10f));
        return a - b * 2f;
    }, Numbers);

    [Fact]
    public void A_scan_hands_on_its_carry_and_stacks_its_results() => Same(x =>
    {
        (NDArray carry, NDArray ys) = Lax.Scan((NDArray c, NDArray v) => (c + v, c * v), Np.Array(0f), x);
        return ys + carry;
    }, Numbers);

    [Fact]
    public void A_scan_of_rows_as_long_as_vectors_and_as_others_gives_the_interpreters_bits()
    {
        foreach (int size in (int[])[16, 5, 32, 17])
        {
            foreach (bool reverse in (bool[])[false, true])
            {
                Same(x =>
                {
                    (NDArray carry, NDArray ys) = Lax.Scan((NDArray c, NDArray v) => (Np.Sin(c) + v, c * v), Np.Zeros(size), x, reverse: reverse);
                    return ys + carry;
                }, Np.Reshape(Np.Arange(4f * size), 4, size));
            }
        }
    }

    [Fact]
    public void A_conditional_runs_one_branch() => Same(x => Lax.Cond(x.Sum() > 0f, v => v * 2f, v => v - 1f, x), Numbers);

    [Fact]
    public void A_body_that_writes_a_window_per_step_gives_the_interpreters_bits() => Same(x =>
        Lax.ForI(0, 5, (i, c) => Lax.DynamicUpdateSlice(c, Np.Reshape(Np.Sum(c), 1), [i]), x), Numbers);

    [Fact]
    public void Loops_inside_loops_give_the_interpreters_bits() => Same(x =>
        Lax.ForI(0, 3, (i, c) => Lax.ForI(0, 4, (j, d) => d + Np.Cos(d) * 0.5f, c) - 1f, x), Numbers);

    [Fact]
    public void Loops_over_single_elements_give_the_interpreters_bits()
    {
        NDArray start = Np.Array([0.3f, 0.7f]);
        Same(x => Lax.While(c => c.Item1 < 9, c => (c.Item1 + 1, c.Item3, c.Item2 * 0.5f + x[0]), ((NDArray)Np.Array(0), x[0], x[1])).Item2, start);
        foreach (bool reverse in (bool[])[false, true])
        {
            Same(x =>
            {
                (NDArray carry, NDArray ys) = Lax.Scan((NDArray c, NDArray v) => (Np.Sin(c) * x[1] + v, c - v), x[0], Np.Arange(7f), reverse: reverse);
                return ys + carry;
            }, start);
        }
    }

    [Fact]
    public void A_loop_over_single_elements_of_other_types_gives_the_interpreters_bits()
    {
        foreach (DType type in (DType[])[DType.Float16, DType.BFloat16, DType.Complex64, DType.Int8, DType.UInt64, DType.Float64])
            Same(x => Np.Real(Lax.Scan((NDArray c, NDArray v) => (c * v + v, c + v), x[0].AsType(type), x.AsType(type)).Outputs.AsType(DType.Complex64)), Numbers);
    }

    [Fact]
    public void A_choice_in_a_loop_over_single_elements_takes_the_branch_that_is_asked_for()
    {
        Same(x => Lax.Scan((NDArray c, NDArray v) => (Lax.Cond(c > 2f, () => c * 0.5f - v, () => c + v), c), x[0], x).Outputs, Numbers);
        Same(x => Lax.Scan((NDArray c, NDArray v) => (Lax.Switch(v.AsType(DType.Int32) - 2, [(NDArray d) => d + 1f, d => d * v, d => d - v], c), c), x[0], x).Outputs, Numbers);
    }

    [Fact]
    public void Lanes_stop_each_for_itself_whatever_their_number()
    {
        foreach (int lanes in (int[])[1, 7, 16, 64, 65, 200])
        {
            Same(x => Vmap((NDArray a) => Lax.While(c => Np.Abs(c.Item1) > 0.5f & c.Item2 < 40, c => (c.Item1 * 0.75f - a * 0.01f, c.Item2 + 1), (a, (NDArray)Np.Array(0))).Item1)(x), Np.Linspace(-9f, 40f, lanes));
        }
    }

    [Fact]
    public void A_loop_that_goes_on_while_any_element_asks_for_it_runs_all_of_them()
    {
        // Not what Vmap makes: elements that ask for nothing change all the same.
        Same(x => Lax.While(c => Np.Any(c < 50f), c => c + 3f, x), Numbers);
        Same(x => Lax.While(c => Np.Any(c < 50f), c => Np.Where(c < 60f, c + 3f, c), x), Numbers);
    }
}
