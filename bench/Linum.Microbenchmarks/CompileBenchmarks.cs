using BenchmarkDotNet.Attributes;
using Linum.Extending;
using static Linum.Transform;

namespace Linum.Microbenchmarks;

/// <summary>
/// From a function that is new to its first result. Kernels that are equal up to constants are shared, so a number picks the first operations: every call has a function of
/// another form, whose kernel must be emitted, for 65536 calls.
/// </summary>
[MemoryDiagnoser]
public class CompileBenchmarks
{
    private readonly NDArray x = Np.Ones(1000);
    private int calls;

    /// <summary>Eight operations in one kernel: tracing, all passes, and its emission.</summary>
    [Benchmark]
    public NDArray OneKernel() => Chain(8);

    /// <summary>A longer chain of elementwise operations.</summary>
    [Benchmark]
    [Arguments(10)]
    [Arguments(100)]
    public NDArray Chain(int length)
    {
        int form = calls++;
        return Jit((NDArray x) => Steps(x, length, form))(x);
    }

    /// <summary>A chain that has been compiled before: tracing and passes, which then find their kernels.</summary>
    [Benchmark]
    [Arguments(10)]
    [Arguments(100)]
    public NDArray ChainOfKnownKernels(int length) => Jit((NDArray x) => Steps(x, length, 0))(x);

    /// <summary>Tracing alone.</summary>
    [Benchmark]
    public Jaxpr TraceChain() => MakeJaxpr((NDArray x) => Steps(x, 100, 0))(x);

    private static NDArray Steps(NDArray x, int length, int form)
    {
        for (int i = 0; i < length; i++)
        {
            x = ((i < 8 ? form >> (2 * i) : i) & 3) switch
            {
                0 => x * 1.01,
                1 => x + 0.5,
                2 => Np.Maximum(x, 0.25),
                _ => Np.Sin(x),
            };
        }

        return x;
    }
}
