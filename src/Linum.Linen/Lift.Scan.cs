using Linum.Extending;

namespace Linum.Linen;

public static partial class Lift
{
    /// <summary>A module repeated step by step, handing on a carry: a Module&lt;(TCarry, TX), (TCarry, TY)> takes all the x stacked and returns the last carry and all y stacked.</summary>
    /// <param name="module">The module of one step.</param>
    /// <param name="variableAxes">The axis of steps of each collection that each step has of its own.</param>
    /// <param name="variableBroadcast">The collections that all steps share. What is made in them must not depend on the step.</param>
    /// <param name="variableCarry">The collections that each step hands on to the next. They must exist before.</param>
    /// <param name="splitRngs">Which random streams differ from step to step. Streams that are not named do not exist inside.</param>
    /// <param name="inAxes">The axes of x; null gives the whole of it to every step.</param>
    /// <param name="outAxes">The axes of y; null for a result that is the same in every step.</param>
    /// <param name="length">The number of steps; needed where nothing is scanned over. Variables do not count.</param>
    /// <param name="reverse">Whether to go from the last element to the first; results stand where their elements stood.</param>
    /// <param name="unroll">How many steps are written out at once; it never changes values.</param>
    /// <param name="metadataParams">What is told to metadata of variables whose axis is added.</param>
    /// <param name="checkConstancy">Whether a first run finds out what all steps share. Without it keys are counted once less, and nothing can be made in shared collections.</param>
    /// <param name="methods">The methods that are repeated; by default only Forward.</param>
    /// <example><code>
    /// var cells = Lift.Scan(new LSTMCell(8), variableBroadcast: "params", splitRngs: new() { ["params"] = false }, inAxes: 1, outAxes: 1);
    /// </code></example>
    public static TModule Scan<TModule>(TModule module, VariableAxes variableAxes = default, CollectionFilter variableBroadcast = default, CollectionFilter variableCarry = default, SplitRngs splitRngs = default,
        Axes inAxes = default, Axes outAxes = default, int? length = null, bool reverse = false, int unroll = 1, MetadataParams metadataParams = default, bool checkConstancy = true, Methods methods = default)
        where TModule : Module
    {
        _ = unroll;
        return (TModule)module.Lifted(new ScanLifting(variableAxes, variableBroadcast, variableCarry, splitRngs, inAxes, outAxes, length, reverse, checkConstancy, metadataParams, Known("Lift.Scan", module, methods)));
    }

    /// <summary>A function of a module and a pair of carry and x, repeated step by step. The module keeps its name and place.</summary>
    public static Func<TModule, (TCarry, TX), (TCarry, TY)> Scan<TModule, TCarry, TX, TY>(Func<TModule, (TCarry, TX), (TCarry, TY)> f, VariableAxes variableAxes = default,
        CollectionFilter variableBroadcast = default, CollectionFilter variableCarry = default, SplitRngs splitRngs = default, Axes inAxes = default, Axes outAxes = default,
        int? length = null, bool reverse = false, int unroll = 1, MetadataParams metadataParams = default, bool checkConstancy = true)
        where TModule : Module
    {
        _ = unroll;
        return Function("Lift.Scan", new ScanLifting(variableAxes, variableBroadcast, variableCarry, splitRngs, inAxes, outAxes, length, reverse, checkConstancy, metadataParams), f);
    }

    /// <summary>A module repeated on its own output in nested loops, as many times as the product of the lengths; all but the innermost loop compute their values again for the backward pass.</summary>
    /// <param name="module">A module whose output is like its input.</param>
    /// <param name="lengths">The lengths of the loops, the outermost first.</param>
    /// <param name="variableBroadcast">The collections that all steps share.</param>
    /// <param name="variableCarry">The collections that each step hands on to the next.</param>
    /// <param name="variableAxes">The axes of the other collections, one axis per loop; by default all at 0.</param>
    /// <param name="splitRngs">Which random streams differ from step to step; by default all.</param>
    /// <exception cref="ModuleException">There is no length.</exception>
    public static TModule RematScan<TModule>(TModule module, ValueList<int> lengths, CollectionFilter variableBroadcast = default, CollectionFilter variableCarry = default,
        VariableAxes? variableAxes = null, SplitRngs? splitRngs = null)
        where TModule : Module
    {
        if (lengths.Count == 0) throw new ModuleException($"Lift.RematScan: {module.TypeName} was given no lengths. Give the length of each loop, the outermost first.");
        return (TModule)module.Lifted(new RematScanLifting(lengths, variableAxes ?? new() { [CollectionFilter.All] = 0 }, variableBroadcast, variableCarry, splitRngs ?? new() { [CollectionFilter.All] = true }));
    }
}
