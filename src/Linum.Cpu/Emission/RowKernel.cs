using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What a kernel knows of how its rows end.</summary>
internal enum RowEnd
{
    /// <summary>Anywhere: in what lies behind the last whole unit of elements, the lanes behind the end are left out.</summary>
    Masked,
    /// <summary>With a whole unit.</summary>
    Whole,
    /// <summary>Anywhere, but no row is shorter than a unit, and nothing is written over what is read: the row's last unit is computed as a whole, some of its elements once more.</summary>
    Again,
}

/// <summary>Emits kernels over rows: per row the phases of <see cref="ScheduleRows"/>, each a loop over vectors.</summary>
internal sealed class RowKernel
{
    /// <summary>Bytes of a value per row: a vector may be written there.</summary>
    public const int ValueBytes = 128;

    /// <summary>All orders of combination are in terms of this many elements, whatever the width of registers.</summary>
    public const int Unit = 16;

    /// <summary>A body of so few operations has a loop without masks besides the one that looks where the row ends.</summary>
    private const int DoubledOperations = 64;

    /// <summary>A body of so few operations is unrolled four times where it reduces: one chain of additions would be slower than the rest.</summary>
    private const int LightOperations = 16;

    private const int Capacity = 4096;

    private static readonly KernelCache<RowKernelKey, RowLoop> Cache = new(LoopOf, Capacity);

    private readonly ILGenerator il;
    private readonly RowBody body;
    private readonly RowPlan plan;
    private readonly LocalBuilder[] addresses;
    private readonly LocalBuilder position;
    private readonly LocalBuilder length;
    private readonly LocalBuilder row;
    private readonly RowPlaces places;
    private readonly RowAsking asking;
    private readonly int arrays;
    private readonly int axes;
    private readonly RowEnd end;
    private readonly bool streams;
    private readonly ValueList<int> strides;
    private readonly int units;

    private RowKernel(ILGenerator il, RowKernelKey key, RowPlan plan)
    {
        (this.il, body, this.plan, axes, end, streams, strides, units) = (il, key.Body, plan, key.Axes, key.End, key.Streams, key.Strides, key.Units);
        places = new(body.Inputs.Count, body.Outputs.Count, plan.Scratch.Count);
        asking = new(plan, streams, strides);
        arrays = places.Values;
        addresses = KernelFactory.LoadAddresses(il, plan.Overlap is null ? places.Count : 2 * places.Count);
        position = il.DeclareLocal(typeof(nint));
        length = il.DeclareLocal(typeof(nint));
        row = il.DeclareLocal(typeof(nint));
    }

    /// <summary>How rows of a length end.</summary>
    /// <param name="length">The elements of each row.</param>
    /// <param name="isApart">Whether nothing is written over what is read.</param>
    public static RowEnd EndOf(long length, bool isApart) => length % Unit == 0 ? RowEnd.Whole : isApart && length > Unit ? RowEnd.Again : RowEnd.Masked;

    /// <summary>The kernel for a body; equal ones share one.</summary>
    /// <param name="body">What is computed; its positions are those of a <see cref="RowSpace"/>.</param>
    /// <param name="axes">How many axes over rows that space has.</param>
    /// <param name="end">How all rows that it will be given end, see <see cref="EndOf"/>.</param>
    /// <param name="streams">Whether results for each element go past the caches; see <see cref="Bulk.StreamsAll"/>.</param>
    /// <param name="staged">Whether rows are short enough that long bodies are computed in stages, see <see cref="CutPhases"/>.</param>
    /// <param name="strides">How far operands go on from one element of a row to the next (<see cref="StridedLoads.Listed"/>).</param>
    /// <param name="units">See <see cref="ColumnRegisters.UnitsOf"/>.</param>
    public static RowLoop Get(RowBody body, int axes, RowEnd end = RowEnd.Masked, bool streams = false, bool staged = false, ValueList<int> strides = default, int units = 0) => Cache.Get(new(body, axes, end, streams, staged, strides, units));

    /// <summary>Whether the loop of a body, legalized, is unrolled four times where it reduces.</summary>
    public static bool IsLight(ScalarFunction legal) => legal.OperationCount <= LightOperations;

    /// <summary>How many partial results what a phase combines over a row has: as many as a round of its loop has elements.</summary>
    public static int PartialsOf(RowPhase phase) => RoundOf(IsLight(StepLegalizer.Run(phase.Body)), phase.Reduces);

    private static int RoundOf(bool isLight, bool reduces) => isLight && reduces ? 4 * Unit : Unit;

    private static RowLoop LoopOf(RowKernelKey key)
    {
        RowPlan whole = PassLog.After("schedule rows", ScheduleRows.Run(key.Body), key.Body), plan = whole;
        if (key.Staged) plan = PassLog.After("cut phases", CutPhases.Run(plan), key.Body);
        plan = PassLog.After("overlap phases", OverlapPhases.Run(plan), key.Body);
        return new(key, whole, plan);
    }

    /// <summary>Emits the kernel for a plan.</summary>
    public static Kernel Emit(RowKernelKey key, RowPlan plan) => KernelFactory.Create("rows", key.Fingerprint, il => new RowKernel(il, key, plan).EmitRows());

    private void EmitRows()
    {
        PushExtra(0);
        il.Emit(OpCodes.Stloc, length);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stloc, row);
        if (units > 0 && plan.Phases[^1].IsLoop && plan.Phases.ToArray().Count(p => p.IsLoop) == 1) EmitInRegisters();
        else if (plan.IsInBlocks) new RowBlocks(il, plan, addresses, row, length, PushExtra, places, AtOnce, asking).Emit(EmitPhase);
        else EmittedLoop.Emit(il, row, EmitRow);
        if (streams) il.Emit(OpCodes.Call, Bulk.Barrier);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>The entry of the last argument that holds how many rows a block has.</summary>
    private int AtOnce => 1 + arrays + axes;

    /// <summary>The one that holds which element of its row the first one is.</summary>
    private int FirstElement => AtOnce + 1;

    private void EmitPhase(RowPhase phase)
    {
        KernelFactory.Note(il, () => phase.ToString() + asking.Describe(phase));
        if (phase.IsLoop) EmitLoop(phase);
        else EmitSection(phase);
    }

    private void EmitRow()
    {
        foreach (RowPhase phase in plan.Phases) EmitPhase(phase);
        NextRow();
    }

    /// <summary>Rows that are only combined with each other: one pass, behind what is computed on values per row.</summary>
    private void EmitInRegisters()
    {
        RowPhase phase = plan.Phases[^1];
        KernelFactory.Note(il, () => phase + ", results in registers");
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, position);
        VectorEmitter emitter = EmitterOf(phase, StepLegalizer.Run(phase.Body), Unit / VectorInstructions.Lanes);
        ColumnRegisters.Emit(il, row, units * Unit, emitter, new(il, phase, emitter, AddressOf, position, length, streams), before: () =>
        {
            for (int p = 0; p < plan.Phases.Count - 1; p++) EmitPhase(plan.Phases[p]);
        }, NextRow);
    }

    private void NextRow()
    {
        for (int i = 0; i < arrays; i++)
        {
            il.Emit(OpCodes.Ldloc, addresses[i]);
            PushExtra(1 + i);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, addresses[i]);
        }
    }

    /// <summary>Asks for what the row as far into the next block has at these elements, and for where this row's results will be.</summary>
    private void Ask(RowPhase phase, int first, int elements)
    {
        foreach (int input in asking.ForNextRow(phase)) Lines(input, body.Inputs[input].Size, nextBlock: true);
        foreach (int result in asking.ForResults(phase)) Lines(places.Result(result), body.Outputs[result].DType.Size, nextBlock: false);

        void Lines(int array, int size, bool nextBlock)
        {
            for (int e = first; e < first + elements; e++)
            {
                if (e * size % Prefetch.Line != 0) continue;
                MapKernel.ElementAddress(il, addresses[array], position, size, e * size);
                if (nextBlock)
                {
                    PushExtra(1 + array);
                    PushExtra(AtOnce);
                    il.Emit(OpCodes.Mul);
                    il.Emit(OpCodes.Add);
                }

                il.Emit(OpCodes.Call, typeof(Sse).GetMethod(nameof(Sse.Prefetch0))!);
            }
        }
    }

    private void PushExtra(int number)
    {
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Ldc_I4, number * sizeof(long));
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldind_I);
    }

    private void PushIndex(int axis)
    {
        if (axis == RowSpace.RowAxis)
        {
            il.Emit(OpCodes.Ldloc, position);
            PushExtra(FirstElement);
            il.Emit(OpCodes.Add);
            return;
        }

        PushExtra(1 + arrays + axis);
        if (axis != axes - 1) return;
        il.Emit(OpCodes.Ldloc, row);
        il.Emit(OpCodes.Add);
    }

    private VectorEmitter EmitterOf(RowPhase phase, ScalarFunction legal, int vectors)
    {
        var from = new LocalBuilder[phase.Sources.Count];
        var scalars = new bool[from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            RowSource source = phase.Sources[i];
            scalars[i] = source.IsRow;
            from[i] = source.Kind == RowSourceKind.Value ? ValueAddress(places.Of(source), source.Number) : addresses[places.Of(source)];
        }

        ValueList<int> walked = strides.Count == 0 ? strides : [.. phase.Sources.ToArray().Select(s => s.Kind == RowSourceKind.Operand ? StridedLoads.Of(strides, s.Number) : 1)];
        return new(il, legal, scalars, RowSpace.RowAxis, from, position, PushIndex, vectors, hoistsOperations: true, walked);
    }

    private LocalBuilder ValueAddress(int place, int value)
    {
        LocalBuilder address = il.DeclareLocal(typeof(nint));
        PushValue(place, value);
        il.Emit(OpCodes.Stloc, address);
        return address;
    }

    private void PushValue(int value) => PushValue(places.Values, value);

    private void PushValue(int place, int value)
    {
        il.Emit(OpCodes.Ldloc, addresses[place]);
        il.Emit(OpCodes.Ldc_I4, value * ValueBytes);
        il.Emit(OpCodes.Add);
    }

    /// <summary>A computation on values per row: one round in which all lanes are equal.</summary>
    private void EmitSection(RowPhase phase)
    {
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, position);
        ScalarFunction legal = StepLegalizer.Run(phase.Body);
        VectorEmitter emitter = EmitterOf(phase, legal, 1);
        emitter.EmitHoisted();
        emitter.EmitRound(0);
        for (int o = 0; o < phase.Sinks.Count; o++) emitter.Store(o, ValueAddress(places.Values, phase.Sinks[o].Number));
        foreach ((int value, int result) in phase.Copies)
        {
            il.Emit(OpCodes.Ldloc, addresses[places.Result(result)]);
            PushValue(value);
            il.Emit(OpCodes.Ldc_I4, body.Outputs[result].DType.Size);
            il.Emit(OpCodes.Unaligned, (byte)1);
            il.Emit(OpCodes.Cpblk);
        }
    }

    private void EmitLoop(RowPhase phase)
    {
        ScalarFunction legal = StepLegalizer.Run(phase.Body);
        bool isLight = IsLight(legal);
        // The vectors of a unit side by side hide the latency of long bodies.
        VectorEmitter emitter = EmitterOf(phase, legal, isLight ? 1 : Unit / VectorInstructions.Lanes);
        emitter.EmitHoisted();
        Label exact = il.DefineLabel(), end = il.DefineLabel();
        if (isLight && QuickExtremes.Suits(phase))
        {
            EmitPass(phase, emitter, legal.OperationCount, new(il, phase, emitter, AddressOf, position, length, streams, new(il)), exact);
            il.Emit(OpCodes.Br, end);
            il.MarkLabel(exact);
        }

        EmitPass(phase, emitter, legal.OperationCount, new(il, phase, emitter, AddressOf, position, length, streams), exact);
        il.MarkLabel(end);
    }

    private LocalBuilder AddressOf(RowSink sink) => addresses[places.Of(sink)];

    private void EmitPass(RowPhase phase, VectorEmitter emitter, int operations, RowSinks sinks, Label exact)
    {
        int elements = RoundOf(operations <= LightOperations, phase.Reduces);
        sinks.Start(elements);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, position);
        bool again = end == RowEnd.Again && !sinks.Combines, whole = end == RowEnd.Whole || again;
        if (whole || operations <= DoubledOperations) EmitRounds(emitter, sinks, elements, whole: true, again, phase);
        // Then what does not fill a round.
        if (!whole || elements > Unit) EmitRounds(emitter, sinks, Unit, whole);
        sinks.Finish(PushValue, exact);
    }

    private void EmitRounds(VectorEmitter emitter, RowSinks sinks, int elements, bool whole, bool again = false, RowPhase? asks = null) => EmittedLoop.Frame(il, turn: () =>
    {
        for (int ahead = 0; ahead < elements; ahead += emitter.RoundElements)
        {
            emitter.EmitRound(ahead);
            sinks.Emit(ahead, whole);
            if (asks is not null) Ask(asks, ahead, emitter.RoundElements);
        }

        EmittedLoop.Advance(il, position, elements);
    }, test: next =>
    {
        il.Emit(OpCodes.Ldloc, position);
        if (whole)
        {
            il.Emit(OpCodes.Ldc_I4, elements);
            il.Emit(OpCodes.Add);
        }

        il.Emit(OpCodes.Ldloc, length);
        il.Emit(whole ? OpCodes.Ble : OpCodes.Blt, next);
        if (again) EmitLastUnit(next);
    });

    /// <summary>Another turn from so far back that it ends with the row, if the last one did not.</summary>
    private void EmitLastUnit(Label next)
    {
        Label end = il.DefineLabel();
        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Ldloc, length);
        il.Emit(OpCodes.Bge, end);
        il.Emit(OpCodes.Ldloc, length);
        il.Emit(OpCodes.Ldc_I4, Unit);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, position);
        il.Emit(OpCodes.Br, next);
        il.MarkLabel(end);
    }
}
