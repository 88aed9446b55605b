using System.Reflection;
using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Emits a <see cref="PackedLoop"/>. Buffers are those of <see cref="ScalarLoop"/>; the fourth argument is the loop's memory.</summary>
internal sealed class PackedLoopEmitter : IStepMemory
{
    private readonly ILGenerator il;
    private readonly PackedLoop packed;
    private readonly ScalarLoop loop;
    private readonly LocalBuilder turn;
    private readonly LocalBuilder index;
    private readonly LocalBuilder tileIn;
    private readonly LocalBuilder tileOut;
    private readonly Dictionary<int, LocalBuilder> rows = [];
    private readonly VectorEmitter emitter;

    private PackedLoopEmitter(ILGenerator il, PackedLoop packed)
    {
        (this.il, this.packed, loop) = (il, packed, packed.Loop);
        (turn, index, tileIn, tileOut) = (il.DeclareLocal(typeof(nint)), il.DeclareLocal(typeof(nint)), il.DeclareLocal(typeof(nint)), il.DeclareLocal(typeof(nint)));
        IEnumerable<PackAddress> used = [.. packed.Sources.SelectMany(s => s.Before.Select(m => m.From).Append(s.From)), .. packed.Stores.Select(s => s.To)];
        foreach (int buffer in used.Where(a => a.Place == PackPlace.Row).Select(a => a.Buffer).Distinct()) rows[buffer] = il.DeclareLocal(typeof(nint));
        emitter = new(il, packed.Body, packed.Rare, this, 1);
    }

    /// <summary>The loop as a kernel.</summary>
    public static Kernel Emit(PackedLoop packed) => KernelFactory.Create("packed", packed.Loop.Fingerprint.With(packed.FrameBytes).With(packed.Body), il => new PackedLoopEmitter(il, packed).Emit());

    private void Emit()
    {
        Hoisted();
        foreach (PackMove move in packed.Before) Move(move);
        Table(packed.In);
        Table(packed.Out);
        ScalarTurn? condition = Condition();
        condition?.EmitHoisted();
        emitter.EmitHoisted();
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, turn);
        EmittedLoop.Emit(il, turn, Turn, condition);
        foreach (PackMove move in packed.After) Move(move);
        il.Emit(OpCodes.Ret);
    }

    private void Turn()
    {
        Begin();
        emitter.EmitRound(0);
        Tile(packed.Out, nameof(StackTiles.Drain), isFirst: false);
    }

    private ScalarTurn? Condition()
    {
        if (loop.Condition is not ScalarFunction test) return null;
        // Constants have buffers of their own, carried arrays are those of the body in the same order.
        int constant = loop.Inputs.Count, carried = 0;
        int[] first = [.. loop.ConditionInputs.ToArray().Select(i => i == ScalarInput.Constant ? constant++ : carried++)];
        return new(il, test, i => loop.ConditionInputs[i] == ScalarInput.Constant, (i, part) =>
        {
            DType type = test.Inputs[i].Component;
            Push(loop.ConditionInputs[i] == ScalarInput.Constant ? new(PackPlace.Array, first[i], part * type.Size) : packed.Carry[first[i]][part]);
            ScalarEmitter.Load(il, type);
        });
    }

    /// <summary>Pushes an address.</summary>
    private void Push(PackAddress address)
    {
        switch (address.Place)
        {
            case PackPlace.Frame: il.Emit(OpCodes.Ldarg_3); break;
            case PackPlace.Array: Buffer(address.Buffer); break;
            case PackPlace.Row: il.Emit(OpCodes.Ldloc, rows[address.Buffer]); break;
            default: il.Emit(OpCodes.Ldloc, address.Place == PackPlace.TileIn ? tileIn : tileOut); break;
        }

        if (address.Offset == 0) return;
        il.Emit(OpCodes.Ldc_I4, address.Offset);
        il.Emit(OpCodes.Add);
    }

    private void Buffer(int number)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, number * sizeof(long));
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldind_I);
    }

    private void Move(PackMove move)
    {
        Push(move.To);
        Push(move.From);
        il.Emit(OpCodes.Ldc_I4, move.Bytes);
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(OpCodes.Cpblk);
    }

    /// <summary>Steps that are the same in every turn, through memory: there may be very many.</summary>
    private void Hoisted()
    {
        ScalarFunction f = loop.Body;
        Dictionary<int, PackAddress> at = packed.Hoisted.ToDictionary(h => h.Step, h => h.To);
        Dictionary<(Type, int), LocalBuilder> free = [];
        var locals = new LocalBuilder[f.Steps.Count];
        foreach ((int step, PackAddress to) in packed.Hoisted)
        {
            ScalarStep s = f.Steps[step];
            if (s.Op == ScalarOp.Constant)
            {
                Push(to);
                ScalarEmitter.Constant(il, s);
                ScalarEmitter.Store(il, s.DType);
                continue;
            }

            int[] operands = [s.A, s.B, s.C];
            for (int o = 0; o < operands.Length; o++)
            {
                if (operands[o] < 0) continue;
                ScalarStep used = f.Steps[operands[o]];
                Type type = ScalarEmitter.TypeOf(used.DType);
                if (!free.TryGetValue((type, o), out LocalBuilder? local)) free[(type, o)] = local = il.DeclareLocal(type);
                Push(used.Op == ScalarOp.Input ? new(PackPlace.Array, used.A, used.B * used.DType.Size) : at[operands[o]]);
                ScalarEmitter.Load(il, used.DType);
                il.Emit(OpCodes.Stloc, local);
                locals[operands[o]] = local;
            }

            Push(to);
            ScalarEmitter.Step(il, f, s, locals);
            ScalarEmitter.Store(il, s.DType);
        }
    }

    /// <summary>The addresses of the columns of a tile.</summary>
    private void Table(PackTile tile)
    {
        for (int c = 0; c < tile.Columns.Count; c++)
        {
            Push(new(PackPlace.Frame, 0, tile.Table + c * sizeof(long)));
            Buffer(tile.Columns[c]);
            il.Emit(OpCodes.Stind_I);
        }
    }

    /// <summary>Where the turn's rows lie.</summary>
    private void Begin()
    {
        if (loop.Reverse)
        {
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Sub);
        }

        il.Emit(OpCodes.Ldloc, turn);
        if (loop.Reverse) il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, index);
        foreach ((int buffer, int bytes) in packed.RowBytes)
        {
            if (!rows.TryGetValue(buffer, out LocalBuilder? row)) continue;
            Buffer(buffer);
            il.Emit(OpCodes.Ldloc, index);
            il.Emit(OpCodes.Ldc_I4, bytes);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, row);
        }

        Tile(packed.In, nameof(StackTiles.Fill), isFirst: true);
        TileRow(packed.In, tileIn);
        TileRow(packed.Out, tileOut);
    }

    private void PushRowOfTile()
    {
        il.Emit(OpCodes.Ldloc, index);
        il.Emit(OpCodes.Ldc_I4, PackTile.Rows - 1);
        il.Emit(OpCodes.And);
    }

    private void TileRow(PackTile tile, LocalBuilder row)
    {
        if (tile.Columns.Count == 0) return;
        Push(new(PackPlace.Frame, 0, tile.Offset));
        PushRowOfTile();
        il.Emit(OpCodes.Ldc_I4, tile.RowBytes);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, row);
    }

    /// <summary>In the first turn of a tile, or the last: exchanges it with the arrays.</summary>
    private void Tile(PackTile tile, string what, bool isFirst)
    {
        if (tile.Columns.Count == 0) return;
        Label exchange = il.DefineLabel(), skip = il.DefineLabel();
        PushRowOfTile();
        il.Emit(OpCodes.Ldc_I4, isFirst == loop.Reverse ? PackTile.Rows - 1 : 0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Beq, exchange);
        il.Emit(OpCodes.Ldloc, turn);
        if (isFirst)
        {
            il.Emit(OpCodes.Brtrue, skip);
        }
        else
        {
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Blt, skip);
        }

        il.MarkLabel(exchange);
        Push(new(PackPlace.Frame, 0, tile.Table));
        il.Emit(OpCodes.Ldc_I4, tile.Columns.Count);
        il.Emit(OpCodes.Conv_I);
        Push(new(PackPlace.Frame, 0, tile.Offset));
        il.Emit(OpCodes.Ldloc, index);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, typeof(StackTiles).GetMethod(what)!);
        il.MarkLabel(skip);
    }

    private static MethodInfo Op(string name, DType type, int parameters) => VectorInstructions.Get(name, VectorInstructions.Element(type), parameters);

    public void Load(ScalarStep input, LocalBuilder[] registers)
    {
        PackSource source = packed.Sources[input.A];
        DType type = input.DType;
        foreach (PackMove move in source.Before) Move(move);
        for (int p = 0; p < registers.Length; p++)
        {
            if (source.Spreads && p > 0)
            {
                il.Emit(OpCodes.Ldloc, registers[0]);
            }
            else
            {
                Push(source.From.Plus(p * VectorEmitter.BytesOfPart(type)));
                if (source.Spreads)
                {
                    ScalarEmitter.Load(il, type);
                    if (type == DType.Bool) il.Emit(OpCodes.Neg);
                    il.Emit(OpCodes.Call, Op("Create", type, 1));
                }
                else
                {
                    VectorMemory.Load(il, type);
                }
            }

            il.Emit(OpCodes.Stloc, registers[p]);
        }
    }

    public void After(int step)
    {
        foreach (PackStore store in packed.Stores)
            if (store.At == step) Store(store);
    }

    private void Store(PackStore store)
    {
        DType type = packed.Body.Steps[store.Step].DType;
        LocalBuilder[] registers = emitter.Registers(store.Step);
        bool whole = store.Elements == VectorInstructions.Lanes;
        PackAddress to = whole ? store.To : packed.Scratch;
        for (int p = 0; p < registers.Length; p++)
        {
            Push(to.Plus(p * VectorEmitter.BytesOfPart(type)));
            il.Emit(OpCodes.Ldloc, registers[p]);
            VectorMemory.Store(il, type);
        }

        if (!whole) Move(new(to, store.To, store.Elements * type.Size));
    }
}
