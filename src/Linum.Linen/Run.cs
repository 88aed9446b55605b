using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
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

    public ModuleScope Scope { get; }

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

    /// <summary>Whether this only holds the outermost module and is no run of a method.</summary>
    private bool IsHost { get; init; }

    /// <summary>Makes the outermost module's scope, and runs a body that may enter its methods.</summary>
    public static (TOut Output, ModuleScope Scope) Start<TOut>(Module module, Variables variables, Rngs rngs, CollectionFilter mutable, bool initializing, Func<Run, TOut> body)
    {
        ModuleScope scope = new(new(variables), [], rngs.Keys.ToDictionary(k => k.Key, k => new LazyRng(k.Value, []), StringComparer.Ordinal), new(), mutable, initializing, "/");
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
        if (isOwn && module.NextLifting(method, scope.Level) < 0) return body(x);
        return Enter(module, method, scope, x, body, owners, isLifted, isOwn ? numbers : null);
    }

    private static TOut Enter<TIn, TOut>(
        Module module, string method, ModuleScope scope, TIn x, Func<TIn, TOut> body, Dictionary<Module, ModuleScope> owners, bool isLifted, Dictionary<string, int>? numbers)
    {
        int next = module.NextLifting(method, scope.Level);
        if (next >= 0)
        {
            // The modules among the members live where they did; their variables are lifted along.
            List<Module> members = [module];
            foreach ((_, Module member) in Members.Of(module))
                if (owners.ContainsKey(member)) members.Add(member);
            ModuleScope[] scopes = [.. members.Select(m => ReferenceEquals(m, module) ? scope : owners[m])];
            return module.Liftings[next].For(method)!.Run(scopes, x, (inner, y) =>
            {
                Dictionary<Module, ModuleScope> innerOwners = new(ReferenceEqualityComparer.Instance);
                for (int i = 0; i < members.Count; i++) innerOwners[members[i]] = inner[i];
                inner[0].Level = next + 1;
                return Enter(module, method, inner[0], y, body, innerOwners, true, numbers);
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

            return body(x);
        }
        finally
        {
            current = outer;
        }
    }

    /// <summary>Runs a function of a module that lives in this run, lifted.</summary>
    public TOut EnterFunction<TModule, TIn, TOut>(TModule module, Lifting lifting, TIn x, Func<TModule, TIn, TOut> f)
        where TModule : Module
    {
        ModuleScope scope = ScopeOf(module);
        Number();
        return lifting.Run([scope], x, (inner, y) =>
        {
            Run? outer = current;
            current = new(Module, inner[0], new(ReferenceEqualityComparer.Instance) { [module] = inner[0] }, true);
            try
            {
                return f(module, y);
            }
            finally
            {
                current = outer;
            }
        });
    }
}

/// <summary>The modules among a module's members, with the names they get there.</summary>
internal static class Members
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = new();

    public static IEnumerable<(string Name, Module Module)> Of(Module module)
    {
        foreach (PropertyInfo property in Known.GetOrAdd(module.GetType(), static type =>
            [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.CanRead && MayHold(p.PropertyType)).OrderBy(p => p.MetadataToken)]))
        {
            foreach ((string, Module) found in Search(SnakeCase(property.Name), property.GetValue(module))) yield return found;
        }
    }

    private static bool MayHold(Type type) => type != typeof(string) && !type.IsPrimitive && !type.IsEnum && type != typeof(Initializer)
        && (typeof(Module).IsAssignableFrom(type) || typeof(IEnumerable).IsAssignableFrom(type) || typeof(Delegate).IsAssignableFrom(type));

    private static IEnumerable<(string, Module)> Search(string name, object? value)
    {
        switch (value)
        {
            case Module module:
                yield return (name, module);
                break;
            case Delegate { Target: Module target }:
                yield return (name, target);
                break;
            case IDictionary dictionary:
                foreach (object? key in dictionary.Keys.Cast<object>().OrderBy(k => k.ToString(), StringComparer.Ordinal))
                    foreach ((string, Module) found in Search($"{name}_{key}", dictionary[key])) yield return found;
                break;
            case IEnumerable items and not string:
                int i = 0;
                foreach (object? item in items)
                {
                    string itemName = $"{name}_{i.ToString(CultureInfo.InvariantCulture)}";
                    i++;
                    foreach ((string, Module) found in Search(itemName, item)) yield return found;
                }
                break;
        }
    }

    private static string SnakeCase(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 && !char.IsUpper(name[i - 1]) ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
