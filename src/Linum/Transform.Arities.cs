using Linum.Extending;

namespace Linum;

// Written by eng/arities.py: the same for functions over arrays alone, which lets method groups and lambdas without types infer.
public static partial class Transform
{
    /// <inheritdoc cref="Vmap{TDelegate}"/>
    public static Func<NDArray> Vmap(Func<NDArray> f, Axes inAxes = default, Axes outAxes = default, int? axisSize = null, string? axisName = null, string? spmdAxisName = null, int? chunkSize = null) =>
        Vmap<Func<NDArray>>(f, inAxes, outAxes, axisSize, axisName, spmdAxisName, chunkSize);

    /// <inheritdoc cref="Jit{TDelegate}"/>
    public static Func<NDArray> Jit(Func<NDArray> f, Donate donate = default) => Jit<Func<NDArray>>(f, donate);

    /// <inheritdoc cref="Checkpoint{TDelegate}"/>
    public static Func<NDArray> Checkpoint(Func<NDArray> f) => Checkpoint<Func<NDArray>>(f);

    /// <inheritdoc cref="Vmap{TDelegate}"/>
    public static Func<NDArray, NDArray> Vmap(Func<NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, int? axisSize = null, string? axisName = null, string? spmdAxisName = null, int? chunkSize = null) =>
        Vmap<Func<NDArray, NDArray>>(f, inAxes, outAxes, axisSize, axisName, spmdAxisName, chunkSize);

    /// <inheritdoc cref="Jit{TDelegate}"/>
    public static Func<NDArray, NDArray> Jit(Func<NDArray, NDArray> f, Donate donate = default) => Jit<Func<NDArray, NDArray>>(f, donate);

    /// <inheritdoc cref="Checkpoint{TDelegate}"/>
    public static Func<NDArray, NDArray> Checkpoint(Func<NDArray, NDArray> f) => Checkpoint<Func<NDArray, NDArray>>(f);

    /// <inheritdoc cref="Pmap{TDelegate}"/>
    public static Func<NDArray, NDArray> Pmap(Func<NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, string? axisName = null, int? axisSize = null) =>
        Pmap<Func<NDArray, NDArray>>(f, inAxes, outAxes, axisName, axisSize);

    /// <inheritdoc cref="Vmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray> Vmap(Func<NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, int? axisSize = null, string? axisName = null, string? spmdAxisName = null, int? chunkSize = null) =>
        Vmap<Func<NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisSize, axisName, spmdAxisName, chunkSize);

    /// <inheritdoc cref="Jit{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray> Jit(Func<NDArray, NDArray, NDArray> f, Donate donate = default) => Jit<Func<NDArray, NDArray, NDArray>>(f, donate);

    /// <inheritdoc cref="Checkpoint{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray> Checkpoint(Func<NDArray, NDArray, NDArray> f) => Checkpoint<Func<NDArray, NDArray, NDArray>>(f);

    /// <inheritdoc cref="Pmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray> Pmap(Func<NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, string? axisName = null, int? axisSize = null) =>
        Pmap<Func<NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisName, axisSize);

    /// <inheritdoc cref="Vmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray> Vmap(Func<NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, int? axisSize = null, string? axisName = null, string? spmdAxisName = null, int? chunkSize = null) =>
        Vmap<Func<NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisSize, axisName, spmdAxisName, chunkSize);

    /// <inheritdoc cref="Jit{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray> Jit(Func<NDArray, NDArray, NDArray, NDArray> f, Donate donate = default) => Jit<Func<NDArray, NDArray, NDArray, NDArray>>(f, donate);

    /// <inheritdoc cref="Checkpoint{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray> Checkpoint(Func<NDArray, NDArray, NDArray, NDArray> f) => Checkpoint<Func<NDArray, NDArray, NDArray, NDArray>>(f);

    /// <inheritdoc cref="Pmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray> Pmap(Func<NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, string? axisName = null, int? axisSize = null) =>
        Pmap<Func<NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisName, axisSize);

    /// <inheritdoc cref="Vmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray> Vmap(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, int? axisSize = null, string? axisName = null, string? spmdAxisName = null, int? chunkSize = null) =>
        Vmap<Func<NDArray, NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisSize, axisName, spmdAxisName, chunkSize);

    /// <inheritdoc cref="Jit{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray> Jit(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, Donate donate = default) => Jit<Func<NDArray, NDArray, NDArray, NDArray, NDArray>>(f, donate);

    /// <inheritdoc cref="Checkpoint{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray> Checkpoint(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f) => Checkpoint<Func<NDArray, NDArray, NDArray, NDArray, NDArray>>(f);

    /// <inheritdoc cref="Pmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray> Pmap(Func<NDArray, NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, string? axisName = null, int? axisSize = null) =>
        Pmap<Func<NDArray, NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisName, axisSize);

    /// <inheritdoc cref="Vmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Vmap(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, int? axisSize = null, string? axisName = null, string? spmdAxisName = null, int? chunkSize = null) =>
        Vmap<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisSize, axisName, spmdAxisName, chunkSize);

    /// <inheritdoc cref="Jit{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Jit(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Donate donate = default) => Jit<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, donate);

    /// <inheritdoc cref="Checkpoint{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Checkpoint(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f) => Checkpoint<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f);

    /// <inheritdoc cref="Pmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Pmap(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, string? axisName = null, int? axisSize = null) =>
        Pmap<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisName, axisSize);

    /// <inheritdoc cref="Vmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Vmap(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, int? axisSize = null, string? axisName = null, string? spmdAxisName = null, int? chunkSize = null) =>
        Vmap<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisSize, axisName, spmdAxisName, chunkSize);

    /// <inheritdoc cref="Jit{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Jit(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Donate donate = default) => Jit<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, donate);

    /// <inheritdoc cref="Checkpoint{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Checkpoint(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f) => Checkpoint<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f);

    /// <inheritdoc cref="Pmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Pmap(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, string? axisName = null, int? axisSize = null) =>
        Pmap<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisName, axisSize);

    /// <inheritdoc cref="Vmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Vmap(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, int? axisSize = null, string? axisName = null, string? spmdAxisName = null, int? chunkSize = null) =>
        Vmap<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisSize, axisName, spmdAxisName, chunkSize);

    /// <inheritdoc cref="Jit{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Jit(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Donate donate = default) => Jit<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, donate);

    /// <inheritdoc cref="Checkpoint{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Checkpoint(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f) => Checkpoint<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f);

    /// <inheritdoc cref="Pmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Pmap(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, string? axisName = null, int? axisSize = null) =>
        Pmap<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisName, axisSize);

    /// <inheritdoc cref="Vmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Vmap(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, int? axisSize = null, string? axisName = null, string? spmdAxisName = null, int? chunkSize = null) =>
        Vmap<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisSize, axisName, spmdAxisName, chunkSize);

    /// <inheritdoc cref="Jit{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Jit(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Donate donate = default) => Jit<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, donate);

    /// <inheritdoc cref="Checkpoint{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Checkpoint(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f) => Checkpoint<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f);

    /// <inheritdoc cref="Pmap{TDelegate}"/>
    public static Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> Pmap(Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray> f, Axes inAxes = default, Axes outAxes = default, string? axisName = null, int? axisSize = null) =>
        Pmap<Func<NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray, NDArray>>(f, inAxes, outAxes, axisName, axisSize);
}
