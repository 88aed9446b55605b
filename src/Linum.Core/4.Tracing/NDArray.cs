using Linum.Extending;

namespace Linum;

/// <summary>An immutable n-dimensional array, or something that stands for one while a function is being transformed.</summary>
public abstract partial class NDArray
{
    private protected NDArray() { }

    /// <summary>Element type, shape and weakness.</summary>
    public abstract ArrayType Type { get; }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>The type of the elements.</summary>
    public DType DType => Type.DType;

    /// <summary>The number of axes.</summary>
    public int Rank => Type.Shape.Rank;

    /// <summary>The number of elements.</summary>
    public long Count => Type.Shape.Count;

    /// <summary>The values, if they are known now.</summary>
    /// <param name="operation">What needs them, for the message.</param>
    /// <exception cref="ConcretizationException">The array is being traced and has no values yet.</exception>
    public abstract ConcreteArray Concrete(string operation);
}
