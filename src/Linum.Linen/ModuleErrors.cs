namespace Linum.Linen;

/// <summary>The messages about modules.</summary>
internal static class ModuleErrors
{
    private static string Names(IEnumerable<string> names) => names.Any() ? string.Join(", ", names) : "none";

    public static ModuleException NoRun(string operation, string module) =>
        new($"{operation}: {module} is used outside a run, where it has no variables. Call Init or Apply on the outermost module; inside them its parts run with Call.");

    public static ModuleException NotOwned(string module, string parent) =>
        new($"Call: {module} belongs to no module of this run. Make it inside Forward of {parent}, or make it a member of {parent}.");

    public static ModuleException NotPassed(string module) =>
        new($"Lift: {module} is captured by a lifted function, so its variables are not lifted with it. Pass the module as an argument of the function.");

    public static ModuleException NameInUse(string name, string? collection, string owner, string path) =>
        new($"{owner}: the {(collection is null ? "module" : collection == "params" ? "parameter" : "variable")} name \"{name}\" is in use already in \"{path}\". "
            + "Give each parameter, variable and module of one module a name of its own; to share one, call the same instance again.");

    public static ModuleException SeveralKeys(string stream, Shape shape) =>
        new($"Rngs: the stream \"{stream}\" was given keys of shape {shape}, but it starts from one key. Pass one; lifted transformations split it where splitRngs says so.");

    public static ModuleException Returned(string operation, string what) =>
        new($"{operation}: {what} was returned from a lifted method, but it belongs to the inside of the transformation. Return arrays; make or pass modules where they are used.");

    public static ModuleException NoPerturbation(string name, string collection, string path) =>
        new($"Perturb: the collection \"{collection}\" is there, but has no \"{name}\" in \"{path}\". Pass it as Init made it, or leave the collection out to run without perturbations.");

    public static ModuleException Ambiguous(string operation, string name) =>
        new($"{operation}: methods gives \"{name}\" axes of its own, which only Lift.Vmap has. Name it in a list: methods: [\"{name}\"].");

    public static ModuleException NoRng(string stream, string path, IEnumerable<string> there) =>
        new($"\"{path}\" needs a key for \"{stream}\", but the random streams there are: {Names(there)}. Give one with rngs: new() {{ [\"{stream}\"] = key }}, and name it in splitRngs of every lifted transformation on the way.");

    public static ModuleException Ended(string path) =>
        new($"The module at \"{path}\" is no longer valid: its run has ended. Do not keep modules or variables beyond Init, Apply or a lifted call; return arrays instead.");

    public static ModuleException ParamShape(string name, string path, Shape wanted, Shape there) =>
        new($"Parameter \"{name}\" in \"{path}\" should have the shape {wanted}, but the variables hold {there}. Initialize again for the new sizes, or give inputs of the old ones.");

    public static ModuleException ParamNotFound(string name, string path) =>
        new($"There is no parameter \"{name}\" in \"{path}\". The variables given to Apply belong to another module or another version of it: initialize again, or pass those of this module.");

    public static ModuleException VariableNotFound(string name, string collection, string path) =>
        new($"There is no variable \"{name}\" of the collection \"{collection}\" in \"{path}\". Initialize the module, or make the collection mutable so that the variable can be created.");

    public static ModuleException CollectionNotFound(string name, string collection, string path, IEnumerable<string> there) =>
        new($"\"{name}\" of the collection \"{collection}\" was asked for in \"{path}\", but the collection is empty (there are: {Names(there)}). "
            + $"Pass variables with \"{collection}\" to Apply, and name it in variableAxes of every lifted transformation on the way.");

    public static ModuleException Immutable(string name, string collection, string path) =>
        new($"\"{name}\" in \"{path}\" cannot be updated, because the collection \"{collection}\" is immutable in this run. Pass mutable: [\"{collection}\"] to Apply, and give it an axis that goes out in variableAxes of lifted transformations.");

    public static ModuleException Missing(string module, string option) =>
        new($"{module}: {option} is not given. Give it in the module's configuration: new {module} {{ {option} = ... }}.");

    public static ModuleException NoMethod(string operation, string name, string module, IEnumerable<string> there) =>
        new($"{operation}: methods names \"{name}\", but the methods of {module} that can be lifted are: {Names(there)}. "
            + $"For another, write [ModuleMethod] on {name}Forward and make the record partial.");
}
