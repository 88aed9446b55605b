using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>Factorizations of matrices and systems of equations, such that small errors stay small.</summary>
internal static class Matrices
{
    /// <summary>A root, factors, or the solution of a system.</summary>
    public static NDArray? Make(Draft draft)
    {
        // What comes out is not whole.
        if (draft.Flavor.Whole) return null;
        DType type = draft.OneIn(3) ? DType.Float64 : DType.Float32;
        int n = draft.Size();
        Shape leading = draft.Shape(draft.Random.Next(3)), shape = leading.Insert(leading.Rank, n).Insert(leading.Rank + 1, n);
        if (shape.Count > draft.Flavor.Limit) return null;
        NDArray a = Sound(draft, draft.Of(type, shape));
        switch (draft.Random.Next(5))
        {
            case 0: return Lax.Cholesky(a);
            case 1:
                (NDArray factors, NDArray pivots, NDArray order) = Lax.Lu(draft.OneIn(2) ? a : draft.Of(type, shape));
                return draft.Random.Next(4) switch { 0 => pivots, 1 => order, _ => factors };
            case 2:
                bool left = draft.OneIn(2);
                int width = draft.Size();
                NDArray sides = draft.Of(type, leading.Insert(leading.Rank, left ? n : width).Insert(leading.Rank + 1, left ? width : n));
                bool unit = draft.OneIn(3);
                if (unit) a = Lax.Mul(a, Lax.BroadcastTo(Lax.ScalarLike(a, 1 / (n + 1.0)), a.Shape));
                return sides.Count > draft.Flavor.Limit ? null : Lax.TriangularSolve(a, sides, left, lower: draft.OneIn(2), transposeA: draft.OneIn(2), unitDiagonal: unit);
            case 3: return Lax.Solve(a, Lax.BroadcastInDim(draft.Of(type, [n, 2]), [.. leading, n, 2], [leading.Rank, leading.Rank + 1]));
            default: return Linalg.Solve(a, draft.Of(type, shape));
        }
    }

    /// <summary>A symmetric matrix of small numbers whose diagonal outweighs the rest.</summary>
    private static NDArray Sound(Draft draft, NDArray x)
    {
        int n = x.Shape[^1];
        NDArray small = Lax.Div(x, Lax.Add(Lax.Abs(x), Lax.BroadcastTo(Lax.ScalarLike(x, 1), x.Shape)));
        int[] order = [.. Enumerable.Range(0, x.Rank)];
        (order[^1], order[^2]) = (order[^2], order[^1]);
        NDArray mean = draft.OneIn(3) ? small : Lax.Mul(Lax.Add(small, Lax.Transpose(small, order)), Lax.BroadcastTo(Lax.ScalarLike(x, 0.5), x.Shape));
        NDArray rows = Lax.BroadcastInDim(Lax.Iota(DType.Int32, n), x.Shape, [x.Rank - 2]), columns = Lax.BroadcastInDim(Lax.Iota(DType.Int32, n), x.Shape, [x.Rank - 1]);
        return Lax.Add(mean, Lax.Mul(Lax.ConvertElementType(Lax.Eq(rows, columns), x.DType), Lax.BroadcastTo(Lax.ScalarLike(x, n + 1.0), x.Shape)));
    }
}
