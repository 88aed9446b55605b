using Linum.Extending;

namespace Linum.Linen;

/// <summary>A module repeated on its own output in nested loops; all but the innermost loop compute their values again for the backward pass.</summary>
internal sealed record RematScanLifting(ValueList<int> Lengths, VariableAxes VariableAxes, CollectionFilter Broadcast, CollectionFilter Carry, SplitRngs SplitRngs, Methods Methods = default) : Lifting(Methods)
{
    /// <inheritdoc/>
    public override string Prefix => "Remat_scan";

    /// <inheritdoc/>
    public override TOut Run<TIn, TOut>(ModuleScope[] scopes, TIn x, Func<ModuleScope[], TIn, TOut> body) => Loop(scopes, x, 0, body);

    private TOut Loop<TIn, TOut>(ModuleScope[] scopes, TIn x, int depth, Func<ModuleScope[], TIn, TOut> body)
    {
        // The second part of both pairs is no array: there is nothing to scan over and no result beside the carry.
        PytreeNodes.RegisterTuple<TIn, bool>();
        PytreeNodes.RegisterTuple<TOut, bool>();
        ScanLifting scan = new(VariableAxes, Broadcast, Carry, SplitRngs, default, default, Lengths[depth], Reverse: false, ChecksConstancy: true, default);
        return scan.Run<(TIn, bool), (TOut, bool)>(scopes, (x, false), (inner, pair) =>
        {
            if (depth == Lengths.Count - 1) return (body(inner, pair.Item1), false);
            CheckpointLifting again = new(true, true);
            return (again.Run(inner, pair.Item1, (innermost, carry) => Loop(innermost, carry, depth + 1, body)), false);
        }).Item1;
    }
}
