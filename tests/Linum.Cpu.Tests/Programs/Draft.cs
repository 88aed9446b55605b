using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>What a random program is to be like.</summary>
/// <param name="Whole">Whether all numbers are to stay small and whole, so that sums are exact in any order and everything is compared bit for bit.</param>
/// <param name="Reverse">Whether derivatives are to be taken through it backwards.</param>
/// <param name="Limit">How many elements a value may have; a product may multiply thirty times as many pairs.</param>
/// <param name="Depth">How many loops may still be put into one another.</param>
/// <param name="Heavy">Whether it is made of a few large operations, not of many small ones.</param>
/// <param name="Members">With how many others, itself included, it exchanges values under a name; 0 if it does not.</param>
/// <param name="AreDevices">Whether these are devices, else examples.</param>
internal sealed record Flavor(bool Whole, bool Reverse, int Limit, int Depth, bool Heavy, int Members = 0, bool AreDevices = false);

/// <summary>A program in the making: the values so far, and where others come from. The same random numbers over the same shapes give the same program.</summary>
internal sealed class Draft(Random random, Flavor flavor, Func<ArrayType, NDArray> newInput)
{
    /// <summary>Sizes around the borders of units, tiles and unrolled lines.</summary>
    private static readonly int[] Borders = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 47, 48, 49, 63, 64, 65];

    private static readonly DType[] Types =
    [
        DType.Float32, DType.Float32, DType.Float32, DType.Float32, DType.Float32, DType.Float32, DType.Float32, DType.Float32, DType.Float32, DType.Float32, DType.Float64, DType.Float64, DType.Int32, DType.Int32, DType.Int64,
        DType.Float16, DType.BFloat16, DType.Int8, DType.UInt8, DType.Bool, DType.Complex64, DType.Complex128, DType.Int16, DType.UInt16, DType.UInt64,
    ];

    /// <summary>Sizes of axes that are cut into pieces, strips and blocks.</summary>
    private static readonly int[] Long = [1030, 2049, 5003, 20_001, 65_537, 70_000, 131_075];

    /// <summary>Programs have few sizes, so that their values meet.</summary>
    private readonly int[] sizes = [.. Enumerable.Range(0, 4).Select(i => i == 0 && flavor.Limit >= 100_000 ? Long[random.Next(Long.Length)] : Borders[random.Next(flavor.Limit < 10_000 ? Borders.Length - 4 : Borders.Length)])];

    /// <summary>The choices.</summary>
    public Random Random => random;

    /// <summary>What the program is to be like.</summary>
    public Flavor Flavor => flavor;

    /// <summary>Where arrays that are given to the program come from.</summary>
    public Func<ArrayType, NDArray> NewInput => newInput;

    /// <summary>The values so far.</summary>
    public List<NDArray> Values { get; } = [];

    /// <summary>Whether one in so many has come up.</summary>
    public bool OneIn(int n) => random.Next(n) == 0;

    /// <summary>One of some.</summary>
    public T One<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>A size of an axis, now and then one that the program does not have yet.</summary>
    public int Size() => OneIn(6) ? random.Next(1, 10) : One(sizes);

    /// <summary>A shape of at most so many elements.</summary>
    public Shape Shape(int rank)
    {
        Shape shape = [];
        for (int i = 0; i < rank; i++)
        {
            int size = Size();
            shape = shape.Insert(i, shape.Count * size > flavor.Limit ? 1 + random.Next(2) : size);
        }

        return shape;
    }

    /// <summary>The type of a new array of a shape; single precision most of the time.</summary>
    public ArrayType NewType(Shape shape) => new(One(Types), shape);

    /// <summary>Axes in a random order.</summary>
    public int[] Order(int rank)
    {
        int[] order = [.. Enumerable.Range(0, rank)];
        random.Shuffle(order);
        return order;
    }

    /// <summary>Some of the axes of an array, in order; at least one if it has any.</summary>
    public int[] SomeAxes(int rank)
    {
        if (rank == 0) return [];
        int[] axes = Order(rank)[..random.Next(1, rank + 1)];
        Array.Sort(axes);
        return axes;
    }

    /// <summary>A value, a late one more likely than an early one, of those that fit.</summary>
    public NDArray? Find(Func<NDArray, bool> fits)
    {
        NDArray[] fitting = [.. Values.Where(fits)];
        return fitting.Length == 0 ? null : fitting[OneIn(2) ? fitting.Length - 1 : random.Next(fitting.Length)];
    }

    /// <summary>An array that is given to the program.</summary>
    public NDArray Input(ArrayType type)
    {
        NDArray x = newInput(type);
        Values.Add(x);
        return x;
    }

    /// <summary>A value of a type: one that is there, one given, or one given in another form.</summary>
    public NDArray Of(DType type, Shape shape)
    {
        if (!OneIn(3) && Find(v => v.DType == type && v.Shape == shape) is NDArray there) return there;
        switch (random.Next(8))
        {
            case 0 when shape.Rank > 1:
                int[] order = Order(shape.Rank);
                return Lax.Transpose(Input(new(type, [.. order.Select(a => shape[a])])), [.. Enumerable.Range(0, shape.Rank).Select(a => Array.IndexOf(order, a))]);
            case 1 when shape.Rank > 0:
                int[] axes = SomeAxes(shape.Rank);
                return Lax.BroadcastInDim(Input(new(type, [.. axes.Select(a => shape[a])])), shape, axes);
            case 2 when shape.Rank > 1:
                return Lax.Reshape(Input(new(type, [(int)shape.Count])), shape);
            case 3 when type.IsInexact && !type.IsComplex:
                return Activations.Apply(this, Input(new(type, shape)));
            default:
                return Input(new(type, shape));
        }
    }

    /// <summary>What an array can be combined with element by element: of its shape, along one of its axes, or a number.</summary>
    public NDArray Partner(NDArray x)
    {
        switch (random.Next(6))
        {
            case 0:
                return Lax.BroadcastTo(Number(x, random.Next(1, 4)), x.Shape);
            case 1 when x.Rank > 0:
                int[] axes = SomeAxes(x.Rank);
                return Lax.BroadcastInDim(Of(x.DType, [.. axes.Select(a => x.Shape[a])]), x.Shape, axes);
            case 2:
                return Find(v => v.Shape == x.Shape && v.DType != x.DType && !v.DType.IsComplex) is NDArray other ? Lax.ConvertElementType(other, x.DType) : Of(x.DType, x.Shape);
            default:
                return Of(x.DType, x.Shape);
        }
    }

    /// <summary>A small number of the type of an array.</summary>
    public NDArray Number(NDArray like, double value) => like.DType == DType.Bool ? Lax.Full([], value > 0 ? 1 : 0, DType.Bool) : Lax.ScalarLike(like, value);

    /// <summary>An integer to index with, inside or a little outside.</summary>
    public NDArray Index(Shape shape) => OneIn(5) ? Lax.Full(shape, random.Next(-2, 9), DType.Int32) : Of(DType.Int32, shape);

    /// <summary>An array made to have a type, so that a loop can carry it.</summary>
    public static NDArray Fit(NDArray x, ArrayType type)
    {
        if (x.DType.IsComplex && !type.DType.IsComplex) x = Lax.Real(x);
        if (x.Shape != type.Shape && x.Shape.Count == type.Shape.Count) x = Lax.Reshape(x, type.Shape);
        if (x.Shape != type.Shape)
        {
            int[] all = [.. Enumerable.Range(0, x.Rank)];
            NDArray one = x.Shape.Count == 0 ? Lax.ScalarLike(x, 0) : x.DType == DType.Bool ? new ReduceOr(all).Bind(x) : x.DType.IsComplex ? new ReduceSum(all).Bind(x) : new ReduceMax(all).Bind(x);
            x = Lax.BroadcastTo(one, type.Shape);
        }

        return x.Type == type.Strong ? x : Lax.ConvertElementType(x, type.DType);
    }
}
