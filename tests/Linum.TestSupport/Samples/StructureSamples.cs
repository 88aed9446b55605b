using Linum.Extending;

namespace Linum.TestSupport;

public static partial class PrimitiveSamples
{
    public static Sample BroadcastInDim => Sample.Of(new BroadcastInDim([2, 3, 4], [1]), Floats(-2, 2, 3));
    public static Sample BroadcastOfOnes => Sample.Of(new BroadcastInDim([3, 4], [0, 1]), Floats(-2, 2, 3, 1));
    public static Sample BroadcastOfScalar => Sample.Of(new BroadcastInDim([3, 2], []), Floats(-2, 2));
    public static Sample Concatenate => Sample.Of(new Concatenate(1), Floats(-2, 2, 3, 2), Floats(0, 1, 3, 1), Floats(4, 5, 3, 3));
    public static Sample DynamicSlice => Sample.Of(new DynamicSlice([2, 2]), Floats(-2, 2, 4, 3), Np.Array(1), Np.Array(2)) with { MayVary = false };
    public static Sample DynamicUpdateSlice => Sample.Of(new DynamicUpdateSlice(), Floats(-2, 2, 4, 3), Floats(5, 6, 2, 2), Np.Array(3), Np.Array(0)) with { MayVary = false };
    public static Sample Iota => Sample.Of(new Iota(DType.Int32, [3, 4], 1));
    public static Sample Pad => Sample.Of(new Pad([1, -1], [2, 0], [0, 1]), Floats(-2, 2, 3, 4), Floats(8, 9));
    public static Sample Reshape => Sample.Of(new Reshape([2, 6]), Floats(-2, 2, 3, 4));
    public static Sample Rev => Sample.Of(new Rev([1]), Floats(-2, 2, 3, 4));
    public static Sample Squeeze => Sample.Of(new Squeeze([1]), Floats(-2, 2, 3, 1, 2));
    public static Sample StaticSlice => Sample.Of(new StaticSlice([0, 1], [3, 4], [2, 1]), Floats(-2, 2, 3, 4));
    public static Sample Transpose => Sample.Of(new TransposeAxes([2, 0, 1]), Floats(-2, 2, 2, 3, 4));
    public static Sample DotGeneral => Sample.Of(new DotGeneral(new([1], [0], [], []), DType.Float64), Floats(-2, 2, 3, 4), Floats(-1, 2, 4, 2));
    public static Sample DotGeneralBatched => Sample.Of(new DotGeneral(new([2], [1], [0], [2]), DType.Float64), Floats(-2, 2, 2, 3, 4), Floats(-1, 2, 5, 4, 2));
    public static Sample DotGeneralOuter => Sample.Of(new DotGeneral(new([], [], [], []), DType.Float64), Floats(-2, 2, 3), Floats(-1, 2, 2));
    public static Sample DotGeneralOfComplex => Sample.Of(new DotGeneral(new([1], [0], [], []), DType.Complex128), Complexes(-2, 2, 2, 3), Complexes(-1, 2, 3, 2));
    public static Sample DotGeneralOfIntegers => Sample.Of(new DotGeneral(new([1], [0], [], []), DType.Int32), Ints(-9, 9, 3, 4), Ints(-9, 9, 4, 2));
    public static Sample ConvGeneralDilated => Sample.Of(new ConvGeneralDilated(new([0, 1, 2], [0, 1, 2], [0, 1, 2], [2], [1], [2], [1], [2])), Floats(-2, 2, 2, 3, 7), Floats(-1, 2, 4, 3, 2));
    public static Sample ConvolutionOfFeatureGroups => Sample.Of(new ConvGeneralDilated(new([0, 3, 1, 2], [3, 2, 0, 1], [0, 3, 1, 2], [1, 2], [1, 0], [1, 1], [2, 1], [1, 1], FeatureGroups: 2)), Floats(-2, 2, 2, 3, 4, 4), Floats(-1, 2, 2, 3, 2, 6));
    public static Sample ConvolutionOfBatchGroups => Sample.Of(new ConvGeneralDilated(new([1, 0, 2], [0, 1, 2], [0, 2, 1], [1], [-1], [2], [1], [1], BatchGroups: 3)), Floats(-2, 2, 2, 6, 5), Floats(-1, 2, 3, 2, 2));
    public static Sample ReduceSum => Sample.Of(new ReduceSum([0, 2]), Floats(-2, 2, 2, 3, 4));
    public static Sample ReduceSumOfNothing => Sample.Of(new ReduceSum([1]), Np.Zeros(3, 0).AsType(DType.Float64));
    public static Sample ReduceProd => Sample.Of(new ReduceProd([1]), Floats(0.5, 2, 3, 4));
    public static Sample ReduceMax => Sample.Of(new ReduceMax([1]), Floats(-2, 2, 3, 4));
    public static Sample ReduceMin => Sample.Of(new ReduceMin([0]), Floats(-2, 2, 3, 4));
    public static Sample ReduceAnd => Sample.Of(new ReduceAnd([0]), Bools(3, 4));
    public static Sample ReduceOr => Sample.Of(new ReduceOr([1]), Bools(3, 4));
    public static Sample ReduceXor => Sample.Of(new ReduceXor([1]), Ints(0, 64, 3, 4));
    public static Sample ArgMax => Sample.Of(new ArgMax(1, DType.Int32), Floats(-2, 2, 3, 4));
    public static Sample ArgMin => Sample.Of(new ArgMin(0, DType.Int32), Floats(-2, 2, 3, 4));
    public static Sample CumSum => Sample.Of(new CumSum(1, false), Floats(-2, 2, 3, 4));
    public static Sample CumSumReverse => Sample.Of(new CumSum(0, true), Floats(-2, 2, 3, 4));
    public static Sample CumProd => Sample.Of(new CumProd(1, false), Floats(0.5, 2, 3, 4));
    public static Sample CumMax => Sample.Of(new CumMax(0, false), Floats(-2, 2, 3, 4));
    public static Sample CumMin => Sample.Of(new CumMin(1, true), Floats(-2, 2, 3, 4));
    public static Sample Sort => Sample.Of(new Sort(1, 1), Floats(-2, 2, 3, 5));
    public static Sample SortWithPayload => Sample.Of(new Sort(0, 2), Ints(0, 3, 9), Floats(-2, 2, 9), Floats(5, 6, 9));
    public static Sample TopK => Sample.Of(new TopK(2), Floats(-2, 2, 3, 5));

    public static Sample Gather => Sample.Of(new Gather(new([1], [0], [0], [], []), [1, 3], OutOfBounds.Clip, null), Floats(-2, 2, 4, 3), Np.Array([[2], [0], [3], [2]])) with { MayVary = false };
    public static Sample GatherFill => Sample.Of(new Gather(new([], [0, 1], [0, 1], [], []), [1, 1], OutOfBounds.FillOrDrop, 7), Floats(-2, 2, 4, 3), Np.Array([[2, 1], [9, 0], [3, 2]])) with { MayVary = false };
    public static Sample ScatterAdd => Sample.Of(new Scatter(ReduceKind.Sum, new([1], [0], [0], [], []), OutOfBounds.Clip), Floats(-2, 2, 4, 3), Np.Array([[2], [0], [2]]), Floats(5, 6, 3, 3)) with { MayVary = false };
    public static Sample ScatterSet => Sample.Of(new Scatter(null, new([1], [0], [0], [], []), OutOfBounds.FillOrDrop, true), Floats(-2, 2, 4, 3), Np.Array([[2], [0], [9]]), Floats(5, 6, 3, 3)) with { MayVary = false };
    public static Sample ScatterMul => Sample.Of(new Scatter(ReduceKind.Product, new([1], [0], [0], [], []), OutOfBounds.Clip, true), Floats(-2, 2, 4, 3), Np.Array([[2], [0], [3]]), Floats(5, 6, 3, 3)) with { MayVary = false };
    public static Sample ScatterMax => Sample.Of(new Scatter(ReduceKind.Max, new([1], [0], [0], [], []), OutOfBounds.Clip), Floats(-2, 2, 4, 3), Np.Array([[2], [0], [2]]), Floats(-1, 1.1, 3, 3)) with { MayVary = false };

    public static Sample RandomBits => Sample.Of(new RandomBits(32, [5]), Rng.Key(1).Array) with { HasDerivative = false };
    public static Sample RandomSplit => Sample.Of(new RandomSplit([3]), Rng.Key(1).Array) with { HasDerivative = false };
    public static Sample RandomFoldIn => Sample.Of(new RandomFoldIn(), Rng.Key(1).Array, Np.Array(5u)) with { HasDerivative = false };
    public static Sample RandomWrap => Sample.Of(new RandomWrap(), Np.Array([3u, 4u])) with { HasDerivative = false };
    public static Sample RandomUnwrap => Sample.Of(new RandomUnwrap(), Rng.Key(1).Array) with { HasDerivative = false };
}
