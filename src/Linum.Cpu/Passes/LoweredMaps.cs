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

    private static readonly ConcurrentDictionary<(Primitive, ValueList<DType>), Lowered> Known = new();

    /// <summary>What an equation lowers to.</summary>
    public static Lowered Of(Equation equation)
    {
        ArrayType[] inputs = equation.InputTypes;
        var dtypes = new DType[inputs.Length];
        bool plain = inputs.Length > 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            dtypes[i] = inputs[i].DType;
            // An operand of rank 0 among others may be one value for all.
            plain &= inputs[i].Rank > 0 || inputs.Length == 1;
        }

        if (!plain) return equation.Primitive.Lower(inputs);
        (Primitive, ValueList<DType>) key = (equation.Primitive, dtypes);
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
