using System.Numerics;

namespace Linum.Extending;

/// <summary>Collects the steps of a scalar function; an equal step is returned instead of added, so common subexpressions never exist.</summary>
public sealed class ScalarBuilder
{
    /// <summary>Among so few steps the equal one is found by looking at each; most bodies never have more.</summary>
    private const int Few = 12;

    private ScalarStep[] steps;
    private int count;
    private Dictionary<ScalarStep, int>? known;

    /// <summary>A builder without steps.</summary>
    /// <param name="capacity">How many steps there will be, as far as that is known: long functions then are not copied while they grow.</param>
    public ScalarBuilder(int capacity = 0)
    {
        steps = new ScalarStep[capacity];
        if (capacity > Few) known = new(capacity);
    }

    /// <summary>One component of an input. Half-precision inputs are widened to float32.</summary>
    public Scalar Input(int number, int component, DType type)
    {
        Scalar input = Add(new(ScalarOp.Input, type, number, component));
        return type is DType.Float16 or DType.BFloat16 ? input.ConvertTo(DType.Float32) : input;
    }

    /// <summary>The position of the element along an axis.</summary>
    public Scalar Index(int axis, DType type) => Add(new(ScalarOp.Index, type, axis));

    /// <summary>A constant of a type.</summary>
    public Scalar Constant(double value, DType type) => type switch
    {
        DType.Float32 => Bits(BitConverter.SingleToInt32Bits((float)value), type),
        DType.Float64 => Bits(BitConverter.DoubleToInt64Bits(value), type),
        DType.Bool => Bits(value != 0 ? 1 : 0, type),
        DType.UInt64 => Bits(unchecked((long)(ulong)value), type),
        DType.Float16 or DType.BFloat16 => Constant(value, DType.Float32).ConvertTo(type),
        _ => Bits((long)value, type),
    };

    /// <summary>A constant from its raw bits.</summary>
    public Scalar Bits(long bits, DType type) => Add(new(ScalarOp.Constant, type, Bits: type.Size switch
    {
        1 => (byte)bits,
        2 => (ushort)bits,
        4 => (uint)bits,
        _ => bits,
    }));

    /// <summary>Adds a step, or finds the equal one.</summary>
    public Scalar Add(ScalarStep step)
    {
        int index = Find(step);
        if (index < 0)
        {
            if (count == steps.Length) Array.Resize(ref steps, Math.Max(4, 2 * count));
            index = count++;
            steps[index] = step;
            known?.Add(step, index);
        }

        return new(this, index, step.DType);
    }

    private int Find(ScalarStep step)
    {
        if (known is not null) return known.GetValueOrDefault(step, -1);
        if (count < Few) return Array.IndexOf(steps, step, 0, count);
        known = new(2 * Few);
        for (int i = 0; i < count; i++) known[steps[i]] = i;
        return known.GetValueOrDefault(step, -1);
    }

    /// <summary>A step that was added.</summary>
    public ScalarStep this[int step] => step < count ? steps[step] : throw new ArgumentOutOfRangeException(nameof(step));

    /// <summary>The steps so far.</summary>
    /// <remarks>A full array is given away: a step that is added later goes to a larger one.</remarks>
    public ValueList<ScalarStep> ToSteps() => count == steps.Length ? new(steps) : [.. steps.AsSpan(0, count)];
}
