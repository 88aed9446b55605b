using System.Globalization;
using Linum.Extending;

namespace Linum.Linen;

/// <summary>
/// The scopes of a lifted call, each place once: those below another of them are reached through it. What a lifted transformation does to variables and keys, it does between
/// Groups and Enter; what was changed inside comes back through Publish.
/// </summary>
internal sealed class Pack
{
    private readonly (int Of, string[] Path)[] places;

    public Pack(ModuleScope[] all)
    {
        List<ModuleScope> packed = [];
        for (int i = 0; i < all.Length; i++)
        {
            bool below = false;
            for (int j = 0; j < all.Length && !below; j++) below = j != i && all[i].IsBelow(all[j]) && (all[i].Path != all[j].Path || j < i);
            if (!below) packed.Add(all[i]);
        }

        Scopes = packed;
        places = new (int, string[])[all.Length];
        for (int i = 0; i < all.Length; i++)
        {
            int of = packed.FindIndex(all[i].IsBelow);
            places[i] = (of, all[i].Path.ToArray()[packed[of].Path.Count..]);
        }

        Levels = [.. all.Select(s => s.Level)];
    }

    /// <summary>The packed scopes.</summary>
    public IReadOnlyList<ModuleScope> Scopes { get; }

    /// <summary>The position of the packed scope that the first scope of the call is, or is below.</summary>
    public int Own => places[0].Of;

    private int[] Levels { get; }

    /// <summary>The variables in groups: the j-th has, per packed scope, the collections that the j-th filter is the first to select.</summary>
    public Variables[] Groups(params ReadOnlySpan<CollectionFilter> filters) => Groups(Scopes, filters, onlyMutable: false);

    private static Variables[] Groups(IReadOnlyList<ModuleScope> scopes, ReadOnlySpan<CollectionFilter> filters, bool onlyMutable)
    {
        var groups = new Variables[filters.Length];
        for (int j = 0; j < groups.Length; j++)
        {
            List<KeyValuePair<string, Variables>> perScope = [];
            for (int s = 0; s < scopes.Count; s++)
            {
                List<KeyValuePair<string, Variables>> collections = [];
                foreach (string collection in scopes[s].Store.Collections)
                {
                    if (FirstOf(filters, collection) != j || (onlyMutable && !scopes[s].Mutable.Selects(collection))) continue;
                    collections.Add(new(collection, scopes[s].Store.Find(collection, scopes[s].Path) ?? new Variables()));
                }

                perScope.Add(new(NameOf(s), new(collections)));
            }

            groups[j] = new(perScope);
        }

        return groups;
    }

    private static int FirstOf(ReadOnlySpan<CollectionFilter> filters, string name)
    {
        for (int i = 0; i < filters.Length; i++)
            if (filters[i].Selects(name)) return i;
        return -1;
    }

    private static string NameOf(int scope) => scope.ToString(CultureInfo.InvariantCulture);

    /// <summary>The collections of one packed scope in a group.</summary>
    public static Variables PartOf(Variables group, int scope) => group[NameOf(scope)];

    /// <summary>The random streams that a filter selects, per packed scope.</summary>
    public Dictionary<string, LazyRng>[] Rngs(Func<string, bool> selects) =>
        [.. Scopes.Select(scope => scope.Rngs.Where(r => selects(r.Key)).ToDictionary(r => r.Key, r => r.Value, StringComparer.Ordinal))];

    /// <summary>Inner scopes with given variables and keys. Counters are those of the outer scopes and go on counting.</summary>
    /// <param name="name">The transformation, for messages: <c>vmap</c>.</param>
    /// <param name="groups">The variables.</param>
    /// <param name="rngs">The keys, per packed scope.</param>
    /// <param name="mutable">What can be changed inside, if it can be changed outside.</param>
    public Inside Enter(string name, ReadOnlySpan<Variables> groups, Dictionary<string, LazyRng>[] rngs, CollectionFilter mutable)
    {
        var inner = new ModuleScope[Scopes.Count];
        for (int s = 0; s < inner.Length; s++)
        {
            ModuleScope outer = Scopes[s];
            Store store = new(new Variables());
            foreach (Variables group in groups)
                foreach (KeyValuePair<string, Variables> collection in PartOf(group, s).Parts) store.Put(collection.Key, outer.Path, collection.Value);
            int cut = outer.DisplayPath.LastIndexOf('/');
            string display = $"{outer.DisplayPath[..(cut + 1)]}{name}({outer.DisplayPath[(cut + 1)..]})";
            inner[s] = new(store, outer.Path, rngs[s], outer.Counters, outer.Mutable.Intersect(mutable), outer.Flags, display);
        }

        var all = new ModuleScope[places.Length];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = places[i].Path.Aggregate(inner[places[i].Of], (scope, step) => scope.Child(step));
            all[i].Level = Levels[i];
        }

        return new(inner, all);
    }

    /// <summary>Stores what was changed inside, where it can be changed outside.</summary>
    public void Publish(Variables group)
    {
        for (int s = 0; s < Scopes.Count; s++)
        {
            foreach (KeyValuePair<string, Variables> collection in PartOf(group, s).Parts)
                if (Scopes[s].Mutable.Selects(collection.Key)) Scopes[s].Store.Put(collection.Key, Scopes[s].Path, collection.Value);
        }
    }

    /// <summary>The same for several groups.</summary>
    public void Publish(IEnumerable<Variables> groups)
    {
        foreach (Variables group in groups) Publish(group);
    }

    /// <summary>Inner scopes that stand for those of a lifted call.</summary>
    /// <param name="packed">One per packed scope.</param>
    /// <param name="scopes">One per scope of the call.</param>
    internal sealed class Inside(ModuleScope[] packed, ModuleScope[] scopes)
    {
        /// <summary>One per scope of the call.</summary>
        public ModuleScope[] Scopes => scopes;

        /// <summary>Whether anything can be changed inside.</summary>
        public bool IsMutable => packed.Any(scope => !scope.Mutable.IsEmpty);

        /// <summary>Ends the scopes, and gives what can be changed, as it is now, in groups.</summary>
        public Variables[] Close(params ReadOnlySpan<CollectionFilter> filters)
        {
            foreach (ModuleScope scope in packed) scope.Invalidate();
            return Groups(packed, filters, onlyMutable: true);
        }
    }
}
