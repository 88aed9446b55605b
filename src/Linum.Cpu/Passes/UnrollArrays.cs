using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Writes a whole program on small arrays as one scalar function of all their elements, for loops that <see cref="PackScalars"/> turns back into vectors: then everything about arrays
/// (which element stands where) is settled before the loop runs.
/// </summary>
/// <remarks><code>
/// before: inputs %0:f32[2,2] %1:f32[2]    %2:f32[2] = rows(2 | 2) %0 %1(2, 2):(0, 1)  s2 = s0 * s1, Sum over s2    outputs %2
/// after:  s0 = input 0.0, s1 = input 1.0, s2 = fma(s0, s1, 0), s3 = input 0.1, s4 = input 1.1, s5 = fma(s3, s4, s2), ...    give s5 s9
/// </code></remarks>
internal sealed partial class UnrollArrays
{
    /// <summary>So many operations at most, before they are packed.</summary>
    private const long MostOperations = 8192;

    /// <summary>Arrays of so many elements at most.</summary>
    private const long MostElements = 2048;

    private readonly ScalarBuilder builder;
    private long left = MostOperations;

    private UnrollArrays(ScalarBuilder builder) => this.builder = builder;

    /// <summary>The function of the elements of the program's inputs (an input step's B counts elements, component by component); null if the program is too large or does something else.</summary>
    public static ScalarFunction? Run(LoopGraph graph)
    {
        UnrollArrays unroll = new(new());
        var inputs = new int[graph.Inputs.Count][];
        for (int i = 0; i < inputs.Length; i++)
        {
            DType type = graph.Inputs[i].Type.DType;
            if (graph.Inputs[i].Type.Shape.Count > MostElements) return null;
            inputs[i] = [.. Enumerable.Range(0, Parts(graph.Inputs[i])).Select(p => unroll.builder.Add(new(ScalarOp.Input, type.Component, i, p)).Index)];
        }

        if (unroll.Inline(graph, inputs) is not int[][] results) return null;
        return MapBodies.WithoutUnused(new([.. graph.Inputs.ToArray().Select(i => i.Type.DType)], [.. graph.Outputs.ToArray().Select(o => o.Type.DType)], unroll.builder.ToSteps(), [.. results.SelectMany(r => r)]));
    }

    /// <summary>
    /// The same where some inputs stay in memory, because they are large, or because which of their elements is read is known only when the loop runs: their elements are
    /// <see cref="ScalarOp.Element"/> steps, and what is written over them is told apart from the results.
    /// </summary>
    /// <param name="graph">The program.</param>
    /// <param name="inMemory">Which inputs stay in memory.</param>
    /// <param name="carried">For each of the first results the number of the input that it is in the next turn: of arrays in memory what changed in them is written.</param>
    public static UnrolledArrays? Run(LoopGraph graph, bool[] inMemory, int[] carried)
    {
        UnrollArrays unroll = new(new());
        var inputs = new int[graph.Inputs.Count][];
        for (int i = 0; i < inputs.Length; i++)
        {
            LoopValue input = graph.Inputs[i];
            if (inMemory[i]) unroll.held[input] = new(i, input, []);
            else if (input.Type.Shape.Count > MostElements) return null;
            inputs[i] = inMemory[i] ? [] : [.. Enumerable.Range(0, Parts(input)).Select(p => unroll.builder.Add(new(ScalarOp.Input, input.Type.DType.Component, i, p)).Index)];
        }

        Dictionary<LoopValue, int[]>? known = unroll.Values(graph, inputs);
        if (known is null || unroll.Results(graph, known, carried, inMemory) is not (List<int> results, List<int> writes, ElementWrite[] all)) return null;
        if (unroll.left < 0) return null;
        ScalarFunction function = new(
            [.. graph.Inputs.ToArray().Select(i => i.Type.DType)], [.. graph.Outputs.ToArray().Select(o => o.Type.DType)], unroll.builder.ToSteps(), [.. results, .. writes]);
        return new(MapBodies.WithoutUnused(function), all);
    }

    /// <summary>The steps of the elements of a program's results, from those of its inputs; null if the program is too large or does something else.</summary>
    public static int[][]? Run(LoopGraph graph, ScalarBuilder builder, int[][] inputs) => new UnrollArrays(builder).Inline(graph, inputs);

    /// <summary>How many elements an array has, component by component.</summary>
    public static int Parts(LoopValue value) => checked((int)value.Type.Shape.Count * value.Type.DType.Components);

    private int[][]? Inline(LoopGraph graph, int[][] inputs)
    {
        if (Values(graph, inputs) is not { } known) return null;
        int[][] results = [.. graph.Outputs.ToArray().Select(o => All(known, o))];
        // What was too much has no steps.
        return left < 0 ? null : results;
    }

    /// <summary>All elements of all arrays of a program but those in memory.</summary>
    private Dictionary<LoopValue, int[]>? Values(LoopGraph graph, int[][] inputs)
    {
        Dictionary<LoopValue, int[]> known = [];
        for (int i = 0; i < inputs.Length; i++) known[graph.Inputs[i]] = inputs[i];
        foreach (LoopConstant constant in graph.Constants)
        {
            DType type = constant.Value.Type.DType;
            if (constant.Value.Type.Shape.Count > MostElements || type.Component.Size * type.Components != type.Size) return null;
            byte[] bytes = constant.Array.ToBytes();
            known[constant.Value] = [.. Enumerable.Range(0, Parts(constant.Value)).Select(p => builder.Bits(Element.Read(bytes, type.Component, p).First, type.Component).Index)];
        }

        foreach (LoopNode node in graph.Nodes)
        {
            if (Update(node, known)) continue;
            foreach (LoopValue result in node.Results)
                if (result.Type.Shape.Count > MostElements) return null;
            bool chooses = node is ControlNode or RoutineNode { Lowered: Lowered.Gather or Lowered.DynamicSlice };
            foreach (Operand operand in node.Operands)
                if (operand.Shape.Count > MostOperations && !(chooses && IsInMemory(operand))) return null;
            int[][]? results = node switch
            {
                CopyNode copy => [Elements(known, copy.Source)],
                MapNode map => Map(map, known),
                RowsNode rows => Rows(rows, known),
                RoutineNode { Lowered: Lowered.Reduce reduce } routine => Reduce(reduce, routine, known),
                RoutineNode { Lowered: Lowered.Concatenate join } routine => Join(join.Axis, routine, known),
                RoutineNode { Lowered: Lowered.Pad pad } routine => Pad(pad, routine, known),
                RoutineNode { Lowered: Lowered.DynamicSlice } routine => Slice(routine, known),
                RoutineNode { Lowered: Lowered.Gather gather } routine => Gather(gather, routine, known),
                RoutineNode { Lowered: Lowered.DynamicUpdateSlice or Lowered.Scatter } routine => Updated(routine, known),
                ControlNode { Primitive: Cond { Mode: not CondMode.Branch } } cond => Choose(cond, known),
                ControlNode { Primitive: CallPrimitive } call => Inside(call.Bodies[0].Graph, call.Operands.Span, known),
                _ => null,
            };
            if (results is null) return null;
            for (int i = 0; i < results.Length; i++) known[node.Results[i]] = results[i];
        }

        return known;
    }

    /// <summary>The elements that an operand reads, in the order of its shape. What lies beside the value is read too, but not used: zeros stand for it.</summary>
    private int[] Elements(Dictionary<LoopValue, int[]> known, Operand operand)
    {
        int parts = operand.DType.Components;
        held.TryGetValue(operand.Value, out Held? array);
        int[] from = array is null ? known[operand.Value] : [], all = new int[operand.Shape.Count * parts];
        long[] places = Places(operand.Shape, operand.Strides.Span, operand.Offset);
        int beside = operand.IsInside ? -1 : builder.Bits(0, operand.DType.Component).Index;
        long count = operand.Value.Type.Shape.Count * parts;
        if (array is not null) Spend(all.Length * (1 + array.Writes.Count));
        for (int e = 0; e < places.Length; e++)
        {
            long first = places[e] * parts;
            for (int c = 0; c < parts; c++)
            {
                if (first < 0 || first >= count) all[e * parts + c] = beside;
                else if (array is null) all[e * parts + c] = from[first + c];
                else if (left >= 0) all[e * parts + c] = Read(array, Number(first + c));
            }
        }

        return all;
    }

    private static long[] Places(Shape shape, ReadOnlySpan<long> strides, long offset)
    {
        var places = new long[shape.Count];
        for (int e = 0; e < places.Length; e++)
        {
            long rest = e;
            places[e] = offset;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                places[e] += rest % shape[axis] * strides[axis];
                rest /= shape[axis];
            }
        }

        return places;
    }

    private static long Position(Shape shape, long element, int axis)
    {
        for (int a = shape.Rank - 1; a > axis; a--) element /= shape[a];
        return element % shape[axis];
    }

    private bool Spend(long operations) => (left -= operations) >= 0;

    private int[][]? Map(MapNode map, Dictionary<LoopValue, int[]> known)
    {
        long count = map.Shape.Count;
        if (map.Repeats || !Spend(count * Math.Max(1, map.Body.OperationCount))) return null;
        int[][] operands = [.. map.Operands.ToArray().Select(o => Elements(known, o))];
        int[][] results = [.. map.Results.ToArray().Select(r => new int[Parts(r)])];
        var moved = new int[map.Body.Steps.Count];
        for (int e = 0; e < count; e++)
        {
            for (int i = 0; i < moved.Length; i++) moved[i] = Step(map.Body.Steps[i], map.Body.Inputs, operands, e, map.Shape, moved);
            for (int r = 0, next = 0; r < results.Length; r++)
            {
                int parts = map.Results[r].Type.DType.Components;
                for (int c = 0; c < parts; c++) results[r][e * parts + c] = moved[map.Body.Results[next++]];
            }
        }

        return results;
    }

    private int Step(ScalarStep step, ValueList<DType> types, int[][] operands, int element, Shape shape, int[] moved) => step.Op switch
    {
        ScalarOp.Index => builder.Bits(Position(shape, element, step.A), step.DType).Index,
        ScalarOp.Input => operands[step.A][element * types[step.A].Components + step.B],
        _ => Chosen(step, moved) ?? MapBodies.Append(builder, step, moved),
    };

    /// <summary>What a step gives where it only asks for positions, or chooses by them; null for all others.</summary>
    private int? Chosen(ScalarStep step, int[] moved)
    {
        if (step.Op is not (ScalarOp.Less or ScalarOp.LessOrEqual or ScalarOp.And or ScalarOp.Select) || builder[moved[step.A]] is not { Op: ScalarOp.Constant } first) return null;
        if (step.Op == ScalarOp.Select) return moved[first.Bits != 0 ? step.B : step.C];
        if (builder[moved[step.B]] is not { Op: ScalarOp.Constant } second) return null;
        (int x, int y) = ((int)first.Bits, (int)second.Bits);
        return (step.Op, first.DType) switch
        {
            (ScalarOp.Less, DType.Int32) => builder.Bits(x < y ? 1 : 0, DType.Bool).Index,
            (ScalarOp.LessOrEqual, DType.Int32) => builder.Bits(x <= y ? 1 : 0, DType.Bool).Index,
            (ScalarOp.And, DType.Bool) => builder.Bits(x & y, DType.Bool).Index,
            _ => null,
        };
    }

    private int[][]? Rows(RowsNode node, Dictionary<LoopValue, int[]> known)
    {
        RowBody body = node.Body;
        if (!Spend(node.Space.Count * Math.Max(1, body.Steps.Count))) return null;
        int[][] operands = [.. node.Operands.ToArray().Select(o => Elements(known, o))];
        int length = 1, count = (int)node.Space.Count;
        for (int axis = node.Split; axis < node.Space.Rank; axis++) length *= node.Space[axis];
        var values = new int[body.Steps.Count][];
        for (int i = 0; i < values.Length; i++) values[i] = new int[count];
        var moved = new int[values.Length];
        for (int row = 0; row < count; row += length)
        {
            for (int i = 0; i < values.Length; i++)
            {
                RowStep step = body.Steps[i];
                if (step.Over is ReduceKind kind)
                {
                    if (Combine(kind, step.Step.DType, values[step.Step.A].AsSpan(row, length)) is not int all) return null;
                    values[i].AsSpan(row, length).Fill(all);
                    continue;
                }

                for (int e = row; e < row + length; e++)
                {
                    if (step.HasOperands)
                        foreach (int used in (ReadOnlySpan<int>)[step.Step.A, step.Step.B, step.Step.C])
                            if (used >= 0) moved[used] = values[used][e];
                    values[i][e] = Step(step.Step, body.Inputs, operands, e, node.Space, moved);
                }
            }
        }

        var results = new int[node.Results.Count][];
        for (int o = 0; o < results.Length; o++)
        {
            if (Collected(node, o, values, length) is not int[] collected) return null;
            results[o] = collected;
        }

        return results;
    }

    /// <summary>A result in the order of its memory: what is combined over rows is collected place by place.</summary>
    private int[]? Collected(RowsNode node, int result, int[][] values, int length)
    {
        RowOutput output = node.Body.Outputs[result];
        int[][] parts = output.Second < 0 ? [values[output.Step]] : [values[output.Step], values[output.Second]];
        long[] places = Places(node.Space, node.ResultStrides(result), 0);
        var all = new int[Parts(node.Results[result])];
        for (int c = 0; c < parts.Length; c++)
        {
            List<int>[] at = [.. Enumerable.Range(0, all.Length / parts.Length).Select(_ => new List<int>())];
            for (int e = 0; e < places.Length; e++)
                if (output.Kind != RowOutputKind.Rows || e % length == 0) at[places[e]].Add(parts[c][e]);
            for (int p = 0; p < at.Length; p++)
            {
                int? one = output.Kind != RowOutputKind.Columns ? at[p][0] : Combine(output.Combine, output.DType, [.. at[p]]);
                if (one is not int step) return null;
                all[p * parts.Length + c] = step;
            }
        }

        return all;
    }

    private int[][]? Reduce(Lowered.Reduce reduce, RoutineNode node, Dictionary<LoopValue, int[]> known)
    {
        Operand source = node.Operands[0];
        if (source.DType.Components > 1 || !Spend(source.Shape.Count)) return null;
        var strides = new long[source.Shape.Rank];
        long step = 1;
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            if (reduce.Axes.Span.Contains(axis)) continue;
            strides[axis] = step;
            step *= source.Shape[axis];
        }

        long[] places = Places(source.Shape, strides, 0);
        int[] elements = Elements(known, source);
        List<int>[] at = [.. Enumerable.Range(0, Parts(node.Results[0])).Select(_ => new List<int>())];
        for (int e = 0; e < elements.Length; e++) at[places[e]].Add(elements[e]);
        var results = new int[at.Length];
        for (int p = 0; p < at.Length; p++)
        {
            if (Combine(reduce.Kind, source.DType, [.. at[p]]) is not int all) return null;
            results[p] = all;
        }

        return [results];
    }

    private int[][] Pad(Lowered.Pad pad, RoutineNode node, Dictionary<LoopValue, int[]> known)
    {
        Shape from = node.Operands[0].Shape, to = node.Results[0].Type.Shape;
        int parts = node.Operands[0].DType.Components;
        int[] elements = Elements(known, node.Operands[0]), fill = Elements(known, node.Operands[1]), all = [.. Enumerable.Repeat(fill, (int)to.Count).SelectMany(f => f)];
        for (int e = 0; e < from.Count; e++)
        {
            long place = 0;
            bool isInside = true;
            for (int axis = 0; axis < from.Rank; axis++)
            {
                long at = pad.Low[axis] + Position(from, e, axis) * (pad.Interior[axis] + 1);
                isInside &= at >= 0 && at < to[axis];
                place = place * to[axis] + at;
            }

            if (isInside) elements.AsSpan(e * parts, parts).CopyTo(all.AsSpan((int)place * parts));
        }

        return [all];
    }

    private int[][] Join(int axis, RoutineNode node, Dictionary<LoopValue, int[]> known)
    {
        Shape shape = node.Results[0].Type.Shape;
        int inner = node.Results[0].Type.DType.Components, outer = 1;
        for (int a = 0; a < axis; a++) outer *= shape[a];
        for (int a = axis + 1; a < shape.Rank; a++) inner *= shape[a];
        int[][] operands = [.. node.Operands.ToArray().Select(o => Elements(known, o))];
        List<int> all = [];
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < operands.Length; i++) all.AddRange(operands[i].AsSpan(o * node.Operands[i].Shape[axis] * inner, node.Operands[i].Shape[axis] * inner));
        return [[.. all]];
    }

    /// <summary>The elements of the results of a program inside this one; what is in memory here is so there.</summary>
    private int[][]? Inside(LoopGraph graph, ReadOnlySpan<Operand> operands, Dictionary<LoopValue, int[]> known)
    {
        var inputs = new int[operands.Length][];
        for (int i = 0; i < inputs.Length; i++)
        {
            held.Remove(graph.Inputs[i]);
            if (IsInMemory(operands[i])) held[graph.Inputs[i]] = held[operands[i].Value];
            inputs[i] = IsInMemory(operands[i]) ? [] : Elements(known, operands[i]);
        }

        return Inline(graph, inputs);
    }

    private int[][]? Choose(ControlNode cond, Dictionary<LoopValue, int[]> known) => SelectBranch.Run(builder, cond, Elements(known, cond.Operands[0])[0], branch =>
        Inside(branch, cond.Operands.Span[1..], known) is int[][] results && Spend(results.Sum(r => r.Length)) ? results : null);

    /// <summary>
    /// Combines elements in an order that their number alone decides: four partial results where there are many, products that are summed by fused multiply-add. Null for types that are
    /// combined in another type.
    /// </summary>
    private int? Combine(ReduceKind kind, DType type, ReadOnlySpan<int> elements)
    {
        if (type is DType.Float16 or DType.BFloat16 || type.Components > 1 || !Spend(elements.Length)) return null;
        bool products = kind == ReduceKind.Sum && type.IsFloat;
        foreach (int e in elements) products = products && builder[e].Op == ScalarOp.Multiply;
        int partials = elements.Length >= 8 ? 4 : 1, identity = builder.Bits(ElementArithmetic.Identity(kind, type).First, type).Index;
        ScalarOp operation = CombineFunction.Operation(kind);
        var sums = new int[partials];
        Array.Fill(sums, identity);
        for (int e = 0; e < elements.Length; e++)
        {
            ref int sum = ref sums[e % partials];
            ScalarStep step = builder[elements[e]];
            sum = builder.Add(products ? new(ScalarOp.FusedMultiplyAdd, type, step.A, step.B, sum) : new(operation, type, sum, elements[e])).Index;
        }

        for (int half = partials / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++) sums[i] = builder.Add(new(operation, type, sums[i], sums[i + half])).Index;
        return sums[0];
    }
}
