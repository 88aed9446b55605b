using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Xunit;

namespace Linum.Cpu.Tests;

public sealed class WorkerPoolTests
{
    [Fact]
    public void Every_part_is_run_once_whatever_the_number_of_parts_and_threads()
    {
        for (int round = 0; round < 50; round++)
        {
            foreach (int count in (int[])[1, 2, 3, 7, 32, 33, 1000])
            {
                foreach (int workers in (int[])[0, 1, 2, 3])
                {
                    var times = new int[count];
                    WorkerPool.Instance.Run(count, workers, part => Interlocked.Increment(ref times[part]));
                    Assert.All(times, n => Assert.Equal(1, n));
                }
            }
        }
    }

    /// <summary>So a part may wait for those before it, as products wait for what is packed. Of these each other thread may have taken one that has not counted itself yet.</summary>
    [Fact]
    public void Parts_that_are_to_begin_in_order_have_all_before_them_taken()
    {
        for (int round = 0; round < 500; round++)
        {
            int count = 20 + round % 40, begun = 0, early = 0;
            WorkerPool.Instance.Run(count, 0, (part, _) =>
            {
                if (Interlocked.Increment(ref begun) + WorkerPool.Instance.Workers - 1 < part + 1) Interlocked.Increment(ref early);
                Thread.SpinWait(20);
            }, 0, inOrder: true);
            Assert.Equal((count, 0), (begun, early));
        }
    }

    /// <summary>
    /// Jobs follow each other at once or so late that threads sleep in between, with collections in between too, come from several callers, and want threads woken or not: what one job is must not reach another.
    /// </summary>
    [Fact]
    public void Jobs_one_after_the_other_do_not_get_mixed_up()
    {
        string? wrong = null;
        void Caller(int seed)
        {
            Random random = new(seed);
            var times = new int[40];
            int ofOthers = 0;
            nint expected = 0;
            Action<int, nint>[] works = [.. Enumerable.Range(0, 3).Select<int, Action<int, nint>>(_ => (part, shared) =>
            {
                Interlocked.Increment(ref times[part]);
                if (shared != expected) Interlocked.Increment(ref ofOthers);
            })];
            for (int job = 1; job <= 20_000; job++)
            {
                int count = random.Next(2, 40);
                expected = random.Next(4) == 0 ? expected : seed * 1_000_000 + job;
                if (random.Next(3) == 0) WorkerPool.Instance.Run(count, random.Next(4), part => Interlocked.Increment(ref times[part]));
                else WorkerPool.Instance.Run(count, 0, works[random.Next(3)], expected, inOrder: random.Next(3) == 0, wakes: random.Next(2) == 0);
                for (int part = 0; part < times.Length; part++)
                {
                    if (times[part] != (part < count ? 1 : 0)) wrong = $"Part {part} of {count} of job {job} was run {times[part]} times.";
                    times[part] = 0;
                }

                if (random.Next(200) == 0) Thread.Sleep(random.Next(2));
                else if (random.Next(50) == 0) WorkerPool.Instance.CollectGarbage(0);
                else if (random.Next(10) == 0) Thread.SpinWait(random.Next(2000));
            }

            if (ofOthers > 0) wrong = $"{ofOthers} parts were given what another job shares.";
        }

        Thread[] callers = [.. Enumerable.Range(1, 3).Select(seed => new Thread(() => Caller(seed)))];
        foreach (Thread caller in callers) caller.Start();
        foreach (Thread caller in callers) caller.Join();
        Assert.Null(wrong);
    }

    [Fact]
    public void A_part_that_fails_is_told_of()
    {
        var times = new int[100];
        ConcurrentDictionary<int, bool> threads = new();
        Exception error = Assert.Throws<InvalidOperationException>(() => WorkerPool.Instance.Run(times.Length, 0, part =>
        {
            Interlocked.Increment(ref times[part]);
            threads[Environment.CurrentManagedThreadId] = true;
            if (part == 40) throw new InvalidOperationException("forty");
        }));
        Assert.Equal("forty", error.Message);
        // One thread alone stops there; several are told of it when all others are done.
        Assert.All(times, n => Assert.InRange(n, threads.Count > 1 ? 1 : 0, 1));
    }

    /// <summary>What a fork shares lies on its caller's stack. The collector follows it there, in forks inside forks too, and after a part that failed.</summary>
    [Fact]
    public void Parts_are_given_arrays_that_the_collector_moves()
    {
        Partition shares = new(8, 0);
        for (int round = 0; round < 200; round++)
        {
            var times = new int[1000];
            shares.Run(times.Length, (times, shares), static (s, begin, end) =>
            {
                if (begin / 125 % 3 == 1) GC.Collect(0, GCCollectionMode.Forced, blocking: true, compacting: true);
                s.shares.Run(end - begin, (s.times, begin), static (t, first, behind) =>
                {
                    for (long i = first; i < behind; i++) Interlocked.Increment(ref t.times[t.begin + i]);
                });
            });
            Assert.ThrowsAny<Exception>(() => shares.Run(times.Length, times, static (t, begin, end) => t[begin + end + 1000]++));
            shares.Each(times.Length, times, static (t, i) => Interlocked.Increment(ref t[i]));
            Assert.All(times, n => Assert.Equal(2, n));
        }
    }

    [Fact]
    public unsafe void Who_comes_to_a_closed_gate_waits_until_it_is_opened_and_leaves_it_open()
    {
        Assert.Equal(OperatingSystem.IsLinux(), OutsideGate.IsSupported);
        if (!OutsideGate.IsSupported) return;
        var gate = (int*)NativeMemory.Alloc(sizeof(int));
        OutsideGate.Make(gate);
        OutsideGate.Close(gate);
        bool isThrough = false;
        Thread thread = new(() =>
        {
            OutsideGate.Pass(gate);
            Volatile.Write(ref isThrough, true);
        })
        {
            // If it does not get through, the test fails and nobody waits for it.
            IsBackground = true,
        };
        thread.Start();
        Assert.False(thread.Join(50));
        Assert.False(Volatile.Read(ref isThrough));
        // A collection needs no thread that waits there.
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        Assert.False(Volatile.Read(ref isThrough));
        OutsideGate.Open(gate);
        Assert.True(thread.Join(TimeSpan.FromSeconds(30)));
        OutsideGate.Pass(gate);
        NativeMemory.Free(gate);
    }

    [Fact]
    public void What_a_sweep_finds_free_is_lent_in_the_order_of_its_places()
    {
        MemoryClass memory = new(0, 64);
        Lease[] leases = [.. Enumerable.Range(1, 6).Select(i => memory.Add(i * 64, owner: null))];
        foreach (int place in (int[])[3, 0, 5, 1, 4]) memory.Return(leases[place].Place);
        Assert.Equal(0, memory.Sweep());
        List<nint> lent = [];
        while (memory.TryLend(null, out Lease lease)) lent.Add(lease.Address);
        // The third was never given back.
        Assert.Equal([64, 128, 256, 320, 384], lent);
    }

    [Fact]
    public void A_sweep_takes_back_what_was_lent_to_blocks_that_are_gone_and_nothing_else()
    {
        MemoryClass memory = new(0, 64);
        Block kept = new(64);
        memory.Add(64, kept);
        memory.Add(128, owner: null);
        LendToNobody(memory);
        GC.Collect();
        Assert.Equal(64, memory.Sweep());
        Assert.True(memory.TryLend(null, out Lease lease));
        Assert.Equal(192, lease.Address);
        Assert.False(memory.TryLend(null, out _));
        GC.KeepAlive(kept);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void LendToNobody(MemoryClass memory) => memory.Add(192, new Block(64));
}
