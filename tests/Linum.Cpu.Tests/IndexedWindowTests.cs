using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Gathers and scatters of windows of any kind, with batch axes, against the interpreter.</summary>
public sealed class IndexedWindowTests
{
    private static readonly DType[] Types = [DType.Float32, DType.Float64, DType.Int8, DType.BFloat16, DType.Complex64, DType.Complex128, DType.Bool];

    private static readonly DType[] IndexTypes = [DType.Int32, DType.Int32, DType.Int64, DType.Int8, DType.Int16, DType.UInt8, DType.UInt16, DType.UInt32, DType.UInt64];

    /// <summary>What a gather reads, and a scatter of the same windows writes.</summary>
    private sealed record Windows(Shape Array, Shape Indices, Shape Updates, GatherDimensions Dimensions, int[] Sizes);

    private static T One<T>(Random random, T[] of) => of[random.Next(of.Length)];

    private static Windows Draw(Random random)
    {
        int rank = random.Next(1, 5);
        int[] array = [.. Enumerable.Range(0, rank).Select(_ => random.Next(6) == 0 ? random.Next(20, 50) : random.Next(1, 8))], axes = [.. Enumerable.Range(0, rank)];
        random.Shuffle(axes);
        int batching = random.Next(Math.Min(3, rank)), indexed = random.Next(rank - batching + 1);
        int[] batchAxes = [.. axes[..batching].Order()], map = axes[batching..(batching + indexed)], collapsed = [.. map.Where(_ => random.Next(3) > 0).Order()];
        int[] sizes = [.. Enumerable.Range(0, rank).Select(a => batchAxes.Contains(a) || collapsed.Contains(a) ? 1 : map.Contains(a) || random.Next(5) == 0 ? random.Next(1, array[a] + 1) : array[a])];
        int extra = random.Next(3), batchRank = batching + extra;
        int[] places = [.. Enumerable.Range(0, batchRank)];
        random.Shuffle(places);
        int[] indices = [.. Enumerable.Range(0, batchRank).Select(_ => random.Next(8) == 0 ? random.Next(20, 300) : random.Next(1, 6))];
        for (int i = 0; i < batching; i++) indices[places[i]] = array[batchAxes[i]];
        int[] window = [.. Enumerable.Range(0, rank).Where(a => !batchAxes.Contains(a) && !collapsed.Contains(a)).Select(a => sizes[a])], order = [.. Enumerable.Range(0, batchRank + window.Length)];
        random.Shuffle(order);
        int[] offsets = [.. order[..window.Length].Order()], updates = new int[order.Length];
        for (int i = 0, batch = 0; i < updates.Length; i++)
        {
            int at = Array.IndexOf(offsets, i);
            updates[i] = at >= 0 ? window[at] : indices[batch++];
        }

        return new([.. array], [.. indices, indexed], [.. updates], new([.. offsets], [.. collapsed], [.. map], [.. batchAxes], [.. places[..batching]]), sizes);
    }

    /// <summary>Numbers around those of an array's positions.</summary>
    private static byte[] Places(Random random, ArrayType type, int most)
    {
        var bytes = new byte[type.ByteCount];
        for (long i = 0; i < type.Shape.Count; i++) new Element(ScalarArithmetic.Mask(type.DType, random.Next(20) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.Next(-1, most + 1))).Write(bytes, type.DType, i);
        return bytes;
    }

    [Fact]
    public void Windows_of_any_kind_are_gathered()
    {
        Random random = new(71);
        for (int i = 0; i < 1500; i++)
        {
            Windows w = Draw(random);
            if (w.Updates.Count > 20000) continue;
            ArrayType array = new(One(random, Types), w.Array), indices = new(One(random, IndexTypes), w.Indices);
            Jaxpr program = Agree.Program(new Gather(w.Dimensions, [.. w.Sizes], One(random, [OutOfBounds.Clip, OutOfBounds.FillOrDrop]), null), array, indices);
            Assert.Equal(w.Updates, program.Outputs[0].Type.Shape);
            Agree.BitForBit(program, Agree.Data(random, array), Places(random, indices, 8));
        }
    }

    [Fact]
    public void Windows_of_any_kind_are_scattered()
    {
        Random random = new(72);
        for (int i = 0; i < 1500; i++)
        {
            Windows w = Draw(random);
            if (w.Updates.Count > 20000) continue;
            ReduceKind? combine = One(random, (ReduceKind?[])[null, ReduceKind.Sum, ReduceKind.Max]);
            DType type = One(random, Types);
            if (type == DType.Bool || (type.IsComplex && combine == ReduceKind.Max)) combine = null;
            ArrayType array = new(type, w.Array), indices = new(One(random, IndexTypes), w.Indices), updates = new(type, w.Updates);
            GatherDimensions d = w.Dimensions;
            Scatter scatter = new(combine, new(d.OffsetDims, d.CollapsedSliceDims, d.StartIndexMap, d.OperandBatchingDims, d.StartIndicesBatchingDims), One(random, [OutOfBounds.Clip, OutOfBounds.FillOrDrop]));
            Agree.BitForBit(Agree.Program(scatter, array, indices, updates), Agree.Data(random, array), Places(random, indices, 8), Agree.Data(random, updates));
        }
    }

    [Theory]
    [InlineData(1, DType.Float32)]
    [InlineData(1, DType.Float64)]
    [InlineData(3, DType.Float32)]
    [InlineData(1, DType.Int16)]
    public void Arrays_beyond_the_caches_are_combined_in_the_order_of_the_updates(int width, DType type)
    {
        Random random = new(73);
        int rows = (int)(CacheSizes.Second / type.Size / width) + 1000;
        ArrayType array = new(type, [rows, width]), indices = new(DType.Int32, [100_000, 1]), updates = new(type, [100_000, width]);
        // Half of them meet others.
        byte[] places = [.. Enumerable.Range(0, 100_000).SelectMany(i => BitConverter.GetBytes(i % 2 == 0 ? random.Next(-2, rows + 2) : random.Next(50) * (rows / 50)))];
        foreach (ReduceKind? combine in (ReduceKind?[])[null, ReduceKind.Sum, ReduceKind.Min])
        {
            Jaxpr program = Agree.Program(new Scatter(combine, new([1], [0], [0], [], []), OutOfBounds.FillOrDrop), array, indices, updates);
            byte[][] inputs = [Agree.Data(random, array), places, Agree.Data(random, updates)];
            Agree.BitForBit(program, inputs);
            Assert.Equal(Agree.Run(program, 1, inputs)[0], Agree.Run(program, 2, inputs)[0]);
        }
    }
}
