using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Maps whose rows are done in strips, so that what all rows read stays in the first cache.</summary>
public sealed class RowStripTests
{
    /// <summary>The strip of a map over rows, and the length of a row.</summary>
    private static (long Strip, long Length) StripOf(Func<NDArray, NDArray> f, params int[] shape)
    {
        LoopGraph graph = GroupFusion.Run(FoldViews.Run(LowerToLoops.Run(InlineCalls.Run(MakeJaxpr(f)(Np.Zeros(shape))), 0)));
        RowsNode node = RowFrame.OfMap((MapNode)graph.Nodes.ToArray().Last(n => n is MapNode));
        RowSpace space = new(node);
        return (RowStrips.ElementsOf(space, ScheduleRows.Run(space.Body)), space.Length);
    }

    [Fact]
    public void What_all_rows_read_of_a_strip_fills_a_quarter_of_the_first_cache_at_most()
    {
        int room = (int)(CacheSizes.First / 4 / sizeof(float));
        Assert.Equal((room, room), StripOf(x => x * x[0], 20, room));
        (long one, long length) = StripOf(x => x * x[0], 20, 5 * room);
        Assert.Equal(5 * room, length);
        Assert.InRange(one, room / 2, room);
        (long two, _) = StripOf(x => x * x[0] + x[1], 20, 5 * room);
        Assert.InRange(two, room / 4, room / 2);
        // Strips of one length, as nearly as may be.
        Assert.InRange(StripOf(x => x * x[0], 20, room + room / 2).Strip, room / 2, room * 3 / 4);
    }

    [Fact]
    public void Rows_are_whole_where_nothing_is_shared()
    {
        const int length = 100_000;
        Assert.Equal((length, length), StripOf(x => x * Np.ExpandDims(x[.., 0], 1), 20, length));
    }

    public static TheoryData<int> Lengths => [2049, 4096, 4100, 5003, 8191, 20_001];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Strips_of_any_length_agree_with_the_interpreter(int length)
    {
        Random random = new(length);
        Agrees(x => x / x[0], random, new(DType.Float32, [9, length]));
        Agrees(x => x * x[3] + x[1] - Np.ExpandDims(x[.., 0], 1), random, new(DType.Float32, [11, length]));
        Agrees(x => Np.Where(x > x[0], x[1] * 3, x[2]), random, new(DType.Float64, [6, length]));
        Agrees(x => x > x[0], random, new(DType.Int8, [17, length]));
        Agrees(x => x * x[0] + Lax.BroadcastedIota(DType.Float32, [9, length], 1), random, new(DType.Float32, [9, length]));
        Agrees(x => x + x[.., 0..1] * x[0, 0], random, new(DType.Float32, [3, 7, length]));
    }

    [Fact]
    public void Strips_on_one_thread_and_on_all_give_the_same()
    {
        ArrayType type = new(DType.Float32, [70, 9000]);
        Jaxpr program = InlineCalls.Run(MakeJaxpr((NDArray x) => x * x[0] + x[1])(Np.Zeros(type.Shape)));
        byte[] data = Agree.Data(new Random(1), type);
        Assert.Equal(Agree.Run(program, 1, data)[0], Agree.Run(program, 0, data)[0]);
        Agree.BitForBit(program, data);
    }

    private static void Agrees(Func<NDArray, NDArray> f, Random random, ArrayType type) =>
        Agree.BitForBit(InlineCalls.Run(MakeJaxpr(f)(Np.Zeros(type.Shape, type.DType))), Agree.Data(random, type));
}
