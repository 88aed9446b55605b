using BenchmarkDotNet.Attributes;
using Linum.Extending;
using static Linum.Transform;

namespace Linum.Microbenchmarks;

/// <summary>From a function that is new to its first result. A constant that has not been seen makes kernels new as well.</summary>
[MemoryDiagnoser]
public class CompileBenchmarks
{
    private readonly NDArray x = Np.Ones(1000);
    private int calls;

    private double Fresh => 1 + ++calls * 1e-7;

    /// <summary>One operation: tracing, all passes, and the emission of one kernel.</summary>
    [Benchmark]
    public NDArray OneKernel()
    {
        double c = Fresh;
        return Jit((NDArray x) => x * c)(x);
    }

    /// <summary>A chain of elementwise operations, which the compiler fuses.</summary>
    [Benchmark]
    [Arguments(10)]
    [Arguments(100)]
    public NDArray Chain(int length)
    {
        double c = Fresh;
        return Jit((NDArray x) => Steps(x, length, c))(x);
    }

    /// <summary>The same chain, traced only.</summary>
    [Benchmark]
    public Jaxpr TraceChain()
    {
        double c = Fresh;
        return MakeJaxpr((NDArray x) => Steps(x, 100, c))(x);
    }

    private static NDArray Steps(NDArray x, int length, double c)
    {
        for (int i = 0; i < length; i++) x = i % 2 == 0 ? x * (c + i) : Np.Sin(x) + c;
        return x;
    }
}
