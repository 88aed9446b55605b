namespace Linum.Extending;

/// <summary>A place where arrays live and programs run.</summary>
/// <param name="Backend">The backend's name: <c>cpu</c>.</param>
/// <param name="Id">The number of the device, from 0.</param>
public sealed record Device(string Backend, int Id)
{
    /// <summary>The device as messages print it: <c>cpu:0</c>.</summary>
    public override string ToString() => $"{Backend}:{Id}";
}
