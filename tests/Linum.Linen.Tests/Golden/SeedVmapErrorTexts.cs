namespace Linum.Linen.Tests.Golden;

/// <summary>What Linum says about the wrong programs of the golden group flax/seed_vmap, by the name of their case.</summary>
internal static class SeedVmapErrorTexts
{
    /// <summary>The kind of exception and its text.</summary>
    public static IReadOnlyDictionary<string, (Type Kind, string Text)> All { get; } = new Dictionary<string, (Type, string)>
    {
        ["no_axes_given_init"] = (typeof(ModuleException), """
            "kernel" of the collection "params" was asked for in "/vmap()", but the collection is empty (there are: none). Pass variables with "params" to Apply, and name it in variableAxes of every lifted transformation on the way.
            """),
        ["params_not_listed"] = (typeof(ModuleException), """
            "kernel" of the collection "params" was asked for in "/vmap()", but the collection is empty (there are: none). Pass variables with "params" to Apply, and name it in variableAxes of every lifted transformation on the way.
            """),
        ["rng_not_listed"] = (typeof(ModuleException), """
            "/vmap()" needs a key for "params", but the random streams there are: none. Give one with rngs: new() { ["params"] = key }, and name it in splitRngs of every lifted transformation on the way.
            """),
        ["shared_params_split_rng"] = (typeof(AxesException), """Lift.Vmap: variableAxes is null, but params/kernel differs from example to example (it has the mapped axis at 0). Give the axis at which the examples are to be stacked, or make the value the same for all: with a random stream that is not split, or with a mean over axisName."""),
        ["shared_params_split_rng_axis_name"] = (typeof(AxesException), """Lift.Vmap: variableAxes is null, but params/kernel differs from example to example along "i". Give the axis at which the examples are to be stacked, or make the value the same for all: with a random stream that is not split, or with a mean over axisName."""),
        ["batch_stats_none_without_collective"] = (typeof(AxesException), """Lift.Vmap: variableAxes is null, but batch_stats/BatchNorm_0/mean differs from example to example (it has the mapped axis at 0). Give the axis at which the examples are to be stacked, or make the value the same for all: with a random stream that is not split, or with a mean over axisName."""),
        ["batch_stats_unlisted"] = (typeof(ModuleException), """
            "mean" of the collection "batch_stats" was asked for in "/vmap()/BatchNorm_0", but the collection is empty (there are: params). Pass variables with "batch_stats" to Apply, and name it in variableAxes of every lifted transformation on the way.
            """),
        ["batch_stats_not_mutable"] = (typeof(ModuleException), """
            "mean" in "/vmap()/BatchNorm_0" cannot be updated, because the collection "batch_stats" is immutable in this run. Pass mutable: ["batch_stats"] to Apply, and give it an axis that goes out in variableAxes of lifted transformations.
            """),
        ["cache_In_is_readonly"] = (typeof(ModuleException), """
            "n" in "/vmap()" cannot be updated, because the collection "cache" is immutable in this run. Pass mutable: ["cache"] to Apply, and give it an axis that goes out in variableAxes of lifted transformations.
            """),
        ["axis_size_unknown"] = (typeof(AxesException), """Lift.Vmap: no argument is mapped: every entry of inAxes is null, so the number of examples is not known. Map at least one argument, or give axisSize."""),
        ["axis_size_contradicts_input"] = (typeof(AxesException), """
            Lift.Vmap: the mapped axes have different sizes.
              * size 4: given as axisSize
              * size 3: axis 0 of argument x, float32[3,2]
            Mapped axes must have one size. Map the right axis with inAxes, or pass null for an argument that all examples share.
            """),
        ["inconsistent_sizes_tuple"] = (typeof(AxesException), """
            Lift.Vmap: the mapped axes have different sizes.
              * size 3: axis 0 of argument x[0], float32[3,2]
              * size 4: axis 0 of argument x[1], float32[4,2]
            Mapped axes must have one size. Map the right axis with inAxes, or pass null for an argument that all examples share.
            """),
        ["inconsistent_sizes_single_int"] = (typeof(AxesException), """
            Lift.Vmap: the mapped axes have different sizes.
              * size 3: axis 0 of argument x[0], float32[3,2]
              * size 4: axis 0 of argument x[1], float32[4,2]
            Mapped axes must have one size. Map the right axis with inAxes, or pass null for an argument that all examples share.
            """),
        ["inconsistent_params_and_input"] = (typeof(AxesException), """
            Lift.Vmap: the mapped axes have different sizes.
              * size 3: most of the arguments (2), for example axis 0 of argument params/bias, float32[3,2]
              * size 5: axis 0 of argument x, float32[5,2]
            Mapped axes must have one size. Map the right axis with inAxes, or pass null for an argument that all examples share.
            """),
        ["in_axes_wrong_length"] = (typeof(AxesException), """Lift.Vmap: inAxes lists 1 axis, but the value there is (*, *), which has 2 parts. Give one axis for the whole value, or one per part."""),
        ["in_axes_too_long"] = (typeof(AxesException), """Lift.Vmap: inAxes lists 2 axes, but the value there is *, which has no parts. Give one axis for the whole value."""),
        ["in_axes_out_of_range"] = (typeof(AxesException), """Lift.Vmap: axis 2 of argument x is to be mapped, which takes at least 3 axes, but it is float32[3,2] with 2. Give an axis that it has with inAxes, or null if all examples share it."""),
        ["in_axes_negative_out_of_range"] = (typeof(AxesException), """Lift.Vmap: axis -3 of argument x is to be mapped, which takes at least 3 axes, but it is float32[3,2] with 2. Give an axis that it has with inAxes, or null if all examples share it."""),
        ["in_axes_scalar_mapped"] = (typeof(AxesException), """Lift.Vmap: axis 0 of argument x[1] is to be mapped, which takes at least 1 axis, but it is float32[] with none. Give an axis that it has with inAxes, or null if all examples share it."""),
        ["in_axes_list"] = (typeof(AxesException), """Lift.Vmap: inAxes lists 1 axis, but the value there is *, which has no parts. Give one axis for the whole value."""),
        ["out_axes_none_but_batched"] = (typeof(AxesException), """Lift.Vmap: outAxes is null, but the result differs from example to example (it has the mapped axis at 0). Give the axis at which the examples are to be stacked, or return something that does not depend on a mapped argument."""),
        ["out_axes_out_of_range"] = (typeof(AxesException), """Lift.Vmap: outAxes puts the examples at axis 3 of the result, but the result has 2 axes with them (one example is float32[2]). Give an axis from -2 to 1."""),
        ["out_axes_wrong_structure"] = (typeof(AxesException), """Lift.Vmap: outAxes lists 2 axes, but the value there is *, which has no parts. Give one axis for the whole value."""),
        ["variable_axis_out_of_range"] = (typeof(AxesException), """Lift.Vmap: variableAxes puts the examples at axis 3 of params/bias, but the result has 2 axes with them (one example is float32[2]). Give an axis from -2 to 1."""),
        ["variable_axis_2_with_bias"] = (typeof(AxesException), """Lift.Vmap: variableAxes puts the examples at axis 2 of params/bias, but the result has 2 axes with them (one example is float32[2]). Give an axis from -2 to 1."""),
        ["methods_unknown_name"] = (typeof(ModuleException), """Lift.Vmap: methods names "Nope", but the methods of Dense that can be lifted are: Forward. For another, write [ModuleMethod] on NopeForward and make the record partial."""),
        ["methods_dict_ignores_shared_arguments"] = (typeof(ModuleException), """
            "kernel" of the collection "params" was asked for in "/vmap()/encoder", but the collection is empty (there are: none). Pass variables with "params" to Apply, and name it in variableAxes of every lifted transformation on the way.
            """),
        ["metadata_without_partition_name"] = (typeof(ModuleException), """A lifted transformation adds or removes an axis of a variable with named axes, Partitioned("in", "out") of float32[3,2,2], but "partition_name" is not given in metadataParams. Give the axis a name with metadataParams: new() { ["partition_name"] = ... }; null if it is not spread."""),
        ["metadata_wrong_name_at_apply"] = (typeof(ModuleException), """A lifted transformation takes away axis 0, which metadataParams calls "b", but the axes of the variable are Partitioned("a", "in", "out"). Use the name and the axis with which the variable was made."""),
        ["axis_name_missing_for_batchnorm"] = (typeof(UnboundAxisNameException), """
            Lax.Pmean uses the axis name "batch", which nothing around it has bound.
            Call it inside a function given to Vmap(f, axisName: "batch") or Pmap(f, axisName: "batch").
            """),
        ["unbound_axis_name"] = (typeof(UnboundAxisNameException), """
            Lax.Pmean uses the axis name "batch", which nothing around it has bound.
            Call it inside a function given to Vmap(f, axisName: "batch") or Pmap(f, axisName: "batch").
            """),
        ["missing_param_at_apply"] = (typeof(ModuleException), """There is no parameter "bias" in "/vmap()". The variables given to Apply belong to another module or another version of it: initialize again, or pass those of this module."""),
        ["wrong_param_shape_at_apply"] = (typeof(ModuleException), """Parameter "kernel" in "/vmap()" should have the shape (2, 3), but the variables hold (2, 2). Initialize again for the new sizes, or give inputs of the old ones."""),
        ["unstacked_params_at_apply"] = (typeof(AxesException), """
            Lift.Vmap: the mapped axes have different sizes.
              * size 2: most of the arguments (2), for example axis 0 of argument params/bias, float32[2]
              * size 3: axis 0 of argument x, float32[3,2]
            Mapped axes must have one size. Map the right axis with inAxes, or pass null for an argument that all examples share.
            """),
        ["empty_params_at_apply"] = (typeof(ModuleException), """
            "kernel" of the collection "params" was asked for in "/vmap()", but the collection is empty (there are: none). Pass variables with "params" to Apply, and name it in variableAxes of every lifted transformation on the way.
            """),
        ["dropout_without_rng"] = (typeof(ModuleException), """
            "/vmap()/Dropout_0" needs a key for "dropout", but the random streams there are: none. Give one with rngs: new() { ["dropout"] = key }, and name it in splitRngs of every lifted transformation on the way.
            """),
        ["returns_module"] = (typeof(ModuleException), """Lift.Vmap: the module Dense was returned from a lifted method, but it belongs to the inside of the transformation. Return arrays; make or pass modules where they are used."""),
        ["split_keys_given_to_init"] = (typeof(ModuleException), """Rngs: the stream "params" was given keys of shape (3,), but it starts from one key. Pass one; lifted transformations split it where splitRngs says so."""),
        ["unbound_lifted_module_call"] = (typeof(ModuleException), """Call: VmapDense is used outside a run, where it has no variables. Call Init or Apply on the outermost module; inside them its parts run with Call."""),
        ["duplicate_name"] = (typeof(ModuleException), """Doubled: the module name "a" is in use already in "/". Give each parameter, variable and module of one module a name of its own; to share one, call the same instance again."""),
        ["scope_used_after_transform"] = (typeof(ModuleException), """MakeRng: VmapLeak is used outside a run, where it has no variables. Call Init or Apply on the outermost module; inside them its parts run with Call."""),
    };
}
