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

    private static readonly ConcurrentDictionary<Key, Lowered> Known = new();

    /// <summary>What the lowering of a map depends on. An operand of rank 0 among others may be one value for all.</summary>
    /// <param name="Primitive">What is done.</param>
    /// <param name="DTypes">The element types of the operands.</param>
    /// <param name="Singles">A bit for each operand of rank 0.</param>
    private readonly record struct Key(Primitive Primitive, ValueList<DType> DTypes, uint Singles);

    /// <summary>What an equation lowers to.</summary>
    public static Lowered Of(Equation equation)
    {
        ArrayType[] inputs = equation.InputTypes;
        var dtypes = new DType[inputs.Length];
        uint singles = 0;
        if (inputs.Length is 0 or > 32) return equation.Primitive.Lower(inputs);
        for (int i = 0; i < inputs.Length; i++)
        {
            dtypes[i] = inputs[i].DType;
            if (inputs[i].Rank == 0) singles |= 1u << i;
        }

        Key key = new(equation.Primitive, dtypes, singles);
        if (Known.TryGetValue(key, out Lowered? lowered)) return lowered;
        lowered = equation.Primitive.Lower(inputs);
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
