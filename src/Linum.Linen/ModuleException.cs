namespace Linum.Linen;

/// <summary>A module used outside a run, a name that is taken, a variable or collection that is missing or must not be changed.</summary>
public sealed class ModuleException(string message) : InvalidOperationException(message), ILinumException;
