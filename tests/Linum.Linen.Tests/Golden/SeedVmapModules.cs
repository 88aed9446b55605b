namespace Linum.Linen.Tests.Golden;

/// <summary>The modules of the golden group flax/seed_vmap, by the name of their class.</summary>
internal static class SeedVmapModules
{
    /// <summary>From a class to the module of a case.</summary>
    public static IReadOnlyDictionary<string, Func<ModuleSpecification, Subject>> ByClass { get; } = new Dictionary<string, Func<ModuleSpecification, Subject>>
    {
        ["Dense"] = s => s.Of(ModuleSpecification.Dense(s)),
        ["DenseGeneral"] = s => s.Of(new DenseGeneral(s.Ints("features"))),
        ["Conv"] = s => s.Of(new Conv(s.Int("features"), s.Ints("kernel_size"))),
        ["Embed"] = s => s.Of(new Embed(s.Int("num_embeddings"), s.Int("features"))),
        ["LayerNorm"] = s => s.Of(new LayerNorm { AxisName = s.Text("axis_name"), FeatureAxes = s.Ints("feature_axes", -1) }),
        ["PReLU"] = s => s.Of(new PReLU()),
        ["LSTMCell"] = s => s.Of(new LSTMCell(s.Int("features"))),
        ["MultiHeadDotProductAttention"] = s => s.Of(new MultiHeadDotProductAttention(s.Int("num_heads")) { Decode = s.Flag("decode", false) }),
        ["Sequential"] = s => s.Of(new Sequential(s.Layers("layers"))),
        ["Foo"] = s => s.Of(new Foo(s.Int("features", 3))),
        ["MLP"] = s => s.Of(new MLP(s.Ints("features", 4, 2))),
        ["NormBlock"] = s => s.Of(new NormBlock(AxisName: s.Text("axis_name"))),
        ["CounterCache"] = s => s.Of(new CounterCache()),
        ["SowBlock"] = s => s.Of(new SowBlock()),
        ["DropBlock"] = s => s.Of(new DropBlock()),
        ["NoiseVars"] = s => s.Of(new NoiseVars()),
        ["TwoArgs"] = s => s.Of(new TwoArgs()),
        ["TreeIO"] = s => s.Of(new TreeIO()),
        ["CollectiveMean"] = s => s.Of(new CollectiveMean()),
        ["PartitionedDense"] = s => s.Of(new PartitionedDense()),
        ["PScan"] = s => s.Of(new PScan()),
        ["AutoEncoder"] = s => s.Of<AutoEncoder, NDArray, NDArray>(new AutoEncoder(), method => method switch
        {
            "encode" => (m, x) => m.Encode(x),
            "decode" => (m, x) => m.Decode(x),
            _ => (m, x) => m.Call(x),
        }),
        ["SetupMLP"] = s => s.Of(new SetupMLP()),
        ["ParentOfVmap"] = s => s.Of(new ParentOfVmap()),
        ["VmapFunctionTarget"] = s => s.Of(new VmapFunctionTarget()),
        ["VmapSelfFunction"] = s => s.Of(new VmapSelfFunction()),
        ["VmapSharedInstance"] = s => s.Of(new VmapSharedInstance()),
        ["VmapPlusPlain"] = s => s.Of(new VmapPlusPlain()),
        ["VmapTwoModules"] = s => s.Of(new VmapTwoModules()),
        ["DecoratedVmap"] = s => s.Of(new DecoratedVmap()),
        ["DecoratedVmapShared"] = s => s.Of(new DecoratedVmapShared()),
        ["DecoratedVmapSetup"] = s => s.Of(new DecoratedVmapSetup()),
        ["VmapDecoratedCall"] = s => s.Of(new VmapDecoratedCall()),
        ["UsesField"] = s => s.Of(new UsesField(s.Module("inner"))),
        ["OuterField"] = s => s.Of(new OuterField()),
        ["SharedTwice"] = s => s.Of(new SharedTwice()),
        ["VmapTwice"] = s => s.Of(new VmapTwice()),
        ["ScanBlock"] = s => s.Of(new ScanBlock()),
        ["VmapOfScan"] = s => s.Of(new VmapOfScan()),
        ["LayerBlock"] = s => s.Of(new LayerBlock()),
        ["GradInside"] = s => s.Of(new GradInside()),
        ["LiftedGradInside"] = s => s.Of(new LiftedGradInside()),
        ["PerturbBlock"] = s => s.Of(new PerturbBlock()),
    };
}
