using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

public sealed class RuntimeTests
{
    private static readonly CpuBackend Backend = new(1);

    private static CpuBuffer Upload(float[] values) =>
        (CpuBuffer)Backend.Upload(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()), new(DType.Float32, [values.Length]), Backend.Devices[0]);

    private static float[] Download(IBuffer buffer)
    {
        var values = new float[buffer.Type.Shape.Count];
        buffer.Download(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static Jaxpr Program(Func<NDArray, NDArray> f, int size) => MakeJaxpr(f)(Np.Zeros(size));

    [Fact]
    public unsafe void Large_blocks_begin_with_a_large_page_and_have_room_on_both_sides()
    {
        const long bytes = 5 << 20;
        Assert.False(LargePages.Suit(1 << 20));
        if (!LargePages.Suit(bytes)) return;
        Lease lease = BufferPool.Rent(bytes, owner: null);
        nint page = lease.Address - BufferPool.Spare;
        Assert.Equal(0, page % (2 << 20));
        new Span<byte>((void*)page, (int)bytes + 2 * BufferPool.Spare).Fill(1);
        BufferPool.Return(lease);
    }

    /// <summary>In the middle of a kernel a look would stop all threads. Other tests collect beside this one, so that one round without a collection is enough; with looks there is none.</summary>
    [Fact]
    public void Working_memory_looks_for_no_garbage()
    {
        bool isQuiet = false;
        for (int round = 0; round < 100 && !isQuiet; round++)
        {
            GC.Collect(0);
            // Takes what is left behind as live: the next look is due 16 MB from here.
            BufferPool.Return(BufferPool.Rent(1, owner: null));
            int before = GC.CollectionCount(0);
            Lease[] leases = [.. Enumerable.Range(0, 10).Select(_ => BufferPool.Rent(4 << 20, owner: null))];
            isQuiet = GC.CollectionCount(0) == before;
            foreach (Lease lease in leases) BufferPool.Return(lease);
        }

        Assert.True(isQuiet);
    }

    [Fact]
    public void Memory_is_aligned_to_64_bytes()
    {
        for (int bytes = 1; bytes < 5000; bytes = bytes * 3 / 2 + 1)
        {
            Lease lease = BufferPool.Rent(bytes, owner: null);
            Assert.Equal(0, lease.Address % 64);
            Assert.True(BufferPool.CapacityOf(lease.SizeClass) >= bytes);
            BufferPool.Return(lease);
        }
    }

    [Theory]
    [InlineData(300_000, 256)]
    [InlineData(3_000, 262_144)]
    public void A_loop_of_temporaries_runs_in_flat_memory(int count, int size)
    {
        IExecutable add = Backend.Compile(Program(x => x + 1f, size), CompileOptions.Default);
        IBuffer[] state = [Upload(new float[size])];
        long most = 0, start = BufferPool.Reserved;
        for (int i = 0; i < count; i++)
        {
            state = add.Run(state);
            if (i % 100 == 0) most = Math.Max(most, BufferPool.Reserved);
        }

        Assert.Equal(count, Download(state[0])[^1]);
        // Garbage may grow to twice what is live and 64 MiB more before it is collected; other tests run beside this one.
        Assert.True(most - start < 600L << 20, $"{(most - start) >> 20} MiB were taken from the system.");
    }

    [Fact]
    public void Memory_comes_back_after_a_full_collection_even_if_nobody_asks_for_any()
    {
        // Larger than what the other tests hold at a time, so that they do not hide it.
        const long bytes = 1L << 29;
        long before = BufferPool.Outstanding;
        Forget(bytes);
        Assert.True(BufferPool.Outstanding >= before + bytes / 2, "The block is not counted.");
        for (int i = 0; i < 20 && BufferPool.Outstanding >= before + bytes / 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(BufferPool.Outstanding < before + bytes / 2, "The block did not come back.");
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget(long bytes) => _ = new Block(bytes);

    [Fact]
    public void Deleting_gives_memory_back_at_once()
    {
        CpuBuffer buffer = Upload(new float[1 << 20]);
        nint address = buffer.Address;
        buffer.Delete();
        Assert.True(buffer.IsDeleted);
        CpuBuffer next = Upload(new float[1 << 20]);
        Assert.Throws<DonatedArrayException>(() => Download(buffer));
        Assert.NotEqual(0, next.Address);
        Assert.NotEqual(0, address);
    }

    [Fact]
    public void A_donated_input_becomes_the_result()
    {
        // A small one is copied while another test runs a program: that may read it.
        IExecutable step = Backend.Compile(Program(x => Np.Sin(x) * 2f, 100_000), new([0]));
        CpuBuffer input = Upload([.. Enumerable.Range(0, 100_000).Select(i => (float)i)]);
        nint address = input.Address;
        IBuffer[] result = step.Run([input]);
        input.Delete();
        Assert.Equal(address, ((CpuBuffer)result[0]).Address);
        Assert.Equal((float)Math.Sin(3) * 2f, Download(result[0])[3], 1e-6f);
    }

    [Fact]
    public void A_donated_input_that_somebody_shares_is_copied_first()
    {
        IExecutable same = Backend.Compile(Program(x => x, 100), CompileOptions.Default);
        IExecutable step = Backend.Compile(Program(x => x + 1f, 100), new([0]));
        CpuBuffer input = Upload(new float[100]);
        IBuffer shared = same.Run([input])[0];
        IBuffer result = step.Run([input])[0];
        Assert.Equal(input.Address, ((CpuBuffer)shared).Address);
        Assert.All(Download(shared), v => Assert.Equal(0f, v));
        Assert.All(Download(result), v => Assert.Equal(1f, v));
    }

    [Fact]
    public void A_donated_input_of_another_size_is_left_alone()
    {
        IExecutable step = Backend.Compile(Program(x => x.Sum(), 100), new([0]));
        CpuBuffer input = Upload([.. Enumerable.Repeat(1f, 100)]);
        Assert.Equal(100f, Download(step.Run([input])[0])[0]);
        Assert.All(Download(input), v => Assert.Equal(1f, v));
    }

    [Fact]
    public void Jit_deletes_what_was_donated_and_says_so()
    {
        NDArray x = Np.Ones(1000) * 3f;
        var step = Jit((NDArray a) => a * a, donate: Arg.First);
        NDArray y = step(x);
        Assert.Equal(9f, (float)y[5]);
        DonatedArrayException error = Assert.Throws<DonatedArrayException>(() => x + 1f);
        Assert.Contains("was donated", error.Message);
    }

    [Fact]
    public void A_result_that_is_an_input_shares_its_memory_and_outlives_it()
    {
        IExecutable program = Backend.Compile(MakeJaxpr((NDArray x) => Lax.Reshape(x, 10, 10))(Np.Zeros(100)), CompileOptions.Default);
        CpuBuffer input = Upload([.. Enumerable.Range(0, 100).Select(i => (float)i)]);
        IBuffer result = program.Run([input])[0];
        Assert.Equal(input.Address, ((CpuBuffer)result).Address);
        input.Delete();
        Assert.Equal(42f, Download(result)[42]);
    }

    [Fact]
    public async Task Sixty_four_threads_may_run_one_program_at_once()
    {
        Func<NDArray, NDArray> f = x => Lax.ForI(0, 4, (i, c) => Np.Sin(c) + Np.Dot(Lax.Reshape(c, 40, 50), Np.Ones(50, 50)).Sum() * 1e-4f, x);
        IExecutable program = Backend.Compile(Program(f, 2000), CompileOptions.Default);
        float[][] inputs = [.. Enumerable.Range(0, 64).Select(t => Enumerable.Range(0, 2000).Select(i => (i + t) % 17 * 0.1f).ToArray())];
        float[][] expected = [.. inputs.Select(x => Download(program.Run([Upload(x)])[0]))];
        Task[] tasks = [.. Enumerable.Range(0, 64).Select(t => Task.Factory.StartNew(
            () =>
            {
                for (int repeat = 0; repeat < 5; repeat++) Assert.Equal(expected[t], Download(program.Run([Upload(inputs[t])])[0]));
            },
            TaskCreationOptions.LongRunning))];
        await Task.WhenAll(tasks);
    }

    [Fact]
    public void A_constant_of_a_program_outlives_the_array_it_came_from()
    {
        NDArray constant = Np.Arange(100.0) + 1f;
        IExecutable program = Backend.Compile(Program(x => x + constant, 100), CompileOptions.Default);
        ((ConcreteArray)constant).Delete();
        CpuBuffer other = Upload(new float[100]);
        Assert.Equal(43f, Download(program.Run([other])[0])[42]);
    }

    [Fact]
    public void Memory_that_no_machine_has_is_refused_with_advice()
    {
        OutOfMemoryException error = Assert.Throws<OutOfMemoryException>(() => BufferPool.Rent(1L << 50, owner: null));
        Assert.Contains("chunkSize", error.Message);
    }

    [Fact]
    public void A_limit_of_one_worker_gives_the_same_bits()
    {
        Func<NDArray, NDArray> f = x => Np.Dot(Lax.Reshape(Np.Sin(x), 500, 600), Lax.Reshape(x, 600, 500)).Sum(0);
        Jaxpr program = Program(f, 300_000);
        CpuBuffer input = Upload([.. Enumerable.Range(0, 300_000).Select(i => i % 101 * 0.01f)]);
        float[] all = Download(Backend.Compile(program, CompileOptions.Default).Run([input])[0]), one = Download(Backend.Compile(program, new([], Workers: 1)).Run([input])[0]);
        Assert.Equal(all, one);
    }

    [Fact]
    public void Loops_run_in_the_memory_of_one_iteration()
    {
        Jaxpr program = Program(x => Lax.ForI(0, 1000, (i, c) => Np.Sin(c) * 2f + c, x), 100_000);
        IExecutable loop = Backend.Compile(program, CompileOptions.Default);
        IBuffer[] input = [Upload(new float[100_000])];
        loop.Run(input);
        long before = GC.GetAllocatedBytesForCurrentThread();
        IBuffer[] result = loop.Run(input);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.False(result[0].IsDeleted);
        Assert.True(allocated < 300_000, $"{allocated} bytes were allocated by 1000 rounds.");
    }

    [Fact]
    public void A_program_given_an_array_of_another_shape_says_so()
    {
        IExecutable program = Backend.Compile(Program(x => x + 1f, 10), CompileOptions.Default);
        InternalErrorException error = Assert.Throws<InternalErrorException>(() => program.Run([Upload(new float[11])]));
        Assert.Contains("float32[10]", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_program_given_room_for_another_number_of_results_says_so(int room)
    {
        foreach (IBackend backend in (IBackend[])[Backend, new InterpreterBackend()])
        {
            IExecutable program = backend.Compile(Program(x => x + 1f, 10), CompileOptions.Default);
            InternalErrorException error = Assert.Throws<InternalErrorException>(() => program.Run([Upload(new float[10])], new IBuffer[room]));
            Assert.Contains($"A program of 1 outputs was given room for {room}.", error.Message);
        }
    }

    [Fact]
    public void A_block_for_which_there_is_no_memory_is_collected_like_any_other()
    {
        for (int i = 0; i < 10; i++) Assert.Throws<OutOfMemoryException>(() => new Block(1L << 50));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // The free blocks are still whole.
        for (int i = 0; i < 10; i++) new Block(64).Release();
    }
}
