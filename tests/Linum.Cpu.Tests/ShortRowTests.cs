using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Copies whose rows have few elements.</summary>
public unsafe class ShortRowTests
{
    /// <summary>Rows, elements of a row, and the source's elements from row to row and from element to element.</summary>
    public static TheoryData<int, int, int, int, int> Patterns
    {
        get
        {
            TheoryData<int, int, int, int, int> all = [];
            foreach (int rows in (ReadOnlySpan<int>)[1, 3, 40, 1001])
            {
                foreach (int count in (ReadOnlySpan<int>)[2, 3, 4, 5, 7, 8, 15, 16, 17])
                {
                    foreach ((int row, int step) in (ReadOnlySpan<(int, int)>)[(0, 1), (0, 3), (1, 0), (2, 0), (count, 1), (count + 3, 1), (1, 1), (-count, 1), (2 * count, 2), (count, -1), (-1, 0)])
                        all.Add(rows, count, row, step, 0);
                    all.Add(rows, count, count, 1, 2);
                    all.Add(rows, count, 1, 0, 1);
                    all.Add(rows, count, 0, 1, 3);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void They_are_copied_and_nothing_beside_them_is_written(int rows, int count, int row, int step, int gap)
    {
        foreach (int size in (ReadOnlySpan<int>)[1, 2, 4, 8, 16]) Copies(rows, count, row, step, gap, size);
    }

    [Theory]
    [InlineData(3, 0, 1)]
    [InlineData(3, 1, 0)]
    [InlineData(5, 5, 1)]
    [InlineData(2, 1, 0)]
    public void Large_ones_go_past_the_caches_on_several_threads(int count, int row, int step) => Copies((9 << 20) / (4 * count), count, row, step, 0, 4, parts: 7);

    [Theory]
    [InlineData(3, 5)]
    [InlineData(3, 16)]
    [InlineData(9, 17)]
    [InlineData(9, 1000)]
    [InlineData(3, 70_001)]
    [InlineData(9, 300_010)]
    [InlineData(3, 800_000)]
    public void Few_lines_become_many_short_rows_and_back(int few, int many)
    {
        foreach (int parts in (ReadOnlySpan<int>)[1, 3])
        {
            Copies(many, few, 1, many, 0, 4, parts);
            Copies(many, few, 1, many + 5, 0, 4, parts);
            Copies(many, few, 1, many, 1, 4, parts);
            Copies(few, many, 1, few, 0, 4, parts);
            Copies(few, many, 1, few, 3, 4, parts);
            Copies(few, many, 1, few + 1, 0, 4, parts);
        }
    }

    [Theory]
    [InlineData(new[] { 100, 3, 3 }, new[] { 9, 1, 3 })]
    [InlineData(new[] { 100, 3, 3 }, new[] { 3, 0, 1 })]
    [InlineData(new[] { 100, 4, 4 }, new[] { 16, 1, 4 })]
    [InlineData(new[] { 100, 2, 2, 3 }, new[] { 12, 1, 6, 2 })]
    [InlineData(new[] { 7, 100, 3, 2 }, new[] { 2, 14, 0, 1 })]
    [InlineData(new[] { 100, 8, 8 }, new[] { 64, 1, 8 })]
    [InlineData(new[] { 100, 10, 10 }, new[] { 10, 1, 0 })]
    [InlineData(new[] { 100, 10, 10 }, new[] { 10, 0, 1 })]
    [InlineData(new[] { 100, 5, 15 }, new[] { 15, 0, 1 })]
    [InlineData(new[] { 100, 16, 16 }, new[] { 16, 0, 1 })]
    [InlineData(new[] { 9, 100, 17, 2 }, new[] { 200, 2, 0, 1 })]
    [InlineData(new[] { 3, 100, 2, 3 }, new[] { 3, 9, 900, 1 })]
    [InlineData(new[] { 100, 0 }, new[] { 1, 100 })]
    [InlineData(new[] { 100, 0, 3 }, new[] { 0, 3, 1 })]
    public void Small_blocks_are_turned(int[] shape, int[] steps)
    {
        long count = shape.Aggregate(1L, (a, b) => a * b), last = shape.Zip(steps, (n, s) => (n - 1L) * s).Sum() + 100;
        foreach (int size in (ReadOnlySpan<int>)[1, 2, 4, 8, 16])
        {
            byte[] source = new byte[(last + 1) * size], target = new byte[count * size + 64];
            new Random(size).NextBytes(source);
            fixed (byte* from = source, to = target) new StridedCopy(shape, [.. steps.Select(s => (long)s)], Operand.Dense(shape), size).Run((nint)from, (nint)to);
            long[] dense = Operand.Dense(shape);
            for (long i = 0; i < count; i++)
            {
                long place = 0;
                for (int axis = 0; axis < shape.Length; axis++) place += i / dense[axis] % shape[axis] * steps[axis];
                Assert.Equal(source.AsSpan((int)(place * size), size), target.AsSpan((int)(i * size), size));
            }

            Assert.True(target.AsSpan((int)(count * size)).IndexOfAnyExcept((byte)0) < 0, "Something was written behind the copy.");
        }
    }

    private static void Copies(int rows, int count, int row, int step, int gap, int size, int parts = 1)
    {
        int low = Math.Min(0, row * (rows - 1)) + Math.Min(0, step * (count - 1)), high = Math.Max(0, row * (rows - 1)) + Math.Max(0, step * (count - 1));
        var source = new byte[(high - low + 1) * size + BufferPool.Spare];
        new Random(rows + count).NextBytes(source);
        int width = count + gap, around = 64;
        long bytes = (long)rows * width * size;
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + 2 * around), 64), target = memory + around;
        try
        {
            new Span<byte>(memory, (int)(bytes + 2 * around)).Fill(0xAB);
            fixed (byte* first = source)
            {
                StridedCopy copy = new([rows, count], [row, step], [width, 1], size);
                copy.Run((nint)(first - low * size), (nint)target, new Partition(parts, 0));
            }

            for (int i = 0; i < around; i++) Assert.True(memory[i] == 0xAB && target[bytes + i] == 0xAB, $"Something was written beside the copy, {i} bytes away.");
            for (long i = 0; i < bytes; i++)
            {
                long element = i / size, r = element / width, c = element % width;
                byte expected = c < count ? source[(r * row + c * step - low) * size + i % size] : (byte)0xAB;
                if (target[i] != expected) Assert.Fail($"Byte {i % size} of element {c} of row {r} is {target[i]}, not {expected}: {size} bytes, {rows} rows of {count}, steps {row} and {step}.");
            }
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }
}
