namespace Linum.Linen.Tests.Golden;

/// <summary>The wrong programs of the golden group flax/seed_vmap that the C# compiler refuses, by the name of their case: its error and the program.</summary>
internal static class SeedVmapCompilerErrors
{
    private const string Usual = "new() { [\"params\"] = 0 }, new() { [\"params\"] = true }";

    /// <summary>All programs; the statement stands in a method where K is a key and X an array.</summary>
    public static IReadOnlyDictionary<string, (string Error, string Statement)> All { get; } = new Dictionary<string, (string, string)>
    {
        ["seed_text_without_target"] = ("CS1501", "Lift.Vmap(inAxes: 0, outAxes: 0, variableAxes: new() { [\"params\"] = 0 }, splitRngs: new() { [\"params\"] = true });"),
        ["target_is_number"] = ("CS0315", $"Lift.Vmap(3, {Usual});"),
        ["in_axes_not_an_int"] = ("CS1503", $"Lift.Vmap(new Dense(2), {Usual}, inAxes: \"batch\").Init(K, X);"),
        ["variable_axis_bad_type"] = ("CS0029", "Lift.Vmap(new Dense(2), new() { [\"params\"] = \"x\" }, new() { [\"params\"] = true }).Init(K, X);"),
        ["variable_axes_bad_filter"] = ("CS1503", "Lift.Vmap(new Dense(2), new() { [3] = 0 }, new() { [\"params\"] = true }).Init(K, X);"),
        ["methods_bad_type"] = ("CS1503", $"Lift.Vmap(new Dense(2), {Usual}, methods: 3).Init(K, X);"),
        ["methods_string"] = ("CS1503", $"Lift.Vmap(new Dense(2), {Usual}, methods: \"Forward\").Init(K, X);"),
        ["keyword_argument_dropped"] = ("CS1503", $"Lift.Vmap(new TwoArgs(), {Usual}).Init(K, X);"),
        ["function_target_called_without_module"] = ("CS7036", $"Lift.Vmap((Dense m, NDArray x) => m.Call(x), {Usual})(X);"),
        ["unknown_parameter_of_vmap"] = ("CS1739", "Lift.Vmap(new Dense(2), variableAxis: new() { [\"params\"] = 0 });"),
        ["mapped_none_argument"] = ("CS8620", $"Lift.Vmap(new TwoArgs(), {Usual}, inAxes: [0, 0]).Init(K, (X, null));"),
        // The reference accepts a class that is no module, and fails when it is used.
        ["target_is_plain_class"] = ("CS0311", $"Lift.Vmap(new NotAModule(), {Usual});"),
    };
}
