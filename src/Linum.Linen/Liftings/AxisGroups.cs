namespace Linum.Linen;

/// <summary>The collections of a lifted transformation with the axes that it adds to them: what goes in and what comes out.</summary>
internal sealed class AxisGroups
{
    private readonly (CollectionFilter Filter, VariableAxis Axis)[] goingIn, comingOut;
    private readonly MetadataParams parameters;

    public AxisGroups(VariableAxes axes, MetadataParams parameters)
    {
        goingIn = [.. axes.Entries.Where(e => e.Axis.GoesIn)];
        comingOut = [.. axes.Entries.Where(e => e.Axis.GoesOut)];
        this.parameters = parameters;
    }

    public CollectionFilter[] InFilters => [.. goingIn.Select(e => e.Filter)];

    public CollectionFilter[] OutFilters => [.. comingOut.Select(e => e.Filter)];

    public CollectionFilter OutFilter => comingOut.Aggregate(CollectionFilter.None, (filter, e) => filter.Union(e.Filter));

    /// <summary>The collections that go in; metadata has been told that the axis goes.</summary>
    public Variables[] In(Pack pack) => WithoutAxes(pack.Groups(InFilters));

    /// <summary>Tells the metadata of groups that the axis goes.</summary>
    public Variables[] WithoutAxes(Variables[] groups) => [.. groups.Select((g, j) => goingIn[j].Axis.Axis is int axis ? g.RemoveAxis(axis, parameters) : g)];

    /// <summary>Tells the metadata of groups that come out that they have an axis.</summary>
    public IEnumerable<Variables> Out(Variables[] groups) => groups.Select((g, j) => comingOut[j].Axis.Axis is int axis ? g.AddAxis(axis, parameters) : g);

    /// <summary>The axis of every array that goes in.</summary>
    public IEnumerable<int?> AxesOfLeaves(Variables[] groups) => groups.SelectMany((g, j) => g.Leaves.Select(_ => goingIn[j].Axis.Axis));

    /// <summary>The axis of every array that comes out.</summary>
    public IEnumerable<int?> AxesOfLeavesOut(Variables[] groups) => groups.SelectMany((g, j) => g.Leaves.Select(_ => comingOut[j].Axis.Axis));
}
