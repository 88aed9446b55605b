using System.Reflection;
using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// What goes on where a kernel is left because it does not have a long <see cref="RareBlock"/> (<see cref="LeftBlocks"/>): a kernel that has it, made when it is first asked for.
/// </summary>
internal sealed unsafe class RareRest
{
    private static readonly Dictionary<long, WeakReference<RareRest>> All = [];

    /// <summary>A rest lives as long as the kernels that have its number.</summary>
    private static readonly ConditionalWeakTable<Kernel, RareRest> Kept = [];

    private readonly MapKernelKey key;
    private MapLoop? loop;

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

    /// <summary>The rest of a kernel; null if it has all of its blocks.</summary>
    public static RareRest? Of(Kernel kernel) => Kept.TryGetValue(kernel, out RareRest? rest) ? rest : null;

    /// <summary>Lets this live as long as a kernel.</summary>
    public void KeepWith(Kernel kernel) => Kept.Add(kernel, this);

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
        (rest.loop ??= MapKernel.Get(rest.key)).Run(buffers, begin, end, extra);
    }
}
