using System.Numerics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// A hash of what a kernel is made from, the same in every process, unlike those of the runtime: kernels have it in their names, so that what a profiler or the runtime prints of one run can be
/// looked for in the next. Equal names do not promise equal kernels.
/// </summary>
/// <param name="hash">What was added.</param>
internal readonly struct Fingerprint(ulong hash)
{
    /// <summary>Prime number of the hash FNV-1a, which is this one but for the rotation: numbers are added as a whole, and the high bits of a constant have to reach the low ones.</summary>
    private const ulong Prime = 0x100000001b3;

    /// <summary>Of nothing.</summary>
    public static Fingerprint Empty => new(0xcbf29ce484222325);

    /// <summary>Of some numbers.</summary>
    public static Fingerprint Of(params ReadOnlySpan<long> numbers) => Empty.With(numbers);

    /// <summary>With some numbers more.</summary>
    public Fingerprint With(params ReadOnlySpan<long> numbers)
    {
        ulong all = hash;
        foreach (long number in numbers) all = BitOperations.RotateLeft((all ^ (ulong)number) * Prime, 31);
        return new(all);
    }

    /// <summary>With flags.</summary>
    public Fingerprint With(ValueList<bool> flags)
    {
        Fingerprint all = With(flags.Count);
        foreach (bool flag in flags) all = all.With(flag ? 1 : 0);
        return all;
    }

    /// <summary>With numbers in a list.</summary>
    public Fingerprint With(ValueList<int> numbers)
    {
        Fingerprint all = With(numbers.Count);
        foreach (int number in numbers) all = all.With(number);
        return all;
    }

    /// <summary>With numbers in a list that most kernels have none of.</summary>
    public Fingerprint WithAny(ValueList<int> numbers) => numbers.Count == 0 ? this : With(numbers);

    /// <summary>With types.</summary>
    public Fingerprint With(ValueList<DType> types)
    {
        Fingerprint all = With(types.Count);
        foreach (DType type in types) all = all.With((long)type);
        return all;
    }

    /// <summary>With a step.</summary>
    public Fingerprint With(ScalarStep step) => With((long)step.Op, (long)step.DType, step.A, step.B, step.C, step.Bits);

    /// <summary>With a function; nothing if there is none.</summary>
    public Fingerprint With(ScalarFunction? function)
    {
        if (function is null) return With(-1);
        Fingerprint all = With(function.Inputs).With(function.Outputs).With(function.Results);
        foreach (ScalarStep step in function.Steps) all = all.With(step);
        return all;
    }

    /// <summary>With what is computed over rows.</summary>
    public Fingerprint With(RowBody body)
    {
        Fingerprint all = With(body.Inputs).With(body.IsRow);
        foreach (RowStep step in body.Steps) all = all.With(step.Step).With(step.Over is { } kind ? (long)kind : -1);
        foreach (RowOutput output in body.Outputs) all = all.With((long)output.Kind, output.Step, output.Second, (long)output.DType, (long)output.Combine);
        return all;
    }

    /// <summary>All of it.</summary>
    public long Number => (long)hash;

    /// <summary>Eight digits.</summary>
    public override string ToString() => $"{(uint)(hash ^ (hash >> 32)):x8}";
}
