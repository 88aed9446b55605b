using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Small arrays are read by programs that are no users of their memory: it is not given to anybody else meanwhile.</summary>
public sealed class ActiveRunsTests
{
    private static readonly CpuBackend Backend = new(1);

    private static CpuBuffer Upload(float value, int count = 500)
    {
        float[] values = new float[count];
        Array.Fill(values, value);
        return (CpuBuffer)Backend.Upload(MemoryMarshal.AsBytes(values.AsSpan()), new(DType.Float32, [count]), Backend.Devices[0]);
    }

    private static float[] Download(IBuffer buffer)
    {
        float[] values = new float[buffer.Type.Shape.Count];
        buffer.Download(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static IExecutable AddOne(params ReadOnlySpan<int> donated) => Backend.Compile(MakeJaxpr((NDArray x) => x + 1f)(Np.Zeros(500)), new([.. donated]));

    [Fact]
    public void Small_memory_that_is_given_up_while_a_program_runs_is_not_lent_again_before_the_program_ends()
    {
        CpuBuffer buffer = Upload(3f);
        nint address = buffer.Address;
        int run = ActiveRuns.Enter();
        Assert.True(ActiveRuns.Any);
        buffer.Delete();
        CpuBuffer[] others = [.. Enumerable.Range(0, 100).Select(_ => Upload(7f))];
        Assert.DoesNotContain(address, others.Select(o => o.Address));
        ActiveRuns.Leave(run);
        GC.KeepAlive(buffer);
    }

    [Fact]
    public void A_small_donated_input_is_copied_while_another_program_runs()
    {
        CpuBuffer input = Upload(3f);
        int run = ActiveRuns.Enter();
        IBuffer result = AddOne(0).Run([input])[0];
        ActiveRuns.Leave(run);
        Assert.NotEqual(input.Address, ((CpuBuffer)result).Address);
        Assert.All(Download(input), v => Assert.Equal(3f, v));
        Assert.All(Download(result), v => Assert.Equal(4f, v));
    }

    [Fact]
    public void A_program_that_fails_is_no_active_one_any_more()
    {
        IExecutable add = AddOne();
        CpuBuffer deleted = Upload(1f);
        deleted.Delete();
        Assert.False(ActiveRuns.AreMoreThan(1000));
        for (int i = 0; i < 2000; i++) Assert.Throws<DonatedArrayException>(() => add.Run([deleted]));
        Assert.False(ActiveRuns.AreMoreThan(1000));
    }

    [Fact]
    public async Task An_array_that_is_deleted_on_another_thread_is_read_whole_or_not_at_all()
    {
        IExecutable add = AddOne();
        for (int i = 0; i < 3000; i++)
        {
            CpuBuffer input = Upload(1f);
            Task deleting = Task.Run(() =>
            {
                input.Delete();
                GC.KeepAlive(Upload(7f));
            });
            try
            {
                Assert.All(Download(add.Run([input])[0]), v => Assert.Equal(2f, v));
            }
            catch (DonatedArrayException)
            {
                Assert.True(input.IsDeleted);
            }

            await deleting;
        }
    }
}
