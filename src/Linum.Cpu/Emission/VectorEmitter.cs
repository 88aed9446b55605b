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
    private readonly ValueList<bool> scalars;
    private readonly int lastAxis;
    private readonly LocalBuilder[] addresses;
    private readonly LocalBuilder position;
    private readonly Action<int> pushIndex;
    private readonly VectorLocals locals;
    private readonly List<RareBlock> rare;
    private readonly HashSet<int> kept;
    private readonly int vectors;
    private readonly IStepMemory? memory;
    private readonly int apart;
    private LocalBuilder? lanes;

    /// <param name="il">Where to write.</param>
    /// <param name="body">What to compute, legalized.</param>
    /// <param name="scalars">Which inputs are one value for all elements.</param>
    /// <param name="lastAxis">The axis along which elements run.</param>
    /// <param name="addresses">The addresses of inputs, and of outputs that <see cref="EmitLoop"/> stores.</param>
    /// <param name="position">The number of the first element of the round.</param>
    /// <param name="pushIndex">Pushes the position along an axis: of the element at <paramref name="position"/> if it is the last one.</param>
    /// <param name="vectors">How many vectors a round computes side by side.</param>
    /// <param name="apart">For arrays that have one address: how many bytes each lies behind the one before.</param>
    public VectorEmitter(ILGenerator il, ScalarFunction body, ValueList<bool> scalars, int lastAxis, LocalBuilder[] addresses, LocalBuilder position, Action<int> pushIndex, int vectors, int apart = 0)
    {
        (this.il, this.scalars, this.lastAxis, this.addresses, this.position, this.pushIndex, this.vectors, this.apart) = (il, scalars, lastAxis, addresses, position, pushIndex, vectors, apart);
        (f, rare) = RareBlocks.Run(body, IsHoisted);
        locals = new(il, f, IsHoisted, vectors);
        kept = KeptConstants.Of(f, rare);
    }

    /// <param name="il">Where to write.</param>
    /// <param name="body">What to compute, legalized, its rare blocks in their places.</param>
    /// <param name="rare">The rare blocks.</param>
    /// <param name="memory">Where inputs are read, and what becomes of values.</param>
    /// <param name="vectors">How many vectors a round computes side by side.</param>
    public VectorEmitter(ILGenerator il, ScalarFunction body, List<RareBlock> rare, IStepMemory memory, int vectors)
    {
        (this.il, f, this.rare, this.memory, this.vectors, scalars, lastAxis, addresses) = (il, body, rare, memory, vectors, [], -1, []);
        (position, pushIndex) = (il.DeclareLocal(typeof(nint)), _ => { });
        locals = new(il, f, IsHoisted, vectors);
        kept = KeptConstants.Of(f, rare);
    }

    /// <summary>The elements of a round.</summary>
    public int RoundElements => vectors * VectorInstructions.Lanes;

    private bool IsHoisted(int step) => IsHoisted(f.Steps[step]);

    private bool IsHoisted(ScalarStep s) => memory is null ? IsHoisted(scalars, lastAxis, s) : s.Op == ScalarOp.Constant;

    /// <summary>Whether a step has one value for all elements of the loop.</summary>
    public static bool IsHoisted(ValueList<bool> scalars, int lastAxis, ScalarStep s) => s.Op == ScalarOp.Constant || (s.Op == ScalarOp.Input && scalars[s.A]) || (s.Op == ScalarOp.Index && s.A != lastAxis);

    private static MethodInfo Op(string name, DType type, int parameters) => VectorInstructions.Get(name, VectorInstructions.Element(type), parameters);

    /// <summary>Writes the loop from the first element, in the position, to the end in the kernel's argument: as long as the last of the round's vectors has an element before the end.</summary>
    public void EmitLoop()
    {
        EmitHoisted();
        Label test = il.DefineLabel(), body = il.DefineLabel();
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(body);
        EmitRound(0);
        for (int o = 0; o < f.Outputs.Count; o++)
            if (apart == 0 || IsHoisted(f.Results[o])) Store(o, addresses[f.Inputs.Count + o]);
        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Ldc_I4, RoundElements);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, position);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, position);
        if (vectors > 1)
        {
            il.Emit(OpCodes.Ldc_I4, (vectors - 1) * VectorInstructions.Lanes);
            il.Emit(OpCodes.Add);
        }

        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Blt, body);
    }

    /// <summary>What is the same in every round.</summary>
    public void EmitHoisted()
    {
        for (int i = 0; i < f.Steps.Count; i++)
        {
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
            if (block < rare.Count && rare[block].Start == i)
            {
                Rare(rare[block++], ahead);
                for (; i < rare[block - 1].End; i++) memory?.After(i);
                i--;
                continue;
            }

            Step(i, f.Steps[i], ahead);
            // Arrays of one block do not overlap: results leave the registers as soon as they are there.
            for (int o = 0; o < f.Outputs.Count && apart > 0; o++)
                if (f.Results[o] == i) Store(o, addresses[f.Inputs.Count + o]);
            locals.EndOfStep(i);
            memory?.After(i);
        }
    }

    /// <summary>The registers of an output after a round, in the order of elements; of bools, the masks.</summary>
    public LocalBuilder[] Output(int output) => Registers(f.Results[output]);

    /// <summary>The registers of a result's step.</summary>
    public LocalBuilder[] Registers(int step) => f.Steps[step].DType == DType.Bool ? locals.Mask(step, 4) : locals.Parts(step);

    /// <summary>One value in all lanes, before the loop.</summary>
    private void Hoist(int step)
    {
        ScalarStep s = f.Steps[step];
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
            ScalarEmitter.Load(il, s.DType);
            if (s.DType == DType.Bool) il.Emit(OpCodes.Neg);
        }

        il.Emit(OpCodes.Call, Op("Create", s.DType, 1));
        il.Emit(OpCodes.Stloc, parts[0]);
        for (int p = 1; p < parts.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, parts[0]);
            il.Emit(OpCodes.Stloc, parts[p]);
        }
    }

    /// <summary>Stores an output of a round at the position.</summary>
    public void Store(int output, LocalBuilder address)
    {
        DType type = f.Outputs[output];
        LocalBuilder[] parts = Output(output);
        for (int p = 0; p < parts.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, parts[p]);
            MapKernel.ElementAddress(il, address, position, type.Size, p * BytesOfPart(type) + (f.Inputs.Count + output) * apart);
            il.Emit(OpCodes.Call, type == DType.Bool ? VectorInstructions.StoreBools : Op("Store", type, 2));
        }
    }

    /// <summary>Bytes in memory of what a register holds.</summary>
    public static int BytesOfPart(DType type) => type == DType.Bool ? VectorInstructions.Lanes : VectorInstructions.Width / 8;

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
            case ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual when f.Steps[s.A].DType != DType.Bool:
                Compare(step, s);
                return;
        }

        DType type = f.Steps[s.A].DType;
        if (type == DType.Bool)
        {
            Logical(step, s);
            return;
        }

        LocalBuilder[] result = locals.Define(step, s.DType);
        if (VectorExtremes.TryEmit(il, s, locals, result)) return;

        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, locals.Parts(s.A)[p]);
            if (s.Op is ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical or ScalarOp.ShiftRightArithmetic) il.Emit(OpCodes.Ldc_I4, (int)f.Steps[s.B].Bits);
            else if (s.B >= 0) il.Emit(OpCodes.Ldloc, locals.Parts(s.B)[p]);
            if (s.C >= 0) il.Emit(OpCodes.Ldloc, locals.Parts(s.C)[p]);
            VectorArithmetic.Emit(il, s, type);
            il.Emit(OpCodes.Stloc, result[p]);
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

        for (int p = 0; p < parts.Length; p++)
        {
            MapKernel.ElementAddress(il, addresses[s.A], position, s.DType.Size, ahead * s.DType.Size + p * BytesOfPart(s.DType) + s.A * apart);
            il.Emit(OpCodes.Call, s.DType == DType.Bool ? VectorInstructions.LoadBools : Op("Load", s.DType, 1));
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

    /// <summary>The selects of a block take their usual operand; then, if the condition holds in some lane, the block is computed and chosen from.</summary>
    private void Rare(RareBlock block, int ahead)
    {
        int condition = f.Steps[block.Selects].A, width = locals.MaskWidth(condition);
        DType lane = width == 4 ? DType.Int32 : DType.Int64;
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
        LocalBuilder[] mask = locals.Mask(condition, width);
        il.Emit(OpCodes.Ldloc, mask[0]);
        for (int p = 1; p < mask.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, mask[p]);
            il.Emit(OpCodes.Call, Op("BitwiseOr", lane, 2));
        }

        il.Emit(OpCodes.Call, VectorInstructions.Zero(VectorInstructions.Element(lane)));
        il.Emit(OpCodes.Call, Op("EqualsAll", lane, 2));
        il.Emit(OpCodes.Brtrue, skip);
        locals.BeginBlock(block.Start);
        for (int i = block.Start; i < block.Selects; i++)
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

    private void Choose(LocalBuilder mask, LocalBuilder yes, LocalBuilder no, LocalBuilder result, DType type, int width)
    {
        MethodInfo? blend = VectorInstructions.Blend(type);
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

    private void Compare(int step, ScalarStep s)
    {
        DType type = f.Steps[s.A].DType, lane = type.Size == 4 ? DType.Int32 : DType.Int64;
        LocalBuilder[] result = locals.DefineMask(step, type.Size);
        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, locals.Parts(s.A)[p]);
            il.Emit(OpCodes.Ldloc, locals.Parts(s.B)[p]);
            il.Emit(OpCodes.Call, Op(s.Op switch { ScalarOp.Less => "LessThan", ScalarOp.LessOrEqual => "LessThanOrEqual", _ => "Equals" }, type, 2));
            VectorInstructions.As(il, type, lane);
            if (s.Op == ScalarOp.NotEqual) il.Emit(OpCodes.Call, Op("OnesComplement", lane, 1));
            il.Emit(OpCodes.Stloc, result[p]);
        }
    }

    private void Logical(int step, ScalarStep s)
    {
        int width = locals.MaskWidth(s.A);
        DType lane = width == 4 ? DType.Int32 : DType.Int64;
        LocalBuilder[] a = locals.Mask(s.A, width), b = s.B >= 0 ? locals.Mask(s.B, width) : a, result = locals.DefineMask(step, width);
        for (int p = 0; p < result.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, a[p]);
            if (s.B >= 0) il.Emit(OpCodes.Ldloc, b[p]);
            switch (s.Op)
            {
                case ScalarOp.And or ScalarOp.Multiply or ScalarOp.Min: il.Emit(OpCodes.Call, Op("BitwiseAnd", lane, 2)); break;
                case ScalarOp.Or or ScalarOp.Add or ScalarOp.Max: il.Emit(OpCodes.Call, Op("BitwiseOr", lane, 2)); break;
                case ScalarOp.Xor or ScalarOp.NotEqual: il.Emit(OpCodes.Call, Op("Xor", lane, 2)); break;
                case ScalarOp.Equal:
                    il.Emit(OpCodes.Call, Op("Xor", lane, 2));
                    il.Emit(OpCodes.Call, Op("OnesComplement", lane, 1));
                    break;
                default: il.Emit(OpCodes.Call, Op("OnesComplement", lane, 1)); break;
            }

            il.Emit(OpCodes.Stloc, result[p]);
        }
    }
}
