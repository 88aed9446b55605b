using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>Convolutions of any form, with what is computed before and after them.</summary>
internal static class Convolutions
{
    private static readonly (int[] Input, int[] Kernel)[] Layouts1 = [([0, 2, 1], [2, 1, 0]), ([0, 1, 2], [0, 1, 2])];
    private static readonly (int[] Input, int[] Kernel)[] Layouts2 = [([0, 3, 1, 2], [3, 2, 0, 1]), ([0, 1, 2, 3], [0, 1, 2, 3])];
    private static readonly (int[] Input, int[] Kernel)[] Layouts3 = [([0, 4, 1, 2, 3], [4, 3, 0, 1, 2]), ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4])];

    /// <summary>A convolution of a value that has enough axes, or of a new one, often of images with many features last as networks have them.</summary>
    public static NDArray? Make(Draft draft)
    {
        Random random = draft.Random;
        bool isNetwork = draft.OneIn(2);
        int spatial = isNetwork ? random.Next(1, 3) : random.Next(6) switch { 0 => 0, 1 or 2 => 1, 3 => 3, _ => 2 };
        NDArray? there = draft.OneIn(3) ? null : draft.Find(v => v.Rank == spatial + 2 && v.Count > 0 && v.DType != DType.Bool);
        NDArray x = isNetwork ? Image(draft, spatial) : there ?? draft.Input(new(draft.NewType([]).DType is var t && t == DType.Bool ? DType.Float32 : t, draft.Shape(spatial + 2)));
        if (x.Count == 0) return null;
        (int[] input, int[] kernel) = !isNetwork && (spatial == 0 || draft.OneIn(4)) ? (draft.Order(spatial + 2), draft.Order(spatial + 2)) : (spatial switch { 1 => Layouts1, 2 => Layouts2, _ => Layouts3 })[draft.OneIn(isNetwork ? 8 : 3) ? 1 : 0];
        int[] output = draft.OneIn(isNetwork ? 20 : 6) ? draft.Order(spatial + 2) : input;
        int[] Some(Func<int> value) => [.. Enumerable.Range(0, spatial).Select(_ => value())];
        int features = x.Shape[input[1]], examples = x.Shape[input[0]];
        int groups = draft.OneIn(2) ? 1 : Divisor(random, features), batchGroups = groups == 1 && draft.OneIn(8) ? Divisor(random, examples) : 1;
        int outputs = draft.OneIn(3) ? random.Next(1, 9) : draft.Size();
        if (groups * batchGroups > 1) outputs = groups * batchGroups * (draft.OneIn(2) ? random.Next(1, 13) : Math.Max(1, outputs / groups));
        int[] sizes = [outputs, features / groups, .. Some(() => random.Next(1, 5))];
        ConvolveDimensions d = new(input, kernel, output, Some(() => draft.OneIn(3) ? random.Next(2, 4) : 1), Some(() => random.Next(-1, 4)), Some(() => random.Next(-1, 4)),
            Some(() => draft.OneIn(6) ? 2 : 1), Some(() => draft.OneIn(6) ? 2 : 1), groups, batchGroups);
        var shape = new int[spatial + 2];
        for (int i = 0; i < shape.Length; i++) shape[kernel[i]] = sizes[i];
        long work = d.Result(x.Shape, shape).Count * sizes.Skip(1).Aggregate(1L, (n, s) => n * s);
        if (((Shape)shape).Count > draft.Flavor.Limit || work > 30L * draft.Flavor.Limit || work == 0) return null;
        if (x.DType.IsInexact && !x.DType.IsComplex && draft.OneIn(4)) x = Activations.Follow(draft, x);
        return Products.Followed(draft, new ConvGeneralDilated(d).Bind(x, draft.Of(x.DType, shape)));
    }

    private static NDArray Image(Draft draft, int spatial) =>
        draft.Of(draft.OneIn(4) ? DType.Float64 : DType.Float32, [draft.Random.Next(1, 5), .. Enumerable.Range(0, spatial).Select(_ => draft.Random.Next(1, spatial == 1 ? 24 : 11)), draft.One(3, 6, 8, 12, 16, 24, 32)]);

    private static int Divisor(Random random, int n)
    {
        int[] divisors = [.. Enumerable.Range(1, n).Where(d => n % d == 0)];
        return divisors[random.Next(divisors.Length)];
    }
}
