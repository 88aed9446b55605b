using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Rows that are combined with each other and nothing else, and so short that the results stay in registers from row to row. In memory each row would wait for what the row before stored.
/// The order is that of all sums over rows, so no bit changes.
/// </summary>
internal static class ColumnRegisters
{
    /// <summary>So many registers hold results; others are needed for what is computed, of the 16 that a processor has if not 32.</summary>
    private const int MostRegisters = 8;

    /// <summary>Longer bodies have more constants than stay in registers beside the results, and take longer than what a row would wait for.</summary>
    private const int MostOperations = 16;

    /// <summary>How many units of elements the rows of a kernel take if their results stay in registers; 0 if they cannot.</summary>
    /// <param name="body">What is computed.</param>
    /// <param name="space">The rows.</param>
    /// <param name="inputs">How many arrays are operands.</param>
    public static int UnitsOf(RowBody body, RowSpace space, int inputs)
    {
        int operations = 0, last = space.AxisSizes.Length - 1;
        long registers = 0, units = (space.Length + RowKernel.Unit - 1) / RowKernel.Unit;
        foreach (RowStep step in body.Steps)
        {
            if (step.Over is not null) return 0;
            if (step.Step.Op is not (ScalarOp.Input or ScalarOp.Constant)) operations++;
        }

        for (int o = 0; o < body.Outputs.Count; o++)
        {
            DType type = body.Outputs[o].DType;
            // From row to row the result is the same.
            if (body.Outputs[o].Kind != RowOutputKind.Columns || type.Components != 1 || type.Size < 4 || space.AxisSteps[inputs + o][last] != 0) return 0;
            registers += units * RowKernel.Unit * type.Size * 8 / VectorInstructions.Width;
        }

        return registers <= MostRegisters && operations <= MostOperations ? (int)units : 0;
    }

    /// <summary>Writes the loop over rows.</summary>
    /// <param name="il">Where to write.</param>
    /// <param name="row">Counts rows, and holds the first.</param>
    /// <param name="elements">How many elements a row has at most, in whole units.</param>
    /// <param name="emitter">Writes what is computed for a unit.</param>
    /// <param name="sinks">What becomes of it.</param>
    /// <param name="before">Writes what is computed on values of a row.</param>
    /// <param name="next">Writes the way to the next row.</param>
    public static void Emit(ILGenerator il, LocalBuilder row, int elements, VectorEmitter emitter, RowSinks sinks, Action before, Action next)
    {
        sinks.StartColumns(elements);
        EmittedLoop.Emit(il, row, () =>
        {
            before();
            emitter.EmitHoisted();
            for (int ahead = 0; ahead < elements; ahead += emitter.RoundElements)
            {
                emitter.EmitRound(ahead);
                sinks.CombineColumns(ahead);
            }

            next();
        });
        sinks.FinishColumns(elements);
    }
}
