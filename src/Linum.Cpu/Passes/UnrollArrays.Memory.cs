using Linum.Extending;

namespace Linum.Cpu;

/// <summary>An element that is written at the end of a turn.</summary>
/// <param name="Array">The number, among what is carried, of the array.</param>
/// <param name="Size">Bytes of a component.</param>
internal readonly record struct ElementWrite(int Array, int Size);

/// <summary>A program on few elements, some of them of arrays that stay in memory.</summary>
/// <param name="Function">
/// The function. Its results are the elements of the outputs that do not stay in memory, then for each write which component it is (as for <see cref="ScalarOp.Element"/>), its value, and whether it happens.
/// </param>
/// <param name="Writes">What is written, in this order.</param>
internal sealed record UnrolledArrays(ScalarFunction Function, ValueList<ElementWrite> Writes);

/// <summary>Arrays of which a program reads and writes elements that are chosen when it runs.</summary>
internal sealed partial class UnrollArrays
{
    /// <summary>An array of so many elements may be read at a place known only later though its elements are values: each place is compared.</summary>
    private const int MostCompared = 64;

    private readonly Dictionary<LoopValue, Held> held = [];

    /// <summary>An array in memory, and what has been written over it since the turn began: for each write the component, the value and whether it happens.</summary>
    private sealed record Held(int Input, LoopValue Array, ValueList<(int At, int Value, int If)> Writes);

    /// <summary>The inputs that a program reads or writes at places that are known only when it runs.</summary>
    public static bool[] Chosen(LoopGraph graph)
    {
        HashSet<LoopValue> chosen = [];
        foreach (LoopNode node in graph.Nodes)
        {
            if (node is RoutineNode { Lowered: Lowered.Gather or Lowered.Scatter or Lowered.DynamicSlice or Lowered.DynamicUpdateSlice } && node.Operands[0].IsWhole) chosen.Add(node.Operands[0].Value);
            if (node is not ControlNode { Primitive: Cond or CallPrimitive } control) continue;
            int first = control.Primitive is Cond ? 1 : 0;
            foreach (CompiledProgram body in control.Bodies)
            {
                bool[] inside = Chosen(body.Graph);
                for (int i = 0; i < inside.Length; i++)
                    if (inside[i] && control.Operands[first + i].IsWhole) chosen.Add(control.Operands[first + i].Value);
            }
        }

        return [.. graph.Inputs.ToArray().Select(chosen.Contains)];
    }

    /// <summary>All elements of an array; of one in memory those that are read.</summary>
    private int[] All(Dictionary<LoopValue, int[]> known, LoopValue value)
    {
        if (!held.TryGetValue(value, out Held? array)) return known[value];
        // Too many: the program is given up.
        if (!IsSmall(value) || !Spend(Parts(value) * (1 + array.Writes.Count)))
        {
            left = -1;
            return [];
        }

        var all = new int[Parts(value)];
        for (int p = 0; p < all.Length; p++) all[p] = Read(array, builder.Bits(p, DType.Int64).Index);
        return all;
    }

    /// <summary>A component of an array in memory: the last that was written there, or else what lies there.</summary>
    private int Read(Held array, int at)
    {
        DType type = array.Array.Type.DType.Component;
        int value = builder.Add(new(ScalarOp.Element, type, array.Input, at)).Index;
        foreach ((int place, int written, int happens) in array.Writes)
        {
            if (AreApart(at, place)) continue;
            int isHere = builder.Add(new(ScalarOp.And, DType.Bool, builder.Add(new(ScalarOp.Equal, DType.Bool, at, place)).Index, happens)).Index;
            value = at == place && IsTrue(happens) ? written : builder.Add(new(ScalarOp.Select, type, isHere, written, value)).Index;
        }

        return value;
    }

    private bool IsInMemory(Operand operand) => operand.IsWhole && held.ContainsKey(operand.Value);

    /// <summary>Whether all elements of an array may be read or written in a turn.</summary>
    private static bool IsSmall(LoopValue value) => value.Type.Shape.Count * value.Type.DType.Components <= MostCompared;

    private bool IsTrue(int step) => builder[step] is { Op: ScalarOp.Constant, Bits: 1 };

    private bool AreApart(int x, int y) => x != y && builder[x].Op == ScalarOp.Constant && builder[y].Op == ScalarOp.Constant;

    /// <summary>A component of some array, the number of which a step computes.</summary>
    private int Read(LoopValue value, Dictionary<LoopValue, int[]> known, int at)
    {
        if (held.TryGetValue(value, out Held? array))
        {
            Spend(1 + 3 * array.Writes.Count);
            return Read(array, at);
        }

        int[] elements = known[value];
        Spend(2 * elements.Length);
        int found = elements[0];
        for (int p = 1; p < elements.Length; p++)
        {
            int isHere = builder.Add(new(ScalarOp.Equal, DType.Bool, at, builder.Bits(p, DType.Int64).Index)).Index;
            found = builder.Add(new(ScalarOp.Select, value.Type.DType.Component, isHere, elements[p], found)).Index;
        }

        return found;
    }

    private int Calculate(ScalarOp op, int a, int b) => builder.Add(new(op, op is ScalarOp.LessOrEqual or ScalarOp.And ? DType.Bool : DType.Int64, a, b)).Index;

    private int Number(long number) => builder.Bits(number, DType.Int64).Index;

    /// <summary>A place plus a number.</summary>
    private int Plus(int at, long more) => more == 0 ? at : builder[at].Op == ScalarOp.Constant ? Number(builder[at].Bits + more) : Calculate(ScalarOp.Add, at, Number(more));

    /// <summary>
    /// Where a window begins, in elements, moved so that it lies inside its array; and whether it lay inside before.
    /// </summary>
    /// <param name="array">The shape of the array.</param>
    /// <param name="sizes">The window's.</param>
    /// <param name="starts">An axis, and the step of where the window begins along it.</param>
    private (int At, int IsInside) Begin(Shape array, ReadOnlySpan<int> sizes, IEnumerable<(int Axis, int Start)> starts)
    {
        long[] strides = RowMajor.Strides(array);
        int at = -1, inside = builder.Bits(1, DType.Bool).Index;
        foreach ((int axis, int start) in starts)
        {
            int zero = Number(0), last = Number(array[axis] - sizes[axis]);
            int lies = Calculate(ScalarOp.And, Calculate(ScalarOp.LessOrEqual, zero, start), Calculate(ScalarOp.LessOrEqual, start, last));
            inside = IsTrue(inside) ? lies : Calculate(ScalarOp.And, inside, lies);
            int moved = Calculate(ScalarOp.Max, Calculate(ScalarOp.Min, start, last), zero), step = strides[axis] == 1 ? moved : Calculate(ScalarOp.Multiply, moved, Number(strides[axis]));
            at = at < 0 ? step : Calculate(ScalarOp.Add, at, step);
        }

        return (at < 0 ? Number(0) : at, inside);
    }

    /// <summary>The elements of integers as positions; null for those that may not fit.</summary>
    private int[]? Positions(Dictionary<LoopValue, int[]> known, Operand operand)
    {
        if (!operand.DType.IsInteger || operand.DType == DType.UInt64) return null;
        int[] elements = Elements(known, operand);
        return operand.DType == DType.Int64 ? elements : [.. elements.Select(e => builder.Add(new(ScalarOp.Convert, DType.Int64, e)).Index)];
    }

    /// <summary>Whether elements of an operand can be read, or written over, at places known only later.</summary>
    private bool IsReachable(Operand operand) =>
        operand.IsWhole && operand.Value.Type.Shape.Count > 0 && (held.ContainsKey(operand.Value) || operand.Value.Type.Shape.Count <= MostCompared);

    /// <summary>One start for each axis, from operands of one element.</summary>
    private IEnumerable<(int Axis, int Start)>? Starts(Dictionary<LoopValue, int[]> known, ReadOnlySpan<Operand> starts)
    {
        var all = new (int, int)[starts.Length];
        for (int axis = 0; axis < all.Length; axis++)
        {
            if (Positions(known, starts[axis]) is not [int start]) return null;
            all[axis] = (axis, start);
        }

        return all;
    }

    private int[][]? Slice(RoutineNode node, Dictionary<LoopValue, int[]> known)
    {
        Operand source = node.Operands[0];
        Shape window = node.Results[0].Type.Shape;
        if (!IsReachable(source) || Starts(known, node.Operands.Span[1..]) is not { } starts) return null;
        (int at, _) = Begin(source.Shape, window.Span, starts);
        return [Window(source, known, at, Places(window, RowMajor.Strides(source.Shape), 0))];
    }

    /// <summary>The elements at some distances from a place.</summary>
    private int[] Window(Operand source, Dictionary<LoopValue, int[]> known, int at, long[] distances)
    {
        int parts = source.DType.Components;
        var all = new int[distances.Length * parts];
        for (int e = 0; e < distances.Length; e++)
            for (int c = 0; c < parts; c++) all[e * parts + c] = left < 0 ? 0 : Read(source.Value, known, Component(at, distances[e], parts, c));
        return all;
    }

    /// <summary>The number of a component, from that of an element.</summary>
    private int Component(int at, long distance, int parts, int component) => Plus(parts == 1 ? at : Calculate(ScalarOp.Multiply, at, Number(parts)), distance * parts + component);

    private int[][]? Gather(Lowered.Gather gather, RoutineNode node, Dictionary<LoopValue, int[]> known)
    {
        Operand source = node.Operands[0];
        GatherDimensions d = gather.Dimensions;
        Shape shape = node.Results[0].Type.Shape;
        if (!IsReachable(source) || d.OperandBatchingDims.Count > 0 || Positions(known, node.Operands[1]) is not int[] indices) return null;
        int[] windowAxes = [.. Enumerable.Range(0, source.Shape.Rank).Where(a => !d.CollapsedSliceDims.Span.Contains(a))];
        int[] batchAxes = [.. Enumerable.Range(0, shape.Rank).Where(a => !d.OffsetDims.Span.Contains(a))];
        long[] strides = RowMajor.Strides(source.Shape);
        int parts = source.DType.Components;
        byte[] fill = LoopInterpreter.FillBytes(source.DType, gather.FillValue);
        List<int> all = [];
        for (long i = 0; i < shape.Count && left >= 0; i++)
        {
            long vector = 0, distance = 0;
            foreach (int axis in batchAxes) vector = vector * shape[axis] + Position(shape, i, axis);
            for (int k = 0; k < windowAxes.Length; k++) distance += Position(shape, i, d.OffsetDims[k]) * strides[windowAxes[k]];
            (int at, int inside) = Begin(source.Shape, gather.SliceSizes.Span, Vector(indices, vector, d.StartIndexMap));
            for (int c = 0; c < parts; c++)
            {
                int value = Read(source.Value, known, Component(at, distance, parts, c));
                if (gather.Mode == OutOfBounds.FillOrDrop)
                    value = builder.Add(new(ScalarOp.Select, source.DType.Component, inside, value, builder.Bits(Element.Read(fill, source.DType.Component, c).First, source.DType.Component).Index)).Index;
                all.Add(value);
            }
        }

        return left < 0 ? null : [[.. all]];
    }

    /// <summary>The starts that an index vector says.</summary>
    private static IEnumerable<(int Axis, int Start)> Vector(int[] indices, long vector, ValueList<int> axes)
    {
        for (int k = 0; k < axes.Count; k++) yield return (axes[k], indices[vector * axes.Count + k]);
    }

    /// <summary>What is written by an update: for each element that is written its place, its value and whether it happens; null for other nodes, and for updates whose places are not reached.</summary>
    private List<(int At, int Value, int If, ReduceKind? Combine)>? WritesOf(LoopNode node, Dictionary<LoopValue, int[]> known)
    {
        if (node is not RoutineNode routine || !IsReachable(node.Operands[0]) || (node.Results[0].Type.Shape.Count > MostCompared && !held.ContainsKey(node.Operands[0].Value))) return null;
        Shape target = node.Results[0].Type.Shape;
        int parts = node.Operands[0].DType.Components, always = builder.Bits(1, DType.Bool).Index;
        List<(int, int, int, ReduceKind?)> writes = [];
        long[] strides = RowMajor.Strides(target);
        if (routine.Lowered is Lowered.DynamicUpdateSlice)
        {
            if (Starts(known, node.Operands.Span[2..]) is not { } starts || !Spend(2 * node.Operands[1].Shape.Count * parts)) return null;
            int[] updates = Elements(known, node.Operands[1]);
            (int at, _) = Begin(target, node.Operands[1].Shape.Span, starts);
            long[] places = Places(node.Operands[1].Shape, strides, 0);
            for (int e = 0; e < places.Length; e++)
                for (int c = 0; c < parts; c++) writes.Add((Component(at, places[e], parts, c), updates[e * parts + c], always, null));
            return writes;
        }

        if (routine.Lowered is not Lowered.Scatter scatter || scatter.Dimensions.OperandBatchingDims.Count > 0) return null;
        ScatterDimensions d = scatter.Dimensions;
        Operand update = node.Operands[2];
        // Half types are combined in float32 and rounded each time, and pairs are no single elements.
        if (scatter.Combine is not null && (parts > 1 || update.DType is DType.Float16 or DType.BFloat16)) return null;
        if (!Spend(4 * update.Shape.Count * parts) || Positions(known, node.Operands[1]) is not int[] indices) return null;
        int[] values = Elements(known, update);
        int[] windowAxes = [.. Enumerable.Range(0, target.Rank).Where(a => !d.InsertedWindowDims.Span.Contains(a))];
        int[] batchAxes = [.. Enumerable.Range(0, update.Shape.Rank).Where(a => !d.UpdateWindowDims.Span.Contains(a))];
        int[] sizes = [.. Enumerable.Repeat(1, target.Rank)];
        for (int k = 0; k < windowAxes.Length; k++) sizes[windowAxes[k]] = update.Shape[d.UpdateWindowDims[k]];
        for (long i = 0; i < update.Shape.Count; i++)
        {
            long vector = 0, distance = 0;
            foreach (int axis in batchAxes) vector = vector * update.Shape[axis] + Position(update.Shape, i, axis);
            for (int k = 0; k < windowAxes.Length; k++) distance += Position(update.Shape, i, d.UpdateWindowDims[k]) * strides[windowAxes[k]];
            (int at, int inside) = Begin(target, sizes, Vector(indices, vector, d.ScatterDimsToOperandDims));
            for (int c = 0; c < parts; c++) writes.Add((Component(at, distance, parts, c), values[i * parts + c], scatter.Mode == OutOfBounds.Clip ? always : inside, scatter.Combine));
        }

        return writes;
    }

    /// <summary>Notes what is written over an array in memory; false for everything else.</summary>
    private bool Update(LoopNode node, Dictionary<LoopValue, int[]> known)
    {
        if (node is not RoutineNode { Lowered: Lowered.DynamicUpdateSlice or Lowered.Scatter } || !held.TryGetValue(node.Operands[0].Value, out Held? array) || FoldFills.IsFill((RoutineNode)node)) return false;
        if (WritesOf(node, known) is not { } writes) return false;
        foreach ((int at, int value, int happens, ReduceKind? combine) in writes)
        {
            if (!Spend(array.Writes.Count + 1)) break;
            array = array with { Writes = [.. array.Writes, (at, combine is ReduceKind kind ? Combined(kind, array.Array.Type.DType, Read(array, at), value) : value, happens)] };
        }

        held[node.Results[0]] = array;
        return true;
    }

    private int Combined(ReduceKind kind, DType type, int old, int value) => builder.Add(new(CombineFunction.Operation(kind), type, old, value)).Index;

    /// <summary>The elements of a small array after an update: each place is compared.</summary>
    private int[][]? Updated(RoutineNode node, Dictionary<LoopValue, int[]> known)
    {
        if (held.ContainsKey(node.Operands[0].Value) || WritesOf(node, known) is not { } writes) return null;
        DType type = node.Results[0].Type.DType;
        if (!Spend(3L * Parts(node.Results[0]) * writes.Count)) return null;
        // Of an array that is filled with one value only that is known.
        int[] from = known[node.Operands[0].Value];
        int[] all = FoldFills.IsFill(node) ? [.. Enumerable.Repeat(from, (int)node.Results[0].Type.Shape.Count).SelectMany(f => f)] : [.. from];
        foreach ((int at, int value, int happens, ReduceKind? combine) in writes)
        {
            for (int p = 0; p < all.Length; p++)
            {
                int isHere = Calculate(ScalarOp.And, builder.Add(new(ScalarOp.Equal, DType.Bool, at, Number(p))).Index, happens);
                int written = combine is ReduceKind kind ? Combined(kind, type, all[p], value) : value;
                all[p] = builder.Add(new(ScalarOp.Select, type.Component, isHere, written, all[p])).Index;
            }
        }

        return [all];
    }

    /// <summary>The results that do not stay in memory, and what is written over those that do; null if an array that stays would have to move.</summary>
    private (List<int> Results, List<int> Writes, ElementWrite[] All)? Results(LoopGraph graph, Dictionary<LoopValue, int[]> known, int[] carried, bool[] inMemory)
    {
        List<int> results = [], writes = [];
        List<ElementWrite> all = [];
        int always = builder.Bits(1, DType.Bool).Index;
        for (int o = 0; o < graph.Outputs.Count; o++)
        {
            LoopValue output = graph.Outputs[o];
            int size = output.Type.DType.Component.Size;
            if (o >= carried.Length || !inMemory[carried[o]])
            {
                if (held.ContainsKey(output) && !IsSmall(output)) return null;
                results.AddRange(All(known, output));
            }
            else if (held.TryGetValue(output, out Held? array) && array.Input == carried[o])
            {
                foreach ((int at, int value, int happens) in array.Writes)
                {
                    writes.AddRange([at, value, happens]);
                    all.Add(new(o, size));
                }
            }
            else
            {
                if (!IsSmall(output)) return null;
                int[] elements = All(known, output);
                for (int p = 0; p < elements.Length; p++)
                {
                    writes.AddRange([Number(p), elements[p], always]);
                    all.Add(new(o, size));
                }
            }
        }

        return (results, writes, [.. all]);
    }
}
