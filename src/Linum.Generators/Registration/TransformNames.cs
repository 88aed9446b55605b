namespace Linum.Generators;

/// <summary>
/// The methods whose calls show which types are trees and which functions are transformed. Asking the compiler about every call of a program would be slow, so the name is looked
/// at first. A test compares the list with the public methods.
/// </summary>
internal static class TransformNames
{
    private static readonly HashSet<string> All = new(StringComparer.Ordinal)
    {
        // Transform and Lift
        "Vmap", "Jit", "Checkpoint", "Pmap", "Grad", "ValueAndGrad", "GradWithAux", "ValueAndGradWithAux", "Jvp", "Vjp", "Linearize", "JacFwd", "JacRev", "Hessian", "CustomJvp", "CustomVjp",
        "FoldRngs", "MapVariables", "AddMetadataAxis", "RematScan", "VjpWithAux", "StopGradient", "MakeJaxpr", "Inspect", "EvalShape", "CustomVmap", "SequentialVmap",
        "LinearTranspose", "CustomRoot",

        // Lax
        "While", "ForI", "Scan", "Map", "Cond", "Switch", "AssociativeScan",

        // Tree
        "Leaves", "Structure", "Flatten", "Unflatten", "Paths", "MapWithPath", "Reduce", "All",
    };

    public static bool Has(string name) => All.Contains(name);
}
