namespace Linum.Extending;

/// <summary>Devices arranged along named axes.</summary>
public sealed record Mesh(ValueList<Device> Devices, ValueList<MeshAxis> Axes);

/// <summary>One axis of a mesh.</summary>
public readonly record struct MeshAxis(string Name, int Size);

/// <summary>Where an array lives.</summary>
public abstract record Sharding
{
    private Sharding() { }

    /// <summary>Whole, on one device.</summary>
    public sealed record On(Device Device) : Sharding;

    /// <summary>Spread over a mesh: per dimension the mesh axis it is split over, or null where it is not.</summary>
    public sealed record Over(Mesh Mesh, ValueList<string?> Dimensions) : Sharding;
}
