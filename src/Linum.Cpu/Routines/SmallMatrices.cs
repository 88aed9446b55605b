using System.Numerics;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Algorithms on many small matrices: each lane of the registers takes a matrix of its own. Some matrices are brought into a tile, computed there - tiny ones by an emitted loop that
/// keeps them in registers - and written back, so that memory is passed over once.
/// </summary>
/// <typeparam name="T">A component: the element, or the real type of complex ones.</typeparam>
internal sealed unsafe class SmallMatrices<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Bytes of a row of a tile for emitted loops.</summary>
    private const int LongRow = 256;

    private readonly MatrixShape shape;
    private readonly Partition partition;
    private readonly MapLoop? loop;
    private readonly int rowBytes;
    private readonly int parts;
    private readonly int own;
    private readonly int right;
    private readonly int extra;

    public SmallMatrices(MatrixShape shape, Partition partition)
    {
        (this.shape, this.partition, parts) = (shape, partition, shape.Type.Components);
        (own, right) = (shape.Size * parts, shape.RightSize * parts);
        extra = shape.Lowered is Lowered.Lu ? shape.Least + shape.Rows : 0;
        bool isTiny = parts == 1 && shape.Size > 0 && Math.Max(shape.Rows, Math.Max(shape.Columns, shape.Width)) <= UnrolledMatrices.Most;
        if (isTiny)
        {
            ScalarFunction function = UnrolledMatrices.Record(shape.Lowered, shape.Type, shape.Rows, shape.Columns, shape.RightSize, shape.Width);
            loop = MapKernel.Get(new(function, new bool[function.Inputs.Count], -1, Apart: LongRow));
        }

        rowBytes = isTiny ? LongRow : Vector256<byte>.Count;
    }

    /// <summary>Arrays: the matrices, the right-hand sides if there are any, then the results.</summary>
    public void Run(nint* arrays)
    {
        nint shared = (nint)arrays;
        if ((shape.HasSides ? right : own) == 0)
        {
            if (shape.Lowered is Lowered.Lu) Numbers((int*)arrays[3]);
            return;
        }

        int each = rowBytes / sizeof(T);
        partition.Run((shape.Count + each - 1) / each, (begin, end) => Some((nint*)shared, begin * each, Math.Min(end * each, shape.Count)));
    }

    /// <summary>The order of the rows of matrices without elements.</summary>
    private void Numbers(int* order)
    {
        for (long i = 0; i < shape.Count * shape.Rows; i++) order[i] = (int)(i % shape.Rows);
    }

    private void Some(nint* arrays, long begin, long end)
    {
        int results = loop is null ? 0 : shape.HasSides ? right : own;
        using Scratch memory = new((own + right + results + extra * parts) * (long)rowBytes);
        byte* a = (byte*)memory.Address, b = a + own * rowBytes, x = b + right * rowBytes, whole = x + results * rowBytes;
        nint tile = memory.Address, zero = 0;
        int each = rowBytes / sizeof(T);
        Vector256<T>[] masks = new Vector256<T>[loop is null ? shape.Rows * shape.Least : 0];
        T* matrices = (T*)arrays[0], sides = (T*)arrays[1], to = (T*)arrays[shape.HasSides ? 2 : 1];
        bool keepsSides = shape.IsShared && loop is not null;
        if (keepsSides) MatrixTile.Repeat(sides, b, rowBytes, right, each);
        for (long m = begin; m < end; m += each)
        {
            int count = (int)Math.Min(each, end - m);
            MatrixTile.Load(matrices + m * own, a, rowBytes, own, count);
            if (shape.IsShared && !keepsSides) MatrixTile.Repeat(sides, b, rowBytes, right, each);
            else if (shape.HasSides && !shape.IsShared) MatrixTile.Load(sides + m * right, b, rowBytes, right, count);
            // Entries and results lie in the tile in the order of the function's inputs and outputs.
            if (loop is not null) loop.Run(&tile, 0, count, &zero);
            else if (parts == 1) Loop<LaneEntry<T>>((LaneEntry<T>*)a, (LaneEntry<T>*)b, (LaneEntry<T>*)whole, masks);
            else Loop<ComplexEntry<LaneEntry<T>, Vector256<T>>>((ComplexEntry<LaneEntry<T>, Vector256<T>>*)a, (ComplexEntry<LaneEntry<T>, Vector256<T>>*)b, (ComplexEntry<LaneEntry<T>, Vector256<T>>*)whole, masks);
            byte* result = loop is not null ? x : shape.HasSides ? b : a;
            int size = shape.HasSides ? right : own;
            MatrixTile.Store(result, rowBytes, to + m * size, size, count);
            if (extra == 0) continue;
            MatrixTile.StoreIntegers<T>(whole, rowBytes * parts, (int*)arrays[2] + m * shape.Least, shape.Least, count);
            MatrixTile.StoreIntegers<T>(whole + shape.Least * parts * rowBytes, rowBytes * parts, (int*)arrays[3] + m * shape.Rows, shape.Rows, count);
        }
    }

    private void Loop<TEntry>(TEntry* first, TEntry* second, TEntry* numbers, Span<Vector256<T>> masks)
        where TEntry : unmanaged, IEntry<TEntry, Vector256<T>>
    {
        Span<TEntry> a = new(first, shape.Size), b = new(second, shape.RightSize);
        switch (shape.Lowered)
        {
            case Lowered.Cholesky cholesky:
                if (cholesky.TakesMean) MatrixLoops<TEntry, Vector256<T>>.TakeMean(a, shape.Rows);
                MatrixLoops<TEntry, Vector256<T>>.Cholesky(a, shape.Rows);
                break;
            case Lowered.Lu:
                Span<TEntry> pivots = new(numbers, shape.Least), order = new(numbers + shape.Least, shape.Rows);
                for (int i = 0; i < order.Length; i++) order[i] = a[0].Like(i);
                MatrixLoops<TEntry, Vector256<T>>.Eliminate(a, shape.Rows, shape.Columns, keeps: true, pivots, order, masks);
                break;
            case Lowered.TriangularSolve triangular:
                MatrixLoops<TEntry, Vector256<T>>.Substitute(a, shape.Rows, b, shape.Width, triangular.Form);
                break;
            case Lowered.Solve:
                MatrixLoops<TEntry, Vector256<T>>.Solve(a, shape.Rows, b, shape.Width, masks);
                break;
        }
    }
}
