using Linum.Extending;

namespace Linum.TestSupport;

/// <summary>One use of a primitive on given inputs: all that the checks of a primitive need.</summary>
/// <param name="Primitive">The primitive's type.</param>
/// <param name="Function">The primitive applied to arrays.</param>
/// <param name="Inputs">Where: floating inputs are float64, so that differences are good approximations of derivatives.</param>
public sealed record Sample(Type Primitive, Func<NDArray[], NDArray[]> Function, NDArray[] Inputs)
{
    /// <summary>The name in the table of samples.</summary>
    public string Name { get; init; } = "";

    /// <summary>False where the value jumps or has corners near the inputs, so that differences say nothing; the derivative, if there is one, is still checked for linearity and transposition.</summary>
    public bool IsSmooth { get; init; } = true;

    /// <summary>Whether there is a derivative at all.</summary>
    public bool HasDerivative { get; init; } = true;

    /// <summary>Whether the derivative can be transposed (a While cannot).</summary>
    public bool HasTranspose { get; init; } = true;

    /// <summary>Whether other inputs of the same types are as good: false for indices, permutations and the like, which must stay what they are.</summary>
    public bool MayVary { get; init; } = true;

    /// <summary>Whether inputs may have an axis of examples: false for what only exists inside a named axis.</summary>
    public bool MayBatch { get; init; } = true;

    /// <summary>Whether float16 and bfloat16 are taken in place of float64.</summary>
    public bool TakesHalves { get; init; } = true;

    /// <summary>Where the primitive is seen if not in the function's own program: a collective is gone once its axis is mapped, a custom rule's tangent once it is transposed.</summary>
    public Func<Jaxpr>? Inner { get; init; }

    /// <summary>A primitive applied to inputs.</summary>
    public static Sample Of(Primitive primitive, params NDArray[] inputs) => new(primitive.GetType(), x => primitive.BindAll(x), inputs);

    /// <summary>A function that applies the primitive inside, for primitives with bodies and for collectives.</summary>
    public static Sample Of<TPrimitive>(Func<NDArray[], NDArray[]> function, params NDArray[] inputs)
        where TPrimitive : Primitive => new(typeof(TPrimitive), function, inputs);

    /// <summary>Other inputs of the same types: floating ones moved a little, the others rolled along their elements.</summary>
    public NDArray[] Varied(int seed)
    {
        if (!MayVary || seed == 0) return Inputs;
        return [.. Inputs.Select(x => x.DType.IsInexact ? x * (1 + 0.03 * seed) : x.Count < 2 || x.DType == DType.Key ? x : Rolled(x, seed))];
    }

    private static NDArray Rolled(NDArray x, int by)
    {
        NDArray flat = x.Reshape(-1);
        int cut = by % checked((int)x.Count);
        return Np.Concatenate([flat[cut..], flat[..cut]]).Reshape([.. x.Shape]);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
