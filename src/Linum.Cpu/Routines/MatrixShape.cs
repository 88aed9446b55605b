using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>The sizes of a factorization or of systems, seen as matrices that lie one behind the other.</summary>
internal sealed class MatrixShape
{
    public MatrixShape(Lowered lowered, ReadOnlySpan<ArrayType> inputs)
    {
        (Lowered, Type) = (lowered, inputs[0].DType);
        Shape shape = inputs[0].Shape;
        (Rows, Columns, Count) = (shape[^2], shape[^1], shape[..^2].Count);
        HasSides = inputs.Length > 1;
        if (!HasSides) return;
        Shape right = inputs[1].Shape;
        IsShared = right.Rank < shape.Rank;
        RightSize = checked(right[^2] * right[^1]);
        Width = lowered is Lowered.TriangularSolve { Form.LeftSide: false } ? right[^2] : right[^1];
    }

    /// <summary>What is computed.</summary>
    public Lowered Lowered { get; }

    /// <summary>The element type.</summary>
    public DType Type { get; }

    /// <summary>Rows of a matrix.</summary>
    public int Rows { get; }

    /// <summary>Columns of a matrix.</summary>
    public int Columns { get; }

    /// <summary>How many matrices there are.</summary>
    public long Count { get; }

    /// <summary>Whether there are right-hand sides.</summary>
    public bool HasSides { get; }

    /// <summary>How many right-hand sides a matrix has.</summary>
    public int Width { get; }

    /// <summary>Elements of the right-hand sides of a matrix; 0 if there are none.</summary>
    public int RightSize { get; }

    /// <summary>Whether all matrices have the same right-hand sides.</summary>
    public bool IsShared { get; }

    /// <summary>Elements of a matrix.</summary>
    public int Size => checked(Rows * Columns);

    /// <summary>Rows or columns, whichever are fewer.</summary>
    public int Least => Math.Min(Rows, Columns);

    /// <summary>The arithmetic of one matrix, in multiplications.</summary>
    public long Work => (Type.IsComplex ? 4 : 1) * ((long)Rows * Columns * Least / 3 + (Lowered is Lowered.TriangularSolve ? 0 : 1) + (long)RightSize * Rows);

    /// <summary>Whether each lane of the registers takes a matrix of its own.</summary>
    public bool IsSmall => (Math.Max(Rows, Columns) <= 16 && (Width <= 64 || Width <= 4 * Rows)) || (Type.IsComplex && FillsLanes);

    /// <summary>
    /// Whether there are complex matrices for half of the lanes, of which a tile leaves room in the second cache: then a matrix per lane is the faster way to the same bits (64 of 32 rows 272 µs, one by one 621; one of 64
    /// rows 143 and 40, 64 of 64 rows with as many sides 46 and 7.8 ms; complex64, under load, 2026-11-28).
    /// </summary>
    private bool FillsLanes => Count >= Vector256<byte>.Count / Type.Component.Size / 2 && (Size + (long)RightSize) * Type.Components * Vector256<byte>.Count <= CacheSizes.Second * 3 / 8;

    /// <summary>The routine over the addresses of inputs and outputs.</summary>
    public static IRoutine Routine(Lowered lowered, ReadOnlySpan<ArrayType> inputs, Partition partition)
    {
        MatrixShape shape = new(lowered, inputs);
        bool single = shape.Type.Component == DType.Float32;
        if (shape.IsSmall) return single ? new SmallMatrices<float>(shape, partition) : new SmallMatrices<double>(shape, partition);
        if (shape.Type.IsComplex) return single ? new ComplexMatrices<float>(shape, partition) : new ComplexMatrices<double>(shape, partition);
        return single ? new LargeMatrices<float>(shape, partition) : new LargeMatrices<double>(shape, partition);
    }
}
