namespace Linum.Linen;

/// <summary>What holds for a whole run and for everything inside it.</summary>
/// <param name="IsInitializing">Whether the run is that of Init.</param>
/// <param name="Capture">Which results of methods are kept, if any.</param>
internal sealed record RunFlags(bool IsInitializing, CaptureFilter? Capture = null);
