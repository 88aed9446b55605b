using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>
/// A program whose sums and products are a little off: by several times what another order of summation can change them, in a random direction for each element. How far that moves a result
/// says how far the compiled program may be from the interpreted one. Sums that are exact in any order, those of whole numbers that fit a mantissa, are left as they are.
/// </summary>
internal static class Noise
{
    /// <summary>Rounding errors of n additions add up like a random walk; this many times its length leaves room for both sides of a comparison.</summary>
    private const double Strength = 8;

    /// <summary>The program with noise.</summary>
    /// <param name="program">The program.</param>
    /// <param name="random">Where the noise comes from; null for sums in double precision, rounded once: where all numbers of a sum are equal, one order of it may be exact and another not, and noise never is.</param>
    /// <param name="unknownIsNaN">Whether what may be anything is NaN, which says so beside a number; else it is 0, which says so beside NaN.</param>
    public static Jaxpr Add(Jaxpr program, Random? random, bool unknownIsNaN)
    {
        // What is computed twice, as by derivatives of checkpoints, has the same noise: whether it equals itself is not up to that.
        Jaxpr flat = CommonSubexpressions.Run(InlineCalls.Run(program));
        return StagingTrace.StageClosed("noise", flat.InputTypes, arguments =>
        {
            Dictionary<Var, NDArray> values = [];
            for (int i = 0; i < arguments.Length; i++) values[flat.Inputs[i]] = arguments[i];
            NDArray Read(Atom atom) => atom is Literal literal ? literal.Value : values[(Var)atom];
            foreach (Equation equation in flat.Equations)
            {
                NDArray[] results = Apply(equation.Primitive, [.. equation.Inputs.ToArray().Select(Read)], random, unknownIsNaN);
                for (int i = 0; i < results.Length; i++) values[equation.Outputs[i]] = results[i];
            }

            return [.. flat.Outputs.ToArray().Select(Read)];
        });
    }

    private static NDArray[] Apply(Primitive primitive, NDArray[] operands, Random? random, bool unknownIsNaN)
    {
        switch (primitive)
        {
            case Scan scan: return (scan with { Body = Add(scan.Body, random, unknownIsNaN) }).BindAll(operands);
            case While loop: return (loop with { LoopBody = Add(loop.LoopBody, random, unknownIsNaN), ConditionBody = Add(loop.ConditionBody, random, unknownIsNaN) }).BindAll(operands);
            case Cond cond: return (cond with { Branches = [.. cond.Branches.ToArray().Select(b => Add(b, random, unknownIsNaN))] }).BindAll(operands);
            case Pmap pmap: return Add(pmap.Batched, random, unknownIsNaN).Evaluate(operands);
        }

        NDArray[] results = primitive.BindAll(operands);
        if (!results[0].DType.IsInexact || results[0].Count == 0) return results;
        if (random is null) return [Exact(primitive, operands, results[0].DType) ?? results[0], .. results[1..]];
        NDArray x = operands[0];
        switch (primitive)
        {
            // A sum of one number is that number.
            case ReduceSum when x.Count == results[0].Count:
                break;
            case ReduceSum or CumSum:
                results[0] = Known(Disturb(results[0], primitive.Bind(Size(x)), Granular(x, twice: true), x.Count / (double)results[0].Count * (primitive is CumSum c ? x.Shape[c.Axis] : 1), random), primitive.Bind(Bounded(x)), unknownIsNaN);
                break;
            case DotGeneral dot:
                double count = 1;
                foreach (int axis in dot.Dimensions.LeftContracting) count *= x.Shape[axis];
                results[0] = Known(Disturb(results[0], primitive.Bind(Size(x), Size(operands[1])), Lax.And(Granular(x), Granular(operands[1])), count, random), primitive.Bind(Bounded(x), Bounded(operands[1])), unknownIsNaN);
                break;
            case ConvGeneralDilated convolution:
                double taps = operands[1].Count / (double)operands[1].Shape[convolution.Dimensions.Kernel[0]];
                results[0] = Known(Disturb(results[0], primitive.Bind(Size(x), Size(operands[1])), Lax.And(Granular(x), Granular(operands[1])), taps, random), primitive.Bind(Bounded(x), Bounded(operands[1])), unknownIsNaN);
                break;
            case Scatter { Combine: ReduceKind.Sum }:
                results[0] = Disturb(results[0], primitive.Bind(Size(x), operands[1], Size(operands[2])), Lax.And(Granular(x, twice: true), Granular(operands[2], twice: true)), operands[1].Count, random);
                break;
            case Solve or TriangularSolve:
                // The matrices are such that no unknown is moved by more than the largest ones.
                NDArray Largest(NDArray of) => new ReduceMax([.. Enumerable.Range(0, of.Rank)]).Bind(Lax.Select(Lax.IsFinite(of), Lax.Abs(of), Lax.ZerosLike(of)));
                NDArray most = Lax.BroadcastTo(Lax.Add(Largest(results[0]), Largest(operands[1])), results[0].Shape);
                results[0] = Disturb(results[0], most, Lax.Full([], 0, DType.Bool), x.Shape[^1], random);
                break;
            case ReduceProd or CumProd:
                // Where the large factors overflow together, or the small ones vanish, the order decides what becomes of the product.
                NDArray one = Lax.OnesLike(x), size = Lax.Abs(x), small = Lax.Select(Lax.Eq(x, Lax.ZerosLike(x)), one, Lax.Min(size, one));
                NDArray sound = Lax.And(Lax.IsFinite(primitive.Bind(Lax.Max(size, one))), Lax.IsFinite(Lax.Div(Lax.OnesLike(results[0]), primitive.Bind(small))));
                NDArray unknown = Lax.Full(results[0].Shape, unknownIsNaN ? double.NaN : 0, results[0].DType);
                results[0] = Lax.Select(sound, Disturb(results[0], Size(results[0]), Lax.And(Granular(results[0]), Granular(x)), x.Count, random), unknown);
                break;
        }

        return results;
    }

    /// <summary>A sum in double precision, rounded once; null for what is none, or is in double precision anyway.</summary>
    private static NDArray? Exact(Primitive primitive, NDArray[] operands, DType type)
    {
        if (type is not (DType.Float32 or DType.Float16 or DType.BFloat16)) return null;
        NDArray[] wide = [.. operands.Select(o => Lax.ConvertElementType(o, DType.Float64))];
        NDArray? sum = primitive switch
        {
            ReduceSum or CumSum or ConvGeneralDilated => primitive.Bind(wide),
            DotGeneral dot => (dot with { PreferredElementType = DType.Float64 }).Bind(wide),
            _ => null,
        };
        return sum is NDArray made ? Lax.ConvertElementType(made, type) : null;
    }

    /// <summary>Absolute values, for complex numbers the sums of those of the parts.</summary>
    private static NDArray Size(NDArray x) => x.DType.IsComplex ? Lax.Complex(Lax.Add(Lax.Abs(Lax.Real(x)), Lax.Abs(Lax.Imag(x))), Lax.ZerosLike(Lax.Real(x))) : x.DType.IsUnsigned || x.DType == DType.Bool ? x : Lax.Abs(x);

    /// <summary>The same of what is finite.</summary>
    private static NDArray Bounded(NDArray x)
    {
        NDArray size = Size(x);
        if (!size.DType.IsInexact) return size;
        if (size.DType.IsComplex) return Lax.Complex(Bounded(Lax.Real(size)), Lax.ZerosLike(Lax.Real(size)));
        return Lax.Select(Lax.IsFinite(size), size, Lax.ZerosLike(size));
    }

    /// <summary>A sum, where its finite parts are not too large together: else whether it is infinite or no number, or finite, is up to their order, and to whether products are rounded before they are added.</summary>
    private static NDArray Known(NDArray sum, NDArray size, bool unknownIsNaN)
    {
        NDArray sound = Lax.IsFinite(size.DType.IsComplex ? Lax.Real(size) : size);
        return Lax.Select(sound, sum, Lax.Full(sum.Shape, unknownIsNaN ? double.NaN : 0, sum.DType));
    }

    /// <summary>The grain of factors, of which products have its square; a power of two.</summary>
    private static double Grain(DType part) => part switch { DType.Float16 or DType.BFloat16 => 1, DType.Float32 => 16, _ => 1024 };

    private static int Mantissa(DType part) => part switch { DType.Float16 => 11, DType.BFloat16 => 8, DType.Float32 => 24, _ => 53 };

    /// <summary>Whether all numbers are multiples of a grain, or not finite.</summary>
    private static NDArray Granular(NDArray x, bool twice = false)
    {
        if (!x.DType.IsInexact) return Lax.Full([], 1, DType.Bool);
        if (x.DType.IsComplex) return Lax.And(Granular(Lax.Real(x), twice), Granular(Lax.Imag(x), twice));
        double grain = Grain(x.DType);
        NDArray scaled = Lax.Mul(x, Lax.BroadcastTo(Lax.ScalarLike(x, twice ? grain * grain : grain), x.Shape));
        return new ReduceAnd([.. Enumerable.Range(0, x.Rank)]).Bind(Lax.Or(Lax.Eq(Lax.Floor(scaled), scaled), Lax.Not(Lax.IsFinite(x))));
    }

    private static NDArray Disturb(NDArray sum, NDArray size, NDArray granular, double count, Random random)
    {
        if (sum.DType.IsComplex)
        {
            size = Lax.Real(size);
            return Lax.Complex(Disturb(Lax.Real(sum), size, granular, 4 * count, random), Disturb(Lax.Imag(sum), size, granular, 4 * count, random));
        }

        DType type = sum.DType;
        NDArray Same(double value) => Lax.Full(sum.Shape, value, type);
        double largest = Math.ScaleB(1, Mantissa(type)) / Grain(type) / Grain(type), unit = Math.ScaleB(1, -Mantissa(type));
        NDArray exact = Lax.And(Lax.BroadcastTo(granular, sum.Shape), Lax.Le(size, Same(largest)));
        NDArray direction = Lax.Reshape(Lax.ConvertElementType(Np.Array([.. Enumerable.Range(0, (int)sum.Count).Select(_ => (random.NextSingle() / 2 + 0.5f) * (random.Next(2) * 2 - 1))]), type), sum.Shape);
        NDArray off = Lax.Mul(direction, Lax.Mul(Same(Strength * unit * (4 + Math.Sqrt(count))), size));
        // A sum that is finite although the sizes of its parts are too large together may overflow in another order: nothing is said about it.
        off = Lax.Select(Lax.IsFinite(off), off, Same(double.NaN));
        return Lax.Select(Lax.Or(exact, Lax.Not(Lax.IsFinite(sum))), sum, Lax.Add(sum, off));
    }
}
