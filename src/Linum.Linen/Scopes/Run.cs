using System.Globalization;
using Linum.Extending;

namespace Linum.Linen;

/// <summary>One run of a module's Forward: the modules made in it, their names, and where every module of the whole run lives.</summary>
internal sealed class Run
{
    [ThreadStatic]
    private static Run? current;

    private readonly Dictionary<Module, ModuleScope> owners;
    private readonly List<Module> made = [];
    private readonly Dictionary<string, int> numbers;
    private readonly bool isLifted;

    private Run(Module module, ModuleScope scope, Dictionary<Module, ModuleScope> owners, bool isLifted, Dictionary<string, int>? numbers = null)
    {
        Module = module;
        Scope = scope;
        this.owners = owners;
        this.isLifted = isLifted;
        this.numbers = numbers ?? new(StringComparer.Ordinal);
    }

    public static Run? Current => current;

    public Module Module { get; }

    public ModuleScope Scope { get; private set; }

    public void Made(Module module) => made.Add(module);

    public void TakeBack(Module module)
    {
        if (!owners.ContainsKey(module)) made.RemoveAll(m => ReferenceEquals(m, module));
    }

    /// <summary>Where a module lives. The first time one is asked for, all that were made so far get their names, in the order in which they were made.</summary>
    public ModuleScope ScopeOf(Module module)
    {
        if (owners.TryGetValue(module, out ModuleScope? scope)) return scope;
        if (!made.Exists(m => ReferenceEquals(m, module))) throw isLifted ? ModuleErrors.NotPassed(module.TypeName) : ModuleErrors.NotOwned(module.TypeName, Module.TypeName);
        Number();
        return owners[module];
    }

    private void Number()
    {
        foreach (Module module in made)
        {
            if (owners.ContainsKey(module)) continue;
            string name = module.Name ?? NextName(module.TypeName);
            Scope.Reserve(name, null, Module.TypeName);
            owners[module] = Scope.Child(name);
        }

        made.Clear();
    }

    private string NextName(string type)
    {
        int number = numbers.GetValueOrDefault(type);
        numbers[type] = number + 1;
        return $"{type}_{number.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Whether this only holds modules and is no run of a method.</summary>
    private bool IsHost { get; init; }

    /// <summary>Makes the outermost module's scope, and runs a body that may enter its methods.</summary>
    public static (TOut Output, ModuleScope Scope) Start<TOut>(Module module, Variables variables, Rngs rngs, CollectionFilter mutable, RunFlags flags, Func<Run, TOut> body)
    {
        ModuleScope scope = new(new(variables), [], rngs.Keys.ToDictionary(k => k.Key, k => k.Value, StringComparer.Ordinal), new(), flags.Capture is null ? mutable : mutable.Union("intermediates"), flags, "/");
        Run host = new(module, scope, new(ReferenceEqualityComparer.Instance) { [module] = scope }, false) { IsHost = true };
        Run? outer = current;
        try
        {
            current = host;
            return (body(host), scope);
        }
        finally
        {
            current = outer;
            scope.Invalidate();
        }
    }

    /// <summary>Runs a method of a module inside this run.</summary>
    public TOut Enter<TIn, TOut>(Module module, string method, TIn x, Func<TIn, TOut> body)
    {
        // A method that calls another of its own module goes on counting where it is.
        bool isOwn = !IsHost && ReferenceEquals(Module, module);
        ModuleScope scope = isOwn ? Scope : ScopeOf(module);
        if (isOwn && module.NextLifting(method, scope.Level) < 0) return Captured(module, method, scope, body(x));
        return Enter(module, method, scope, x, body, owners, isLifted, isOwn ? numbers : new(StringComparer.Ordinal));
    }

    private static TOut Enter<TIn, TOut>(
        Module module, string method, ModuleScope scope, TIn x, Func<TIn, TOut> body, Dictionary<Module, ModuleScope> owners, bool isLifted, Dictionary<string, int> numbers)
    {
        int next = module.NextLifting(method, scope.Level);
        if (next >= 0)
        {
            // Modules among the members and inputs live where they did; their variables are lifted along.
            List<Module> modules = Involved.In(module, x, owners);
            ModuleScope[] scopes = [.. modules.Select(m => ReferenceEquals(m, module) ? scope : owners[m])];
            Dictionary<string, int> before = new(numbers, StringComparer.Ordinal);
            return module.Liftings[next].For(method)!.Run(scopes, x, (inner, y) =>
            {
                Reset(numbers, before);
                inner[0].Level = next + 1;
                return Enter(module, method, inner[0], y, body, Involved.Owners(modules, inner), true, numbers);
            });
        }

        Run? outer = current;
        Run run = new(module, scope, owners, isLifted, numbers);
        scope.Rewind();
        current = run;
        try
        {
            foreach ((string name, Module member) in Members.Of(module))
            {
                bool isOwned = owners.TryGetValue(member, out ModuleScope? place);
                if (isOwned && !place!.IsChildOf(scope, name)) continue;
                scope.Reserve(name, null, module.TypeName);
                if (!isOwned) owners[member] = scope.Child(name);
            }

            return Captured(module, method, scope, body(x));
        }
        finally
        {
            current = outer;
        }
    }

    /// <summary>Keeps the result of a method, if the run asks for it.</summary>
    private static TOut Captured<TOut>(Module module, string method, ModuleScope scope, TOut output)
    {
        if (scope.Flags.Capture is not { } capture || !scope.Mutable.Selects("intermediates") || !capture(module, method)) return output;
        NDArray[] leaves = Tree.Flatten(output, out TreeDef structure);
        Sown.Append(scope, "intermediates", method, Variables.FromTree(structure, leaves));
        return output;
    }

    private static void Reset(Dictionary<string, int> numbers, Dictionary<string, int> before)
    {
        numbers.Clear();
        foreach (KeyValuePair<string, int> number in before) numbers[number.Key] = number.Value;
    }

    /// <summary>Begins a call of a lifted function of a module that lives in this run.</summary>
    public FunctionCall Call<T>(Module module, T x)
    {
        ModuleScope scope = !IsHost && ReferenceEquals(Module, module) ? Scope : ScopeOf(module);
        Number();
        return new(this, module, scope, Involved.In(module, x, owners));
    }

    /// <summary>Moves a module to the place of another, or the other to that of the module if it is below.</summary>
    public void ShareScope(Module other)
    {
        ModuleScope place = ScopeOf(other);
        if (place.IsBelow(Scope)) owners[other] = Scope.Twin();
        else Scope = place.Twin();
    }

    /// <summary>A call of a lifted function: the modules whose variables are lifted, and runs of the function on inner scopes.</summary>
    internal sealed class FunctionCall(Run run, Module module, ModuleScope scope, List<Module> modules)
    {
        private readonly Dictionary<string, int> before = new(run.numbers, StringComparer.Ordinal);

        /// <summary>Their scopes, that of the module first.</summary>
        public ModuleScope[] Scopes { get; } = [.. modules.Select(m => ReferenceEquals(m, module) ? scope : run.owners[m])];

        /// <summary>Runs a body in which the modules live in inner scopes.</summary>
        public TOut In<TOut>(ModuleScope[] inner, Func<TOut> body)
        {
            bool isOwn = !run.IsHost && ReferenceEquals(run.Module, module);
            if (isOwn) Reset(run.numbers, before);
            Run? outer = current;
            current = new(module, inner[0], Involved.Owners(modules, inner), true, isOwn ? run.numbers : null) { IsHost = !isOwn };
            try
            {
                return body();
            }
            finally
            {
                current = outer;
            }
        }
    }
}
