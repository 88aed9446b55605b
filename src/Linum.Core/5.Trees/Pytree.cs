namespace Linum.Extending;

/// <summary>Implemented by generated code for types marked <see cref="PytreeAttribute"/>, or by hand.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IPytree<TSelf>
    where TSelf : IPytree<TSelf>
{
    /// <summary>Writes the parts: Open, one Field each, Close.</summary>
    static abstract void Flatten(TSelf value, ref TreeWriter writer);

    /// <summary>Makes a value from its parts.</summary>
    static abstract TSelf Unflatten(ref TreeReader reader);
}

/// <summary>How values of one type are taken apart and put together.</summary>
public abstract class PytreeNode<T>
{
    /// <summary>Writes a value.</summary>
    public abstract void Flatten(T value, ref TreeWriter writer);

    /// <summary>Reads a value.</summary>
    public abstract T Unflatten(ref TreeReader reader);
}

/// <summary>How T is taken apart and put together; found once, then one static field read.</summary>
public static class Pytree<T>
{
    private static PytreeNode<T>? node;

    /// <summary>The way for T.</summary>
    /// <exception cref="TreeException">The program was compiled ahead of time and T is not registered.</exception>
    public static PytreeNode<T> Node => node ??= PytreeNodes.For<T>();      // not in a static constructor: that would run before a registration, and hide the exception
}
