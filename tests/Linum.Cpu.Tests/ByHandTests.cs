using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>What <c>Vmap</c> makes of a function costs what the program batched by hand costs: it has the same loops.</summary>
public sealed class ByHandTests
{
    private static readonly NDArray X = Np.Ones(300, 64), Y = Np.Ones(300, 64);

    private static void AreTheSame(Func<NDArray, NDArray, NDArray> mapped, Func<NDArray, NDArray, NDArray> byHand, NDArray x, NDArray y) =>
        Assert.Equal(Inspect(byHand).Lowered((x, y)), Inspect(mapped).Lowered((x, y)));

    [Fact]
    public void Inner_products() => AreTheSame(Vmap((NDArray x, NDArray y) => Np.Dot(x, y)), (x, y) => (x * y).Sum(1), X, Y);

    [Fact]
    public void Columns_divided_by_their_lengths() => AreTheSame(
        Vmap((NDArray v, NDArray s) => v / Np.Sqrt((v * v).Sum() + s), inAxes: [1, null], outAxes: 1), (x, s) => x / Np.Sqrt((x * x).Sum(0) + s), X, Np.Array(1e-6f));

    [Fact]
    public void Distances_between_all_pairs() => AreTheSame(
        Vmap(Vmap((NDArray x, NDArray y) => Np.Sqrt(Np.Square(x - y).Sum()), inAxes: [null, 0]), inAxes: [0, null]),
        (x, y) => Np.Sqrt(Np.Square(Np.ExpandDims(x, 1) - y).Sum(-1)), X, Y);
}
