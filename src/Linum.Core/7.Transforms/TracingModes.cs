namespace Linum.Extending;

/// <summary>The modes of a thread that decide what program a function is traced to. Programs traced under different ones are kept apart.</summary>
/// <param name="Modes">What the thread has chosen.</param>
/// <param name="DefaultFloat">The dtype of floating literals.</param>
/// <param name="DefaultInt">The dtype of integer literals.</param>
internal readonly record struct TracingModes(ThreadModes Modes, DType DefaultFloat, DType DefaultInt)
{
    /// <summary>Those of this thread.</summary>
    public static TracingModes Current
    {
        get
        {
            ThreadModes modes = CurrentThread.Modes;
            return new(modes, DefaultTypes.FloatIn(modes), DefaultTypes.IntIn(modes));
        }
    }
}
