namespace Linum.Extending;

/// <summary>Something that compiles whole programs and keeps arrays: whole programs in, opaque buffers out, nothing per operation.</summary>
public interface IBackend
{
    /// <summary>Its name: <c>cpu</c>.</summary>
    string Name { get; }

    /// <summary>The devices it has.</summary>
    ValueList<Device> Devices { get; }

    /// <summary>Copies host memory to a device.</summary>
    IBuffer Upload(ReadOnlySpan<byte> rowMajor, ArrayType type, Device device);

    /// <summary>Compiles a program.</summary>
    IExecutable Compile(Jaxpr program, CompileOptions options);

    /// <summary>Compiles a program to show how.</summary>
    CompilationReport Report(Jaxpr program, CompileOptions options);

    /// <summary>Forgets what it keeps to compile the next programs faster; what has been compiled stays as it is.</summary>
    void ClearCaches()
    {
    }
}

/// <summary>A compiled program.</summary>
public interface IExecutable
{
    /// <summary>How many outputs the program has.</summary>
    int OutputCount { get; }

    /// <summary>Runs the program.</summary>
    /// <param name="inputs">One buffer per input.</param>
    /// <param name="outputs">Room for one buffer per output: a caller's own, since a call of a small program takes no longer than making an array.</param>
    /// <exception cref="InternalErrorException">There is room for more or fewer than <see cref="OutputCount"/>, or the inputs are not those that the program was compiled for.</exception>
    /// <exception cref="DonatedArrayException">An input was donated or deleted.</exception>
    void Run(ReadOnlySpan<IBuffer> inputs, Span<IBuffer> outputs);

    /// <summary>Runs the program: one buffer per input, one per output.</summary>
    sealed IBuffer[] Run(ReadOnlySpan<IBuffer> inputs)
    {
        var outputs = new IBuffer[OutputCount];
        Run(inputs, outputs);
        return outputs;
    }

    /// <summary>What was built, for people.</summary>
    string Describe();
}

/// <summary>How to compile.</summary>
/// <param name="Donated">The numbers of inputs whose memory outputs may reuse.</param>
/// <param name="Workers">How many threads may work on it; 0 means all.</param>
public sealed record CompileOptions(ValueList<int> Donated, int Workers = 0)
{
    /// <summary>Nothing donated, all workers.</summary>
    public static CompileOptions Default { get; } = new([]);
}
