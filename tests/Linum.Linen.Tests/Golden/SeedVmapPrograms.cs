using Linum.Extending;
using Xunit;
using static Linum.Linen.Tests.Golden.Usual;
using static Linum.Transform;

namespace Linum.Linen.Tests.Golden;

/// <summary>The programs of the golden group flax/seed_vmap, by the name of their case.</summary>
internal static class SeedVmapPrograms
{
    /// <summary>All programs.</summary>
    public static IReadOnlyDictionary<string, Action<Recorder>> All { get; } = new Dictionary<string, Action<Recorder>>
    {
        ["seed_page_shapes"] = SeedPageShapes,
        ["ensemble_equals_loop"] = p =>
        {
            NDArray x = p.Input("x");
            Variables v = V(new Dense(2)).Init(Rng.Key(5), x);
            Key keys = Rng.Split(Rng.Key(5), 4);
            Variables[] each = [.. Enumerable.Range(0, 4).Select(i => new Dense(2).Init(keys[i], x[i]))];
            foreach ((string path, NDArray array) in v.Leaves) TestSupport.Agree.BitForBit(Np.Stack([.. each.Select(e => (NDArray)e[path])]), array, path);
            p.Vars("v", v);
            p.Out("y", V(new Dense(2)).Apply(v, x));
        },
        ["plain_vmap_of_init_and_apply"] = p =>
        {
            NDArray x = p.Input("x");
            MLP m = new();
            Variables v = Vmap((Key k, NDArray e) => m.Init(k, e))(Rng.Split(Rng.Key(1), 3), x);
            p.Vars("v", v);
            p.Out("y", Vmap((Variables w, NDArray e) => m.Apply(w, e))(v, x));
            p.Out("y_shared", Vmap((Variables w, NDArray e) => m.Apply(w, e), inAxes: [null, 0])(Tree.Map(a => a[0], v), x));
        },
        ["jit_grad_of_vmapped"] = p =>
        {
            NDArray x = p.Input("x"), t = p.Input("t");
            MLP m = V(new MLP());
            Variables v = m.Init(Rng.Key(0), x);
            var (loss, gradient) = Jit(ValueAndGrad((Variables w) => Np.Mean(Np.Square(m.Apply(w, x) - t))))(v);
            p.Vars("v", v);
            p.Out("loss", loss);
            p.Vars("grad", gradient);
        },
        ["per_example_gradients"] = p =>
        {
            NDArray x = p.Input("x"), t = p.Input("t");
            MLP m = new();
            Variables v = m.Init(Rng.Key(0), x[0]);
            p.Vars("v", v);
            p.Vars("grad", Vmap(Grad((Variables w, NDArray e, NDArray target) => Np.Mean(Np.Square(m.Apply(w, e) - target))), inAxes: [null, 0, 0])(v, x, t));
        },
        ["vmap_over_ensemble_and_data"] = p =>
        {
            NDArray x = p.Input("x");
            MLP m = Lift.Vmap(new MLP(), Stacked, Split, inAxes: null, axisSize: 2);
            Variables v = m.Init(Rng.Key(0), x[0]);
            p.Vars("v", v);
            p.Out("y", Vmap((NDArray e) => m.Apply(v, e))(x));
        },
        ["perturb_gradient"] = p =>
        {
            NDArray x = p.Input("x");
            PerturbBlock m = Lift.Vmap(new PerturbBlock(), new() { ["params"] = 0, ["perturbations"] = 0 }, Split);
            Variables v = m.Init(Rng.Key(0), x);
            p.Vars("v", v);
            p.Vars("grad", new() { ["perturbations"] = Grad((Variables w) => m.Apply(new() { ["params"] = v["params"], ["perturbations"] = w }, x).Sum())(v["perturbations"]) });
        },
        ["hessian_of_vmapped"] = p =>
        {
            NDArray x = p.Input("x");
            MLP m = V(new MLP([2, 1]));
            Variables v = m.Init(Rng.Key(0), x);
            p.Vars("v", v);
            p.Out("hessian", Hessian(e => m.Apply(v, e).Sum())(x));
        },
        ["bind_vmapped"] = p =>
        {
            NDArray x = p.Input("x");
            Dense m = V(new Dense(2));
            Variables v = m.Init(Rng.Key(0), x);
            p.Out("y", m.Bind(v).Run(bound => bound.Call(x)));
            p.Vars("v", v);
        },
        ["legacy_uint32_key"] = p => p.Vars("v", V(new Dense(2)).Init(Rng.WrapKeyData(Np.Array([0u, 7u])), p.Input("x"))),
        ["partial_class_target"] = p =>
        {
            Dense m = V(new Dense(2, UseBias: false));
            p.Vars("v", m.Init(Rng.Key(0), p.Input("x")));
            p.Text("class", ClassOf(m));
        },
        ["eval_shape_of_init"] = p =>
        {
            Foo m = V(new Foo());
            string[] types = [.. EvalShape((NDArray x) => m.Init(Rng.Key(0), x), Np.Zeros(5, 4)).Select(t => $"{t.DType.Name}{ListOf(t.Shape)}")];
            IEnumerable<string> paths = Tree.Paths(m.Init(Rng.Key(0), Np.Zeros(5, 4))).Select(path => path[1..].Replace('.', '/'));
            p.Texts("shapes", paths.Zip(types).Select(e => KeyValuePair.Create(e.First, e.Second)));
        },
        ["partition_specs"] = p =>
        {
            Variables v = Lift.Vmap(new PartitionedDense(), Stacked, Split, metadataParams: new() { [Partitioned.PartitionName] = "ens" }).Init(Rng.Key(0), Np.Ones(3, 4));
            var (path, names) = v.PartitionSpecs().Single();
            string[] parts = path.Split('/');
            p.Text("spec", $"{{'{parts[0]}': {{'{parts[1]}': P({string.Join(", ", names.ToArray().Select(n => $"'{n}'"))})}}}}");
            p.Vars("v", v);
            p.Vars("unboxed", v.Unbox());
        },
        ["swapped_axes_interchange"] = p =>
        {
            NDArray x = p.Input("x");
            Variables Made(int axis) => Lift.Vmap(new Dense(2, UseBias: false), new() { ["params"] = axis }, Split).Init(Rng.Key(0), x);
            Variables v0 = Made(0), v1 = Made(1);
            TestSupport.Agree.BitForBit(Np.MoveAxis(v0["params/kernel"], 0, 1), v1["params/kernel"]);
            p.Vars("v0", v0);
            p.Vars("v1", v1);
        },
    };

    private static string ListOf(Shape shape) => $"[{string.Join(", ", shape.ToArray())}]";

    private static string ClassOf(Module module) => module.ToString().Split('(')[0];

    /// <summary>The options of a printed module, in the reference's spelling.</summary>
    private static string[] Options(string printed) =>
        [.. printed.Split('\n').Where(line => line.Contains(" = ", StringComparison.Ordinal)).Select(line => line.Split('=')[0].Trim())];

    private static void SeedPageShapes(Recorder p)
    {
        NDArray x = p.Input("x");
        Dense dense = Lift.Vmap(new Dense(2), Stacked, Split, inAxes: 0, outAxes: 0);
        Foo foo = Lift.Vmap(new Foo(2), Shared, Unsplit, inAxes: 0, outAxes: 0);
        Check("BatchDense", dense, dense.Init(Rng.Key(0), x));
        Check("BatchFoo", foo, foo.Init(Rng.Key(0), x));

        void Check(string name, Module module, Variables v)
        {
            p.Vars(name, v);
            p.Texts($"{name}_shapes", v.Leaves.Select(l => KeyValuePair.Create(l.Path, ListOf(l.Array.Shape))));
            p.Text($"{name}_class", ClassOf(module));

            // The layout is the reference's; options are those of C#, spelled as members, and every one has its like there.
            string wanted = p.Read($"{name}_repr"), printed = module.ToString();
            Assert.Equal(wanted.Split('\n')[..2], printed.Split('\n')[..2]);
            Assert.Contains("\n    Features = 2\n", printed, StringComparison.Ordinal);
            Assert.Empty(Options(printed).Select(SnakeCase).Except(Options(wanted)));
        }
    }

    private static string SnakeCase(string name) => name == "ParamDType" ? "param_dtype" : name == "DType" ? "dtype" : string.Concat(name.Select((ch, i) => char.IsUpper(ch) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(ch) : $"{ch}"));
}
