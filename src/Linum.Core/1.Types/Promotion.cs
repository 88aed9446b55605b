namespace Linum.Extending;

/// <summary>
/// The type that several types are converted to before they are combined: their least upper bound in the reference's lattice. Weak types (of C# literals) stand for a kind of number
/// only - integer, floating, complex - and take the width of what they meet.
/// </summary>
public static class Promotion
{
    // The three weak kinds stand behind the dtypes in the table.
    private const int WeakInteger = 15, WeakFloat = 16, WeakComplex = 17, Count = 18;

    /// <summary>The direct steps upward from each type, as the spec of the reference draws them.</summary>
    private static readonly int[][] Steps = BuildSteps();

    private static readonly int[,] Table = BuildTable();

    /// <summary>The common type. It is weak if all types are, or if only a kind is common to them.</summary>
    /// <exception cref="DTypeException">Promotion is strict on this thread, and two arrays have different dtypes.</exception>
    public static (DType DType, bool IsWeak) Join(ReadOnlySpan<ArrayType> types)
    {
        DType first = types[0].DType;
        bool same = true, anyStrong = false, allWeak = true;
        foreach (ArrayType type in types)
        {
            same &= type.DType == first;
            anyStrong |= !type.IsWeak;
            allWeak &= type.IsWeak;
        }

        if (same) return (first, !anyStrong);
        int node = -1;
        foreach (ArrayType type in types)
        {
            if (type.DType > DType.Complex128) throw new DTypeException($"{type.ToLongString()} cannot be combined with {types[0].ToLongString()}: keys and float0 take part in no promotion.");
            if (IsStrict) RequireStrict(types, type);
            int mine = Node(type, allWeak);
            node = node < 0 ? mine : Table[node, mine];
        }

        return node < WeakInteger ? ((DType)node, allWeak) : (Materialized(node, types), true);
    }

    /// <summary>Whether promotion is strict on this thread.</summary>
    public static bool IsStrict => CurrentThread.Has(ThreadModes.StrictPromotion);

    /// <summary>Makes promotion strict on this thread until the result is disposed: only literals adapt to arrays, and arrays of different dtypes are an error.</summary>
    public static StrictScope Strictly() => new(true);

    private static int Node(ArrayType type, bool allWeak)
    {
        if (!type.IsWeak || allWeak || type.DType == DType.Bool) return (int)type.DType;
        return type.DType.IsInteger ? WeakInteger : type.DType.IsFloat ? WeakFloat : WeakComplex;
    }

    /// <summary>
    /// What a kind stands for: 64 bits if any operand has 64-bit elements (so that uint64 with int8, or int64 with 1.5, give float64), else the default types of the thread.
    /// </summary>
    private static DType Materialized(int node, ReadOnlySpan<ArrayType> types)
    {
        bool wide = false;
        foreach (ArrayType type in types) wide |= type.DType is DType.Int64 or DType.UInt64 or DType.Float64 or DType.Complex128;
        return node switch
        {
            WeakInteger => wide ? DType.Int64 : DefaultTypes.Int,
            WeakFloat => wide ? DType.Float64 : DefaultTypes.Float,
            _ => wide ? DType.Complex128 : DefaultTypes.Complex,
        };
    }

    private static void RequireStrict(ReadOnlySpan<ArrayType> types, ArrayType type)
    {
        foreach (ArrayType other in types)
        {
            bool differ = !type.IsWeak && !other.IsWeak && type.DType != other.DType;
            bool rigid = type.IsWeak && !other.IsWeak && Table[(int)other.DType, Node(type, false)] != (int)other.DType;
            if (!differ && !rigid) continue;
            throw new DTypeException($"Strict promotion: {type.DType.Name} and {other.DType.Name} have no common type without an explicit conversion. Convert one of them with AsType.");
        }
    }

    private static int[][] BuildSteps()
    {
        var steps = new int[Count][];
        void From(DType type, params int[] to) => steps[(int)type] = to;
        From(DType.Bool, WeakInteger);
        From(DType.UInt8, (int)DType.Int16, (int)DType.UInt16);
        From(DType.UInt16, (int)DType.Int32, (int)DType.UInt32);
        From(DType.UInt32, (int)DType.Int64, (int)DType.UInt64);
        From(DType.UInt64, WeakFloat);
        From(DType.Int8, (int)DType.Int16);
        From(DType.Int16, (int)DType.Int32);
        From(DType.Int32, (int)DType.Int64);
        From(DType.Int64, WeakFloat);
        From(DType.BFloat16, (int)DType.Float32);
        From(DType.Float16, (int)DType.Float32);
        From(DType.Float32, (int)DType.Float64, (int)DType.Complex64);
        From(DType.Float64, (int)DType.Complex128);
        From(DType.Complex64, (int)DType.Complex128);
        From(DType.Complex128);
        steps[WeakInteger] = [(int)DType.UInt8, (int)DType.Int8];
        steps[WeakFloat] = [(int)DType.BFloat16, (int)DType.Float16, WeakComplex];
        steps[WeakComplex] = [(int)DType.Complex64];
        return steps;
    }

    private static int[,] BuildTable()
    {
        var above = new bool[Count, Count];
        for (int i = 0; i < Count; i++) Mark(i, i);
        var table = new int[Count, Count];
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < Count; j++)
            {
                // The least upper bound is the one common bound that all others lie above.
                for (int k = 0; k < Count; k++)
                {
                    if (!above[i, k] || !above[j, k]) continue;
                    bool least = true;
                    for (int other = 0; other < Count; other++) least &= !above[i, other] || !above[j, other] || above[k, other];
                    if (least) table[i, j] = k;
                }
            }
        }

        return table;

        void Mark(int from, int at)
        {
            if (above[from, at]) return;
            above[from, at] = true;
            foreach (int next in Steps[at]) Mark(from, next);
        }
    }

    /// <summary>The time during which promotion is strict.</summary>
    public readonly ref struct StrictScope
    {
        private readonly bool before;

        internal StrictScope(bool value) => before = CurrentThread.Set(ThreadModes.StrictPromotion, value);

        /// <summary>Goes back to what held before.</summary>
        public void Dispose() => CurrentThread.Set(ThreadModes.StrictPromotion, before);
    }
}
