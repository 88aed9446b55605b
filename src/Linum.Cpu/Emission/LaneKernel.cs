using System.Reflection;
using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>An emitted loop over lanes.</summary>
/// <param name="Run">Buffers: constants, initial carry, results, which may be the initial carry; begin and end count blocks; the fourth argument is the number of lanes, at least those of a block.</param>
/// <param name="BlockLanes">The lanes of a block.</param>
internal sealed record LaneLoop(Kernel Run, int BlockLanes);

/// <summary>
/// Emits a loop whose lanes know nothing of each other: some vectors of lanes stay in registers until all of them are done, then come the next.
/// </summary>
internal sealed class LaneKernel : IStepMemory
{
    /// <summary>Side by side, because the operations of a lane wait for each other.</summary>
    private const int MostVectors = 4;

    /// <summary>
    /// So many registers of carry: those of several parts do not wait for each other. A turn of 200 operations, in ps per operation and lane for 1, 2 and 4 vectors: a carry of 2 parts 26, 13, 6; of 16 parts
    /// 11, 16, 34; of 64 parts 66, 32, 198 (1024 lanes, 512 bits, two threads, minima of one turn on a busy machine, 2026-11-27).
    /// </summary>
    private const int MostCarried = 16;

    /// <summary>
    /// So many vector operations of a turn at most: above, the JIT compiler gives up optimizing (architecture 13.4). In ps for each: four vectors of 400 operations 5, of 800 253 (2 parts); two of 800 36, of
    /// 1200 150 (64 parts); one of 1600 27, of 2400 459 (64 parts; as above).
    /// </summary>
    public const int MostOperations = 1600;

    private readonly ILGenerator il;
    private readonly ScalarFunction turn;
    private readonly ValueList<bool> isRow;
    private readonly LocalBuilder[] addresses;
    private readonly LocalBuilder[][] values;
    private readonly LocalBuilder position;
    private readonly LocalBuilder start;
    private readonly VectorEmitter emitter;
    private readonly int vectors;

    private LaneKernel(ILGenerator il, ScalarFunction turn, ValueList<bool> isRow, int vectors)
    {
        (this.il, this.isRow, this.vectors) = (il, isRow, vectors);
        (this.turn, List<RareBlock> rare) = RareBlocks.Run(turn, s => turn.Steps[s].Op is ScalarOp.Input or ScalarOp.Constant);
        addresses = KernelFactory.LoadAddresses(il, turn.Inputs.Count + turn.Outputs.Count - 1);
        (position, start) = (il.DeclareLocal(typeof(nint)), il.DeclareLocal(typeof(nint)));
        values = new LocalBuilder[turn.Inputs.Count][];
        for (int i = 0; i < values.Length; i++)
        {
            DType type = turn.Inputs[i];
            Type register = VectorInstructions.Of(VectorInstructions.Element(type));
            values[i] = [.. Enumerable.Range(0, isRow[i] ? 1 : vectors * Registers(type)).Select(_ => il.DeclareLocal(register))];
        }

        emitter = new(il, this.turn, rare, this, vectors);
    }

    /// <summary>The loop of a plan; null if lanes do not fill a vector, or its values are not lanes of a register.</summary>
    public static LaneLoop? Get(LanePlan plan)
    {
        if (plan.Lanes < VectorInstructions.Lanes || !VectorSupport.CoversLanes(plan.Turn)) return null;
        ScalarFunction turn = StepLegalizer.Run(plan.Turn);
        int vectors = MostVectors, carried = turn.Outputs.ToArray()[..^1].Sum(Registers), operations = Operations(turn);
        while (vectors > 1 && (vectors * VectorInstructions.Lanes > plan.Lanes || vectors * operations > MostOperations || vectors * carried > MostCarried)) vectors /= 2;
        return new(KernelFactory.Create("lanes", Fingerprint.Of(vectors).With(plan.Body.IsRow).With(turn), il => new LaneKernel(il, turn, plan.Body.IsRow, vectors).Emit()), vectors * VectorInstructions.Lanes);
    }

    /// <summary>How many operations of a turn there are for a vector of lanes.</summary>
    /// <param name="turn">What is computed, legalized.</param>
    public static int Operations(ScalarFunction turn)
    {
        int count = 0;
        foreach (ScalarStep step in turn.Steps)
            if (step.Op is not (ScalarOp.Input or ScalarOp.Constant)) count += Registers(step.DType);
        return count;
    }

    private static int Registers(DType type) => Math.Max(1, type.Size / 4);

    private int BlockLanes => vectors * VectorInstructions.Lanes;

    private int Carried => turn.Outputs.Count - 1;

    private static MethodInfo Op(string name, DType type, int parameters) => VectorInstructions.Get(name, VectorInstructions.Element(type), parameters);

    private void Emit()
    {
        for (int i = 0; i < values.Length; i++)
            if (isRow[i]) Spread(i);
        emitter.EmitHoisted();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stloc, position);
        EmittedLoop.Emit(il, position, Block);
        il.Emit(OpCodes.Ret);
    }

    private void Block()
    {
        // The last block begins where it has all its lanes; those that it shares with the one before are done.
        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Ldc_I4, BlockLanes);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Ldc_I4, BlockLanes);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Call, typeof(Math).GetMethod(nameof(Math.Min), [typeof(nint), typeof(nint)])!);
        il.Emit(OpCodes.Stloc, start);
        for (int i = 0; i < values.Length; i++)
            if (!isRow[i]) Read(i);
        Label again = il.DefineLabel();
        il.MarkLabel(again);
        emitter.EmitRound(0);
        Carry();
        Any();
        il.Emit(OpCodes.Brtrue, again);
        for (int c = 0; c < Carried; c++) Write(c);
    }

    private void Spread(int input)
    {
        DType type = turn.Inputs[input];
        il.Emit(OpCodes.Ldloc, addresses[input]);
        ScalarEmitter.Load(il, type);
        if (type == DType.Bool) il.Emit(OpCodes.Neg);
        il.Emit(OpCodes.Call, Op("Create", type, 1));
        il.Emit(OpCodes.Stloc, values[input][0]);
    }

    private void Read(int input)
    {
        DType type = turn.Inputs[input];
        for (int p = 0; p < values[input].Length; p++)
        {
            MapKernel.ElementAddress(il, addresses[input], start, type.Size, p * VectorEmitter.BytesOfPart(type));
            VectorMemory.Load(il, type);
            il.Emit(OpCodes.Stloc, values[input][p]);
        }
    }

    private void Write(int carried)
    {
        DType type = turn.Outputs[carried];
        LocalBuilder[] registers = values[^(Carried - carried)];
        for (int p = 0; p < registers.Length; p++)
        {
            MapKernel.ElementAddress(il, addresses[turn.Inputs.Count + carried], start, type.Size, p * VectorEmitter.BytesOfPart(type));
            il.Emit(OpCodes.Ldloc, registers[p]);
            VectorMemory.Store(il, type);
        }
    }

    /// <summary>The results become the carry, all at once: one may be the carry of another before.</summary>
    private void Carry()
    {
        LocalBuilder[] from = [.. Enumerable.Range(0, Carried).SelectMany(c => emitter.Registers(turn.Results[c]))], to = [.. values[^Carried..].SelectMany(v => v)];
        foreach (LocalBuilder register in from) il.Emit(OpCodes.Ldloc, register);
        for (int i = to.Length - 1; i >= 0; i--) il.Emit(OpCodes.Stloc, to[i]);
    }

    /// <summary>Pushes whether some lane goes on.</summary>
    private void Any()
    {
        LocalBuilder[] masks = emitter.Registers(turn.Results[Carried]);
        il.Emit(OpCodes.Ldloc, masks[0]);
        for (int p = 1; p < masks.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, masks[p]);
            il.Emit(OpCodes.Call, Op("BitwiseOr", DType.Int32, 2));
        }

        il.Emit(OpCodes.Call, VectorInstructions.Zero(typeof(int)));
        il.Emit(OpCodes.Call, Op("EqualsAll", DType.Int32, 2));
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ceq);
    }

    public void Load(ScalarStep input, LocalBuilder[] registers)
    {
        for (int p = 0; p < registers.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, values[input.A][isRow[input.A] ? 0 : p]);
            il.Emit(OpCodes.Stloc, registers[p]);
        }
    }

    public void After(int step)
    {
    }
}
