using static Linum.Linen.Tests.Golden.Usual;

namespace Linum.Linen.Tests.Golden;

/// <summary>The wrong programs of the golden group flax/seed_vmap that compile in C#, by the name of their case.</summary>
internal static class SeedVmapErrorPrograms
{
    private static Key K => Rng.Key(0);

    private static NDArray X => Np.Ones(3, 2);

    private static (NDArray, bool?) Examples => (Np.Ones(3, 5, 4), null);

    private static SplitRngs WithDropout => new() { ["params"] = true, ["dropout"] = true };

    private static VariableAxes WithStats => new() { ["params"] = 0, ["batch_stats"] = 0 };

    private static VariableAxes SharedStats => new() { ["params"] = null, ["batch_stats"] = null };

    private static MetadataParams Named(string name) => new() { [Partitioned.PartitionName] = name };

    /// <summary>All programs.</summary>
    public static IReadOnlyDictionary<string, Action> All { get; } = new Dictionary<string, Action>
    {
        ["no_axes_given_init"] = () => Lift.Vmap(new Dense(2)).Init(K, X),
        ["params_not_listed"] = () => Lift.Vmap(new Dense(2), splitRngs: Split).Init(K, X),
        ["rng_not_listed"] = () => Lift.Vmap(new Dense(2), Stacked).Init(K, X),
        ["shared_params_split_rng"] = () => Lift.Vmap(new Dense(2), Shared, Split).Init(K, X),
        ["shared_params_split_rng_axis_name"] = () => Lift.Vmap(new Dense(2), Shared, Split, axisName: "i").Init(K, X),
        ["batch_stats_none_without_collective"] = () =>
        {
            NormBlock m = Lift.Vmap(new NormBlock(), SharedStats, Unsplit);
            Variables v = m.Init(K, Examples);
            m.Apply(v, (Rng.Normal(K, [3, 5, 4]), null), ["batch_stats"]);
        },
        ["batch_stats_unlisted"] = () => V(new NormBlock()).Init(K, Examples),
        ["batch_stats_not_mutable"] = () =>
        {
            NormBlock m = Lift.Vmap(new NormBlock(), WithStats, Split);
            m.Apply(m.Init(K, Examples), Examples);
        },
        ["cache_In_is_readonly"] = () =>
        {
            Variables v = Lift.Vmap(new CounterCache(), new() { ["params"] = 0, ["cache"] = 0 }, Split).Init(K, X);
            Lift.Vmap(new CounterCache(), new() { ["params"] = 0, ["cache"] = new In(0) }, Split).Apply(v, X, ["cache"]);
        },
        ["axis_size_unknown"] = () => Lift.Vmap(new Dense(2), Stacked, Split, inAxes: null).Init(K, X),
        ["axis_size_contradicts_input"] = () => Lift.Vmap(new Dense(2), Stacked, Split, axisSize: 4).Init(K, X),
        ["inconsistent_sizes_tuple"] = () => Lift.Vmap(new TwoArgs(), Stacked, Split, inAxes: [0, 0]).Init(K, (Np.Ones(3, 2), Np.Ones(4, 2))),
        ["inconsistent_sizes_single_int"] = () => Lift.Vmap(new TwoArgs(), Stacked, Split, inAxes: 0).Init(K, (Np.Ones(3, 2), Np.Ones(4, 2))),
        ["inconsistent_params_and_input"] = () =>
        {
            Dense m = V(new Dense(2));
            m.Apply(m.Init(K, X), Np.Ones(5, 2));
        },
        ["in_axes_wrong_length"] = () => Lift.Vmap(new TwoArgs(), Stacked, Split, inAxes: [0]).Init(K, (X, X)),
        ["in_axes_too_long"] = () => Lift.Vmap(new Dense(2), Stacked, Split, inAxes: [0, null]).Init(K, X),
        ["in_axes_out_of_range"] = () => Lift.Vmap(new Dense(2), Stacked, Split, inAxes: 2).Init(K, X),
        ["in_axes_negative_out_of_range"] = () => Lift.Vmap(new Dense(2), Stacked, Split, inAxes: -3).Init(K, X),
        ["in_axes_scalar_mapped"] = () => Lift.Vmap(new TwoArgs(), Stacked, Split, inAxes: [0, 0]).Init(K, (X, 1f)),
        ["in_axes_list"] = () => Lift.Vmap(new Dense(2), Stacked, Split, inAxes: [0]).Init(K, X),
        ["out_axes_none_but_batched"] = () => Lift.Vmap(new Dense(2), Stacked, Split, outAxes: null).Init(K, X),
        ["out_axes_out_of_range"] = () => Lift.Vmap(new Dense(2), Stacked, Split, outAxes: 3).Init(K, X),
        ["out_axes_wrong_structure"] = () => Lift.Vmap(new Dense(2), Stacked, Split, outAxes: [0, 0]).Init(K, X),
        ["variable_axis_out_of_range"] = () => Lift.Vmap(new Dense(2), new() { ["params"] = 3 }, Split).Init(K, X),
        ["variable_axis_2_with_bias"] = () => Lift.Vmap(new Dense(2), new() { ["params"] = 2 }, Split).Init(K, X),
        ["methods_unknown_name"] = () => Lift.Vmap(new Dense(2), Stacked, Split, methods: ["Nope"]),
        ["methods_dict_ignores_shared_arguments"] = () => Lift.Vmap(new AutoEncoder(), Stacked, Split, methods: new() { ["Encode"] = new() }).Init(K, m => m.Encode(X)),
        ["metadata_without_partition_name"] = () => V(new PartitionedDense()).Init(K, X),
        ["metadata_wrong_name_at_apply"] = () =>
        {
            Variables v = Lift.Vmap(new PartitionedDense(), Stacked, Split, metadataParams: Named("a")).Init(K, X);
            Lift.Vmap(new PartitionedDense(), Stacked, Split, metadataParams: Named("b")).Apply(v, X);
        },
        ["axis_name_missing_for_batchnorm"] = () =>
        {
            NormBlock m = Lift.Vmap(new NormBlock(AxisName: "batch"), SharedStats, Unsplit);
            m.Apply(m.Init(K, Examples), Examples, ["batch_stats"]);
        },
        ["unbound_axis_name"] = () => V(new CollectiveMean()).Init(K, X),
        ["missing_param_at_apply"] = () =>
        {
            Dense m = V(new Dense(2));
            Variables v = m.Init(K, X);
            m.Apply(new() { ["params"] = new() { ["kernel"] = v["params/kernel"] } }, X);
        },
        ["wrong_param_shape_at_apply"] = () => V(new Dense(3)).Apply(V(new Dense(2)).Init(K, X), X),
        ["unstacked_params_at_apply"] = () => V(new Dense(2)).Apply(new Dense(2).Init(K, X[0]), X),
        ["empty_params_at_apply"] = () => V(new Dense(2)).Apply(new() { ["params"] = new() }, X),
        ["dropout_without_rng"] = () =>
        {
            DropBlock m = Lift.Vmap(new DropBlock(), Stacked, WithDropout);
            m.Apply(m.Init(new Rngs { ["params"] = K, ["dropout"] = K }, X), X);
        },
        ["returns_module"] = () => V(new R()).Init(K, X),
        ["split_keys_given_to_init"] = () => V(new Dense(2)).Init(Rng.Split(K, 3), X),
        ["unbound_lifted_module_call"] = () => V(new Dense(2)).Call(X),
        ["duplicate_name"] = () => new Doubled().Init(K, X),
        ["scope_used_after_transform"] = () =>
        {
            Leak leak = new([]);
            V(leak).Init(K, X);
            leak.Kept[0].Draw();
        },
    };

    private sealed record R : Module<NDArray, Dense>
    {
        protected internal override Dense Forward(NDArray x) => new(2);
    }

    private sealed record Doubled : Module<NDArray, NDArray>
    {
        protected internal override NDArray Forward(NDArray x) => V(new Dense(2) { Name = "a" }).Call(x) + V(new Dense(2) { Name = "a" }).Call(x);
    }

    private sealed record Leak(List<Leak> Kept) : Module<NDArray, NDArray>
    {
        public Key Draw() => MakeRng();

        protected internal override NDArray Forward(NDArray x)
        {
            Kept.Add(this);
            return new Dense(2).Call(x);
        }
    }
}
