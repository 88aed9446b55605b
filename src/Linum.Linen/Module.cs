using Linum.Extending;

namespace Linum.Linen;

/// <summary>
/// A layer: what it is (this record) apart from what it has learned (the variables of a run). Derive from <see cref="Module{TIn, TOut}"/>.
/// </summary>
public abstract record Module
{
    /// <summary>Reports the instance to the run it is made in.</summary>
    protected Module() => Run.Current?.Made(this);

    /// <summary>What <c>with</c> calls: a new instance, reported like any other.</summary>
    protected Module(Module original)
    {
        Name = original.Name;
        Liftings = original.Liftings;
        Run.Current?.Made(this);
    }

    /// <summary>The name in the parent; by default the type and a counter, as in <c>Dense_0</c>.</summary>
    public string? Name { get; init; }

    /// <summary>What the module is lifted by, the outermost first.</summary>
    internal ValueList<Lifting> Liftings { get; init; }

    /// <summary>The type's name as automatic names use it: <c>VmapDense</c>.</summary>
    internal string TypeName => string.Concat(Liftings.ToArray().Select(l => l.Prefix)) + TreeTypeName(GetType());

    private static string TreeTypeName(Type type)
    {
        int tick = type.Name.IndexOf('`');
        return tick < 0 ? type.Name : type.Name[..tick];
    }

    /// <summary>The same module, lifted once more. It takes the place of the instance it was made from.</summary>
    internal Module Lifted(Lifting lifting)
    {
        Run.Current?.TakeBack(this);
        return this with { Liftings = [lifting, .. Liftings] };
    }

    /// <summary>The outermost lifting of a method that has not been entered yet, or -1.</summary>
    /// <param name="method">The method.</param>
    /// <param name="level">How many liftings, the outermost first, have been entered.</param>
    internal int NextLifting(string method, int level)
    {
        for (int i = level; i < Liftings.Count; i++)
            if (Liftings[i].For(method) is not null) return i;
        return -1;
    }

    /// <summary>A parameter: made by the initializer when the module is initialized, read afterwards.</summary>
    /// <param name="name">Its name in this module.</param>
    /// <param name="init">How it is made.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="dtype">Its dtype; null is the default float, float32.</param>
    /// <exception cref="ModuleException">The name is taken, the parameter is missing, or its shape differs.</exception>
    protected NDArray Param(string name, Initializer init, Shape shape, DType? dtype = null) => Scope("Param").Param(name, init, shape, dtype ?? DefaultTypes.Float, TypeName);

    /// <summary>A variable of a collection: made when it does not exist and the collection is mutable.</summary>
    protected Variable Variable(string collection, string name, Func<NDArray> init) => Scope("Variable").Variable(collection, name, () => init(), TypeName);

    /// <summary>A new key from a random stream; from <c>params</c> if there is no such stream.</summary>
    protected Key MakeRng(string stream = "params") => Scope("MakeRng").MakeRng(stream);

    /// <summary>Whether there is a key for a random stream.</summary>
    protected bool HasRng(string stream) => Scope("HasRng").Rngs.ContainsKey(stream);

    /// <summary>Whether the run is that of Init.</summary>
    protected bool IsInitializing => Scope("IsInitializing").IsInitializing;

    /// <summary>Whether a collection can be changed in this run.</summary>
    protected bool IsMutable(string collection) => Scope("IsMutable").Mutable.Selects(collection);

    /// <summary>Whether a variable exists.</summary>
    protected bool HasVariable(string collection, string name) => Scope("HasVariable").Get(collection, name) is not null;

    /// <summary>Keeps a value in a collection, behind those kept under the name before (as its parts 0, 1, ...); nothing happens where the collection is immutable.</summary>
    /// <returns>Whether it was kept.</returns>
    protected bool Sow(string collection, string name, NDArray value)
    {
        ModuleScope scope = Scope("Sow");
        if (!scope.Mutable.Selects(collection)) return false;
        Sown.Append(scope, collection, name, value);
        return true;
    }

    /// <summary>Keeps a value in a collection, combined with what is kept under the name; nothing happens where the collection is immutable.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="init">What is there before the first.</param>
    /// <param name="reduce">From what is there and the value to what is kept.</param>
    /// <returns>Whether it was kept.</returns>
    protected bool Sow(string collection, string name, NDArray value, Func<NDArray> init, Func<NDArray, NDArray, NDArray> reduce)
    {
        ModuleScope scope = Scope("Sow");
        if (!scope.Mutable.Selects(collection)) return false;
        NDArray before = scope.Get(collection, name) is Variables kept ? kept : init();
        scope.Put(collection, name, reduce(before, value));
        return true;
    }

    /// <summary>Adds a variable of zeros to an intermediate value: the gradient with respect to the variable is that with respect to the value.</summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="collection">The variable's collection; without it the value comes back as it is.</param>
    /// <exception cref="ModuleException">The collection is there, but without the variable.</exception>
    protected NDArray Perturb(string name, NDArray value, string collection = "perturbations")
    {
        ModuleScope scope = Scope("Perturb");
        if (scope.Mutable.Selects(collection) && scope.Get(collection, name) is null) scope.Put(collection, name, Lax.ZerosLike(value));
        if (!scope.Store.Has(collection)) return value;
        return scope.Get(collection, name) is Variables added ? value + added : throw ModuleErrors.NoPerturbation(name, collection, scope.DisplayPath);
    }

    /// <summary>Shares one place with a part: variables and parts of both stand beside each other, where the part lives, or here if it lives below. Call it first in Forward.</summary>
    /// <param name="other">A part of this module, or a module that was made where this one was.</param>
    protected void ShareScope(Module other)
    {
        _ = Scope("ShareScope");
        Run.Current!.ShareScope(other);
    }

    /// <summary>The module with its options, as in <c>VmapDense(Features = 2, ...)</c>, one per line.</summary>
    public sealed override string ToString() => ModulePrinter.Print(this);

    /// <summary>The methods that run in the module's scope and that liftings can name: <c>Forward</c>, and those that generated code adds for [ModuleMethod].</summary>
    protected virtual ValueList<string> MethodNames => [ForwardName];

    internal const string ForwardName = "Forward";

    internal ValueList<string> KnownMethods => MethodNames;

    /// <summary>Runs a method as part of the module that is running; generated code calls this for [ModuleMethod].</summary>
    /// <param name="method">The name under which liftings know it.</param>
    /// <param name="x">The input; several are a tuple.</param>
    /// <param name="body">The method.</param>
    /// <exception cref="ModuleException">No module is running, or this one belongs to none.</exception>
    protected TOut EnterMethod<TIn, TOut>(string method, TIn x, Func<TIn, TOut> body) => (Run.Current ?? throw ModuleErrors.NoRun(method, TypeName)).Enter(this, method, x, body);

    private ModuleScope Scope(string operation) => Run.Current is { } run && ReferenceEquals(run.Module, this) ? run.Scope : throw ModuleErrors.NoRun(operation, TypeName);
}

/// <summary>A module with one input and one output; several inputs are a tuple.</summary>
/// <typeparam name="TIn">The type of the input.</typeparam>
/// <typeparam name="TOut">The type of the output.</typeparam>
/// <example><code>
/// public sealed record Mlp(int Hidden, int Out) : Module&lt;NDArray, NDArray>
/// {
///     protected override NDArray Forward(NDArray x) => new Dense(Out).Call(Np.Tanh(new Dense(Hidden).Call(x)));
/// }
/// </code></example>
public abstract record Module<TIn, TOut> : Module
{
    /// <summary>What the module does. Modules made inside are its parts.</summary>
    protected internal abstract TOut Forward(TIn x);

    /// <summary>Runs the module as part of another.</summary>
    /// <exception cref="ModuleException">No module is running, or this one belongs to none.</exception>
    public TOut Call(TIn x) => (Run.Current ?? throw ModuleErrors.NoRun("Call", TypeName)).Enter(this, ForwardName, x, Forward);

    /// <summary>Makes the variables.</summary>
    /// <param name="rngs">The key of <c>params</c>, or keys of several streams.</param>
    /// <param name="x">An input; its shapes decide those of the variables.</param>
    /// <returns>All collections but <c>intermediates</c>.</returns>
    public Variables Init(Rngs rngs, TIn x) => InitWithOutput(rngs, x).Variables;

    /// <summary>Makes the variables, and runs the module.</summary>
    /// <param name="rngs">The key of <c>params</c>, or keys of several streams.</param>
    /// <param name="x">An input.</param>
    /// <param name="mutable">The collections that are made; by default all but <c>intermediates</c>.</param>
    /// <param name="capture">Which results of methods are kept in <c>intermediates</c>.</param>
    public (TOut Output, Variables Variables) InitWithOutput(Rngs rngs, TIn x, CollectionFilter? mutable = null, CaptureFilter? capture = null) =>
        this.InitWithOutput(rngs, m => m.Call(x), mutable, capture);

    /// <summary>Runs the module with given variables.</summary>
    /// <param name="variables">The collections; none can be changed.</param>
    /// <param name="x">The input.</param>
    /// <param name="rngs">Keys of the random streams it draws from.</param>
    public TOut Apply(Variables variables, TIn x, Rngs? rngs = null) => this.Apply(variables, m => m.Call(x), rngs);

    /// <summary>Runs the module with given variables, of which some may change.</summary>
    /// <param name="variables">The collections.</param>
    /// <param name="x">The input.</param>
    /// <param name="mutable">The collections that may change.</param>
    /// <param name="rngs">Keys of the random streams it draws from.</param>
    /// <param name="capture">Which results of methods are kept in <c>intermediates</c>, which may then change.</param>
    /// <returns>The output and the collections that may change, as they are afterwards.</returns>
    public (TOut Output, Variables Updated) Apply(Variables variables, TIn x, CollectionFilter mutable, Rngs? rngs = null, CaptureFilter? capture = null) =>
        this.Apply(variables, m => m.Call(x), mutable, rngs, capture);

    /// <summary>The module as a function, for lists of functions.</summary>
    public static implicit operator Func<TIn, TOut>(Module<TIn, TOut> module) => module.Call;
}
