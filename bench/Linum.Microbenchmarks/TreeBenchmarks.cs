using BenchmarkDotNet.Attributes;
using Linum.Extending;

namespace Linum.Microbenchmarks;

/// <summary>Taking trees apart and putting them together: part of every call with more than arrays.</summary>
[MemoryDiagnoser]
public class TreeBenchmarks
{
    private readonly NDArray[] list = [.. Enumerable.Range(0, 50).Select(_ => Np.Ones(8))];
    private readonly Layer layer = new(Np.Ones(8, 8), Np.Ones(8));
    private NDArray[] leaves = [];
    private TreeDef structure = null!;
    private NDArray[] layerLeaves = [];
    private TreeDef layerStructure = null!;

    [GlobalSetup]
    public void Setup()
    {
        leaves = Tree.Flatten(list, out structure);
        layerLeaves = Tree.Flatten(layer, out layerStructure);
    }

    [Benchmark]
    public NDArray[] FlattenListOf50() => Tree.Flatten(list, out _);

    [Benchmark]
    public NDArray[] UnflattenListOf50() => Tree.Unflatten<NDArray[]>(structure, leaves);

    [Benchmark]
    public NDArray[] FlattenRecord() => Tree.Flatten(layer, out _);

    [Benchmark]
    public Layer UnflattenRecord() => Tree.Unflatten<Layer>(layerStructure, layerLeaves);
}

/// <summary>A record of two arrays.</summary>
[Pytree]
public sealed partial record Layer(NDArray W, NDArray B);
