using System.Runtime.InteropServices;
using Linum.Workloads.Limits;
using Linum.Workloads.Running;

namespace Linum.Workloads.Loops;

/// <summary>
/// A workload as a loop in C# with vectors of 512 bits: the operations of the program one by one and in an order that gives as good an answer, on all threads, in memory that is there before. Every
/// run writes its results over those of the run before, so nothing is allocated and no garbage is looked for: what such a loop takes is a bound for managed code, not for a library.
/// </summary>
internal abstract unsafe class WrittenLoop : Work, IDisposable
{
    private readonly Team team;
    private readonly Team.Job job;
    private readonly List<nint> rooms = [];

    protected WrittenLoop(int threads = int.MaxValue)
    {
        team = new(Math.Min(threads, Environment.ProcessorCount));
        job = Part;
    }

    protected int Threads => team.Size;

    /// <summary>What one of the threads does.</summary>
    protected abstract void Part(int thread, int threads);

    /// <summary>What is left to do when all threads are done.</summary>
    protected virtual void Join()
    {
    }

    /// <summary>The results of the last run, as the program gives them.</summary>
    protected abstract NDArray[] Results();

    public sealed override NDArray[] First()
    {
        Run();
        return Results();
    }

    /// <summary>Each thread stays on its processor, this one too: what is measured runs in a process of its own.</summary>
    public sealed override Action Sample(int n)
    {
        Machine.Pin(0);
        return Run;
    }

    /// <summary>Ends the threads, which spin, and gives the memory back.</summary>
    public void Dispose()
    {
        team.Dispose();
        foreach (nint room in rooms) NativeMemory.AlignedFree((void*)room);
        rooms.Clear();
    }

    private void Run()
    {
        team.Run(team.Size, job);
        Join();
    }

    /// <summary>The n-th of equal parts of a number of rows, in whole pairs.</summary>
    protected static (int Begin, int End) Rows(int rows, int thread, int threads)
    {
        int pairs = rows / 2;
        return (pairs * thread / threads * 2, pairs * (thread + 1) / threads * 2);
    }

    /// <summary>Memory for so many numbers, in pages of its own.</summary>
    protected float* Room(long numbers)
    {
        byte* room = Machine.Pages((nuint)(numbers + 16) * sizeof(float));
        rooms.Add((nint)room);
        return (float*)room;
    }

    /// <summary>An array's numbers, copied.</summary>
    protected float* Copy(NDArray x)
    {
        float[] numbers = x.ToArray<float>();
        float* copy = Room(numbers.Length);
        numbers.AsSpan().CopyTo(new(copy, numbers.Length));
        return copy;
    }

    protected static NDArray Array(float* numbers, params int[] shape)
    {
        int count = 1;
        foreach (int size in shape) count *= size;
        return Np.Array<float>(new Span<float>(numbers, count).ToArray(), shape);
    }
}
