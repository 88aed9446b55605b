namespace Linum.Extending;

/// <summary>
/// Products with one-hot arrays become what they pick: summed over the classes, rows of the other factor; summed over the examples, as in the gradient of that, rows added up per class.
/// No array of classes by examples is made, and nothing multiplied.
/// </summary>
/// <remarks><code>
/// before: { lambda ; i:i32[3] w:f32[5,4]. let a = broadcast_in_dim[(0)] i; b = iota; c = broadcast_in_dim[(1)] b; d:bool[3,5] = eq a c; e:f32[3,5] = convert_element_type d; f:f32[3,4] = dot_general e w in (f,) }
/// after:  { lambda ; i:i32[3] w:f32[5,4]. let a:i32[3,1] = broadcast_in_dim[(0)] i; f:f32[3,4] = gather[mode=FILL_OR_DROP fill_value=0] w a in (f,) }
/// </code>What is not picked is not read: a NaN or an infinity in it reaches no result (see docs/deviations.md).</remarks>
public sealed class FoldOneHot
{
    private readonly Dictionary<Var, Equation> definitions = [];
    private readonly List<Equation> lines = [];

    private FoldOneHot()
    {
    }

    /// <summary>The program with such products folded. What they read is left for <see cref="DeadCode"/>.</summary>
    public static Jaxpr Run(Jaxpr program)
    {
        bool any = false, changed = false;
        foreach (Equation line in program.Equations) any |= line.Primitive is DotGeneral;
        if (!any) return program;
        FoldOneHot fold = new();
        foreach (Equation line in program.Equations)
        {
            if (line.Primitive is DotGeneral dot && fold.TryFold(line, dot)) changed = true;
            else fold.lines.Add(line);
            foreach (Var output in line.Outputs) fold.definitions[output] = line;
        }

        return changed ? new(program.Inputs, [.. fold.lines], program.Outputs) : program;
    }

    private bool TryFold(Equation line, DotGeneral dot)
    {
        ContractDimensions d = dot.Dimensions;
        if (line.Inputs[0].Type.DType != dot.PreferredElementType || line.Inputs[1].Type.DType != dot.PreferredElementType) return false;
        for (int side = 0; side < 2; side++)
        {
            if (Find(line.Inputs[side]) is not { } hot) continue;
            (ValueList<int> Batch, ValueList<int> Contracting) left = (d.LeftBatch, d.LeftContracting), right = (d.RightBatch, d.RightContracting), ofHot = side == 0 ? left : right, ofOther = side == 0 ? right : left;
            Atom other = line.Inputs[1 - side];
            if (ofHot.Contracting.Count == 1 && ofHot.Contracting[0] == hot.Class) Pick(line, hot, other, ofHot.Batch.ToArray(), ofOther.Batch.ToArray(), ofOther.Contracting[0], isLeft: side == 0);
            else if (ofHot.Contracting.Count + ofHot.Batch.Count == hot.Shape.Rank - 1 && !ofHot.Contracting.Contains(hot.Class) && !ofHot.Batch.Contains(hot.Class))
                AddUp(line, hot, other, [.. ofHot.Batch, .. ofHot.Contracting], [.. ofOther.Batch, .. ofOther.Contracting], d.LeftBatch.Count, isLeft: side == 0);
            else continue;
            return true;
        }

        return false;
    }

    /// <summary>The sum over the classes: the row that an example's number names; 0 if there is none.</summary>
    private void Pick(Equation line, OneHot hot, Atom rows, int[] batchOfHot, int[] batchOfRows, int axis, bool isLeft)
    {
        int[] examples = [.. batchOfHot, .. Enumerable.Range(0, hot.Shape.Rank).Where(a => a != hot.Class && !batchOfHot.Contains(a))];
        int window = rows.Type.Rank - 1 - batchOfRows.Length;
        ValueList<int> offsets = [.. Enumerable.Range(isLeft ? examples.Length : batchOfHot.Length, window)];
        int[] batch = [.. Enumerable.Range(0, batchOfRows.Length).OrderBy(i => batchOfRows[i])];
        GatherDimensions dimensions = new(offsets, [axis], [axis], [.. batch.Select(i => batchOfRows[i])], [.. batch]);
        Gather gather = new(dimensions, [.. rows.Type.Shape.ToArray().Select((size, a) => a == axis || batchOfRows.Contains(a) ? 1 : size)], OutOfBounds.FillOrDrop, 0);
        lines.Add(new(gather, [rows, Numbers(hot, examples)], line.Outputs));
    }

    /// <summary>The sum over the examples: what belongs to those of each class, added up. The first so many of the axes that both have are batches.</summary>
    private void AddUp(Equation line, OneHot hot, Atom rows, int[] ofHot, int[] ofRows, int batches, bool isLeft)
    {
        // The examples in the order in which the rows have them.
        int[] order = [.. Enumerable.Range(0, ofRows.Length).OrderBy(i => ofRows[i])];
        ValueList<int> windows = [.. Enumerable.Range(0, rows.Type.Rank).Where(a => !ofRows.Contains(a))];
        ArrayType type = line.Outputs[0].Type;
        int classAxis = isLeft ? batches : type.Rank - 1;
        Atom zeros = Emit(new BroadcastInDim(type.Shape, []), new Literal(ConcreteArray.Scalar(0.0, type.DType, weak: false)));
        ScatterDimensions dimensions = new(windows, [classAxis], [classAxis], [.. Enumerable.Range(0, batches)], [.. Enumerable.Range(0, batches).Select(i => Array.IndexOf(order, i))]);
        lines.Add(new(new Scatter(ReduceKind.Sum, dimensions, OutOfBounds.FillOrDrop), [zeros, Numbers(hot, [.. order.Select(i => ofHot[i])]), rows], line.Outputs));
    }

    private Var Emit(Primitive primitive, Atom input)
    {
        Var output = new(0, primitive.Infer([input.Type])[0]);
        Equation line = new(primitive, [input], [output]);
        lines.Add(line);
        return output;
    }

    /// <summary>The numbers of the classes, with the examples' axes in a given order and one axis of size 1 behind them.</summary>
    private Atom Numbers(OneHot hot, int[] examples)
    {
        Atom source = hot.Numbers.Source;
        // The source's axes that the examples walk through, in its order; the others have one element.
        int[] places = [.. Enumerable.Range(0, source.Type.Rank).Select(axis => Array.FindIndex(examples, e => hot.Numbers.AxisOf[e] == axis))];
        int[] kept = [.. Enumerable.Range(0, places.Length).Where(axis => places[axis] >= 0)], order = [.. kept.OrderBy(axis => places[axis])];
        if (kept.Length < places.Length) source = Emit(new Reshape([.. kept.Select(axis => source.Type.Shape[axis])]), source);
        int[] permutation = [.. order.Select(axis => Array.IndexOf(kept, axis))];
        if (!permutation.SequenceEqual(Enumerable.Range(0, permutation.Length))) source = Emit(new TransposeAxes([.. permutation]), source);
        return Emit(new BroadcastInDim([.. examples.Select(e => hot.Shape[e]), 1], [.. order.Select(axis => places[axis])]), source);
    }

    /// <summary>Whether an array is 1 where the position along one axis is the number that belongs to the positions along the others, and else 0.</summary>
    private OneHot? Find(Atom atom)
    {
        View converted = Seen(View.Of(atom));
        if (Definition(converted.Source) is not { Primitive: ConvertElementType } convert || convert.Inputs[0].Type.DType != DType.Bool || !converted.IsWhole) return null;
        View compared = Seen(converted with { Source = convert.Inputs[0] });
        if (Definition(compared.Source) is not { Primitive: Eq } equal || !compared.IsWhole) return null;
        for (int side = 0; side < 2; side++)
        {
            View position = Seen(compared with { Source = equal.Inputs[side] }), numbers = Seen(compared with { Source = equal.Inputs[1 - side] });
            if (Definition(position.Source) is not { Primitive: Iota iota } || iota.DType is not (DType.Int32 or DType.Int64)) continue;
            int classAxis = Array.IndexOf(position.AxisOf, iota.Dimension);
            if (classAxis >= 0 && numbers.AxisOf[classAxis] < 0) return new(atom.Type.Shape, classAxis, numbers);
        }

        return null;
    }

    private Equation? Definition(Atom atom) => atom is Var v ? definitions.GetValueOrDefault(v) : null;

    /// <summary>What is seen through broadcasts and transpositions.</summary>
    private View Seen(View view)
    {
        while (true)
        {
            Equation? line = Definition(view.Source);
            int[]? axisOf = line?.Primitive switch
            {
                TransposeAxes transpose => [.. transpose.Permutation],
                BroadcastInDim broadcast => [.. Enumerable.Range(0, broadcast.Shape.Rank).Select(axis =>
                {
                    int from = broadcast.BroadcastDimensions.Span.IndexOf(axis);
                    return from >= 0 && line.Inputs[0].Type.Shape[from] == broadcast.Shape[axis] ? from : -1;
                })],
                _ => null,
            };
            if (axisOf is null) return view;
            view = new(line!.Inputs[0], [.. view.AxisOf.Select(axis => axis < 0 ? -1 : axisOf[axis])]);
        }
    }

    /// <summary>An array as it is read by another.</summary>
    /// <param name="Source">The array.</param>
    /// <param name="AxisOf">For each axis of the reader, the axis of the array that it walks through; -1 for one along which nothing changes.</param>
    private sealed record View(Atom Source, int[] AxisOf)
    {
        /// <summary>Whether every element is read once.</summary>
        public bool IsWhole => !AxisOf.Contains(-1) && AxisOf.Length == Source.Type.Rank;

        public static View Of(Atom atom) => new(atom, [.. Enumerable.Range(0, atom.Type.Rank)]);
    }

    private sealed record OneHot(Shape Shape, int Class, View Numbers);
}
