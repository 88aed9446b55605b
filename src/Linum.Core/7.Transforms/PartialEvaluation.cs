namespace Linum.Extending;

/// <summary>Runs functions of which some arguments are not known yet.</summary>
public static class PartialEvaluation
{
    /// <summary>Runs a function on arguments of which only the types are known, and says which results are known nevertheless.</summary>
    /// <param name="description">What is run, for messages.</param>
    /// <param name="unknown">The types of the arguments.</param>
    /// <param name="f">The function.</param>
    /// <returns>One entry per result; null for those that depend on an argument.</returns>
    public static NDArray?[] KnownResults(string description, ReadOnlySpan<ArrayType> unknown, Func<NDArray[], NDArray[]> f)
    {
        PartialTrace trace = new(Trace.Current, description);
        try
        {
            var arguments = new NDArray[unknown.Length];
            for (int i = 0; i < arguments.Length; i++) arguments[i] = trace.NewInput(unknown[i]);
            NDArray[] results;
            using (Trace.Use(trace)) results = f(arguments);
            var known = new NDArray?[results.Length];
            for (int i = 0; i < known.Length; i++) known[i] = trace.IsUnknown(results[i]) ? null : results[i];
            return known;
        }
        finally
        {
            trace.Invalidate();
        }
    }
}
