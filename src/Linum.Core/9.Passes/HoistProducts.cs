namespace Linum.Extending;

/// <summary>
/// Takes products out of scans. The product of a scanned array and a constant is one large product before the scan; a carry that only sums products, as gradients of weights do, is one
/// large product behind it, over all turns at once. The sum then runs in the order of that product. A constant matrix that is read across in every turn is transposed once.
/// </summary>
/// <remarks><code>
/// before: scan[ { lambda ; w:f32[8,8] g:f32[8,8] h:f32[2,8] x:f32[2,8]. let p = dot_general x w; n = tanh (add p h); o = dot_general[((0), (0))] x n; s = add g o in (s, n) } ] w g h xs
/// after:  ps = dot_general xs w; n, ns = scan[ { lambda ; h:f32[2,8] p:f32[2,8]. let n = tanh (add p h) in (n, n) } ] h ps; o = dot_general[((0,1), (0,1))] xs ns; s = add g o
/// </code></remarks>
public sealed class HoistProducts
{
    /// <summary>Products of so many rows are large enough in each turn.</summary>
    internal const long ManyRows = 128;

    /// <summary>A product is taken out in front if it has at most so many times the elements of what is scanned: it is written and read once more.</summary>
    internal const long LargestGrowth = 8;

    /// <summary>What is written instead has at most so many elements in all turns.</summary>
    internal const long MostElements = 1L << 24;

    /// <summary>Smaller sums are added up in registers.</summary>
    private const long SmallestSum = 256;

    /// <summary>Smaller matrices are read across as quickly as along.</summary>
    private const long SmallestTurned = 1024;

    private readonly Scan scan;
    private readonly Equation line;
    private readonly List<Equation> before = [];
    private readonly List<Equation> behind = [];
    private readonly List<Equation> body;
    private readonly Substitution names = new();
    private readonly Dictionary<Var, int> uses = [];
    private readonly List<(Var Inner, Atom Outer)> constants = [];
    private readonly List<(Var Inner, Atom Outer, Atom Next, Var Last)> carry = [];
    private readonly List<(Var Inner, Atom Outer)> scanned = [];
    private readonly List<(Atom Inner, Var Outer)> stacked = [];

    private HoistProducts(Equation line, Scan scan)
    {
        (this.line, this.scan) = (line, scan);
        Jaxpr inner = DeadCode.Run(InlineCalls.Run(scan.Body));
        body = [.. inner.Equations];
        for (int i = 0; i < inner.Inputs.Count; i++)
        {
            if (i < scan.Constants) constants.Add((inner.Inputs[i], line.Inputs[i]));
            else if (i < scan.Constants + scan.Carry) carry.Add((inner.Inputs[i], line.Inputs[i], inner.Outputs[i - scan.Constants], line.Outputs[i - scan.Constants]));
            else scanned.Add((inner.Inputs[i], line.Inputs[i]));
        }

        for (int o = scan.Carry; o < inner.Outputs.Count; o++) stacked.Add((inner.Outputs[o], line.Outputs[o]));
        foreach (Atom used in (IEnumerable<Atom>)[.. body.SelectMany(e => e.Inputs), .. inner.Outputs])
            if (used is Var v) uses[v] = uses.GetValueOrDefault(v) + 1;
    }

    /// <summary>The program with products outside of its scans where that pays.</summary>
    public static Jaxpr Run(Jaxpr program)
    {
        if (!program.Equations.Any(e => e.Primitive is Scan)) return program;
        List<Equation> lines = [];
        foreach (Equation line in program.Equations)
        {
            if (line.Primitive is Scan { Length: > 1 } scan) lines.AddRange(new HoistProducts(line, scan).Write());
            else lines.Add(line);
        }

        return lines.Count == program.Equations.Count ? program : new(program.Inputs, [.. lines], program.Outputs);
    }

    private IEnumerable<Equation> Write()
    {
        foreach (Equation turn in body.ToArray())
            if (turn.Primitive is TransposeAxes && turn.Inputs[0] is Var matrix && matrix.Type.Shape.Count >= SmallestTurned && Outer(matrix) is Atom outer) TakeOut(turn, outer);
        foreach (Equation product in body.ToArray())
            if (product.Primitive is DotGeneral dot && !InFront(product, dot)) Turn(product, dot);
        for (int c = carry.Count - 1; c >= 0; c--) Behind(c);
        if (before.Count + behind.Count == 0) return [line];
        Jaxpr next = DeadCode.Run(new([.. constants.Select(c => c.Inner), .. carry.Select(c => c.Inner), .. scanned.Select(s => s.Inner)],
            [.. body.Select(e => e with { Inputs = names.Apply(e.Inputs) })], names.Apply([.. carry.Select(c => c.Next), .. stacked.Select(s => s.Inner)])));
        HashSet<Atom> used = [.. next.Equations.ToArray().SelectMany(e => e.Inputs), .. next.Outputs];
        constants.RemoveAll(c => !used.Contains(c.Inner));
        scanned.RemoveAll(s => !used.Contains(s.Inner));
        Scan small = new(new([.. constants.Select(c => c.Inner), .. carry.Select(c => c.Inner), .. scanned.Select(s => s.Inner)], next.Equations, next.Outputs), scan.Length, scan.Reverse, constants.Count, carry.Count);
        Equation inner = new(small, [.. constants.Select(c => c.Outer), .. carry.Select(c => c.Outer), .. scanned.Select(s => s.Outer)], [.. carry.Select(c => c.Last), .. stacked.Select(s => s.Outer)]);
        return [.. before, inner, .. behind];
    }

    private static bool IsPlain(Equation line, DotGeneral dot) =>
        dot.Dimensions.LeftBatch.Count == 0 && dot.PreferredElementType is DType.Float32 or DType.Float64 && line.Inputs.ToArray().All(i => i.Type.DType == dot.PreferredElementType);

    private static ValueList<int> Shifted(ValueList<int> axes) => [.. axes.ToArray().Select(a => a + 1)];

    private static Var[] Emit(List<Equation> lines, Primitive primitive, ValueList<Atom> inputs)
    {
        Equation line = new(primitive, inputs, []);
        Var[] outputs = [.. primitive.Infer(line.InputTypes).ToArray().Select(t => new Var(0, t))];
        lines.Add(line with { Outputs = outputs });
        return outputs;
    }

    /// <summary>What a constant of the scan is outside of it; null for other variables.</summary>
    private Atom? Outer(Var inner) => constants.Find(c => c.Inner == inner).Outer;

    /// <summary>A transposition of what is the same in every turn.</summary>
    private void TakeOut(Equation turn, Atom outer)
    {
        constants.Add((turn.Outputs[0], Emit(before, turn.Primitive, [outer])[0]));
        body.Remove(turn);
    }

    /// <summary>A product of few rows with a matrix that is the same in every turn and is summed along its rows, as the gradient of a layer is: the matrix is transposed once, in front.</summary>
    private void Turn(Equation product, DotGeneral dot)
    {
        ContractDimensions d = dot.Dimensions;
        if (!IsPlain(product, dot) || product.Inputs[1] is not Var matrix || matrix.Type.Rank != 2 || !d.RightContracting.Span.SequenceEqual([1]) || matrix.Type.Shape.Count < SmallestTurned) return;
        if (Outer(matrix) is not Atom outer || product.Outputs[0].Type.Shape.Count >= ManyRows * matrix.Type.Shape[0]) return;
        Var all = Emit(before, new TransposeAxes([1, 0]), [outer])[0], given = new(0, all.Type);
        constants.Add((given, all));
        uses[matrix]--;
        body[body.IndexOf(product)] = product with { Primitive = new DotGeneral(d with { RightContracting = [0] }, dot.PreferredElementType), Inputs = [product.Inputs[0], given] };
    }

    /// <summary>A product of what is scanned and what is the same in every turn. Whether it was taken out.</summary>
    private bool InFront(Equation product, DotGeneral dot)
    {
        if (!IsPlain(product, dot)) return false;
        int left = scanned.FindIndex(s => s.Inner == product.Inputs[0]), right = scanned.FindIndex(s => s.Inner == product.Inputs[1]);
        bool isLeft = left >= 0;
        if (isLeft == right >= 0) return false;
        (Var Inner, Atom Outer) moving = scanned[isLeft ? left : right];
        ValueList<int> ofMoving = isLeft ? dot.Dimensions.LeftContracting : dot.Dimensions.RightContracting, ofFixed = isLeft ? dot.Dimensions.RightContracting : dot.Dimensions.LeftContracting;
        Atom inner = product.Inputs[isLeft ? 1 : 0];
        Atom? fixedAtom = inner is Var v ? Outer(v) : inner;
        long rows = 1;
        for (int axis = 0; axis < moving.Inner.Type.Rank; axis++)
            if (!ofMoving.Span.Contains(axis)) rows *= moving.Inner.Type.Shape[axis];
        // The axes of what is scanned come first in the large product, so they must in the small one.
        if (fixedAtom is null || ofMoving.Count == 0 || rows >= ManyRows || (!isLeft && rows > 1) || product.Outputs[0].Type.Shape.Count > Math.Min(LargestGrowth * moving.Inner.Type.Shape.Count, MostElements / scan.Length)) return false;
        Var all = Emit(before, new DotGeneral(new(Shifted(ofMoving), ofFixed, [], []), dot.PreferredElementType), [moving.Outer, fixedAtom])[0];
        Var one = product.Outputs[0], given = new(0, one.Type);
        if (all.Type.Shape != one.Type.Shape.Insert(0, scan.Length))
        {
            before.RemoveAt(before.Count - 1);
            return false;
        }

        body.Remove(product);
        names.Add(one, given);
        scanned.Add((given, all));
        uses[given] = uses.GetValueOrDefault(one);
        return true;
    }

    /// <summary>A carry to which each turn adds products, and which nothing else reads.</summary>
    private void Behind(int number)
    {
        (Var sum, Atom start, Atom next, Var last) = carry[number];
        if (sum.Type.Shape.Count < SmallestSum || uses.GetValueOrDefault(sum) != 1) return;
        List<Equation> dropped = [];
        List<Atom> terms = [];
        Terms(next, terms, dropped);
        if (dropped.Count == 0 || !terms.Remove(sum)) return;
        Equation add = dropped[0];
        List<(Equation Product, DotGeneral Dot, TransposeAxes? Turned)> products = [];
        HashSet<Atom> written = [];
        foreach (Atom term in terms)
        {
            TransposeAxes? turned = null;
            Atom added = term;
            if (Once(added) is { Primitive: TransposeAxes axes } turn)
            {
                turned = axes;
                dropped.Add(turn);
                added = turn.Inputs[0];
            }

            if (Once(added) is not { Primitive: DotGeneral dot } product || !IsPlain(product, dot) || product.Outputs[0].Type.DType != sum.Type.DType) return;
            dropped.Add(product);
            foreach (Atom operand in product.Inputs)
            {
                if (operand is not Var v || constants.Exists(c => c.Inner == v)) return;
                if (Stack(operand) is null) written.Add(operand);
            }

            products.Add((product, dot, turned));
        }

        // What is written for it must be less than what the carry is written in each turn.
        if (written.Sum(w => w.Type.Shape.Count) > Math.Min(sum.Type.Shape.Count, MostElements / scan.Length)) return;
        foreach ((Equation product, DotGeneral dot, TransposeAxes? turned) in products)
        {
            Atom[] operands = [.. product.Inputs.ToArray().Select(o => Stack(o) ?? NewStack(o))];
            ContractDimensions d = dot.Dimensions;
            Var all = Emit(behind, new DotGeneral(new([0, .. Shifted(d.LeftContracting)], [0, .. Shifted(d.RightContracting)], [], []), dot.PreferredElementType), operands)[0];
            if (turned is not null) all = Emit(behind, turned, [all])[0];
            Var to = product == products[^1].Product ? last : new(0, sum.Type);
            behind.Add(new(add.Primitive, [start, all], [to]));
            start = to;
        }

        body.RemoveAll(dropped.Contains);
        carry.RemoveAt(number);
    }

    /// <summary>What is added up, through sums that are used once.</summary>
    private void Terms(Atom atom, List<Atom> terms, List<Equation> sums)
    {
        if (Once(atom) is not { Primitive: Add } add)
        {
            terms.Add(atom);
            return;
        }

        sums.Add(add);
        foreach (Atom input in add.Inputs) Terms(input, terms, sums);
    }

    /// <summary>The line that computes something that is used once.</summary>
    private Equation? Once(Atom atom) => atom is Var v && uses.GetValueOrDefault(v) == 1 ? body.Find(e => e.Outputs.Count == 1 && e.Outputs[0] == v) : null;

    /// <summary>The array of what a variable is in all turns, where there is one.</summary>
    private Atom? Stack(Atom inner)
    {
        inner = names[inner];
        return scanned.Find(s => s.Inner == inner).Outer ?? stacked.Find(s => names[s.Inner] == inner).Outer;
    }

    private Var NewStack(Atom inner)
    {
        Var all = new(0, inner.Type with { Shape = inner.Type.Shape.Insert(0, scan.Length) });
        stacked.Add((inner, all));
        if (inner is Var v) uses[v] = uses.GetValueOrDefault(v) + 1;
        return all;
    }
}
