using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Programs put together at random from elementwise operations, views and maxima, none of which may change a bit however they are compiled.</summary>
public sealed class RandomPrograms
{
    private static readonly Shape[] Shapes = [[], [6], [17], [6, 17], [17, 6], [3, 6, 17], [64], [4, 64]];

    /// <summary>How many programs per seed; LINUM_RANDOM_PROGRAMS asks for more.</summary>
    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("LINUM_RANDOM_PROGRAMS"), out int count) ? count : 500;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Compiled_programs_give_the_bits_of_interpreted_ones(int seed)
    {
        Random random = new(seed);
        for (int n = 0; n < Count; n++)
        {
            Jaxpr program = Generate(random, 4 + random.Next(25));
            Agree.BitForBit(program, [.. program.InputTypes.Select(t => Agree.Data(random, t))]);
        }
    }

    private static Jaxpr Generate(Random random, int lines)
    {
        JaxprBuilder builder = new();
        List<Var> inputs = [];
        List<Atom> values = [];
        for (int i = 0; i < 5; i++)
        {
            Var input = builder.NewVar(new(random.Next(5) == 0 ? DType.Float64 : DType.Float32, Shapes[random.Next(Shapes.Length)]));
            inputs.Add(input);
            values.Add(input);
        }

        while (builder.Equations.Count < lines)
        {
            Atom x = values[random.Next(values.Count)];
            Var[] results = Line(random, builder, x, values);
            values.AddRange(results);
        }

        List<Atom> outputs = [.. values.Where(_ => random.Next(6) == 0), values[^1]];
        return new([.. inputs], builder.Equations, [.. outputs]);
    }

    private static Var[] Line(Random random, JaxprBuilder builder, Atom x, List<Atom> values)
    {
        Shape shape = x.Type.Shape;
        DType type = x.Type.DType;
        if (type == DType.Bool) return builder.Emit(new ConvertElementType(DType.Float32, false), [x]);
        switch (random.Next(10))
        {
            case 0:
                return builder.Emit(random.Next(4) switch { 0 => new Neg(), 1 => new Sin(), 2 => new Sqrt(), _ => new Exp() }, [x]);
            case 1 when shape.Rank > 0:
                int[] permutation = [.. Enumerable.Range(0, shape.Rank)];
                random.Shuffle(permutation);
                return builder.Emit(new TransposeAxes(permutation), [x]);
            case 2 when shape.Rank is > 0 and < 3:
                return random.Next(2) == 0 ? builder.Emit(new BroadcastInDim([3, .. shape], [.. Enumerable.Range(1, shape.Rank)]), [x]) : builder.Emit(new BroadcastInDim([.. shape, 5], [.. Enumerable.Range(0, shape.Rank)]), [x]);
            case 3 when shape.Rank > 1:
                return builder.Emit(new Reshape([checked((int)shape.Count)]), [x]);
            case 4 when shape.Rank > 0:
                return builder.Emit(new ReduceMax([random.Next(shape.Rank)]), [x]);
            case 5 when shape.Rank > 0 && shape[0] > 2:
                return builder.Emit(new StaticSlice([1, .. new int[shape.Rank - 1]], shape.ToArray(), [random.Next(1, 3), .. Enumerable.Repeat(1, shape.Rank - 1)]), [x]);
            case 6 when shape.Rank > 0:
                return builder.Emit(new Rev([random.Next(shape.Rank)]), [x]);
            case 7:
                return builder.Emit(new ConvertElementType(type == DType.Float32 ? DType.Float64 : DType.Float32, false), [x]);
            case 8:
                return builder.Emit(new Mul(), [x, new Literal(ConcreteArray.Scalar(random.Next(3), type, weak: true))]);
            default:
                Atom[] others = [.. values.Where(v => v.Type.DType == type && (v.Type.Shape == shape || v.Type.Rank == 0 || shape.Rank == 0))];
                Atom y = others[random.Next(others.Length)];
                return builder.Emit(random.Next(5) switch { 0 => new Add(), 1 => new Mul(), 2 => new Max(), 3 => new Lt(), _ => new Sub() }, [x, y]);
        }
    }
}
