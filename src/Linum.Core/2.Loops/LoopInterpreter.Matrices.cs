using System.Numerics;

namespace Linum.Extending;

/// <summary>The loops over matrices: factorizations and systems.</summary>
public static partial class LoopInterpreter
{
    private static void Matrices(Lowered lowered, Operands arrays)
    {
        if (arrays.InputTypes[0].DType.Component == DType.Float32) Matrices<float>(lowered, arrays);
        else Matrices<double>(lowered, arrays);
    }

    private static void Matrices<T>(Lowered lowered, Operands arrays)
        where T : IBinaryFloatingPointIeee754<T>
    {
        DType part = arrays.InputTypes[0].DType.Component;
        T Number(long bits) => T.CreateTruncating(ScalarArithmetic.ToDouble(part, bits));
        long Bits(T number) => ScalarConversion.Convert(DType.Float64, part, ScalarArithmetic.Bits(double.CreateTruncating(number)));
        if (arrays.InputTypes[0].DType.IsComplex)
            EachMatrix<ComplexEntry<RealEntry<T>, bool>>(lowered, arrays, e => new(new(Number(e.First)), new(Number(e.Second))), x => new(Bits(x.Re.Value), Bits(x.Im.Value)));
        else
            EachMatrix<RealEntry<T>>(lowered, arrays, e => new(Number(e.First)), x => new(Bits(x.Value)));
    }

    private static void EachMatrix<T>(Lowered lowered, Operands arrays, Func<Element, T> number, Func<T, Element> element)
        where T : IEntry<T, bool>
    {
        Shape shape = arrays.InputTypes[0].Shape, other = arrays.InputTypes[^1].Shape;
        int rows = shape[^2], columns = shape[^1];
        int size = checked(rows * columns), right = other[^2] * other[^1];
        long count = shape[..^2].Count;
        var pivots = new T[Math.Min(rows, columns)];
        for (long m = 0; m < count; m++)
        {
            T[] a = Read(arrays, 0, m * size, size, number);
            T[] b = arrays.Inputs.Length == 1 ? [] : Read(arrays, 1, other.Rank == shape.Rank ? m * right : 0, right, number);
            switch (lowered)
            {
                case Lowered.Cholesky cholesky:
                    if (cholesky.TakesMean) MatrixLoops<T, bool>.TakeMean(a, rows);
                    MatrixLoops<T, bool>.Cholesky(a, rows);
                    Write(arrays, 0, m * size, a, element);
                    break;
                case Lowered.Lu:
                    T zero = Read(arrays, 0, m * size, Math.Min(size, 1), number) is [T first] ? first.Like(0) : default!;
                    T[] order = [.. Enumerable.Range(0, rows).Select(i => size == 0 ? default! : zero.Like(i))];
                    MatrixLoops<T, bool>.Eliminate(a, rows, columns, keeps: true, pivots, order);
                    Write(arrays, 0, m * size, a, element);
                    DType part = arrays.InputTypes[0].DType.Component;
                    Element Whole(T x) => new(ScalarConversion.Convert(part, DType.Int32, element(x).First));
                    Write(arrays, 1, m * pivots.Length, pivots, Whole);
                    for (int i = 0; i < rows; i++) (size == 0 ? new(i) : Whole(order[i])).Write(arrays.Outputs[2], DType.Int32, m * rows + i);
                    break;
                case Lowered.Solve:
                    MatrixLoops<T, bool>.Solve(a, rows, b, other[^1], pivots);
                    Write(arrays, 0, m * right, b, element);
                    break;
                case Lowered.TriangularSolve triangular:
                    MatrixLoops<T, bool>.Substitute(a, rows, b, triangular.Form.LeftSide ? other[^1] : other[^2], triangular.Form);
                    Write(arrays, 0, m * right, b, element);
                    break;
            }
        }
    }

    private static T[] Read<T>(Operands arrays, int input, long start, int count, Func<Element, T> number)
    {
        var values = new T[count];
        for (int i = 0; i < count; i++) values[i] = number(arrays.Read(input, start + i));
        return values;
    }

    private static void Write<T>(Operands arrays, int output, long start, T[] values, Func<T, Element> element)
    {
        for (int i = 0; i < values.Length; i++) element(values[i]).Write(arrays.Outputs[output], arrays.OutputTypes[output].DType, start + i);
    }
}
