using System.Reflection;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// What goes on where a kernel is left because it does not have a long <see cref="RareBlock"/> (<see cref="LeftBlocks"/>): a kernel that has it, made when it is first asked for.
/// </summary>
internal sealed unsafe class RareRest
{
    /// <summary>A kernel that was left so often is not begun with any more: finding what goes on takes 0.1 µs, and the round is computed twice.</summary>
    private const int Often = 16;

    /// <summary>All that are, by their numbers; each is kept by the loops that have it.</summary>
    private static readonly Dictionary<long, WeakReference<RareRest>> All = [];

    private readonly MapKernelKey key;
    private MapLoop? loop;
    private int times;
    private Kernel? usual;

    private RareRest(MapKernelKey key, long number) => (this.key, Number) = (key, number);

    ~RareRest()
    {
        lock (All)
        {
            // Another may have taken its place.
            if (All.TryGetValue(Number, out WeakReference<RareRest>? mine) && !mine.TryGetTarget(out _)) All.Remove(Number);
        }
    }

    /// <summary>The method that kernels call where they are left: number, buffers, first element, end, extra.</summary>
    public static MethodInfo Method { get; } = typeof(RareRest).GetMethod(nameof(Run))!;

    /// <summary>What kernels call it by: the same in every process as long as no other has the same fingerprint.</summary>
    public long Number { get; }

    /// <summary>Whether the kernel with everything was asked for.</summary>
    public bool WasAsked => loop is not null;

    /// <summary>The kernel with everything, if it is asked for often; else null.</summary>
    public Kernel? IfUsual => usual;

    /// <summary>The rest for a kernel with everything; equal ones are one.</summary>
    public static RareRest For(MapKernelKey whole)
    {
        lock (All)
        {
            for (long number = whole.Fingerprint.Number; ; number++)
            {
                if (All.TryGetValue(number, out WeakReference<RareRest>? known) && known.TryGetTarget(out RareRest? rest))
                {
                    if (rest.key == whole) return rest;
                    continue;
                }

                rest = new(whole, number);
                All[number] = new(rest);
                return rest;
            }
        }
    }

    /// <summary>Computes what a kernel left.</summary>
    /// <param name="number">The rest's number.</param>
    /// <param name="buffers">The kernel's addresses.</param>
    /// <param name="begin">The first element that is left.</param>
    /// <param name="end">The element behind the last.</param>
    /// <param name="extra">The kernel's other numbers.</param>
    public static void Run(long number, nint* buffers, nint begin, nint end, nint* extra)
    {
        RareRest? rest = null;
        lock (All)
        {
            if (All.TryGetValue(number, out WeakReference<RareRest>? known)) known.TryGetTarget(out rest);
        }

        if (rest is null) throw new InternalErrorException($"What goes on for a kernel, {number}, is gone while the kernel runs.");
        MapLoop whole = rest.loop ??= MapKernel.Get(rest.key);
        if (Interlocked.Increment(ref rest.times) == Often) rest.usual = whole.Run;
        whole.Run(buffers, begin, end, extra);
    }
}
