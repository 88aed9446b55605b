using System.Collections.Concurrent;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Remembers what elementwise primitives lower to. A map that asks for no positions is the same for all shapes, and writing the steps of a sine takes longer than all else that is done
/// for one equation.
/// </summary>
internal static class LoweredMaps
{
    private const int Capacity = 4096;

    /// <summary>So many operands fit in a key. Only selections among many cases have more.</summary>
    private const int MostOperands = 8;

    private static readonly ConcurrentDictionary<Key, Lowered> Known = new();

    /// <summary>What the lowering of a map depends on. An operand of rank 0 among others may be one value for all.</summary>
    /// <param name="Primitive">What is done.</param>
    /// <param name="Operands">How many operands there are.</param>
    /// <param name="DTypes">The element types of the operands, a byte each.</param>
    /// <param name="Singles">A bit for each operand of rank 0.</param>
    private readonly record struct Key(Primitive Primitive, int Operands, ulong DTypes, byte Singles);

    /// <summary>What an equation lowers to.</summary>
    public static Lowered Of(Equation equation)
    {
        ValueList<Atom> inputs = equation.Inputs;
        if (inputs.Count is 0 or > MostOperands) return equation.Primitive.Lower(equation.InputTypes);
        ulong dtypes = 0;
        byte singles = 0;
        for (int i = 0; i < inputs.Count; i++)
        {
            dtypes = (dtypes << 8) | (byte)inputs[i].Type.DType;
            if (inputs[i].Type.Rank == 0) singles |= (byte)(1 << i);
        }

        Key key = new(equation.Primitive, inputs.Count, dtypes, singles);
        if (Known.TryGetValue(key, out Lowered? lowered)) return lowered;
        lowered = equation.Primitive.Lower(equation.InputTypes);
        if (lowered is not Lowered.Map map || AsksForPositions(map.Body)) return lowered;
        if (Known.Count >= Capacity) Known.Clear();
        Known[key] = lowered;
        return lowered;
    }

    private static bool AsksForPositions(ScalarFunction body)
    {
        foreach (ScalarStep step in body.Steps)
            if (step.Op == ScalarOp.Index) return true;
        return false;
    }
}
