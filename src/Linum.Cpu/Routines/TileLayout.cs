using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Where the components of a tile of matrices lie: a row for each.</summary>
/// <param name="Sides">The first row of the right-hand sides, behind the matrix.</param>
/// <param name="Solutions">That of the solutions.</param>
/// <param name="Pivots">That of the pivots.</param>
/// <param name="Order">That of the numbers of the rows.</param>
/// <param name="Rows">How many rows there are.</param>
internal readonly record struct TileLayout(int Sides, int Solutions, int Pivots, int Order, int Rows)
{
    /// <summary>The layout for an algorithm.</summary>
    /// <param name="shape">What is computed.</param>
    /// <param name="keepsSides">Whether solutions have rows of their own; else the right-hand sides become them.</param>
    public static TileLayout Of(MatrixShape shape, bool keepsSides)
    {
        int parts = shape.Type.Components, own = shape.Size * parts, right = shape.RightSize * parts;
        int solutions = keepsSides ? own + right : own, pivots = own + right + (keepsSides ? right : 0);
        int order = pivots + (shape.Lowered is Lowered.Lu or Lowered.Solve ? shape.Least * parts : 0);
        return new(own, solutions, pivots, order, order + (shape.Lowered is Lowered.Lu ? shape.Rows * parts : 0));
    }
}
