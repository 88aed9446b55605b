using Linum.Extending;

namespace Linum.Linen;

/// <summary>One step of a long short-term memory: S. Hochreiter, J. Schmidhuber (1997). The carry is a pair of cell and hidden state.</summary>
/// <param name="Features">The size of both states.</param>
/// <remarks>Parts: <c>ii</c>, <c>if</c>, <c>ig</c>, <c>io</c> for the input, without bias; <c>hi</c>, <c>hf</c>, <c>hg</c>, <c>ho</c> for the hidden state.</remarks>
public sealed record LSTMCell(int Features) : Module<((NDArray Cell, NDArray Hidden) Carry, NDArray X), ((NDArray Cell, NDArray Hidden) Carry, NDArray Y)>
{
    /// <summary>What the gates are.</summary>
    public Func<NDArray, NDArray> Gate { get; init; } = Nn.Sigmoid;

    /// <summary>What states and outputs go through.</summary>
    public Func<NDArray, NDArray> Activation { get; init; } = Np.Tanh;

    /// <summary>How the kernels of the input are made.</summary>
    public Initializer KernelInit { get; init; } = Initializers.LecunNormal;

    /// <summary>How the kernels of the hidden state are made.</summary>
    public Initializer RecurrentKernelInit { get; init; } = Initializers.Orthogonal();

    /// <summary>How the biases are made.</summary>
    public Initializer BiasInit { get; init; } = Initializers.Zeros;

    /// <summary>How the first carry is made.</summary>
    public Initializer CarryInit { get; init; } = Initializers.Zeros;

    /// <summary>The dtype of the computation; null takes that of the operands.</summary>
    public DType? DType { get; init; }

    /// <summary>The dtype of the parameters and of the first carry.</summary>
    public DType ParamDType { get; init; } = Linum.DType.Float32;

    /// <summary>The first carry for inputs of a shape.</summary>
    public (NDArray Cell, NDArray Hidden) InitializeCarry(Key key, Shape input)
    {
        var (first, second) = Rng.Split(key);
        Shape shape = [.. input[..^1], Features];
        return (CarryInit.Make(first, shape, ParamDType), CarryInit.Make(second, shape, ParamDType));
    }

    /// <inheritdoc/>
    protected internal override ((NDArray Cell, NDArray Hidden) Carry, NDArray Y) Forward(((NDArray Cell, NDArray Hidden) Carry, NDArray X) input)
    {
        ((NDArray c, NDArray h), NDArray x) = input;
        NDArray Part(string name) => OfInput("i" + name, x) + OfHidden("h" + name, h);
        NDArray i = Gate(Part("i")), f = Gate(Part("f")), g = Activation(Part("g")), o = Gate(Part("o"));
        NDArray next = f * c + i * g, y = o * Activation(next);
        return ((next, y), y);
    }

    private NDArray OfInput(string name, NDArray x) => new Dense(Features, UseBias: false) { Name = name, KernelInit = KernelInit, DType = DType, ParamDType = ParamDType }.Call(x);

    private NDArray OfHidden(string name, NDArray h) => new Dense(Features) { Name = name, KernelInit = RecurrentKernelInit, BiasInit = BiasInit, DType = DType, ParamDType = ParamDType }.Call(h);
}
