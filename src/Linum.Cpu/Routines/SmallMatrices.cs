using System.Numerics;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Algorithms on many small matrices: each lane of the registers takes a matrix of its own. Some matrices are brought into a tile, computed there - tiny ones by emitted loops, a column
/// at a time - and written back, so that memory is passed over once.
/// </summary>
/// <typeparam name="T">A component: the element, or the real type of complex ones.</typeparam>
internal sealed unsafe class SmallMatrices<T> : IRoutine
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MatrixShape shape;
    private readonly Partition partition;
    private readonly TileLayout layout;
    private readonly Kernel? loop;
    private readonly int rowBytes;
    private readonly int parts;
    private readonly int own;
    private readonly int right;

    public SmallMatrices(MatrixShape shape, Partition partition)
    {
        (this.shape, this.partition, parts) = (shape, partition, shape.Type.Components);
        (own, right) = (shape.Size * parts, shape.RightSize * parts);
        bool isTiny = parts == 1 && shape.Size > 0 && Math.Max(shape.Rows, Math.Max(shape.Columns, shape.Width)) <= UnrolledMatrices.Most;
        layout = TileLayout.Of(shape, isTiny);
        rowBytes = isTiny ? LongRow : Vector256<byte>.Count;
        if (isTiny) loop = TileKernel.Get(UnrolledMatrices.Record(shape, layout), rowBytes);
    }

    public long WorkingBytes => (shape.HasSides ? right : own) == 0 ? 0 : partition.Threads((shape.Count + Each - 1) / Each) * TileBytes;

    /// <summary>
    /// Bytes of a row of a tile for emitted loops: long ones of tiles of few rows, short ones of large tiles, so that reading memory is not long by itself (4×4 inverses 97 ns for sixteen with
    /// rows of 512 bytes, 88 with 256, where from the second cache both take 80).
    /// </summary>
    private int LongRow => layout.Rows > 32 ? 256 : 512;

    /// <summary>Matrices of a tile.</summary>
    private int Each => rowBytes / sizeof(T);

    private long TileBytes => layout.Rows * (long)rowBytes;

    /// <summary>Arrays: the matrices, the right-hand sides if there are any, then the results.</summary>
    public void Run(nint* arrays)
    {
        if ((shape.HasSides ? right : own) == 0)
        {
            if (shape.Lowered is Lowered.Lu) Numbers((int*)arrays[3]);
            return;
        }

        partition.Run((shape.Count + Each - 1) / Each, (This: this, Arrays: (nint)arrays, Each), static (s, begin, end) => s.This.Some((nint*)s.Arrays, begin * s.Each, Math.Min(end * s.Each, s.This.shape.Count)));
    }

    /// <summary>The order of the rows of matrices without elements.</summary>
    private void Numbers(int* order)
    {
        for (long i = 0; i < shape.Count * shape.Rows; i++) order[i] = (int)(i % shape.Rows);
    }

    private void Some(nint* arrays, long begin, long end)
    {
        using Scratch memory = new(TileBytes);
        nint buffer = memory.Address;
        byte* tile = (byte*)buffer, sides = tile + layout.Sides * (long)rowBytes, pivots = tile + layout.Pivots * (long)rowBytes, order = tile + layout.Order * (long)rowBytes;
        byte* result = shape.HasSides ? tile + layout.Solutions * (long)rowBytes : tile;
        int each = Each, size = shape.HasSides ? right : own;
        T* matrices = (T*)arrays[0], given = (T*)arrays[1], to = (T*)arrays[shape.HasSides ? 2 : 1];
        bool keepsSides = shape.IsShared && loop is not null;
        if (keepsSides) MatrixTile.Repeat(given, sides, rowBytes, right, (int)Math.Min(each, end - begin));
        for (long m = begin; m < end; m += each)
        {
            int count = (int)Math.Min(each, end - m);
            MatrixTile.Load(matrices + m * own, tile, rowBytes, own, count);
            if (shape.IsShared && !keepsSides) MatrixTile.Repeat(given, sides, rowBytes, right, each);
            else if (shape.HasSides && !shape.IsShared) MatrixTile.Load(given + m * right, sides, rowBytes, right, count);
            if (loop is not null) loop(&buffer, 0, count, &buffer);
            else if (parts == 1) Loop((LaneEntry<T>*)tile, (LaneEntry<T>*)sides, (LaneEntry<T>*)pivots);
            else Loop((ComplexEntry<LaneEntry<T>, Vector256<T>>*)tile, (ComplexEntry<LaneEntry<T>, Vector256<T>>*)sides, (ComplexEntry<LaneEntry<T>, Vector256<T>>*)pivots);
            MatrixTile.Store(result, rowBytes, to + m * size, size, count);
            if (shape.Lowered is not Lowered.Lu) continue;
            MatrixTile.StoreIntegers<T>(pivots, rowBytes * parts, (int*)arrays[2] + m * shape.Least, shape.Least, count);
            MatrixTile.StoreIntegers<T>(order, rowBytes * parts, (int*)arrays[3] + m * shape.Rows, shape.Rows, count);
        }
    }

    private void Loop<TEntry>(TEntry* first, TEntry* second, TEntry* numbers)
        where TEntry : unmanaged, IEntry<TEntry, Vector256<T>>
    {
        Span<TEntry> a = new(first, shape.Size), b = new(second, shape.RightSize), pivots = new(numbers, shape.Least);
        switch (shape.Lowered)
        {
            case Lowered.Cholesky cholesky:
                if (cholesky.TakesMean) MatrixLoops<TEntry, Vector256<T>>.TakeMean(a, shape.Rows);
                MatrixLoops<TEntry, Vector256<T>>.Cholesky(a, shape.Rows);
                break;
            case Lowered.Lu:
                Span<TEntry> order = new(numbers + shape.Least, shape.Rows);
                for (int i = 0; i < order.Length; i++) order[i] = a[0].Like(i);
                MatrixLoops<TEntry, Vector256<T>>.Eliminate(a, shape.Rows, shape.Columns, keeps: true, pivots, order);
                break;
            case Lowered.TriangularSolve triangular:
                MatrixLoops<TEntry, Vector256<T>>.Substitute(a, shape.Rows, b, shape.Width, triangular.Form);
                break;
            case Lowered.Solve:
                MatrixLoops<TEntry, Vector256<T>>.Solve(a, shape.Rows, b, shape.Width, pivots);
                break;
        }
    }
}
