using System.Runtime.InteropServices;
using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>The kernels that are compiled beside the others before a product is first run are those that it calls: none is missing, and none is there for nothing.</summary>
public sealed unsafe class ContractionPrepareTests
{
    private static (ContractNode Node, Partition Partition) Lowered(Func<NDArray, NDArray, NDArray> f, NDArray x, NDArray y, int workers)
    {
        Schedule schedule = PartitionWork.Run(PlanBuffers.Run(CpuPipeline.Compile(MakeJaxpr(f)(x, y), new([]), workers).Graph, new([])), workers);
        LoopNode[] nodes = schedule.Plan.Graph.Nodes.ToArray();
        int number = Array.FindIndex(nodes, n => n is ContractNode);
        return ((ContractNode)nodes[number], schedule.Partitions[number]);
    }

    /// <summary>The kernels that are prepared, and those that a run calls, by their places.</summary>
    private static (int[] Prepared, int[] Called) Kernels(ContractNode node, Partition partition)
    {
        LoopValue[] values = [.. node.Operands.ToArray().Select(o => o.Value), .. node.Results];
        const int spare = BufferPool.Spare;
        var memory = new nint[values.Length];
        nint* arrays = stackalloc nint[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            nuint bytes = (nuint)(values[i].Type.ByteCount + 2 * spare);
            memory[i] = (nint)NativeMemory.AlignedAlloc(bytes, 64);
            NativeMemory.Clear((void*)memory[i], bytes);
            arrays[i] = memory[i] + spare;
        }

        try
        {
            Contraction prepared = new(node, partition), called = new(node, partition);
            prepared.Prepare();
            called.Run(arrays);
            return (Places(prepared), Places(called));
        }
        finally
        {
            foreach (nint block in memory) NativeMemory.AlignedFree((void*)block);
        }
    }

    private static int[] Places(Contraction contraction) => [.. contraction.Loops.Index().Where(k => k.Item is not null).Select(k => k.Index)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_is_prepared_is_what_is_called(int workers)
    {
        Random random = new(7);
        for (int round = 0; round < 120; round++)
        {
            int m = random.Next(1, round % 3 == 0 ? 700 : 90), k = random.Next(1, round % 5 == 0 ? 900 : 120), n = random.Next(1, round % 4 == 0 ? 600 : 100), batch = round % 6 == 0 ? random.Next(1, 9) : 0;
            DType type = (round % 9) switch { 0 => DType.Float64, 1 => DType.BFloat16, 2 => DType.Float16, 3 => DType.Complex64, 4 => DType.Complex128, _ => DType.Float32 };
            bool turnsX = random.Next(2) == 0, turnsY = random.Next(2) == 0;
            NDArray Array(int rows, int columns, bool turned) => Np.Zeros([.. batch > 0 ? new[] { batch } : [], turned ? columns : rows, turned ? rows : columns], type);
            NDArray Product(NDArray x, NDArray y) => Np.MatMul(turnsX ? Np.SwapAxes(x, -1, -2) : x, turnsY ? Np.SwapAxes(y, -1, -2) : y);
            (ContractNode node, Partition partition) = Lowered(round % 2 == 0 ? Product : (x, y) => type.IsComplex ? Product(x, y) * 2 + 1 : Np.Maximum(Product(x, y) + 1, 0), Array(m, k, turnsX), Array(k, n, turnsY), workers);
            (int[] prepared, int[] called) = Kernels(node, partition);
            Assert.True(prepared.SequenceEqual(called), $"[{batch}, {m}, {k}] with [{k}, {n}] of {type.Short}: kernels {string.Join(", ", prepared)} prepared, {string.Join(", ", called)} called.");
        }
    }
}
