using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Maps and reductions over one space that share a kernel. The space is seen as rows: the leading axes number the rows, the trailing ones run along a row, which is kept in cache while
/// the kernel passes over it as often as its reductions ask for.
/// </summary>
/// <param name="Space">The shape that elements range over.</param>
/// <param name="Split">How many leading axes number the rows.</param>
/// <param name="Body">What is computed.</param>
/// <param name="Operands">What is read, each in the shape of the space.</param>
/// <param name="Results">What is written, in the order of the body's outputs.</param>
internal sealed record RowsNode(Shape Space, int Split, RowBody Body, ValueList<Operand> Operands, ValueList<LoopValue> Results) : LoopNode(Operands, Results)
{
    public override bool TakesViews => true;

    /// <summary>The strides of a result in the space.</summary>
    public long[] ResultStrides(int result)
    {
        RowOutput output = Body.Outputs[result];
        var strides = new long[Space.Rank];
        long step = 1;
        for (int axis = Space.Rank - 1; axis >= 0; axis--)
        {
            bool isKept = output.Kind switch { RowOutputKind.Elements => true, RowOutputKind.Rows => axis < Split, _ => axis >= Split || axis < output.KeptAxes };
            if (!isKept) continue;
            strides[axis] = step;
            step *= Space[axis];
        }

        return strides;
    }

    /// <summary>How far an operand of the space goes on from one element of a row to the next; 0 if it has one per row.</summary>
    public static long Stride(Operand operand, int split)
    {
        if (IsRow(operand, split)) return 0;
        int last = operand.Shape.Rank - 1;
        while (operand.Shape[last] == 1) last--;
        return operand.Strides[last];
    }

    /// <summary>Whether an operand of the space has one element per row.</summary>
    public static bool IsRow(Operand operand, int split)
    {
        for (int axis = split; axis < operand.Shape.Rank; axis++)
            if (operand.Shape[axis] != 1 && operand.Strides[axis] != 0) return false;
        return true;
    }
}

/// <summary>A step of a row body.</summary>
/// <param name="Step">What is computed; for a reduction, A is the step whose values are combined.</param>
/// <param name="Over">How the values of step A are combined over the row; null for an ordinary step.</param>
internal readonly record struct RowStep(ScalarStep Step, ReduceKind? Over = null)
{
    /// <summary>Whether operands are numbers of steps.</summary>
    public bool HasOperands => Step.Op is not (ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index);
}

/// <summary>What a result of a row body is.</summary>
internal enum RowOutputKind
{
    /// <summary>One for each element.</summary>
    Elements,
    /// <summary>One for each row.</summary>
    Rows,
    /// <summary>Combined over rows: one for each place in the row.</summary>
    Columns,
}

/// <summary>A result of a row body.</summary>
/// <param name="DType">The element type.</param>
/// <param name="Step">The step that gives it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Combine">For columns: how rows are combined.</param>
/// <param name="KeptAxes">For columns: how many leading axes are not combined.</param>
/// <param name="Second">The step that gives the second component, for a type of two, of which there can be only one for each element; else -1.</param>
internal readonly record struct RowOutput(DType DType, int Step, RowOutputKind Kind, ReduceKind Combine = ReduceKind.Sum, int KeptAxes = 0, int Second = -1);

/// <summary>What is computed over rows, as a flat list in which a step uses only steps before it.</summary>
/// <param name="Inputs">The element types of the operands.</param>
/// <param name="IsRow">Which operands have one element per row.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Outputs">The results.</param>
internal sealed record RowBody(ValueList<DType> Inputs, ValueList<bool> IsRow, ValueList<RowStep> Steps, ValueList<RowOutput> Outputs);
