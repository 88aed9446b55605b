using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Brings a contraction to a type that matrices are multiplied in: operands and result are converted around it. Complex matrices are multiplied as they are; for other nodes complex numbers are taken apart into real ones.
/// </summary>
/// <remarks><code>
/// before: %2:bf16[3,5] = contract[1;0] %0:bf16[3,4] %1:bf16[4,5]
/// after:  %3:f32[3,4] = map %0    %4:f32[4,5] = map %1    %5:f32[3,5] = contract[1;0] %3 %4    %2:bf16[3,5] = map %5
/// </code></remarks>
internal static class LowerContraction
{
    /// <summary>A node that multiplies operands of one type.</summary>
    public delegate LoopNode Product(Operand[] operands, LoopValue result);

    public static IEnumerable<LoopNode> Run(ContractDimensions dimensions, Operand[] operands, LoopValue result) =>
        Run((o, r) => new ContractNode(dimensions, o, [r], Operand.Dense(r.Type.Shape)), operands, result, true);

    /// <summary>The same for any node that is linear in two operands.</summary>
    /// <param name="product">Makes the node.</param>
    /// <param name="operands">The operands.</param>
    /// <param name="result">The result.</param>
    /// <param name="takesComplex">Whether it is a node that complex numbers may be given to.</param>
    public static IEnumerable<LoopNode> Run(Product product, Operand[] operands, LoopValue result, bool takesComplex)
    {
        DType type = result.Type.DType;
        return type.IsComplex && !takesComplex ? Complex(product, operands, result) : InType(product, operands, result, type switch
        {
            DType.Float16 or DType.BFloat16 => DType.Float32,
            DType.Bool or DType.Int8 or DType.Int16 or DType.UInt8 or DType.UInt16 => DType.Int32,
            _ => type,
        });
    }

    private static List<LoopNode> InType(Product multiply, Operand[] operands, LoopValue result, DType type)
    {
        List<LoopNode> nodes = [];
        Operand[] converted = [.. operands.Select(o => ConvertTo(o, type, nodes))];
        LoopValue product = result.Type.DType == type ? result : new(result.Type with { DType = type });
        nodes.Add(multiply(converted, product));
        if (product != result) nodes.Add(MapBodies.Convert(Operand.Of(product), result));
        return nodes;
    }

    private static Operand ConvertTo(Operand operand, DType type, List<LoopNode> nodes)
    {
        if (operand.DType == type) return operand;
        LoopValue converted = new(operand.Value.Type with { DType = type });
        DType part = type.Component;
        nodes.Add(new MapNode(converted.Type.Shape, ScalarFunction.Build([operand.DType], [type], (b, x) => [x[0].ConvertTo(part), .. type.IsComplex ? new[] { x.Length > 1 ? x[1].ConvertTo(part) : b.Constant(0, part) } : []]), [operand], [converted]));
        return Operand.Of(converted);
    }

    private static MapNode Part(Operand complex, LoopValue result, int part) =>
        new(result.Type.Shape, ScalarFunction.Build([complex.DType], [result.Type.DType], (_, x) => [x[part].ConvertTo(result.Type.DType)]), [complex], [result]);

    /// <summary>(a + bi)(c + di) = ac - bd + (ad + bc)i, with four products of real numbers.</summary>
    private static List<LoopNode> Complex(Product multiply, Operand[] operands, LoopValue result)
    {
        List<LoopNode> nodes = [];
        DType part = result.Type.DType.Component;
        var parts = new Operand[2, 2];
        for (int i = 0; i < 2; i++)
        {
            for (int p = 0; p < 2; p++)
            {
                LoopValue real = new(operands[i].Value.Type with { DType = part });
                if (operands[i].DType.IsComplex) nodes.Add(Part(operands[i], real, p));
                else nodes.Add(new MapNode(real.Type.Shape, ScalarFunction.Build([operands[i].DType], [part], (b, x) => [p == 0 ? x[0].ConvertTo(part) : b.Constant(0, part)]), [operands[i]], [real]));
                parts[i, p] = Operand.Of(real);
            }
        }

        var products = new LoopValue[4];
        for (int i = 0; i < 4; i++)
        {
            products[i] = new(result.Type with { DType = part });
            nodes.Add(multiply([parts[0, i / 2], parts[1, i % 2]], products[i]));
        }

        nodes.Add(new MapNode(result.Type.Shape, ScalarFunction.Build([part, part, part, part], [result.Type.DType], (_, x) => [x[0] - x[3], x[1] + x[2]]), [.. products.Select(Operand.Of)], [result]));
        return nodes;
    }
}
