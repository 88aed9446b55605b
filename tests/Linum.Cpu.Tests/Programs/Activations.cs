using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>Functions of single elements, and what follows a product: bias, activation, residual.</summary>
internal static class Activations
{
    /// <summary>A function of each element of an array of reals.</summary>
    public static NDArray Apply(Draft draft, NDArray x)
    {
        bool isExact = draft.Flavor.Whole || !x.DType.IsInexact;
        if (isExact && x.DType.IsInexact && draft.OneIn(6)) return Rounded(draft, x);
        if (!isExact && draft.OneIn(3)) return Functions.Apply(draft, x);
        int choice = draft.Random.Next(isExact ? 7 : 22);
        NDArray zero = draft.Number(x, 0);
        switch (choice)
        {
            case 0: return Lax.Max(x, Lax.BroadcastTo(zero, x.Shape));
            case 1: return Lax.Clamp(draft.Number(x, x.DType.IsUnsigned ? 1 : -4), x, draft.Number(x, 5));
            case 2: return x.DType.IsUnsigned ? x : Lax.Abs(x);
            case 3: return Lax.Sign(x);
            case 4: return Lax.Rem(x, Lax.BroadcastTo(draft.Number(x, 7), x.Shape));
            case 5: return Lax.Select(Lax.Gt(x, Lax.BroadcastTo(zero, x.Shape)), x, Lax.BroadcastTo(draft.Number(x, 2), x.Shape));
            case 6: return x.DType.IsUnsigned ? x : Lax.Neg(x);
            case 7: return Lax.Tanh(x);
            case 8: return Lax.Exp(Lax.Neg(Lax.Square(x)));
            case 9: return Lax.Logistic(x);
            case 10: return Nn.Gelu(x);
            case 11: return Nn.Silu(x);
            case 12: return Nn.Softplus(x);
            case 13: return Lax.Sqrt(Lax.Abs(x) + 1f);
            case 14: return Lax.Sin(x);
            case 15: return Lax.Cos(x) * x;
            case 16: return Lax.Log1p(Lax.Abs(x));
            case 17: return Lax.Rsqrt(Lax.Square(x) + 0.5f);
            case 18: return Lax.Erf(x);
            case 19: return Lax.Expm1(Lax.Clamp(draft.Number(x, -5), x, draft.Number(x, 3)));
            case 20: return Lax.IntegerPow(x, draft.Random.Next(2, 5));
            default: return x / (Lax.Square(x) + 1f);
        }
    }

    /// <summary>Halves of whole numbers, made whole.</summary>
    private static NDArray Rounded(Draft draft, NDArray x)
    {
        NDArray half = Lax.Mul(x, Lax.BroadcastTo(draft.Number(x, 0.5), x.Shape));
        return draft.Random.Next(4) switch { 0 => Lax.Floor(half), 1 => Lax.Ceil(half), 2 => Lax.Round(half), _ => Lax.Round(half, halvesToEven: true) };
    }

    /// <summary>What may be computed of a product while it is in cache: one to three steps.</summary>
    public static NDArray Follow(Draft draft, NDArray x)
    {
        if (x.DType.IsComplex) return Lax.Add(x, draft.Partner(x));
        for (int steps = draft.Random.Next(1, 4); steps > 0; steps--)
        {
            NDArray other = x;
            if (draft.OneIn(2) && x.Rank > 0)
            {
                // A bias along one axis, or a residual along the others.
                int axis = draft.Random.Next(x.Rank);
                int[] axes = draft.OneIn(4) ? [.. Enumerable.Range(0, x.Rank).Where(a => a != axis)] : [axis];
                other = Lax.BroadcastInDim(draft.Of(x.DType, [.. axes.Select(a => x.Shape[a])]), x.Shape, axes);
            }
            else if (draft.OneIn(2))
            {
                other = draft.Partner(x);
            }

            x = ReferenceEquals(other, x) ? draft.OneIn(4) ? Places.Apply(draft, x) : Apply(draft, x) : draft.Random.Next(5) switch
            {
                0 => Lax.Mul(x, other),
                1 => Lax.Sub(other, x),
                2 => Lax.Max(x, other),
                _ => Lax.Add(x, other),
            };
        }

        return x;
    }
}
