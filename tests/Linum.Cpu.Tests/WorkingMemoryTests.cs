using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>How much working memory a program says that a run takes, against what its steps took.</summary>
[Collection(nameof(WorkingMemoryTests))]
[CollectionDefinition(nameof(WorkingMemoryTests), DisableParallelization = true)]
public sealed class WorkingMemoryTests
{
    private static readonly NDArray Flat = Numbers(100_000);
    private static readonly NDArray Square = Numbers(300, 300);
    private static readonly NDArray Good = Np.MatMul(Square, Square.T) + 300f * Np.Eye(300);

    private static readonly Dictionary<string, Jaxpr> Programs = new()
    {
        ["a sort of a long line"] = MakeJaxpr((NDArray x) => Np.Sort(x))(Flat),
        ["a sort of short lines"] = MakeJaxpr((NDArray x) => Np.Sort(x))(Numbers(50, 2000)),
        ["a sort along the first axis"] = MakeJaxpr((NDArray x) => Np.Sort(x, 0))(Numbers(2000, 50)),
        ["positions in order"] = MakeJaxpr((NDArray x) => Np.ArgSort(x))(Numbers(3, 70_000)),
        ["positions of complex numbers in order"] = MakeJaxpr((NDArray x) => Np.ArgSort(x.AsType(DType.Complex64)))(Numbers(70_000)),
        ["the largest few"] = MakeJaxpr((NDArray x) => Lax.TopK(x, 5).Values)(Numbers(8, 5000)),
        ["the largest many"] = MakeJaxpr((NDArray x) => Lax.TopK(x, 500).Values)(Numbers(8, 5000)),
        ["a product whose right factor is packed"] = MakeJaxpr((NDArray x) => Np.Dot(x, x))(Numbers(512, 512)),
        ["a product whose factors are packed"] = MakeJaxpr((NDArray x, NDArray y) => Np.Dot(x.T, y.T))(Numbers(600, 500), Numbers(700, 600)),
        ["a product of few rows"] = MakeJaxpr((NDArray x, NDArray y) => Np.Dot(x, y))(Numbers(64, 16384), Numbers(16384, 256)),
        ["a product of one row"] = MakeJaxpr((NDArray x, NDArray y) => Np.Dot(x, y))(Numbers(1, 500), Numbers(500, 400)),
        ["many products"] = MakeJaxpr((NDArray x, NDArray y) => Np.MatMul(x, y))(Numbers(20, 70, 90), Numbers(20, 90, 80)),
        ["a product and what follows"] = MakeJaxpr((NDArray x, NDArray y) => Nn.Gelu(Np.Dot(x, y)))(Numbers(500, 300), Numbers(300, 500)),
        ["a product and much that follows"] = MakeJaxpr((NDArray x, NDArray y) => Much(Np.Dot(x, y)))(Numbers(300, 100), Numbers(100, 2048)),
        ["a product of halves"] = MakeJaxpr((NDArray x, NDArray y) => Np.Dot(x.AsType(DType.BFloat16), y.AsType(DType.BFloat16)))(Numbers(500, 300), Numbers(300, 500)),
        ["a product of few rows of halves"] = MakeJaxpr((NDArray x, NDArray y) => Np.Dot(x.AsType(DType.Float16), y.AsType(DType.Float16)))(Numbers(70, 3000), Numbers(3000, 1500)),
        ["a product of very few rows of halves"] = MakeJaxpr((NDArray x, NDArray y) => Np.Dot(x.AsType(DType.BFloat16), y.AsType(DType.BFloat16)))(Numbers(3, 3000), Numbers(3000, 150)),
        ["many products of halves"] = MakeJaxpr((NDArray x, NDArray y) => Np.MatMul(x.AsType(DType.BFloat16), y.AsType(DType.BFloat16)))(Numbers(20, 70, 90), Numbers(20, 90, 80)),
        ["softmax of long rows"] = MakeJaxpr((NDArray x) => Nn.Softmax(x))(Numbers(64, 5000)),
        ["the gradient of a norm"] = MakeJaxpr(Grad((NDArray x) => Np.Sum(Np.Tanh((x - x.Mean(-1, keepDims: true)) / (1 + x.Std(-1, keepDims: true))))))(Numbers(64, 3000)),
        ["sums over rows"] = MakeJaxpr((NDArray x) => Np.Sum(Np.Exp(x), 0))(Numbers(3000, 300)),
        ["sums over rows of what is divided by their sums"] = MakeJaxpr((NDArray x) => Np.Sum(Nn.Softmax(x), 0))(Numbers(3000, 3000)),
        ["a sum of very many"] = MakeJaxpr((NDArray x) => Np.Sum(Np.Exp(x)))(Numbers(300_000)),
        ["columns of products"] = MakeJaxpr((NDArray x) => Np.Prod(x.AsType(DType.Complex64), 1))(Numbers(3, 2000, 70)),
        ["products of rows that are too short for a kernel"] = MakeJaxpr((NDArray x) => Np.Prod(x.AsType(DType.Complex64), 1))(Numbers(70_000, 3)),
        ["a product of very many complex numbers"] = MakeJaxpr((NDArray x) => Np.Prod(x.AsType(DType.Complex64)))(Flat),
        ["a loop over lanes that carry vectors"] = MakeJaxpr(Vmap((NDArray x) => Lax.While(c => Np.Sum(c * c) > 1f, c => c * 0.5f, x)))(Numbers(1000, 3)),
        ["a loop over few lanes"] = MakeJaxpr(Vmap((NDArray x) => Lax.While(c => c > 1f, c => c * 0.5f, x)))(Numbers(3)),
        ["running sums"] = MakeJaxpr((NDArray x) => Np.CumSum(x))(Flat),
        ["the place of the largest"] = MakeJaxpr((NDArray x) => Np.ArgMax(x))(Numbers(300_000)),
        ["the places of the largest in columns"] = MakeJaxpr((NDArray x) => Np.ArgMax(x, 0))(Numbers(300, 3000)),
        ["the places of the largest of narrow numbers"] = MakeJaxpr((NDArray x) => Np.ArgMax(x.AsType(DType.Int8), 0))(Numbers(300, 3000)),
        ["windows of several runs"] = MakeJaxpr((NDArray x, NDArray i) => Np.Take(x, i, 1))(Numbers(50, 60, 70), Np.Array([3, 4, 59, 0])),
        ["the gradient of windows of several runs"] = MakeJaxpr(Grad((NDArray x) => Np.Sum(Np.Exp(Np.Take(x, Np.Array([3, 4, 59, 0]), 1)))))(Numbers(50, 60, 70)),
        ["a root"] = MakeJaxpr((NDArray x) => Linalg.Cholesky(x))(Good),
        ["many roots"] = MakeJaxpr((NDArray x) => Linalg.Cholesky(x))(Np.BroadcastTo(Good[..20, ..20], [75, 20, 20])),
        ["factors"] = MakeJaxpr((NDArray x) => Lax.Lu(x).Factors)(Good),
        ["a system"] = MakeJaxpr((NDArray a, NDArray b) => Linalg.Solve(a, b))(Good, Numbers(300, 20)),
        ["a system with one side"] = MakeJaxpr((NDArray a, NDArray b) => Linalg.Solve(a, b))(Good, Numbers(300)),
        ["systems of small matrices"] = MakeJaxpr((NDArray a, NDArray b) => Linalg.Solve(a, b))(Np.BroadcastTo(Good[..4, ..4], [70, 4, 4]), Numbers(70, 4, 2)),
        ["a complex root"] = MakeJaxpr((NDArray x) => Linalg.Cholesky(x))(Good.AsType(DType.Complex64)),
        ["complex factors"] = MakeJaxpr((NDArray x) => Lax.Lu(x))(Numbers(200, 300).AsType(DType.Complex64)),
        ["complex systems"] = MakeJaxpr((NDArray a, NDArray b) => Linalg.Solve(a, b))(Np.BroadcastTo(Good[..100, ..100], [3, 100, 100]).AsType(DType.Complex128), Numbers(3, 100, 20).AsType(DType.Complex128)),
        ["a complex triangular system"] = MakeJaxpr((NDArray a, NDArray b) => Linalg.TriangularSolve(a, b, lower: true))(Good.AsType(DType.Complex64), Numbers(300, 300).AsType(DType.Complex64)),
        ["complex products"] = MakeJaxpr((NDArray a, NDArray b) => Np.Real(Np.MatMul(a, b.T)))(Numbers(150, 300).AsType(DType.Complex64), Numbers(200, 300).AsType(DType.Complex64)),
        ["complex products of few rows"] = MakeJaxpr((NDArray a, NDArray b) => Np.MatMul(a, b) * 2f)(Numbers(13, 700).AsType(DType.Complex128), Numbers(700, 900).AsType(DType.Complex128)),
        ["a triangular system"] = MakeJaxpr((NDArray a, NDArray b) => Linalg.TriangularSolve(a, b, lower: true))(Good, Numbers(300, 300)),
        ["a convolution"] = Convolution([8, 30, 30, 20], [3, 3, 20, 40], 1),
        ["a convolution of few results"] = Convolution([20, 30, 30, 1], [25, 25, 1, 10], 1),
        ["a convolution of each feature"] = Convolution([4, 40, 40, 70], [3, 3, 1, 70], 70),
        ["a convolution of each feature in blocks"] = Convolution([4, 40, 40, 64], [3, 3, 1, 64], 64),
        ["a convolution with features first"] = MakeJaxpr((NDArray x, NDArray k) => Lax.ConvGeneralDilated(x, k))(Numbers(8, 20, 30, 30), Numbers(40, 20, 3, 3)),
        ["a convolution of a spread image"] = Spread(new("NHWC", "HWIO", "NHWC"), [4, 15, 15, 20], [3, 3, 20, 40], 1),
        ["a convolution of each feature of a spread image"] = Spread(new("NHWC", "HWIO", "NHWC"), [4, 20, 20, 64], [3, 3, 1, 64], 64),
        ["a convolution of each plane of a spread image"] = Spread(new("NCHW", "HWIO", "NCHW"), [4, 64, 20, 20], [3, 3, 1, 64], 64),
        ["a derivative by a kernel of each feature"] = ByKernel([4, 40, 40, 70], [3, 3, 1, 70], 70),
        ["a derivative by a kernel of groups"] = ByKernel([4, 20, 20, 64], [3, 3, 16, 64], 4),
        ["a loop over a product"] = MakeJaxpr((NDArray x) => Lax.ForI(0, 3, (i, c) => Np.Dot(c, c) / 300f, x))(Square),
        ["a loop with a condition on a sort"] = MakeJaxpr((NDArray x) => Lax.While(c => Np.Sort(c)[0] < 1e9f, c => c * 2 + 1e9f, x))(Numbers(3000)),
        ["a scan over sorts"] = MakeJaxpr((NDArray x) => Lax.Scan((c, row) => (c + 1, Np.Sort(row) + c), Np.Zeros(), x).Outputs)(Numbers(5, 3001)),
        ["one of two"] = MakeJaxpr((NDArray x) => Lax.Cond(x[0] < 1, v => Np.Sort(v), v => Np.CumSum(v), x, CondMode.Branch))(Flat),
    };

    public static TheoryData<string> Names => [.. Programs.Keys];

    private static NDArray Numbers(params int[] shape) => Np.Sin(Np.Reshape(Np.Arange((float)shape.Aggregate(1, (a, b) => a * b)), shape) * 77f);

    private static NDArray Much(NDArray x) => Np.Cos(Nn.Gelu(x) * Np.Tanh(x)) * Np.Sin(x);

    private static Jaxpr Convolution(int[] image, int[] kernel, int groups) => MakeJaxpr((NDArray x, NDArray k) => Lax.ConvGeneralDilated(x, k, [1, 1], ConvPadding.Same, new("NHWC", "HWIO", "NHWC"), featureGroups: groups))(Numbers(image), Numbers(kernel));

    private static Jaxpr ByKernel(int[] image, int[] kernel, int groups) => MakeJaxpr(Grad((NDArray k, NDArray x) => Lax.ConvGeneralDilated(x, k, [1, 1], ConvPadding.Same, new("NHWC", "HWIO", "NHWC"), featureGroups: groups).Sum()))(Numbers(kernel), Numbers(image));

    private static Jaxpr Spread(ConvDimensions axes, int[] image, int[] kernel, int groups) =>
        MakeJaxpr((NDArray x, NDArray k) => Lax.ConvGeneralDilated(x, k, [1, 1], ConvPadding.Of((1, 2), (1, 2)), axes, inputDilation: [2, 2], featureGroups: groups))(Numbers(image), Numbers(kernel));

    private static (long Told, long Taken) Measure(Jaxpr program, int workers)
    {
        CompiledProgram compiled = CpuPipeline.Compile(program, new([]), workers);
        CpuExecutable executable = new(program, compiled, new Device(CpuBackend.BackendName, 0));
        IBuffer[] inputs = [.. program.InputTypes.Select(Input)], results = new IBuffer[executable.OutputCount];
        using ScratchWatch watch = new();
        // Threads have their memory at the same time in some runs only.
        for (int i = 0; i < (workers == 1 ? 1 : 20); i++) executable.Run(inputs, results);
        GC.KeepAlive(inputs);
        return (compiled.TemporaryBytes, watch.Most);
    }

    /// <summary>Numbers that do what a program is about: matrices of full rank among them.</summary>
    private static IBuffer Input(ArrayType type)
    {
        NDArray x = type.Shape.Rank >= 2 && type.Shape[^1] == type.Shape[^2] && type.DType == DType.Float32
            ? Numbers([.. type.Shape]) + 2f * type.Shape[^1] * Np.Eye(type.Shape[^1])
            : Numbers([.. type.Shape]);
        return ((ConcreteArray)x.AsType(type.DType)).Buffer;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_thread_takes_what_the_program_says(string name)
    {
        (long told, long taken) = Measure(Programs[name], 1);
        Assert.NotEqual(0, taken);
        Assert.Equal(taken, told);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void All_threads_take_no_more_than_the_program_says(string name)
    {
        (long told, long taken) = Measure(Programs[name], 0);
        Assert.InRange(taken, 1, told);
    }
}
