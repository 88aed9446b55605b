using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What each lane of a loop over lanes does. Every part of a constant and of the carry (an element of a small array, the real part of a number) is an array over lanes of its own.</summary>
/// <param name="Body">From the parts of constants and carry to those of the next carry, whose lanes that are done stay as they are, and to whether any lane of the row went on.</param>
/// <param name="Turn">From the parts of constants and carry to those of the next carry, and to whether the lane goes on: the same for one lane.</param>
/// <param name="Constants">The constants that are read.</param>
/// <param name="Carry">The carries.</param>
/// <param name="Lanes">How many lanes there are.</param>
/// <param name="Same">Pairs of operands of the loop that must be one array each, or lanes do something else.</param>
internal sealed record LanePlan(RowBody Body, ScalarFunction Turn, ValueList<LaneArray> Constants, ValueList<LaneArray> Carry, long Lanes, ValueList<(int First, int Second)> Same);

/// <summary>An operand of a loop over lanes as it lies: its parts, and for each of them the lanes.</summary>
/// <param name="Operand">Its number among the operands of the loop.</param>
/// <param name="DType">The type of a part.</param>
/// <param name="Parts">The axes of parts.</param>
/// <param name="PartStrides">Their strides.</param>
/// <param name="Lanes">The axes of lanes.</param>
/// <param name="LaneStrides">Their strides, 0 where all lanes share what is read.</param>
internal sealed record LaneArray(int Operand, DType DType, Shape Parts, ValueList<long> PartStrides, Shape Lanes, ValueList<long> LaneStrides)
{
    /// <summary>How many parts there are.</summary>
    public int Count => checked((int)Parts.Count);

    /// <summary>Whether it is the same for all lanes.</summary>
    public bool IsRow => LaneStrides.ToArray().All(s => s == 0);

    /// <summary>Whether its only part lies as an array over lanes.</summary>
    public bool IsOverLanes => Parts.Count == 1 && LaneStrides.Span.SequenceEqual(Cpu.Operand.Dense(Lanes));

    /// <summary>The operand with lanes along some of its axes.</summary>
    /// <param name="operand">Its number.</param>
    /// <param name="type">Its type.</param>
    /// <param name="axes">For each axis of lanes the operand's, or -1.</param>
    /// <param name="lanes">The axes of lanes.</param>
    public static LaneArray Of(int operand, ArrayType type, ValueList<int> axes, Shape lanes)
    {
        int components = type.DType.Components;
        Shape all = [.. type.Shape, components];
        long[] dense = Cpu.Operand.Dense(all);
        int[] parts = [.. Enumerable.Range(0, all.Rank).Where(a => !axes.Contains(a))];
        return new(operand, type.DType.Component, [.. parts.Select(a => all[a])], [.. parts.Select(a => dense[a])], lanes, [.. axes.ToArray().Select(a => a < 0 ? 0 : dense[a])]);
    }
}
