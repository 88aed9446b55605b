namespace Linum.Extending;

/// <summary>Reductions, running combinations, contractions.</summary>
public static partial class LoopInterpreter
{
    /// <summary>An element as components in the type that sums are formed in: half types in float32.</summary>
    private static (long Re, long Im) Load(byte[] bytes, DType type, long at)
    {
        if (type.Components == 2) return (Read(bytes, type.Component, 2 * at), Read(bytes, type.Component, 2 * at + 1));
        long value = Read(bytes, type, at);
        return (type is DType.Float16 or DType.BFloat16 ? ScalarInterpreter.Convert(value, type, DType.Float32) : value, 0);
    }

    private static void Store(byte[] bytes, DType type, long at, (long Re, long Im) value)
    {
        if (type.Components == 2)
        {
            Write(bytes, type.Component, 2 * at, value.Re);
            Write(bytes, type.Component, 2 * at + 1, value.Im);
            return;
        }

        Write(bytes, type, at, type is DType.Float16 or DType.BFloat16 ? ScalarInterpreter.Convert(value.Re, DType.Float32, type) : value.Re);
    }

    /// <summary>The type that sums are formed in.</summary>
    private static DType Accumulator(DType type) => type is DType.Float16 or DType.BFloat16 ? DType.Float32 : type.Component;

    private static (long Re, long Im) Combine(ReduceKind kind, DType type, (long Re, long Im) a, (long Re, long Im) b)
    {
        DType t = Accumulator(type);
        if (type.Components == 2)
        {
            long Do(ScalarOp op, long x, long y) => ScalarInterpreter.Apply(op, t, x, y);
            switch (kind)
            {
                case ReduceKind.Sum:
                    return (Do(ScalarOp.Add, a.Re, b.Re), Do(ScalarOp.Add, a.Im, b.Im));
                case ReduceKind.Product:
                    return (Do(ScalarOp.Subtract, Do(ScalarOp.Multiply, a.Re, b.Re), Do(ScalarOp.Multiply, a.Im, b.Im)),
                        Do(ScalarOp.Add, Do(ScalarOp.Multiply, a.Re, b.Im), Do(ScalarOp.Multiply, a.Im, b.Re)));
                default:
                    if (IsNaN(t, a.Re) || IsNaN(t, a.Im)) return a;
                    if (IsNaN(t, b.Re) || IsNaN(t, b.Im)) return b;
                    bool less = Do(ScalarOp.Less, a.Re, b.Re) != 0 || (Do(ScalarOp.Equal, a.Re, b.Re) != 0 && Do(ScalarOp.Less, a.Im, b.Im) != 0);
                    return (kind == ReduceKind.Max) == less ? b : a;
            }
        }

        bool logical = type == DType.Bool;
        ScalarOp op2 = kind switch
        {
            ReduceKind.Sum => logical ? ScalarOp.Or : ScalarOp.Add,
            ReduceKind.Product => logical ? ScalarOp.And : ScalarOp.Multiply,
            ReduceKind.Max => ScalarOp.Max,
            ReduceKind.Min => ScalarOp.Min,
            ReduceKind.And => ScalarOp.And,
            ReduceKind.Or => ScalarOp.Or,
            _ => ScalarOp.Xor,
        };
        return (ScalarInterpreter.Apply(op2, t, a.Re, b.Re), 0);
    }

    private static bool IsNaN(DType type, long bits) => type switch
    {
        DType.Float32 => float.IsNaN(BitConverter.Int32BitsToSingle((int)bits)),
        DType.Float64 => double.IsNaN(BitConverter.Int64BitsToDouble(bits)),
        _ => false,
    };

    /// <summary>What nothing combines to.</summary>
    internal static (long Re, long Im) Identity(ReduceKind kind, DType type)
    {
        DType t = Accumulator(type);
        long Number(double x) => ScalarInterpreter.Convert(BitConverter.DoubleToInt64Bits(x), DType.Float64, t);
        switch (kind)
        {
            case ReduceKind.Sum or ReduceKind.Or or ReduceKind.Xor: return (0, 0);
            case ReduceKind.Product: return (Number(1), 0);
            case ReduceKind.And: return (type == DType.Bool ? 1 : ScalarInterpreter.Extend(-1, t), 0);
        }

        bool max = kind == ReduceKind.Max;
        if (t.IsFloat) return (Number(max ? double.NegativeInfinity : double.PositiveInfinity), type.Components == 2 ? Number(max ? double.NegativeInfinity : double.PositiveInfinity) : 0);
        if (t == DType.Bool || t.IsUnsigned) return (max ? 0 : t == DType.Bool ? 1 : ScalarInterpreter.Extend(-1, t), 0);
        long largest = (long)(ulong.MaxValue >> (65 - t.Size * 8));
        return (max ? -largest - 1 : largest, 0);
    }

    private static void RunReduce(Lowered.Reduce reduce, ArrayType type, byte[] input, ArrayType result, byte[] output)
    {
        int[] axes = reduce.Axes.ToArray();
        long[] strides = new long[type.Rank], dense = DenseStrides(result.Shape);
        for (int i = 0, next = 0; i < strides.Length; i++) strides[i] = axes.Contains(i) ? 0 : dense[next++];
        var sums = new (long, long)[result.Shape.Count];
        Array.Fill(sums, Identity(reduce.Kind, type.DType));
        ForEach(type.Shape, (index, n) =>
        {
            long at = Dot(index, strides);
            sums[at] = Combine(reduce.Kind, type.DType, sums[at], Load(input, type.DType, n));
        });
        for (long i = 0; i < sums.Length; i++) Store(output, result.DType, i, sums[i]);
    }

    private static void RunArgReduce(Lowered.ArgReduce arg, ArrayType type, byte[] input, ArrayType result, byte[] output)
    {
        long[] strides = DenseStrides(type.Shape);
        DType t = Accumulator(type.DType);
        ForEach(result.Shape, (index, n) =>
        {
            List<int> full = [.. index];
            full.Insert(arg.Axis, 0);
            long start = Dot(full.ToArray(), strides);
            int best = 0;
            (long Re, long Im) value = Load(input, type.DType, start);
            for (int i = 1; i < type.Shape[arg.Axis] && !IsNaN(t, value.Re) && !IsNaN(t, value.Im); i++)
            {
                (long Re, long Im) next = Load(input, type.DType, start + i * strides[arg.Axis]);
                (long Re, long Im) winner = Combine(arg.Kind, type.DType, value, next);
                bool better = IsNaN(t, next.Re) || IsNaN(t, next.Im) || (winner == next && ScalarInterpreter.Apply(ScalarOp.NotEqual, t, winner.Re, value.Re) != 0)
                    || (type.DType.Components == 2 && winner == next && ScalarInterpreter.Apply(ScalarOp.NotEqual, t, winner.Im, value.Im) != 0);
                if (better) (best, value) = (i, next);
            }

            Write(output, result.DType, n, best);
        });
    }

    private static void RunCumulative(Lowered.Cumulative cumulative, ArrayType type, byte[] input, byte[] output)
    {
        long step = DenseStrides(type.Shape)[cumulative.Axis];
        int size = type.Shape[cumulative.Axis];
        ForEach(type.Shape.With(cumulative.Axis, Math.Min(size, 1)), (index, _) =>
        {
            long start = Dot(index, DenseStrides(type.Shape));
            (long, long) sum = Identity(cumulative.Kind, type.DType);
            for (int i = 0; i < size; i++)
            {
                long at = start + (cumulative.Reverse ? size - 1 - i : i) * step;
                (long, long) value = Load(input, type.DType, at);
                sum = i == 0 ? value : Combine(cumulative.Kind, type.DType, sum, value);
                Store(output, type.DType, at, sum);
            }
        });
    }

    private static void RunContract(ContractDimensions d, ReadOnlySpan<ArrayType> types, ReadOnlySpan<byte[]> inputs, ArrayType result, byte[] output)
    {
        (ArrayType x, ArrayType y, byte[] left, byte[] right) = (types[0], types[1], inputs[0], inputs[1]);
        int[] Free(int rank, ValueList<int> a, ValueList<int> b) => [.. Enumerable.Range(0, rank).Where(i => !a.Span.Contains(i) && !b.Span.Contains(i))];
        int[] xFree = Free(x.Rank, d.LeftContracting, d.LeftBatch), yFree = Free(y.Rank, d.RightContracting, d.RightBatch);
        long[] xs = DenseStrides(x.Shape), ys = DenseStrides(y.Shape);
        long[] OutputStrides(ValueList<int> batch, int[] free, long[] own, int before) =>
            [.. batch.ToArray().Select(a => own[a]), .. new long[before], .. free.Select(a => own[a])];
        long[] xOut = [.. OutputStrides(d.LeftBatch, xFree, xs, 0), .. new long[yFree.Length]], yOut = OutputStrides(d.RightBatch, yFree, ys, xFree.Length);
        Shape contracted = [.. d.LeftContracting.ToArray().Select(a => x.Shape[a])];
        long[] xSum = [.. d.LeftContracting.ToArray().Select(a => xs[a])], ySum = [.. d.RightContracting.ToArray().Select(a => ys[a])];
        DType t = x.DType;
        ForEach(result.Shape, (index, n) =>
        {
            long a = Dot(index, xOut), b = Dot(index, yOut);
            (long, long) sum = Identity(ReduceKind.Sum, t);
            ForEach(contracted, (inner, _) =>
                sum = Combine(ReduceKind.Sum, t, sum, Combine(ReduceKind.Product, t, Load(left, t, a + Dot(inner, xSum)), Load(right, t, b + Dot(inner, ySum)))));
            if (result.DType != t && t.Components == 1) sum = (ScalarInterpreter.Convert(sum.Item1, Accumulator(t), Accumulator(result.DType)), 0);
            Store(output, result.DType, n, sum);
        });
    }
}
