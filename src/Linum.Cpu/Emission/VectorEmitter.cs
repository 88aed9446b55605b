using System.Reflection;
using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Writes a loop over whole vectors. One vector is as many elements as 32-bit lanes fit a register; 64-bit values take two registers. Bools are masks, in the width of the
/// comparison that made them and, where another width is asked for, in that too.
/// </summary>
internal sealed class VectorEmitter
{
    private readonly ILGenerator il;
    private readonly ScalarFunction f;
    private readonly bool[] hoisted;
    private readonly int[] firstResult;
    private readonly LocalBuilder[] addresses;
    private readonly LocalBuilder position;
    private readonly Action<int> pushIndex;
    private readonly VectorLocals locals;
    private readonly List<RareBlock> rare;
    private readonly HashSet<int> kept;
    private readonly int vectors;
    private readonly IStepMemory? memory;
    private readonly Dictionary<int, LocalBuilder[]> pairs = [];
    private readonly ValueList<int> strides;
    private readonly LeftBlocks left;
    private readonly bool onlyChooses;
    private LocalBuilder? lanes;
    private LocalBuilder? end;

    /// <param name="il">Where to write.</param>
    /// <param name="body">What to compute, legalized.</param>
    /// <param name="scalars">Which inputs are one value for all elements.</param>
    /// <param name="lastAxis">The axis along which elements run.</param>
    /// <param name="addresses">The addresses of inputs, and of outputs that <see cref="EmitLoop"/> stores.</param>
    /// <param name="position">The number of the first element of the round.</param>
    /// <param name="pushIndex">Pushes the position along an axis: of the element at <paramref name="position"/> if it is the last one.</param>
    /// <param name="vectors">How many vectors a round computes side by side.</param>
    /// <param name="hoistsOperations">Whether operations on values that are the same for all elements are computed before the loop.</param>
    /// <param name="strides">How far inputs go on from one element to the next (<see cref="StridedLoads.Listed"/>).</param>
    /// <param name="exit">Gives where to go if a long rare block is asked for, before anything of the round is stored; null if such blocks stand in the loop.</param>
    public VectorEmitter(ILGenerator il, ScalarFunction body, ValueList<bool> scalars, int lastAxis, LocalBuilder[] addresses, LocalBuilder position, Action<int> pushIndex, int vectors, bool hoistsOperations = false, ValueList<int> strides = default, Func<Label>? exit = null)
    {
        (this.il, this.addresses, this.position, this.pushIndex, this.vectors, this.strides) = (il, addresses, position, pushIndex, vectors, strides);
        bool[] before = HoistedSteps.Of(body, scalars, lastAxis, hoistsOperations);
        (f, rare) = RareBlocks.Run(body, step => before[step], out List<int>? order);
        hoisted = order is null ? before : [.. order.Select(step => before[step])];
        locals = new(il, f, IsHoisted, vectors);
        kept = KeptConstants.Of(f, rare);
        left = new(il, f, rare, IsHoisted, exit);
        firstResult = new int[f.Outputs.Count];
        for (int o = 1; o < firstResult.Length; o++) firstResult[o] = firstResult[o - 1] + f.Outputs[o - 1].Components;
    }

    /// <param name="il">Where to write.</param>
    /// <param name="body">What to compute, legalized, its rare blocks in their places.</param>
    /// <param name="rare">The rare blocks.</param>
    /// <param name="memory">Where inputs are read, and what becomes of values.</param>
    /// <param name="vectors">How many vectors a round computes side by side.</param>
    /// <param name="onlyChooses">Whether the body's masks are for choosing only (<see cref="VectorInstructions.Blend"/>).</param>
    public VectorEmitter(ILGenerator il, ScalarFunction body, List<RareBlock> rare, IStepMemory memory, int vectors, bool onlyChooses = false)
    {
        (this.il, f, this.rare, this.memory, this.vectors, this.onlyChooses, addresses, firstResult) = (il, body, rare, memory, vectors, onlyChooses, [], []);
        (position, pushIndex) = (il.DeclareLocal(typeof(nint)), _ => { });
        hoisted = [.. body.Steps.ToArray().Select(s => s.Op == ScalarOp.Constant)];
        locals = new(il, f, IsHoisted, vectors);
        kept = KeptConstants.Of(f, rare);
        left = new(il, f, [], IsHoisted, exit: null);
    }

    /// <summary>The elements of a round.</summary>
    public int RoundElements => vectors * VectorInstructions.Lanes;

    private bool IsHoisted(int step) => hoisted[step];

    private static MethodInfo Op(string name, DType type, int parameters) => VectorInstructions.Get(name, VectorInstructions.Element(type), parameters);

    /// <summary>Writes the loop from the first element, in the position, to the end in the kernel's argument: as long as the last of the round's vectors has an element before the end.</summary>
    /// <param name="streams">Whether results go past the caches; then their addresses are multiples of a register's size.</param>
    /// <param name="last">The element behind the last; null for the end in the kernel's argument.</param>
    public void EmitLoop(bool streams, LocalBuilder? last = null)
    {
        end = last;
        KernelFactory.Note(il, () => $"{LoopPrinter.Counted(vectors, "vector")} a round{(streams ? ", past the caches" : "")}");
        EmitHoisted();
        Label test = il.DefineLabel(), body = il.DefineLabel();
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(body);
        EmitRound(0);
        for (int o = 0; o < f.Outputs.Count; o++) Store(o, addresses[f.Inputs.Count + o], streams);
        EmittedLoop.Advance(il, position, RoundElements);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, position);
        if (vectors > 1)
        {
            il.Emit(OpCodes.Ldc_I4, (vectors - 1) * VectorInstructions.Lanes);
            il.Emit(OpCodes.Add);
        }

        EmittedLoop.PushEnd(il, last);
        il.Emit(OpCodes.Blt, body);
    }

    /// <summary>What is the same in every round.</summary>
    public void EmitHoisted()
    {
        for (int i = 0; i < f.Steps.Count; i++)
        {
            if (!left.Writes(i)) continue;
            if (IsHoisted(i)) Hoist(i);
            else if (f.Steps[i].Op == ScalarOp.Index && lanes is null)
            {
                lanes = il.DeclareLocal(VectorInstructions.Of(typeof(int)));
                il.Emit(OpCodes.Call, VectorInstructions.Indices);
                il.Emit(OpCodes.Stloc, lanes);
            }
        }
    }

    /// <summary>All steps for the vectors that begin so many elements after the position.</summary>
    public void EmitRound(int ahead)
    {
        locals.BeginRound();
        for (int i = 0, block = 0; i < f.Steps.Count; i++)
        {
            if (IsHoisted(i)) memory?.After(i);
            if (IsHoisted(i)) continue;
            if (block < rare.Count && FirstOf(rare[block]) == i)
            {
                Rare(rare[block++], ahead);
                for (; i < rare[block - 1].End; i++) memory?.After(i);
                i--;
                continue;
            }

            Step(i, f.Steps[i], ahead);
            locals.EndOfStep(i);
            memory?.After(i);
        }
    }

    /// <summary>The registers of an output after a round, in the order of elements; of bools, the masks; of types of two components, registers of pairs.</summary>
    public LocalBuilder[] Output(int output)
    {
        DType type = f.Outputs[output];
        int step = f.Results[firstResult[output]];
        if (type == DType.Bool) return locals.Mask(step, 4);
        return type.Components == 1 ? locals.Parts(step) : Pairs(output, locals.Parts(step), locals.Parts(f.Results[firstResult[output] + 1]), type.Component);
    }

    private LocalBuilder[] Pairs(int output, LocalBuilder[] first, LocalBuilder[] second, DType component)
    {
        if (!pairs.TryGetValue(output, out LocalBuilder[]? joined))
        {
            joined = pairs[output] = new LocalBuilder[2 * first.Length];
            for (int p = 0; p < joined.Length; p++) joined[p] = il.DeclareLocal(first[0].LocalType);
        }

        for (int p = 0; p < joined.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, first[p / 2]);
            il.Emit(OpCodes.Ldloc, second[p / 2]);
            il.Emit(OpCodes.Call, PairInstructions.Join(component, p % 2));
            il.Emit(OpCodes.Stloc, joined[p]);
        }

        return joined;
    }

    /// <summary>The registers of a step's values; of bools, the masks.</summary>
    public LocalBuilder[] Registers(int step) => f.Steps[step].DType == DType.Bool ? locals.Mask(step, 4) : locals.Parts(step);

    /// <summary>One value in all lanes, before the loop.</summary>
    private void Hoist(int step)
    {
        ScalarStep s = f.Steps[step];
        if (s.Op is not (ScalarOp.Constant or ScalarOp.Index or ScalarOp.Input))
        {
            Step(step, s, 0);
            return;
        }

        LocalBuilder[] parts = locals.Define(step, s.DType);
        if (s.Op == ScalarOp.Constant)
        {
            if (kept.Contains(step)) KeptConstants.Push(il, s);
            else if (s.DType == DType.Bool) il.Emit(OpCodes.Ldc_I4, s.Bits != 0 ? -1 : 0);
            else ScalarEmitter.Constant(il, s);
        }
        else if (s.Op == ScalarOp.Index)
        {
            pushIndex(s.A);
            il.Emit(OpCodes.Conv_I4);
        }
        else
        {
            il.Emit(OpCodes.Ldloc, addresses[s.A]);
            il.Emit(OpCodes.Ldc_I4, s.B * s.DType.Size);
            il.Emit(OpCodes.Add);
            ScalarEmitter.Load(il, NarrowInstructions.IsNarrow(f.Inputs[s.A]) ? f.Inputs[s.A] : s.DType);
            if (s.DType == DType.Bool) il.Emit(OpCodes.Neg);
        }

        il.Emit(OpCodes.Call, Op("Create", s.DType, 1));
        il.Emit(OpCodes.Stloc, parts[0]);
    }

    /// <summary>Stores an output of a round at the position.</summary>
    public void Store(int output, LocalBuilder address, bool streams = false)
    {
        DType type = f.Outputs[output];
        LocalBuilder[] parts = Output(output);
        for (int p = 0; p < parts.Length; p++)
        {
            MapKernel.ElementAddress(il, address, position, type.Size, p * BytesOfPart(type));
            il.Emit(OpCodes.Ldloc, parts[p]);
            VectorMemory.Store(il, type, streams);
        }
    }

    /// <summary>Bytes in memory of what a register holds.</summary>
    public static int BytesOfPart(DType type) => type.Size < 4 ? VectorInstructions.Lanes * type.Size : VectorInstructions.Width / 8;

    private void Step(int step, ScalarStep s, int ahead)
    {
        switch (s.Op)
        {
            case ScalarOp.Input:
                Load(step, s, ahead);
                return;
            case ScalarOp.Index:
                LocalBuilder[] index = locals.Define(step, DType.Int32);
                for (int p = 0; p < index.Length; p++)
                {
                    pushIndex(s.A);
                    il.Emit(OpCodes.Conv_I4);
                    il.Emit(OpCodes.Ldc_I4, ahead + p * VectorInstructions.Lanes);
                    il.Emit(OpCodes.Add);
                    il.Emit(OpCodes.Call, Op("Create", DType.Int32, 1));
                    il.Emit(OpCodes.Ldloc, lanes!);
                    il.Emit(OpCodes.Call, Op("Add", DType.Int32, 2));
                    il.Emit(OpCodes.Stloc, index[p]);
                }

                return;
            case ScalarOp.Select:
                Select(step, s);
                return;
            case ScalarOp.Convert:
                new VectorConversion(il, f, locals).Emit(step, s);
                return;
            default:
                new VectorArithmetic(il, f, locals).Emit(step, s);
                return;
        }
    }

    private void Load(int step, ScalarStep s, int ahead)
    {
        LocalBuilder[] parts = locals.Define(step, s.DType);
        if (memory is not null)
        {
            memory.Load(s, parts);
            return;
        }

        DType type = f.Inputs[s.A];
        int stride = StridedLoads.Of(strides, s.A);
        for (int p = 0; p < parts.Length; p++)
        {
            MapKernel.ElementAddress(il, addresses[s.A], position, stride * type.Size, stride * (ahead * type.Size + p * type.Components * BytesOfPart(type)));
            if (stride == 1) VectorMemory.Load(il, type, s.B);
            else StridedLoads.Emit(il, type, s.B, stride);
            il.Emit(OpCodes.Stloc, parts[p]);
        }
    }

    private void Select(int step, ScalarStep s)
    {
        if (s.DType == DType.Bool)
        {
            // Bools in the width that the condition has at hand.
            int width = locals.MaskWidth(s.A);
            LocalBuilder[] mask = locals.Mask(s.A, width), whenTrue = locals.Mask(s.B, width), whenFalse = locals.Mask(s.C, width), chosen = locals.DefineMask(step, width);
            for (int p = 0; p < chosen.Length; p++) Choose(mask[p], whenTrue[p], whenFalse[p], chosen[p], width == 4 ? DType.Int32 : DType.Int64, width);
            return;
        }

        LocalBuilder[] condition = locals.Mask(s.A, s.DType.Size), yes = locals.Parts(s.B), no = locals.Parts(s.C), result = locals.Define(step, s.DType);
        for (int p = 0; p < result.Length; p++) Choose(condition[p], yes[p], no[p], result[p], s.DType, s.DType.Size);
    }

    /// <summary>The first of the steps that are written with a block. Steps in memory may be read by others, so that they are computed where they stand.</summary>
    private int FirstOf(RareBlock block) => memory is null ? block.Condition : block.Start;

    /// <summary>The selects of a block take their usual operand; then, if the condition holds in some lane, the block is computed and chosen from.</summary>
    private void Rare(RareBlock block, int ahead)
    {
        int condition = f.Steps[block.Selects].A, first = FirstOf(block);
        for (int i = block.Selects; i < block.End; i++)
        {
            LocalBuilder[] usual = locals.Parts(f.Steps[i].C), result = locals.Define(i, f.Steps[i].DType);
            for (int p = 0; p < result.Length; p++)
            {
                il.Emit(OpCodes.Ldloc, usual[p]);
                il.Emit(OpCodes.Stloc, result[p]);
            }
        }

        Label skip = il.DefineLabel();
        bool isExpression = first < block.Start;
        DType lane = PushPart(condition, isExpression, 0);
        for (int p = 1; p < vectors * lane.Size / 4; p++)
        {
            PushPart(condition, isExpression, p);
            il.Emit(OpCodes.Call, Op("BitwiseOr", lane, 2));
        }

        il.Emit(OpCodes.Call, VectorInstructions.Zero(VectorInstructions.Element(lane)));
        il.Emit(OpCodes.Call, Op("EqualsAll", lane, 2));
        il.Emit(OpCodes.Brtrue, skip);
        if (left.Contains(block))
        {
            left.EmitLeaving(lane, part => PushPart(condition, isExpression, part), RoundElements, position, end);
            il.MarkLabel(skip);
            for (int i = first; i < block.End; i++) locals.EndOfStep(i);
            return;
        }

        locals.BeginBlock(first);
        for (int i = first; i < block.Selects; i++)
        {
            Step(i, f.Steps[i], ahead);
            locals.EndOfStep(i);
        }

        for (int i = block.Selects; i < block.End; i++)
        {
            ScalarStep s = f.Steps[i];
            LocalBuilder[] chosen = locals.Mask(condition, s.DType.Size), result = locals.Parts(i);
            for (int p = 0; p < result.Length; p++) Choose(chosen[p], locals.Parts(s.B)[p], result[p], result[p], s.DType, s.DType.Size);
        }

        locals.EndBlock();
        il.MarkLabel(skip);
        for (int i = block.Selects; i < block.End; i++) locals.EndOfStep(i);
    }

    /// <summary>Pushes the lanes of a register in which a condition holds, which is computed or, if it is an expression, is so now; the type of these lanes.</summary>
    private DType PushPart(int condition, bool isExpression, int part)
    {
        if (isExpression) return new VectorArithmetic(il, f, locals).PushCondition(condition, part);
        int width = locals.MaskWidth(condition);
        il.Emit(OpCodes.Ldloc, locals.Mask(condition, width)[part]);
        return width == 4 ? DType.Int32 : DType.Int64;
    }

    private void Choose(LocalBuilder mask, LocalBuilder yes, LocalBuilder no, LocalBuilder result, DType type, int width)
    {
        MethodInfo? blend = VectorInstructions.Blend(type, onlyChooses);
        if (blend is not null)
        {
            il.Emit(OpCodes.Ldloc, no);
            il.Emit(OpCodes.Ldloc, yes);
        }

        il.Emit(OpCodes.Ldloc, mask);
        VectorInstructions.As(il, width == 4 ? DType.Int32 : DType.Int64, type);
        if (blend is null)
        {
            il.Emit(OpCodes.Ldloc, yes);
            il.Emit(OpCodes.Ldloc, no);
        }

        il.Emit(OpCodes.Call, blend ?? Op("ConditionalSelect", type, 3));
        il.Emit(OpCodes.Stloc, result);
    }
}
