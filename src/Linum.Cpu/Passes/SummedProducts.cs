using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Sums of products of elements as maps and reductions. Real and imaginary parts of complex products are summed each for itself.</summary>
internal static class SummedProducts
{
    /// <summary>The nodes.</summary>
    /// <param name="x">One factor, in the shape of the products.</param>
    /// <param name="y">The other.</param>
    /// <param name="axes">The axes that are summed.</param>
    /// <param name="result">The sums.</param>
    public static LoopNode[] Of(Operand x, Operand y, ValueList<int> axes, LoopValue result)
    {
        DType type = result.Type.DType, part = type.Component;
        Lowered sum = new Lowered.Reduce(ReduceKind.Sum, axes);
        LoopValue[] products = [.. Enumerable.Range(0, type.Components).Select(_ => new LoopValue(new(part, x.Shape)))];
        MapNode map = new(x.Shape, ScalarFunction.Build([type, type], [.. products.Select(_ => part)], (_, z) => Product(z)), [x, y], products);
        if (products.Length == 1) return [map, new RoutineNode(sum, [Operand.Of(products[0])], [result])];
        LoopValue[] sums = [.. products.Select(_ => new LoopValue(result.Type with { DType = part }))];
        return
        [
            map,
            .. products.Select((p, i) => new RoutineNode(sum, [Operand.Of(p)], [sums[i]])),
            new MapNode(result.Type.Shape, ScalarFunction.Build([part, part], [type], (_, z) => [z[0], z[1]]), [.. sums.Select(Operand.Of)], [result]),
        ];
    }

    /// <summary>The product of the components of two numbers.</summary>
    public static Scalar[] Product(Scalar[] x) => x.Length == 2 ? [x[0] * x[1]] : [x[0] * x[2] - x[1] * x[3], x[0] * x[3] + x[1] * x[2]];
}
