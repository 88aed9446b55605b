using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A program as loops: nodes in an order in which they can run. Immutable; passes return new ones.</summary>
/// <param name="Inputs">The arrays that are given.</param>
/// <param name="Constants">Arrays known when compiling.</param>
/// <param name="Nodes">What is computed.</param>
/// <param name="Outputs">The arrays that are returned.</param>
internal sealed record LoopGraph(ValueList<LoopValue> Inputs, ValueList<LoopConstant> Constants, ValueList<LoopNode> Nodes, ValueList<LoopValue> Outputs)
{
    /// <summary>Inputs and constants are there before any node.</summary>
    public HashSet<LoopValue> Given() => [.. Inputs, .. Constants.ToArray().Select(c => c.Value)];

    /// <summary>Whether there is a node of a kind. Passes that change only such nodes ask this first: to gather who reads what takes time in a long program.</summary>
    public bool Has(Func<LoopNode, bool> kind)
    {
        foreach (LoopNode node in Nodes)
            if (kind(node)) return true;
        return false;
    }

    public override string ToString() => LoopPrinter.Print(this);
}

/// <summary>An array known when compiling.</summary>
internal sealed record LoopConstant(LoopValue Value, ConcreteArray Array);

/// <summary>A piece of work.</summary>
internal abstract record LoopNode(ValueList<Operand> Operands, ValueList<LoopValue> Results)
{
    /// <summary>Whether reads may go through any strides; else operands must be whole.</summary>
    public virtual bool TakesViews => false;

    /// <summary>The same work on other operands.</summary>
    public LoopNode Reading(Operand[] operands) => this with { Operands = new(operands) };
}

/// <summary>An elementwise computation over a shape. Results are dense; one of several times the elements is stored so many times, one after the other (<see cref="RepeatMaps"/>).</summary>
internal sealed record MapNode(Shape Shape, ScalarFunction Body, ValueList<Operand> Operands, ValueList<LoopValue> Results) : LoopNode(Operands, Results)
{
    public override bool TakesViews => true;

    /// <summary>How often a result is stored.</summary>
    public int Times(int result) => Shape.Count == 0 ? 1 : (int)(Results[result].Type.Shape.Count / Shape.Count);

    /// <summary>Whether a result is stored more than once.</summary>
    public bool Repeats
    {
        get
        {
            for (int i = 0; i < Results.Count; i++)
                if (Times(i) > 1) return true;
            return false;
        }
    }
}

/// <summary>A view made dense.</summary>
internal sealed record CopyNode(ValueList<Operand> Operands, ValueList<LoopValue> Results) : LoopNode(Operands, Results)
{
    public CopyNode(Operand source, LoopValue result)
        : this([source], [result])
    {
    }

    public Operand Source => Operands[0];

    public LoopValue Result => Results[0];

    public override bool TakesViews => true;
}

/// <summary>A contraction. Its operands may be views, and its result may be written with axes in another order.</summary>
/// <param name="Dimensions">Which axes are contracted and which are batch axes.</param>
/// <param name="Operands">The two operands.</param>
/// <param name="Results">The result.</param>
/// <param name="ResultStrides">The strides, in the result's memory, of the axes batch, left free, right free.</param>
/// <param name="Epilogue">What is computed of the products; the results are then its results.</param>
internal sealed record ContractNode(ContractDimensions Dimensions, ValueList<Operand> Operands, ValueList<LoopValue> Results, ValueList<long> ResultStrides, Epilogue? Epilogue = null) : LoopNode(Operands, Results)
{
    public override bool TakesViews => true;

    /// <summary>How many rows and columns the products of a batch have.</summary>
    public (long Rows, long Columns) RowsAndColumns
    {
        get
        {
            Shape products = Products;
            int first = Dimensions.LeftBatch.Count, split = Operands[0].Shape.Rank - Dimensions.LeftContracting.Count;
            return (((Shape)products[first..split]).Count, ((Shape)products[split..]).Count);
        }
    }

    /// <summary>How often elements are multiplied for the products of a batch.</summary>
    public long Multiplications
    {
        get
        {
            (long count, long columns) = RowsAndColumns;
            count *= columns;
            foreach (int axis in Dimensions.LeftContracting) count *= Operands[0].Shape[axis];
            return count;
        }
    }

    /// <summary>The shape of the products: batch, left free and right free axes.</summary>
    public Shape Products
    {
        get
        {
            (Shape left, Shape right, ContractDimensions d) = (Operands[0].Shape, Operands[1].Shape, Dimensions);
            return
            [
                .. d.LeftBatch.ToArray().Select(a => left[a]),
                .. Enumerable.Range(0, left.Rank).Except(d.LeftBatch.ToArray()).Except(d.LeftContracting.ToArray()).Select(a => left[a]),
                .. Enumerable.Range(0, right.Rank).Except(d.RightBatch.ToArray()).Except(d.RightContracting.ToArray()).Select(a => right[a]),
            ];
        }
    }
}

/// <summary>A convolution. Its operands may be views.</summary>
/// <param name="Dimensions">What the axes mean.</param>
/// <param name="Operands">The array and the kernel.</param>
/// <param name="Results">The result.</param>
/// <param name="Epilogue">What is computed of the products; the results are then its results.</param>
internal sealed record ConvolveNode(ConvolveDimensions Dimensions, ValueList<Operand> Operands, ValueList<LoopValue> Results, Epilogue? Epilogue = null) : LoopNode(Operands, Results)
{
    public override bool TakesViews => true;
}

/// <summary>Anything that a routine does.</summary>
internal sealed record RoutineNode(Lowered Lowered, ValueList<Operand> Operands, ValueList<LoopValue> Results) : LoopNode(Operands, Results);

/// <summary>Control flow over compiled bodies.</summary>
internal sealed record ControlNode(Primitive Primitive, LoopKind Kind, ValueList<CompiledProgram> Bodies, ValueList<Operand> Operands, ValueList<LoopValue> Results) : LoopNode(Operands, Results);
