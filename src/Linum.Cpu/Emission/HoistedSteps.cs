using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Which steps of a loop have one value for all elements, and so stand before it.</summary>
internal static class HoistedSteps
{
    /// <summary>So many operations are computed before a loop: each keeps a local to itself.</summary>
    private const int MostOperations = 48;

    /// <summary>Whether each step stands before the loop.</summary>
    /// <param name="f">The steps.</param>
    /// <param name="scalars">Which inputs are one value for all elements.</param>
    /// <param name="lastAxis">The axis along which elements run.</param>
    /// <param name="operations">Whether operations of such values do as well; else only what they begin with.</param>
    public static bool[] Of(ScalarFunction f, ValueList<bool> scalars, int lastAxis, bool operations)
    {
        var hoisted = new bool[f.Steps.Count];
        int count = 0;
        for (int i = 0; i < hoisted.Length; i++)
        {
            ScalarStep s = f.Steps[i];
            hoisted[i] = s.Op switch
            {
                ScalarOp.Constant => true,
                ScalarOp.Input => scalars[s.A],
                ScalarOp.Index => s.A != lastAxis,
                _ => operations && IsNarrow(s) && count < MostOperations && Is(s.A) && Is(s.B) && Is(s.C),
            };
            if (hoisted[i] && s.Op is not (ScalarOp.Constant or ScalarOp.Input or ScalarOp.Index)) count++;
        }

        return hoisted;

        bool Is(int step) => step < 0 || hoisted[step];

        // A mask that stands before the loop has lanes of 4 bytes, and each round widens it where it is read so.
        bool IsNarrow(ScalarStep s) => s.DType != DType.Bool || f.Steps[s.A].DType is { } type && (type == DType.Bool || type.Size == 4);
    }
}
