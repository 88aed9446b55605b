using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Linum.Extending;

namespace Linum;

/// <summary>From arrays to C# arrays of several axes and to memory.</summary>
public abstract partial class NDArray
{
    /// <summary>The elements where they lie, without a copy: <c>using var view = x.View&lt;float&gt;(); ReadOnlySpan&lt;float&gt; span = view.Span;</c></summary>
    /// <typeparam name="T">Exactly the element type (Half for float16, ushort for the bits of bfloat16).</typeparam>
    /// <exception cref="DTypeException">T is not the element type.</exception>
    /// <exception cref="ConcretizationException">The array is being traced.</exception>
    /// <exception cref="DonatedArrayException">The array was donated or deleted.</exception>
    public ArrayView<T> View<T>()
        where T : unmanaged => new(this);

    /// <summary>The elements as a rectangular C# array of two axes.</summary>
    /// <exception cref="ShapeException">The array does not have two axes.</exception>
    /// <exception cref="DTypeException">T is not the element type.</exception>
    public T[,] ToArray2D<T>()
        where T : unmanaged
    {
        NeedsRank("ToArray2D", 2);
        var result = new T[Shape[0], Shape[1]];
        Fill<T>("ToArray2D", result);
        return result;
    }

    /// <summary>The elements as a rectangular C# array of three axes.</summary>
    /// <exception cref="ShapeException">The array does not have three axes.</exception>
    /// <exception cref="DTypeException">T is not the element type.</exception>
    public T[,,] ToArray3D<T>()
        where T : unmanaged
    {
        NeedsRank("ToArray3D", 3);
        var result = new T[Shape[0], Shape[1], Shape[2]];
        Fill<T>("ToArray3D", result);
        return result;
    }

    /// <summary>The rows of an array of two axes, each a C# array.</summary>
    /// <exception cref="ShapeException">The array does not have two axes.</exception>
    /// <exception cref="DTypeException">T is not the element type.</exception>
    public T[][] ToJagged<T>()
        where T : unmanaged
    {
        NeedsRank("ToJagged", 2);
        T[] all = ToArray<T>();
        var rows = new T[Shape[0]][];
        for (int i = 0; i < rows.Length; i++) rows[i] = all[(i * Shape[1])..((i + 1) * Shape[1])];
        return rows;
    }

    private void NeedsRank(string operation, int rank)
    {
        if (Rank != rank) throw new ShapeException($"{operation} needs an array of {rank} axes, but this is {Type.ToLongString()}. Use Reshape first, or ToArray for all elements in one row.");
    }

    private void Fill<T>(string operation, Array target)
        where T : unmanaged
    {
        HostValues.Check<T>(operation, DType);
        T[] all = ToArray<T>();
        all.AsSpan().CopyTo(MemoryMarshal.CreateSpan(
            ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(target)), all.Length));
    }
}
