using System.Numerics;

namespace Linum.Extending;

/// <summary>Collects the steps of a scalar function; an equal step is returned instead of added, so common subexpressions never exist.</summary>
public sealed class ScalarBuilder
{
    /// <summary>Among so few steps the equal one is found by looking at each; most bodies never have more.</summary>
    private const int Few = 12;

    private ScalarStep[] steps;
    private int count;
    private bool isGiven;

    /// <summary>The numbers of the steps, found by what the step is: a dictionary would hold every step once more.</summary>
    private HashSet<int>? known;

    /// <summary>A builder without steps.</summary>
    /// <param name="capacity">How many steps there will be, as far as that is known: long functions then are not copied while they grow.</param>
    public ScalarBuilder(int capacity = 0)
    {
        steps = new ScalarStep[capacity];
        if (capacity > Few) known = new(capacity, new ByStep(this));
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
            index = Append(step);
            known?.Add(index);
        }

        return new(this, index, step.DType);
    }

    /// <summary>Forgets all steps and keeps the memory, for whoever writes one function after the other. Scalars of before must not be used any more.</summary>
    internal void Clear()
    {
        if (isGiven) steps = new ScalarStep[steps.Length];
        (count, isGiven) = (0, false);
        known?.Clear();
    }

    private int Append(ScalarStep step)
    {
        if (count == steps.Length) Array.Resize(ref steps, Math.Max(4, 2 * count));
        steps[count] = step;
        return count++;
    }

    private int Find(ScalarStep step)
    {
        if (known is null)
        {
            if (count < Few) return Array.IndexOf(steps, step, 0, count);
            known = new(2 * Few, new ByStep(this));
            for (int i = 0; i < count; i++) known.Add(i);
        }

        return known.GetAlternateLookup<ScalarStep>().TryGetValue(step, out int number) ? number : -1;
    }

    /// <summary>A step that was added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public ScalarStep this[int step] => (uint)step < (uint)count
        ? steps[step]
        : throw new ArgumentOutOfRangeException(nameof(step), $"Step {step} was asked of a builder that has {count} steps, numbered from 0. Ask with the index of a scalar that this builder gave.");

    /// <summary>The steps so far.</summary>
    /// <remarks>A full array is given away: a step that is added later goes to a larger one.</remarks>
    public ValueList<ScalarStep> ToSteps()
    {
        isGiven = count == steps.Length;
        return isGiven ? new(steps) : [.. steps.AsSpan(0, count)];
    }

    /// <summary>Numbers of steps compare as the steps do.</summary>
    private sealed class ByStep(ScalarBuilder builder) : IEqualityComparer<int>, IAlternateEqualityComparer<ScalarStep, int>
    {
        public bool Equals(int x, int y) => builder.steps[x] == builder.steps[y];

        public int GetHashCode(int number) => builder.steps[number].GetHashCode();

        public bool Equals(ScalarStep step, int number) => builder.steps[number] == step;

        public int GetHashCode(ScalarStep step) => step.GetHashCode();

        public int Create(ScalarStep step) => builder.Append(step);
    }
}
