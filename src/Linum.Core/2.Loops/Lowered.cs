namespace Linum.Extending;

/// <summary>
/// What one equation computes, independent of any backend. Inputs and outputs are dense and row-major; their shapes and dtypes are the equation's.
/// </summary>
public abstract record Lowered
{
    private Lowered() { }

    /// <summary>out[i] = f(in0[i], in1[i], ...): any number of inputs and outputs of one shape; an input of rank 0 is used for every element.</summary>
    public sealed record Map(ScalarFunction Body) : Lowered;

    /// <summary>No arithmetic: output element (i, j, ...) is input element offset + i*strides[0] + j*strides[1] + ... of the dense row-major input. Strides may be 0 or negative.</summary>
    public sealed record View(ValueList<long> Strides, long Offset = 0) : Lowered;

    /// <summary>Input 0 with copies of the scalar input 1 before, after and between elements; negative Low and High cut.</summary>
    public sealed record Pad(ValueList<int> Low, ValueList<int> High, ValueList<int> Interior) : Lowered;

    /// <summary>The inputs one after the other along an axis.</summary>
    public sealed record Concatenate(int Axis) : Lowered;

    /// <summary>Combines the elements along axes, which disappear. float16 and bfloat16 are accumulated in float32.</summary>
    public sealed record Reduce(ReduceKind Kind, ValueList<int> Axes) : Lowered;

    /// <summary>The position of the first largest (Max) or smallest (Min) element along an axis, which disappears; the first NaN wins.</summary>
    public sealed record ArgReduce(ReduceKind Kind, int Axis) : Lowered;

    /// <summary>Running combination along an axis, from the end if Reverse.</summary>
    public sealed record Cumulative(ReduceKind Kind, int Axis, bool Reverse) : Lowered;

    /// <summary>Sums of products: dot_general.</summary>
    public sealed record Contract(ContractDimensions Dimensions) : Lowered;

    /// <summary>Sums of products of an input with a kernel that moves over it: conv_general_dilated.</summary>
    public sealed record Convolve(ConvolveDimensions Dimensions) : Lowered;

    /// <summary>A window of input 0; the remaining inputs are integer scalars, one start per axis, clamped so that the window fits.</summary>
    public sealed record DynamicSlice : Lowered;

    /// <summary>Input 0 with input 1 written over it; the remaining inputs are integer scalars, one start per axis, clamped so that the window fits.</summary>
    public sealed record DynamicUpdateSlice : Lowered;

    /// <summary>Slices of input 0 at the index vectors in the last axis of input 1. A null fill is NaN, the smallest signed or largest unsigned integer, or true.</summary>
    public sealed record Gather(GatherDimensions Dimensions, ValueList<int> SliceSizes, OutOfBounds Mode, double? FillValue = null) : Lowered;

    /// <summary>Input 0 with the slices of input 2 combined into it at the index vectors in the last axis of input 1, in row-major order of the updates. A null Combine overwrites.</summary>
    public sealed record Scatter(ScatterDimensions Dimensions, ReduceKind? Combine, OutOfBounds Mode) : Lowered;

    /// <summary>Stable ascending sort along an axis; the first Keys operands are compared in turn, all are permuted. -0 and +0 tie, NaNs tie and come last.</summary>
    public sealed record Sort(int Axis, int Keys) : Lowered;

    /// <summary>The K largest along the last axis, descending, ties by lower index, NaN largest; outputs are values and int32 positions.</summary>
    public sealed record TopK(int K) : Lowered;

    /// <summary>The lower triangular L with L·Lᴴ = x for matrices in the last two axes, of which the lower triangle is read. All of its triangle is NaN where x is not positive definite.</summary>
    /// <param name="TakesMean">Whether the mean of x and xᴴ takes the place of x.</param>
    public sealed record Cholesky(bool TakesMean = false) : Lowered;

    /// <summary>Triangular factors with partial pivoting of matrices in the last two axes: the factors, which row each step took, and the order of the rows (both int32).</summary>
    public sealed record Lu : Lowered;

    /// <summary>Systems with triangular matrices (input 0) and several right-hand sides (input 1), which have the same leading axes.</summary>
    public sealed record TriangularSolve(TriangularForm Form) : Lowered;

    /// <summary>Systems with square matrices (input 0) and several right-hand sides (input 1), which have the same leading axes, or none: then they are the same for all.</summary>
    public sealed record Solve : Lowered;

    /// <summary>A bitcast between element types of different sizes, which adds or removes a last axis: the bytes are copied as they are.</summary>
    public sealed record CopyBytes : Lowered;

    /// <summary>A hand-written routine.</summary>
    public sealed record Routine(RoutineKind Kind) : Lowered;

    /// <summary>A call or control flow: the bodies are the primitive's.</summary>
    public sealed record Loop(LoopKind Kind) : Lowered;

    /// <summary>An exchange between devices; the details are the primitive's.</summary>
    public sealed record Collective(CollectiveKind Kind, ValueList<string> AxisNames) : Lowered;
}

/// <summary>How a triangular system stands.</summary>
/// <param name="LeftSide">Whether the matrix stands on the left of the unknowns.</param>
/// <param name="Lower">Whether its lower triangle is read, else the upper one.</param>
/// <param name="TransposeA">Whether it is transposed.</param>
/// <param name="ConjugateA">Whether it is conjugated.</param>
/// <param name="UnitDiagonal">Whether its diagonal counts as ones and is not read.</param>
public sealed record TriangularForm(bool LeftSide, bool Lower, bool TransposeA, bool ConjugateA, bool UnitDiagonal);

/// <summary>How elements are combined.</summary>
public enum ReduceKind : byte
{
    /// <summary>Sum; 0 for nothing.</summary>
    Sum,
    /// <summary>Product; 1 for nothing.</summary>
    Product,
    /// <summary>Largest, NaN if any is NaN; the smallest value for nothing. Complex: by real, then imaginary part.</summary>
    Max,
    /// <summary>Smallest, NaN if any is NaN; the largest value for nothing.</summary>
    Min,
    /// <summary>Bitwise or logical and; all ones for nothing.</summary>
    And,
    /// <summary>Bitwise or logical or; 0 for nothing.</summary>
    Or,
    /// <summary>Bitwise or logical exclusive or; 0 for nothing.</summary>
    Xor,
}

/// <summary>Which axes a contraction sums and which it keeps side by side. Output axes: batch, left free, right free.</summary>
public sealed record ContractDimensions(ValueList<int> LeftContracting, ValueList<int> RightContracting, ValueList<int> LeftBatch, ValueList<int> RightBatch);

/// <summary>The axes of a gather, as in XLA's Gather: <c>OffsetDims</c> are the output axes that come from the slice, the other output axes are those of the indices.</summary>
public sealed record GatherDimensions(
    ValueList<int> OffsetDims, ValueList<int> CollapsedSliceDims, ValueList<int> StartIndexMap, ValueList<int> OperandBatchingDims, ValueList<int> StartIndicesBatchingDims);

/// <summary>The axes of a scatter, the mirror image of <see cref="GatherDimensions"/>.</summary>
public sealed record ScatterDimensions(
    ValueList<int> UpdateWindowDims, ValueList<int> InsertedWindowDims, ValueList<int> ScatterDimsToOperandDims, ValueList<int> OperandBatchingDims, ValueList<int> ScatterIndicesBatchingDims);

/// <summary>The hand-written routines.</summary>
public enum RoutineKind : byte
{
    /// <summary>A value seen through another sharding or identity with a meaning: copied as it is.</summary>
    Copy,
}

/// <summary>Calls and control flow.</summary>
public enum LoopKind : byte
{
    /// <summary>A program called once.</summary>
    Call,
    /// <summary>One of several programs.</summary>
    Cond,
    /// <summary>A program repeated while another says so.</summary>
    While,
    /// <summary>A program for each element of a leading axis.</summary>
    Scan,
    /// <summary>A program on each of several devices.</summary>
    Pmap,
}

/// <summary>Exchanges between devices.</summary>
public enum CollectiveKind : byte
{
    /// <summary>Sum over the devices.</summary>
    Sum,
    /// <summary>Largest over the devices.</summary>
    Max,
    /// <summary>Smallest over the devices.</summary>
    Min,
    /// <summary>All devices' values side by side.</summary>
    AllGather,
    /// <summary>The sum, of which each device keeps a part.</summary>
    ReduceScatter,
    /// <summary>Values moved between devices.</summary>
    Permute,
    /// <summary>Each device's k-th part to device k.</summary>
    AllToAll,
    /// <summary>The device's own position.</summary>
    AxisIndex,
}
