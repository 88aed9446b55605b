using System.Numerics;
using System.Runtime.CompilerServices;

namespace Linum.Extending;

/// <summary>An array with values, on a device. A scalar from a C# literal keeps the literal, so that converting it to a wider type loses nothing.</summary>
public sealed class ConcreteArray : NDArray
{
    private readonly ArrayType type;

    /// <summary>The memory; of the few arrays that have more, an <see cref="Aside"/>, and the memory is in it: the results of programs, which have none of this, are small.</summary>
    private object memory;

    /// <summary>An array over memory on a device.</summary>
    /// <param name="type">The type as programs see it; dtype and shape are those of the buffer.</param>
    /// <param name="buffer">The memory.</param>
    /// <param name="sharding">Where it lives, if not whole on the buffer's device.</param>
    public ConcreteArray(ArrayType type, IBuffer buffer, Sharding? sharding = null)
    {
        this.type = type;
        memory = sharding is null ? buffer : new Aside(buffer) { Sharding = sharding };
    }

    private ConcreteArray(ArrayType type, Complex literal, long integer)
    {
        this.type = type;
        memory = new Aside(null) { Literal = literal, Integer = integer };
    }

    /// <inheritdoc/>
    public override ArrayType Type => type;

    /// <summary>The value of a scalar made from a C# literal; null for every other array.</summary>
    public Complex? Literal => Extra?.Literal;

    /// <summary>The exact value of an integer literal.</summary>
    public long Integer => Extra?.Integer ?? 0;

    /// <summary>Where the array lives if it is spread over devices; null for a whole array.</summary>
    public Sharding? Sharding => Extra?.Sharding;

    private Aside? Extra => Volatile.Read(ref memory) as Aside;

    /// <summary>The memory. A literal is uploaded at first use.</summary>
    public IBuffer Buffer
    {
        get
        {
            object held = Volatile.Read(ref memory);
            IBuffer current = held is Aside aside ? Volatile.Read(ref aside.Buffer) ?? Upload(aside) : Unsafe.As<IBuffer>(held);
            return current.IsDeleted ? throw Deleted() : current;
        }
    }

    private IBuffer Upload(Aside literal)
    {
        Span<byte> bytes = stackalloc byte[16];
        ScalarBytes.Write(literal.Literal!.Value, literal.Integer, type.DType, bytes);
        IBuffer made = BackendRegistry.Default.Upload(bytes[..type.DType.Size], type.Strong, BackendRegistry.DefaultDevice);
        return Interlocked.CompareExchange(ref literal.Buffer, made, null) ?? made;
    }

    /// <summary>Gives the memory up to a compiled function that was allowed to take it.</summary>
    internal void DonateTo(string function)
    {
        if (Extra is { Literal: not null } literal)
        {
            // A literal is a value, not memory: the function may have written over its copy, so the next use makes a new one.
            Interlocked.Exchange(ref literal.Buffer, null)?.Delete();
            return;
        }

        IBuffer given = Extra is Aside aside ? aside.Buffer! : (IBuffer)memory;
        Volatile.Write(ref memory, new Aside(given) { Sharding = Sharding, DonatedTo = function });
        given.Delete();
    }

    /// <summary>Gives the memory back now instead of when the array is collected. The array cannot be used afterwards.</summary>
    public void Delete() => (Extra is Aside aside ? Volatile.Read(ref aside.Buffer) : (IBuffer)memory)?.Delete();

    private DonatedArrayException Deleted() => new(Extra?.DonatedTo is string name
        ? $"This array, {type.ToLongString()}, was donated to the jitted function {name} and its memory reused. Use the function's result instead, or do not donate the argument."
        : $"This array, {type.ToLongString()}, has been deleted. Delete an array only when nothing uses it any more.");

    /// <summary>A scalar from a C# literal.</summary>
    public static ConcreteArray Scalar(double value, DType dtype, bool weak) => new(new(dtype, [], weak), value, dtype.IsInteger ? (long)value : dtype == DType.Bool && value != 0 ? 1 : 0);

    /// <summary>A scalar from a C# integer literal; of a uint64 the same bits.</summary>
    public static ConcreteArray Scalar(long value, DType dtype, bool weak) => new(new(dtype, [], weak), dtype == DType.UInt64 ? unchecked((ulong)value) : value, value);

    /// <summary>A scalar from a C# complex literal.</summary>
    public static ConcreteArray Scalar(Complex value, DType dtype, bool weak) => new(new(dtype, [], weak), value, 0);

    /// <summary>The same literal as another type.</summary>
    public ConcreteArray LiteralAs(DType dtype, bool weak)
    {
        bool fromInteger = type.DType.IsInteger || type.DType == DType.Bool;
        long integer = fromInteger ? Integer : ScalarBytes.ToInteger(Literal!.Value.Real, dtype);
        return new(new(dtype, [], weak), dtype == DType.Bool ? (Literal!.Value != Complex.Zero ? 1 : 0) : Literal!.Value, dtype == DType.Bool ? (Literal!.Value != Complex.Zero ? 1 : 0) : integer);
    }

    /// <summary>A literal times a C# integer.</summary>
    internal ConcreteArray ScaledBy(long factor) => new(type, Literal!.Value * factor, Integer * factor);

    /// <summary>The same values under another weak flag.</summary>
    public ConcreteArray WithWeak(bool weak) =>
        weak == type.IsWeak ? this : Literal is Complex literal ? new(type with { IsWeak = weak }, literal, Integer) : new(type with { IsWeak = weak }, Buffer, Sharding);

    /// <inheritdoc/>
    public override ConcreteArray Concrete(string operation) => this;

    /// <summary>Copies the values, row-major, into host memory of exactly the array's size.</summary>
    /// <exception cref="DonatedArrayException">The array was donated or deleted.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (Literal is Complex literal)
        {
            ScalarBytes.Write(literal, Integer, type.DType, destination);
            return;
        }

        Buffer.Download(destination);
    }

    /// <summary>The values, row-major, as new host memory.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[checked((int)type.ByteCount)];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>An array on the default device from row-major host memory.</summary>
    public static ConcreteArray FromBytes(ReadOnlySpan<byte> rowMajor, ArrayType type) =>
        new(type, BackendRegistry.Default.Upload(rowMajor, type.Strong, BackendRegistry.DefaultDevice));

    /// <summary>What only few arrays have beside their memory.</summary>
    private sealed class Aside(IBuffer? buffer)
    {
        /// <summary>The memory; null while a literal is not uploaded.</summary>
        public IBuffer? Buffer = buffer;

        public Complex? Literal { get; init; }

        public long Integer { get; init; }

        public Sharding? Sharding { get; init; }

        public string? DonatedTo { get; init; }
    }
}
