using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Products with one-hot arrays: what is compiled picks rows, what is interpreted multiplies.</summary>
public sealed class OneHotTests
{
    private static readonly NDArray Numbers = Np.Array([3, 1, 4, -1, 0, 7, 3]);

    private static NDArray Table(int rows, int columns) => Np.Reshape(Np.Arange(rows * columns).AsType(DType.Float32), rows, columns) - 7f;

    /// <summary>The same numbers as the interpreter, and no product in the compiled program.</summary>
    private static void Folds(Jaxpr program, params NDArray[] inputs)
    {
        Jaxpr folded = DeadCode.Run(FoldOneHot.Run(Simplify.Run(InlineCalls.Run(program))));
        Assert.DoesNotContain(folded.Equations.ToArray(), e => e.Primitive is DotGeneral);
        JaxprChecker.Check(folded, "fold one-hot");
        Agree.BitForBit(program, [.. inputs.Select(i => i.Concrete("the test").ToBytes())]);
    }

    [Fact]
    public void Rows_are_picked_by_the_numbers_and_those_outside_are_zero()
    {
        NDArray table = Table(5, 3);
        Folds(MakeJaxpr((NDArray i, NDArray w) => Np.Dot(Nn.OneHot(i, 5), w))(Numbers, table), Numbers, table);
        Folds(MakeJaxpr((NDArray i, NDArray w) => Np.Dot(w.T, Nn.OneHot(i, 5).T))(Numbers, table), Numbers, table);
    }

    [Fact]
    public void Several_axes_of_numbers_keep_their_order()
    {
        NDArray numbers = Np.Reshape(Np.Arange(6), 2, 3), table = Table(5, 4);
        Folds(MakeJaxpr((NDArray i, NDArray w) => Lax.DotGeneral(Nn.OneHot(i, 5), w, new([2], [0], [], [])))(numbers, table), numbers, table);
        Folds(MakeJaxpr((NDArray i, NDArray w) => Lax.DotGeneral(Lax.Transpose(Nn.OneHot(i, 5), [1, 2, 0]), w, new([1], [0], [], [])))(numbers, table), numbers, table);
        Folds(MakeJaxpr((NDArray i, NDArray w) => Vmap((NDArray j) => Np.Dot(w.T, Nn.OneHot(j, 5).T))(i))(numbers, table), numbers, table);
    }

    [Fact]
    public void The_gradient_adds_up_the_rows_of_each_class()
    {
        NDArray table = Table(5, 3), given = Table(7, 3);
        Folds(MakeJaxpr((NDArray i, NDArray w, NDArray g) => Grad((NDArray v) => (Np.Dot(Nn.OneHot(i, 5), v) * g).Sum())(w))(Numbers, table, given), Numbers, table, given);
        NDArray numbers = Np.Reshape(Np.Arange(6), 2, 3), more = Np.Reshape(Table(6, 2), 3, 2, 2);
        Folds(MakeJaxpr((NDArray i, NDArray g) => Lax.DotGeneral(Nn.OneHot(i, 5), g, new([0, 1], [2, 0], [], [])))(numbers, more), numbers, more);
        Folds(MakeJaxpr((NDArray i, NDArray g) => Lax.DotGeneral(g, Nn.OneHot(i, 5), new([0, 1], [1, 0], [], [])))(numbers, more), numbers, more);
    }

    [Fact]
    public void What_only_looks_like_one_hot_stays_a_product()
    {
        NDArray table = Table(5, 3), square = Np.Reshape(Np.Arange(25) % 5, 5, 5);
        // The numbers differ along the axis of the classes.
        Jaxpr program = MakeJaxpr((NDArray i, NDArray w) => Np.Dot((i == Np.Arange(5)).AsType(DType.Float32), w))(square, table);
        Assert.Same(program, FoldOneHot.Run(program));
        // The classes are a batch axis.
        program = MakeJaxpr((NDArray i, NDArray w) => Lax.DotGeneral(Nn.OneHot(i, 5), w, new([0], [1], [1], [0])))(Numbers, Np.Ones(5, 7, 2));
        Assert.Same(program, FoldOneHot.Run(program));
    }

    [Fact]
    public void Batches_of_rows_are_picked_and_added_up()
    {
        NDArray numbers = Np.Reshape(Np.Arange(24) % 7 - 1, 2, 3, 4), tables = Np.Reshape(Table(30, 4), 2, 3, 5, 4), given = Np.Reshape(Table(24, 3), 2, 3, 4, 3);
        // Along one batch axis, along two in another order, and with the one-hot factor on the right.
        Folds(MakeJaxpr((NDArray i, NDArray w) => Lax.DotGeneral(Nn.OneHot(i, 5), w, new([3], [2], [0, 1], [0, 1])))(numbers, tables), numbers, tables);
        Folds(MakeJaxpr((NDArray i, NDArray w) => Lax.DotGeneral(Nn.OneHot(i, 5), Lax.Transpose(w, [3, 1, 2, 0]), new([3], [2], [0, 1], [3, 1])))(numbers, tables), numbers, tables);
        Folds(MakeJaxpr((NDArray i, NDArray w) => Lax.DotGeneral(Lax.Transpose(w, [2, 1, 3, 0]), Nn.OneHot(i, 5), new([0], [3], [3, 1], [0, 1])))(numbers, tables), numbers, tables);
        Folds(MakeJaxpr((NDArray i, NDArray w) => Lax.DotGeneral(w, Nn.OneHot(i, 5), new([2], [3], [0], [0])))(numbers, tables), numbers, tables);
        Folds(MakeJaxpr((NDArray i, NDArray g) => Lax.DotGeneral(Nn.OneHot(i, 5), g, new([2], [2], [0, 1], [0, 1])))(numbers, given), numbers, given);
        Folds(MakeJaxpr((NDArray i, NDArray g) => Lax.DotGeneral(Nn.OneHot(i, 5), Lax.Transpose(g, [2, 3, 1, 0]), new([2], [0], [1, 0], [2, 3])))(numbers, given), numbers, given);
        Folds(MakeJaxpr((NDArray i, NDArray g) => Lax.DotGeneral(Lax.Transpose(g, [1, 3, 0, 2]), Nn.OneHot(i, 5), new([3, 0], [2, 1], [2], [0])))(numbers, given), numbers, given);
    }

    [Fact]
    public void Vmap_of_products_with_one_hot_arrays_picks_and_adds_up()
    {
        NDArray numbers = Np.Reshape(Np.Arange(12) % 6 - 1, 3, 4), tables = Np.Reshape(Table(15, 4), 3, 5, 4), given = Np.Reshape(Table(12, 4), 3, 4, 4);
        Folds(MakeJaxpr((NDArray i, NDArray w) => Vmap((NDArray j, NDArray v) => Np.Dot(Nn.OneHot(j, 5), v))(i, w))(numbers, tables), numbers, tables);
        Folds(MakeJaxpr((NDArray i, NDArray w) => Vmap((NDArray v) => Np.Dot(Nn.OneHot(i[0], 5), v))(w))(numbers, tables), numbers, tables);
        Folds(MakeJaxpr((NDArray i, NDArray w, NDArray g) => Vmap((NDArray j, NDArray v, NDArray h) => Grad((NDArray u) => (Np.Dot(Nn.OneHot(j, 5), u) * h).Sum())(v))(i, w, g))(numbers, tables, given), numbers, tables, given);
    }
}
