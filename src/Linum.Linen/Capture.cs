namespace Linum.Linen;

/// <summary>Which results of methods are kept in the collection <c>intermediates</c> during a run.</summary>
/// <param name="module">The module.</param>
/// <param name="method">The method: <c>Forward</c>, or the name of a [ModuleMethod].</param>
public delegate bool CaptureFilter(Module module, string method);

/// <summary>The usual filters.</summary>
public static class Capture
{
    /// <summary>The results of Forward of every module.</summary>
    public static CaptureFilter Outputs { get; } = (_, method) => method == Module.ForwardName;

    /// <summary>The results of Forward of the modules that a test accepts.</summary>
    public static CaptureFilter OutputsOf(Func<Module, bool> test) => (module, method) => method == Module.ForwardName && test(module);
}
