using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Where the elements of several axes taken as one lie: a multiplication where they are one run, else a table.</summary>
internal sealed class Offsets
{
    private readonly long[]? table;

    /// <param name="axes">The axes, outermost first.</param>
    /// <param name="shape">The sizes of all axes.</param>
    /// <param name="strides">The strides of all axes, in elements.</param>
    /// <param name="size">Bytes of an element.</param>
    public Offsets(ReadOnlySpan<int> axes, Shape shape, ReadOnlySpan<long> strides, int size)
    {
        List<(int Size, long Step)> runs = [];
        Count = 1;
        foreach (int axis in axes)
        {
            Count *= shape[axis];
            if (shape[axis] == 1) continue;
            long step = strides[axis] * size;
            if (runs.Count > 0 && runs[^1].Step == step * shape[axis]) runs[^1] = (runs[^1].Size * shape[axis], step);
            else runs.Add((shape[axis], step));
        }

        Run = runs.Count == 0 ? 1 : runs[^1].Size;
        Step = runs.Count == 0 ? 0 : runs[^1].Step;
        if (runs.Count <= 1) return;
        table = new long[Count];
        for (long i = 0; i < Count; i++)
        {
            long rest = i;
            for (int r = runs.Count - 1; r >= 0; r--)
            {
                table[i] += rest % runs[r].Size * runs[r].Step;
                rest /= runs[r].Size;
            }
        }
    }

    /// <summary>How many elements.</summary>
    public long Count { get; }

    /// <summary>How many neighbours are one run.</summary>
    public long Run { get; }

    /// <summary>Bytes from one element of a run to the next; 0 where there is one element.</summary>
    public long Step { get; }

    /// <summary>Bytes before an element.</summary>
    public nint this[long i] => (nint)(table is null ? i * Step : table[i]);

    /// <summary>Whether all lie in one run.</summary>
    public bool IsEven => table is null;

    /// <summary>Whether some neighbours lie in one run.</summary>
    public bool InRun(long first, long count) => table is null || count <= 1 || first / Run == (first + count - 1) / Run;
}
