using Linum.Extending;

namespace Linum.Linen;

/// <summary>The modules of a lifted call: the module itself, and those among its members and inputs that live elsewhere.</summary>
internal static class Involved
{
    /// <summary>The modules, the lifted one first, each once.</summary>
    public static List<Module> In<T>(Module module, T x, Dictionary<Module, ModuleScope> owners)
    {
        List<Module> found = [module];
        AddMembers(module, owners, found);
        AddInputs(Tree.Structure(x), owners, found);
        return found;
    }

    private static void Add(Module module, Dictionary<Module, ModuleScope> owners, List<Module> found)
    {
        if (!owners.ContainsKey(module) || found.Exists(m => ReferenceEquals(m, module))) return;
        found.Add(module);
        AddMembers(module, owners, found);
    }

    private static void AddMembers(Module module, Dictionary<Module, ModuleScope> owners, List<Module> found)
    {
        foreach ((_, Module member) in Members.Of(module)) Add(member, owners, found);
    }

    private static void AddInputs(TreeDef node, Dictionary<Module, ModuleScope> owners, List<Module> found)
    {
        if (node.Data is Module module) Add(module, owners, found);
        foreach (TreeField field in node.Fields) AddInputs(field.Node, owners, found);
    }

    /// <summary>Where they live inside.</summary>
    public static Dictionary<Module, ModuleScope> Owners(List<Module> modules, ModuleScope[] inner)
    {
        Dictionary<Module, ModuleScope> owners = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < modules.Count; i++) owners[modules[i]] = inner[i];
        return owners;
    }
}
