using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Walks over an array of windows in row-major order, run by run: a run is as much of the last axis as lies side by side.</summary>
internal sealed unsafe class WindowWalk
{
    private readonly int[] sizes;
    private readonly long[] windowSteps;
    private readonly long[] batchSteps;

    /// <param name="shape">The shape of the array of windows.</param>
    /// <param name="windowAxes">Its axes that run through a window.</param>
    /// <param name="windowStrides">For each of them the elements apart in the array that the windows lie in.</param>
    public WindowWalk(Shape shape, ReadOnlySpan<int> windowAxes, ReadOnlySpan<long> windowStrides)
    {
        sizes = shape.ToArray();
        windowSteps = new long[sizes.Length];
        batchSteps = new long[sizes.Length];
        for (int i = 0; i < windowAxes.Length; i++) windowSteps[windowAxes[i]] = windowStrides[i];
        long step = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            if (windowAxes.Contains(axis)) continue;
            batchSteps[axis] = step;
            step *= sizes[axis];
        }

        // Trailing axes that lie side by side in both arrays are one run.
        int first = sizes.Length;
        long run = 1;
        while (first > 0 && windowAxes.Contains(first - 1) && (windowSteps[first - 1] == run || sizes[first - 1] == 1)) run *= sizes[--first];
        RunLength = run;
        sizes = sizes[..first];
    }

    /// <summary>How many elements a run has.</summary>
    public long RunLength { get; }

    /// <summary>How many axes there are around the runs.</summary>
    public int Rank => sizes.Length;

    /// <summary>How many runs there are.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (int size in sizes) count *= size;
            return count;
        }
    }

    /// <summary>How many runs there are along the last axis around them.</summary>
    public int LineCount => sizes[^1];

    /// <summary>From one of these to the next in the number of the window; 0 where they belong to one window.</summary>
    public long LineWindow => batchSteps[sizes.Length - 1];

    /// <summary>From one of these to the next in the offset in the window; 0 where they belong to several.</summary>
    public long LineOffset => windowSteps[sizes.Length - 1];

    /// <summary>Goes to a run.</summary>
    /// <param name="run">Its number.</param>
    /// <param name="position">The position along the axes around the runs.</param>
    /// <param name="window">The number of the window.</param>
    /// <param name="offset">The offset in the window.</param>
    public void Seek(long run, int* position, out long window, out long offset)
    {
        (window, offset) = (0, 0);
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            position[axis] = (int)(run % sizes[axis]);
            run /= sizes[axis];
            window += position[axis] * batchSteps[axis];
            offset += position[axis] * windowSteps[axis];
        }
    }

    /// <summary>Goes on to the next run.</summary>
    /// <param name="position">The position along the axes around the runs.</param>
    /// <param name="window">The number of the window.</param>
    /// <param name="offset">The offset in the window.</param>
    public void Next(int* position, ref long window, ref long offset) => Next(position, 1, ref window, ref offset);

    /// <summary>Goes on by so many runs, at most to the end of the last axis around them.</summary>
    /// <param name="position">The position along the axes around the runs.</param>
    /// <param name="count">How many runs.</param>
    /// <param name="window">The number of the window.</param>
    /// <param name="offset">The offset in the window.</param>
    public void Next(int* position, int count, ref long window, ref long offset)
    {
        for (int axis = sizes.Length - 1; axis >= 0; axis--, count = 1)
        {
            window += batchSteps[axis] * count;
            offset += windowSteps[axis] * count;
            position[axis] += count;
            if (position[axis] < sizes[axis]) return;
            window -= batchSteps[axis] * sizes[axis];
            offset -= windowSteps[axis] * sizes[axis];
            position[axis] = 0;
        }
    }
}
