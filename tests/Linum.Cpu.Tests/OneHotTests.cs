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
        // Batches of products.
        program = MakeJaxpr((NDArray i, NDArray w) => Lax.DotGeneral(Nn.OneHot(i, 5), w, new([1], [1], [0], [0])))(Numbers, Np.Ones(7, 5, 2));
        Assert.Same(program, FoldOneHot.Run(program));
    }
}
