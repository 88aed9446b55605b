using Linum.Extending;

namespace Linum.TestSupport;

public static partial class PrimitiveSamples
{
    public static Sample Cholesky => Root(Definite(3));
    public static Sample CholeskyOfMany => Root(Definite(2, 5));
    public static Sample CholeskyOfLarge => Root(Definite(19));
    public static Sample CholeskyOfComplex => Root(DefiniteComplex(3));
    public static Sample Lu => Matrix(new Lu(), General(4, 4));
    public static Sample LuOfTall => Matrix(new Lu(), General(2, 5, 3));
    public static Sample LuOfWide => Matrix(new Lu(), General(3, 5));
    public static Sample LuOfLarge => Matrix(new Lu(), General(18, 18));
    public static Sample LuOfComplex => Matrix(new Lu(), Lax.Complex(General(3, 3), General(3, 3) * 0.5));
    public static Sample Solve => Matrix(new Solve(), General(3, 3), Floats(-2, 2, 3, 2));
    public static Sample SolveOfMany => Matrix(new Solve(), General(2, 4, 4), Floats(-2, 2, 2, 4, 1));
    public static Sample SolveOfShared => Matrix(new Solve(), General(2, 3, 3), Floats(-2, 2, 3, 3));
    public static Sample SolveOfLarge => Matrix(new Solve(), General(18, 18), Floats(-2, 2, 18, 2));
    public static Sample SolveOfComplex => Matrix(new Solve(), Lax.Complex(General(3, 3), General(3, 3) * 0.5), Complexes(-2, 2, 3, 2));
    public static Sample TriangularSolve => Matrix(new TriangularSolve(new(true, true, false, false, false)), General(3, 3), Floats(-2, 2, 3, 2));
    public static Sample TriangularSolveOfUpper => Matrix(new TriangularSolve(new(true, false, false, false, true)), General(2, 3, 3), Floats(-2, 2, 2, 3, 2));
    public static Sample TriangularSolveOnTheRight => Matrix(new TriangularSolve(new(false, false, true, false, false)), General(4, 4), Floats(-2, 2, 3, 4));
    public static Sample TriangularSolveOfLarge => Matrix(new TriangularSolve(new(false, true, false, false, false)), General(18, 18), Floats(-2, 2, 9, 18));
    public static Sample TriangularSolveOfComplex => Matrix(new TriangularSolve(new(true, true, true, true, false)), Lax.Complex(General(3, 3), General(3, 3) * 0.5), Complexes(-2, 2, 3, 2));

    /// <summary>The derivative counts changes as Hermitian.</summary>
    private static Sample Root(NDArray x) =>
        Sample.Of<Cholesky>(a => [Lax.Cholesky((a[0] + Lax.Conj(Np.SwapAxes(a[0], -1, -2))) / 2)], x) with { TakesHalves = false };

    private static Sample Matrix(Primitive primitive, params NDArray[] inputs) => Sample.Of(primitive, inputs) with { TakesHalves = false };

    /// <summary>Matrices far from singular, whose pivots are not where they are looked for first and are clearly the largest.</summary>
    private static NDArray General(params int[] shape)
    {
        NDArray rows = Lax.BroadcastedIota(DType.Int32, shape, shape.Length - 2), columns = Lax.BroadcastedIota(DType.Int32, shape, shape.Length - 1);
        NDArray large = Lax.Eq((rows + 1) % shape[^2], columns).AsType(DType.Float64) * (4.0 + columns.AsType(DType.Float64));
        return Floats(-1, 1, shape) + large;
    }

    private static NDArray Definite(params int[] sizes)
    {
        NDArray half = Floats(-1, 1, [.. sizes, sizes[^1]]);
        return Np.MatMul(half, Np.SwapAxes(half, -1, -2)) + 2 * Np.Eye(sizes[^1]).AsType(DType.Float64);
    }

    private static NDArray DefiniteComplex(int n)
    {
        NDArray half = Complexes(-1, 1, n, n);
        return Np.MatMul(half, Lax.Conj(half.T)) + (2 * Np.Eye(n)).AsType(DType.Complex128);
    }
}
