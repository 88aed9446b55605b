using BenchmarkDotNet.Attributes;
using static Linum.Transform;

namespace Linum.Microbenchmarks;

/// <summary>Warm calls: finding the compiled program, and operations outside of any.</summary>
[MemoryDiagnoser]
public class CallBenchmarks
{
    private readonly NDArray a = Np.Array([1f]).Reshape(), b = Np.Array([2f]).Reshape(), x = Np.Ones(8);
    private readonly Layer layer = new(Np.Ones(8, 8), Np.Ones(8));
    private readonly Func<NDArray, NDArray, NDArray> add = Jit((NDArray a, NDArray b) => a + b);
    private readonly Func<Layer, NDArray, NDArray> apply = Jit((Layer p, NDArray x) => Np.MatMul(x, p.W) + p.B);

    [Benchmark]
    public NDArray WarmJittedAdd() => add(a, b);

    [Benchmark]
    public NDArray WarmJittedLayer() => apply(layer, x);

    [Benchmark]
    public NDArray EagerAdd() => x + 1;

    [Benchmark]
    public NDArray EagerSum() => x.Sum();
}
