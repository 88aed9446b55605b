using static Linum.Transform;

namespace Linum.Cpu.Tests.Programs;

/// <summary>The less usual functions of single elements, each where it has a value and does not grow out of bounds.</summary>
internal static class Functions
{
    /// <summary>How many <see cref="Apply"/> has.</summary>
    private const int Count = 26;

    /// <summary>A function of each element of an array of floats.</summary>
    public static NDArray Apply(Draft draft, NDArray x)
    {
        NDArray Within(double most) => Lax.Clamp(draft.Number(x, -most), x, draft.Number(x, most));
        NDArray Above(double least) => Lax.Add(Lax.Abs(x), Lax.BroadcastTo(draft.Number(x, least), x.Shape));
        return draft.Random.Next(Count) switch
        {
            0 => Lax.Tan(Within(1.25)),
            1 => Lax.Atan(x),
            2 => Lax.Asin(Within(0.75)),
            3 => Lax.Acos(Within(0.75)),
            4 => Lax.Sinh(Within(4)),
            5 => Lax.Cosh(Within(4)),
            6 => Lax.Asinh(x),
            7 => Lax.Acosh(Above(1.5)),
            8 => Lax.Atanh(Within(0.75)),
            9 => Lax.Cbrt(Above(0.5)),
            10 => Lax.Exp2(Within(5)),
            11 => Lax.Erfc(x),
            12 => Lax.ErfInv(Within(0.75)),
            13 => Lax.Lgamma(Above(0.5)),
            14 => Lax.Digamma(Above(0.5)),
            15 => Lax.Pow(Above(0.5), Within(3)),
            16 => Lax.Atan2(x, Above(0.5)),
            17 => Lax.Select(Lax.IsFinite(x), x, Lax.ZerosLike(x)),
            18 => Lax.Select(Lax.Or(Lax.Le(x, Lax.ZerosLike(x)), Lax.Gt(x, Lax.OnesLike(x))), Lax.Neg(x), x),
            19 => Lax.Log(Above(0.25)),
            20 => Nn.Elu(x),
            21 => Nn.HardSwish(x),
            22 => Nn.LeakyRelu(x),
            23 => Lax.Square(Lax.Sin(x)),
            24 => Checkpoint((NDArray y) => Lax.Tanh(Lax.Mul(y, y)))(x),
            _ => Lax.ReducePrecision(x, 5, 4),
        };
    }
}
