using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Linum.Extending;

/// <summary>A transformed function, as seen by the delegate that is handed out.</summary>
public abstract class Transformed(FunctionInfo info)
{
    /// <summary>The user's function.</summary>
    public FunctionInfo Info => info;

    /// <summary>Calls it.</summary>
    /// <param name="arguments">The structure of the arguments; its fields are named for the parameters.</param>
    /// <param name="leaves">The arrays among them.</param>
    /// <param name="result">The structure of the result.</param>
    public abstract NDArray[] Invoke(TreeDef arguments, NDArray[] leaves, out TreeDef result);
}

/// <summary>Converts between a delegate type and functions over leaves.</summary>
/// <typeparam name="TDelegate">A <c>Func</c> of up to eight arguments.</typeparam>
public abstract class Signature<TDelegate>
    where TDelegate : Delegate
{
    private static Signature<TDelegate>? instance;

    /// <summary>The way for this delegate type; found once.</summary>
    /// <exception cref="FunctionException">It is no <c>Func</c> of up to eight arguments, or the program was compiled ahead of time and it is not registered.</exception>
    public static Signature<TDelegate> Instance => instance ??= Signatures.For<TDelegate>();

    /// <summary>The user's function over leaves.</summary>
    /// <param name="f">The function.</param>
    /// <param name="arguments">The structure of the arguments.</param>
    public abstract FlatFunction Flatten(TDelegate f, TreeDef arguments);

    /// <summary>A delegate of the user's type around a transformed function.</summary>
    public abstract TDelegate Wrap(Transformed target);
}

/// <summary>Finds the signature of a delegate type: registered ones first.</summary>
public static partial class Signatures
{
    private static readonly ConcurrentDictionary<Type, object> Registered = new();
    private static readonly ConcurrentDictionary<Type, bool> Reflected = new();

    private static readonly Type[] Arities =
    [
        typeof(Signature0<>), typeof(Signature1<,>), typeof(Signature2<,,>), typeof(Signature3<,,,>), typeof(Signature4<,,,,>),
        typeof(Signature5<,,,,,>), typeof(Signature6<,,,,,,>), typeof(Signature7<,,,,,,,>), typeof(Signature8<,,,,,,,,>),
    ];

    private static readonly Type[] Functions =
    [
        typeof(Func<>), typeof(Func<,>), typeof(Func<,,>), typeof(Func<,,,>), typeof(Func<,,,,>), typeof(Func<,,,,,>), typeof(Func<,,,,,,>), typeof(Func<,,,,,,,>), typeof(Func<,,,,,,,,>),
    ];

    /// <summary>Registers a signature; generated code does this for what it sees.</summary>
    public static void Register<TDelegate>(Signature<TDelegate> signature)
        where TDelegate : Delegate => Registered.TryAdd(typeof(TDelegate), signature);

    /// <summary>Whether the signature of a type was found by closing a generic type at run time, which a program compiled ahead of time cannot do.</summary>
    internal static bool WasReflected(Type type) => Reflected.ContainsKey(type);

    internal static Signature<TDelegate> For<TDelegate>()
        where TDelegate : Delegate
    {
        Type type = typeof(TDelegate);
        if (Registered.TryGetValue(type, out object? known)) return (Signature<TDelegate>)known;
        int arity = type.IsGenericType ? Array.IndexOf(Functions, type.GetGenericTypeDefinition()) : -1;
        if (arity < 0)
        {
            throw new FunctionException($"A function of type {type.Name} was given to a transformation, which takes functions of up to eight arguments that return something: Func<...>. "
                + "Write it as a lambda, or convert it to a Func.");
        }

        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new FunctionException($"The function type {type} is not known in this ahead-of-time compiled program. Register it at start-up with Signatures.RegisterFunc; "
                + "the generator does it where the function is given to a transformation.");
        Reflected[type] = true;
        return (Signature<TDelegate>)Activator.CreateInstance(Arities[arity].MakeGenericType(type.GetGenericArguments()))!;
    }
}
