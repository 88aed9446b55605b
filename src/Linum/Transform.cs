using Linum.Extending;

namespace Linum;

/// <summary>
/// Transformations of functions: from a function of one example to one of a batch (<c>Vmap</c>), from a function to its derivative (<c>Grad</c>), from C# to compiled code
/// (<c>Jit</c>), from one device to several (<c>Pmap</c>). They nest in any order. <c>using static Linum.Transform;</c> gives their bare names.
/// </summary>
public static partial class Transform
{
    /// <summary>A new axis of size 1, in an index: <c>x[.., NewAxis]</c>.</summary>
    public static Slice NewAxis => Slice.NewAxis;

    /// <summary>All the axes that the other entries of an index leave: <c>x[Ellipsis, 0]</c>.</summary>
    public static Slice Ellipsis => Slice.Ellipsis;

    /// <summary>A function over one example becomes a function over all of them.</summary>
    /// <param name="f">The function of one example. It is run once, on stand-ins for all examples.</param>
    /// <param name="inAxes">Which axis of each argument counts the examples; null for an argument that all share.</param>
    /// <param name="outAxes">Where the examples are stacked in each result; null for a result that does not depend on the example.</param>
    /// <param name="axisSize">The number of examples, where no argument is mapped.</param>
    /// <param name="axisName">A name under which collectives (<c>Lax.Psum</c>) reach all examples.</param>
    /// <param name="spmdAxisName">An annotation for sharding; it never changes values.</param>
    /// <param name="chunkSize">At most how many examples at once, to bound memory.</param>
    /// <exception cref="AxesException">The axes do not fit the arguments or results.</exception>
    /// <example><code>
    /// var distances = Vmap(Vmap(Distance, inAxes: [null, 0]), inAxes: [0, null]);   // all pairs
    /// NDArray d = distances(points, points);
    /// </code></example>
    public static TDelegate Vmap<TDelegate>(TDelegate f, Axes inAxes = default, Axes outAxes = default, int? axisSize = null, string? axisName = null, string? spmdAxisName = null, int? chunkSize = null)
        where TDelegate : Delegate
    {
        _ = spmdAxisName;
        return Signature<TDelegate>.Instance.Wrap(new VmapFunction<TDelegate>(f, FunctionInfo.Of(f), new(inAxes, outAxes, axisSize, axisName, chunkSize)));
    }

    private sealed class VmapFunction<TDelegate>(TDelegate f, FunctionInfo info, VmapOptions options) : Transformed(info)
        where TDelegate : Delegate
    {
        /// <inheritdoc/>
        public override NDArray[] Invoke(TreeDef arguments, NDArray[] leaves, out TreeDef result) =>
            Batching.Run(Info, Signature<TDelegate>.Instance.Flatten(f, arguments), arguments, leaves, options, out result);
    }

    /// <summary>Traces once per structure and type of the arguments, compiles, and from then on runs the compiled program.</summary>
    /// <param name="f">A function without side effects. Arguments that are no arrays (int, string, enum) are static: the program is compiled once per value.</param>
    /// <param name="donate">Arguments whose memory the results may take over; they must not be used afterwards.</param>
    /// <example><code>var step = Jit((Params p, NDArray x) => Update(p, x), donate: Arg.First);</code></example>
    public static TDelegate Jit<TDelegate>(TDelegate f, Donate donate = default)
        where TDelegate : Delegate => Signature<TDelegate>.Instance.Wrap(Staging.Jit(f, donate.Arguments));

    /// <summary>The same function; for the backward pass its intermediate values are computed again instead of kept.</summary>
    /// <param name="f">A function without side effects.</param>
    public static TDelegate Checkpoint<TDelegate>(TDelegate f)
        where TDelegate : Delegate => Signature<TDelegate>.Instance.Wrap(Staging.Checkpoint(f));

    /// <summary>Like Vmap, with one example per device: all run at the same time.</summary>
    /// <param name="f">The function of one device.</param>
    /// <param name="inAxes">Which axis of each argument is spread over the devices; null for an argument that all get whole.</param>
    /// <param name="outAxes">Where the devices are stacked in each result; null takes one device's result.</param>
    /// <param name="axisName">A name under which collectives reach all devices.</param>
    /// <param name="axisSize">How many devices; it must fit the arguments.</param>
    /// <exception cref="AxesException">The axes do not fit, or there are not enough devices.</exception>
    public static TDelegate Pmap<TDelegate>(TDelegate f, Axes inAxes = default, Axes outAxes = default, string? axisName = null, int? axisSize = null)
        where TDelegate : Delegate => Signature<TDelegate>.Instance.Wrap(DeviceMapping.Pmap(f, inAxes, outAxes, axisName, axisSize));

    /// <summary>The same value, counted as a constant by every differentiation.</summary>
    public static T StopGradient<T>(T tree) => Tree.Map(Lax.StopGradient, tree);

    /// <summary>The program that a function is traced to.</summary>
    public static Func<T1, Jaxpr> MakeJaxpr<T1, TResult>(Func<T1, TResult> f) => a => Staging.Program(FunctionInfo.Of(f), a, x => f(x));

    /// <summary>The program that a function is traced to.</summary>
    public static Func<T1, T2, Jaxpr> MakeJaxpr<T1, T2, TResult>(Func<T1, T2, TResult> f)
    {
        PytreeNodes.RegisterTuple<T1, T2>();
        return (a, b) => Staging.Program(FunctionInfo.Of(f), (a, b), x => f(x.a, x.b));
    }

    /// <summary>The program that a function is traced to.</summary>
    public static Func<T1, T2, T3, Jaxpr> MakeJaxpr<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> f)
    {
        PytreeNodes.RegisterTuple<T1, T2, T3>();
        return (a, b, c) => Staging.Program(FunctionInfo.Of(f), (a, b, c), x => f(x.a, x.b, x.c));
    }

    /// <summary>The program that a function is traced to.</summary>
    public static Func<NDArray, Jaxpr> MakeJaxpr(Func<NDArray, NDArray> f) => MakeJaxpr<NDArray, NDArray>(f);

    /// <summary>The program that a function is traced to.</summary>
    public static Func<NDArray, NDArray, Jaxpr> MakeJaxpr(Func<NDArray, NDArray, NDArray> f) => MakeJaxpr<NDArray, NDArray, NDArray>(f);

    /// <summary>
    /// What becomes of a function: the program it is traced to, the loops and the kernels it is compiled to, the memory it needs. Environment variables show the same for everything that
    /// is compiled: LINUM_DUMP=passes,loops,il.
    /// </summary>
    /// <param name="f">The function, jitted or not.</param>
    /// <example><code>
    /// var seen = Inspect((NDArray x) => Nn.Softmax(x));
    /// Console.WriteLine(seen.Lowered(x));        // one kernel over rows
    /// Console.WriteLine(seen.Memory(x).Peak);    // bytes
    /// </code></example>
    public static Inspector<T1> Inspect<T1, TResult>(Func<T1, TResult> f) => new(MakeJaxpr(f), f);

    /// <summary>What becomes of a function of two arguments, which <see cref="Inspector{TArguments}"/> takes as a tuple.</summary>
    /// <param name="f">The function, jitted or not.</param>
    public static Inspector<(T1, T2)> Inspect<T1, T2, TResult>(Func<T1, T2, TResult> f)
    {
        Func<T1, T2, Jaxpr> program = MakeJaxpr(f);
        return new(x => program(x.Item1, x.Item2), f);
    }

    /// <summary>What becomes of a function of three arguments, which <see cref="Inspector{TArguments}"/> takes as a tuple.</summary>
    /// <param name="f">The function, jitted or not.</param>
    public static Inspector<(T1, T2, T3)> Inspect<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> f)
    {
        Func<T1, T2, T3, Jaxpr> program = MakeJaxpr(f);
        return new(x => program(x.Item1, x.Item2, x.Item3), f);
    }

    /// <summary>What becomes of a function.</summary>
    public static Inspector<NDArray> Inspect(Func<NDArray, NDArray> f) => Inspect<NDArray, NDArray>(f);

    /// <summary>What becomes of a function of two arrays.</summary>
    public static Inspector<(NDArray, NDArray)> Inspect(Func<NDArray, NDArray, NDArray> f) => Inspect<NDArray, NDArray, NDArray>(f);

    /// <summary>The types of a function's results, without computing anything.</summary>
    /// <returns>One type per array of the result, in the order of its leaves.</returns>
    public static ArrayType[] EvalShape<T, TResult>(Func<T, TResult> f, T argument) => Staging.Program(FunctionInfo.Of(f), argument, f).OutputTypes;
}

/// <summary>Names for argument positions: <c>Grad(f, wrt: Arg.Second)</c>, <c>Grad(f, wrt: (Arg.First, Arg.Second))</c>, <c>Jit(f, donate: Arg.First)</c>.</summary>
public static class Arg
{
    /// <summary>The first argument.</summary>
    public static First First => default;
    /// <summary>The second argument.</summary>
    public static Second Second => default;
    /// <summary>The third argument.</summary>
    public static Third Third => default;
    /// <summary>The fourth argument.</summary>
    public static Fourth Fourth => default;
    /// <summary>The fifth argument.</summary>
    public static Fifth Fifth => default;
    /// <summary>The sixth argument.</summary>
    public static Sixth Sixth => default;
    /// <summary>The seventh argument.</summary>
    public static Seventh Seventh => default;
    /// <summary>The eighth argument.</summary>
    public static Eighth Eighth => default;
}

/// <summary>Marks the first argument.</summary>
public readonly struct First;
/// <summary>Marks the second argument.</summary>
public readonly struct Second;
/// <summary>Marks the third argument.</summary>
public readonly struct Third;
/// <summary>Marks the fourth argument.</summary>
public readonly struct Fourth;
/// <summary>Marks the fifth argument.</summary>
public readonly struct Fifth;
/// <summary>Marks the sixth argument.</summary>
public readonly struct Sixth;
/// <summary>Marks the seventh argument.</summary>
public readonly struct Seventh;
/// <summary>Marks the eighth argument.</summary>
public readonly struct Eighth;

/// <summary>Which arguments a compiled function may take the memory of: none by default, <c>Arg.First</c>, <c>(Arg.First, Arg.Second)</c>.</summary>
public readonly struct Donate
{
    private readonly int[]? arguments;

    private Donate(params int[] arguments) => this.arguments = arguments;

    internal ValueList<int> Arguments => [.. arguments ?? []];

    /// <summary>The first argument.</summary>
    public static implicit operator Donate(First argument) => new(0);
    /// <summary>The second argument.</summary>
    public static implicit operator Donate(Second argument) => new(1);
    /// <summary>The third argument.</summary>
    public static implicit operator Donate(Third argument) => new(2);
    /// <summary>The first two arguments.</summary>
    public static implicit operator Donate((First, Second) arguments) => new(0, 1);
    /// <summary>The first three arguments.</summary>
    public static implicit operator Donate((First, Second, Third) arguments) => new(0, 1, 2);
}
