using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>A loop that is compiled allocates nothing in its turns, whatever it runs and on however many threads: memory of arrays is planned, and forks keep what they share on the stack.</summary>
[Collection(nameof(LoopAllocationTests))]
[CollectionDefinition(nameof(LoopAllocationTests), DisableParallelization = true)]
public sealed class LoopAllocationTests
{
    /// <summary>An object in one of a hundred turns would be so many bytes.</summary>
    private const long Object = 24;

    private static readonly NDArray Flat = Numbers(100_000);
    private static readonly NDArray Short = Numbers(3000);
    private static readonly NDArray Matrix = Numbers(300, 500);
    private static readonly NDArray Square = Numbers(150, 150) + 300f * Np.Eye(150);
    private static readonly NDArray Small = Numbers(6, 6) + 20f * Np.Eye(6);
    private static readonly NDArray Positive = Np.MatMul(Square, Square.T);

    private static readonly Dictionary<string, (Func<NDArray, NDArray> Body, NDArray Start)> Loops = new()
    {
        ["a map"] = (c => c * 0.5f + 1f, Flat),
        ["a map of few"] = (c => c * 0.5f + 1f, Numbers(30)),
        ["a sum"] = (c => c + 1e-6f * Np.Sum(c), Flat),
        ["a sum of very many"] = (c => c + 1e-6f * Np.Sum(c), Numbers(300_000)),
        ["a sum of exponentials"] = (c => c - 1e-9f * Np.Sum(Np.Exp(c)), Numbers(300_000)),
        ["sums of rows"] = (c => c + 1e-6f * Np.Sum(c, 1, keepDims: true), Matrix),
        ["sums of short rows"] = (c => c + 1e-6f * Np.Sum(c, 1, keepDims: true), Numbers(20_000, 3)),
        ["sums of columns"] = (c => c + 1e-6f * Np.Sum(c, 0, keepDims: true), Matrix),
        ["sums of columns of exponentials"] = (c => c - 1e-9f * Np.Sum(Np.Exp(c), 0, keepDims: true), Matrix),
        ["sums of few columns"] = (c => c + 1e-6f * Np.Sum(c, 0, keepDims: true), Numbers(50_000, 3)),
        ["sums in the middle"] = (c => c + 1e-6f * Np.Sum(c, 1, keepDims: true), Numbers(20, 30, 70)),
        ["sums on both sides"] = (c => c + 1e-6f * Np.Sum(c, [0, 2], keepDims: true), Numbers(20, 30, 70)),
        ["products of complex numbers"] = (c => 1e-6f * Np.Prod(c * 0.1f, 0, keepDims: true) + c, Matrix.AsType(DType.Complex64)),
        ["softmax"] = (c => Nn.Softmax(c) + c, Matrix),
        ["where the largest is"] = (c => c + Np.ArgMax(c).AsType(DType.Float32), Flat),
        ["where the largest of rows are"] = (c => c + Np.ExpandDims(Np.ArgMax(c, 1), 1).AsType(DType.Float32), Matrix),
        ["where the largest of columns are"] = (c => c + Np.ArgMax(c, 0).AsType(DType.Float32), Matrix),
        ["where the largest of narrow numbers are"] = (c => c + Np.ArgMax(c, 0).AsType(DType.Int8), Matrix.AsType(DType.Int8)),
        ["a sort"] = (c => Np.Sort(c) + 1f, Flat),
        ["a sort of few"] = (c => Np.Sort(c) + 1f, Short),
        ["a sort of 8-byte keys"] = (c => Np.Sort(c) + 1, Flat.AsType(DType.Float64)),
        ["a sort of equal keys"] = (c => Np.Sort(c), Np.Ones(100_000)),
        ["sorts of rows"] = (c => Np.Sort(c) + 1f, Matrix),
        ["sorts of columns"] = (c => Np.Sort(c, 0) + 1f, Matrix),
        ["positions in order"] = (c => c + Np.ArgSort(c).AsType(DType.Float32), Flat),
        ["positions of rows in order"] = (c => c + Np.ArgSort(c).AsType(DType.Float32), Matrix),
        ["positions of complex numbers in order"] = (c => c + Np.ArgSort(c).AsType(DType.Float32), Numbers(70_000).AsType(DType.Complex64)),
        ["the largest few"] = (c => c + Np.Sum(Lax.TopK(c, 5).Values, -1, keepDims: true), Matrix),
        ["the largest many"] = (c => c + Np.Sum(Lax.TopK(c, 200).Values, -1, keepDims: true), Matrix),
        ["running sums"] = (c => Np.CumSum(c) * 1e-3f, Flat),
        ["running sums of few"] = (c => Np.CumSum(c) * 1e-3f, Short),
        ["running sums of rows"] = (c => Np.CumSum(c, 1) * 1e-3f, Matrix),
        ["running sums of columns"] = (c => Np.CumSum(c, 0) * 1e-3f, Matrix),
        ["running sums of complex numbers"] = (c => Np.CumSum(c, 0) * 1e-3f, Matrix.AsType(DType.Complex64)),
        ["a transpose"] = (c => c.T + 1f, Numbers(300, 300)),
        ["a transpose of several"] = (c => Np.Transpose(c, [1, 0, 2]) + 1f, Numbers(70, 70, 60)),
        ["a product"] = (c => Np.Tanh(Np.MatMul(c, c)), Square),
        ["a root"] = (c => Linalg.Cholesky(c) + Positive, Positive),
        ["a root of few"] = (c => Linalg.Cholesky(c) + 20f * Np.Eye(6), Small),
        ["roots of several"] = (c => Linalg.Cholesky(c) + Positive[..40, ..40], Np.BroadcastTo(Positive[..40, ..40], [5, 40, 40])),
        ["roots of many"] = (c => Linalg.Cholesky(c) + Positive[..20, ..20], Np.BroadcastTo(Positive[..20, ..20], [75, 20, 20])),
        ["factors"] = (c => Lax.Lu(c).Factors + Square, Square),
        ["a system"] = (c => Linalg.Solve(Square, c), Square),
        ["a system with one side"] = (c => Linalg.Solve(Square, c), Numbers(150)),
        ["systems of small matrices"] = (c => Linalg.Solve(Np.BroadcastTo(Small, [70, 6, 6]), c), Numbers(70, 6, 2)),
        ["a triangular system"] = (c => Linalg.TriangularSolve(Square, c, lower: true), Numbers(150, 600)),
        ["a gather of elements"] = (c => c + Np.Take(c, Np.ArgSort(-c)), Flat),
        ["a gather of rows"] = (c => c + Np.Take(c, Np.ArgSort(c[.., 0]), 0), Matrix),
        ["a gather of columns"] = (c => c + Np.Take(c, Np.ArgSort(c[0]), 1), Matrix),
        ["elements added"] = (c => c.At[Np.ArgSort(c)].Add(1f), Flat),
        ["rows added"] = (c => c.At[Np.ArgSort(c[.., 0])].Add(Np.Sum(c, 0)), Matrix),
        ["rows added to zeros"] = (c => Np.Zeros(300, 500).At[Np.ArgSort(c[.., 0])].Add(c), Matrix),
        ["long rows added"] = (c => c.At[Np.ArgSort(c[.., 0])].Add(1f), Numbers(3, 100_000)),
        ["an element set where one is chosen"] = (c => c.At[Np.ArgMax(c)].Set(c[5] * 2f), Flat),
        ["a convolution"] = (c => Lax.ConvGeneralDilated(c, Numbers(8, 8, 3, 3), padding: ConvPadding.Same) * 1e-3f, Numbers(4, 8, 30, 30)),
        ["a depthwise convolution"] = (c => Lax.ConvGeneralDilated(c, Numbers(8, 1, 3, 3), padding: ConvPadding.Same, featureGroups: 8) * 1e-3f, Numbers(4, 8, 30, 30)),
        ["a convolution's derivative by the kernel"] = (c => c - 1e-6f * Grad((NDArray k) => Np.Sum(Np.Square(Lax.ConvGeneralDilated(Numbers(4, 8, 30, 30), k))))(c), Numbers(8, 8, 3, 3)),
        ["a depthwise derivative by the kernel"] = (c => c - 1e-6f * Grad((NDArray k) => Np.Sum(Np.Square(Lax.ConvGeneralDilated(Numbers(4, 8, 30, 30), k, featureGroups: 8))))(c), Numbers(8, 1, 3, 3)),
        ["a strided convolution's derivative by the image"] = (c => c - 1e-6f * Grad((NDArray x) => Np.Sum(Np.Square(Lax.ConvGeneralDilated(x, Numbers(8, 8, 3, 3), [2, 2]))))(c), Numbers(4, 8, 30, 30)),
        ["random numbers"] = (c => c + Rng.Uniform(Rng.Key(3), [300, 500]), Matrix),
        ["a loop over lanes"] = (c => Vmap((NDArray x) => Lax.While(v => v > 1f, v => v * 0.5f, x))(c) + 2f, Flat),
        ["a loop over lanes that carry vectors"] = (c => Vmap((NDArray x) => Lax.While(v => Np.Sum(v * v) > 1f, v => v * 0.5f, x))(c) + 2f, Numbers(1000, 3)),
    };

    public static TheoryData<string> Names => [.. Loops.Keys];

    private static int threads;
    private static long total;

    private static NDArray Numbers(params int[] shape) => Np.Sin(Np.Reshape(Np.Arange((float)shape.Aggregate(1, (a, b) => a * b)), shape) * 77f);

    [Theory]
    [MemberData(nameof(Names))]
    public void Turns_allocate_nothing(string name)
    {
        (CpuExecutable some, IBuffer[] inputs) = Loop(name, 10);
        CpuExecutable more = Loop(name, 110).Executable;
        long few = long.MaxValue, many = long.MaxValue;
        // The least of several: a call that takes a new block from the system may need a longer list of blocks.
        for (int i = 0; i < 10 && (i < 2 || many - few >= Object); i++)
        {
            few = Math.Min(few, Allocated(some, inputs));
            many = Math.Min(many, Allocated(more, inputs));
        }

        Assert.True(many - few < Object, $"100 turns allocate {many - few} bytes.");
    }

    private static (CpuExecutable Executable, IBuffer[] Inputs) Loop(string name, int turns)
    {
        (Func<NDArray, NDArray> body, NDArray start) = Loops[name];
        Jaxpr program = MakeJaxpr((NDArray x) => Lax.ForI(0, turns, (_, c) => body(c), x))(start);
        CpuExecutable executable = new(program, CpuPipeline.Compile(program, new([]), 0), new Device(CpuBackend.BackendName, 0));
        IBuffer[] inputs = [((ConcreteArray)start).Buffer];
        executable.Run(inputs, new IBuffer[executable.OutputCount]);
        return (executable, inputs);
    }

    /// <summary>Bytes that a run allocates on all threads of the pool. Those of the test's host do so beside it.</summary>
    private static long Allocated(CpuExecutable executable, IBuffer[] inputs)
    {
        var results = new IBuffer[executable.OutputCount];
        long before = AllocatedSoFar();
        executable.Run(inputs, results);
        long allocated = AllocatedSoFar() - before;
        Assert.False(results[0].IsDeleted);
        return allocated;
    }

    /// <summary>Bytes that the threads of the pool have allocated in their lives.</summary>
    private static long AllocatedSoFar()
    {
        (threads, total) = (0, 0);
        WorkerPool.Instance.Run(WorkerPool.Instance.Workers, 0, AddThread, 0);
        return total;
    }

    /// <summary>Each thread does one part, because it waits for the others in it.</summary>
    private static void AddThread(int part, nint shared)
    {
        Interlocked.Add(ref total, GC.GetAllocatedBytesForCurrentThread());
        Interlocked.Increment(ref threads);
        for (long end = Environment.TickCount64 + 10_000; Volatile.Read(ref threads) < WorkerPool.Instance.Workers; Thread.SpinWait(1))
            if (Environment.TickCount64 > end) throw new TimeoutException("Not all threads of the pool came.");
    }
}
