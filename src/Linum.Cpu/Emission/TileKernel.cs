using System.Reflection;
using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A loop over the rows of a tile.</summary>
/// <param name="Body">From all rows of the tile, of which those it asks for are read, to new values of some.</param>
/// <param name="Writes">The rows of the results.</param>
internal sealed record TilePhase(ScalarFunction Body, ValueList<int> Writes);

/// <summary>
/// Emits loops over one tile that follow each other: each is so short that its values stay in registers and the processor overlaps its rounds, and what the next one needs lies in the
/// nearest cache. Buffers: the tile; begin and end are columns of it, and a round may touch up to one less than a vector's lanes behind the end.
/// </summary>
internal sealed class TileKernel : IStepMemory
{
    private static readonly KernelCache<(ValueList<TilePhase> Phases, int RowBytes), Kernel> Cache = new(key => KernelFactory.Create("tile", NameOf(key.Phases, key.RowBytes), il => new TileKernel(il, key.RowBytes).Emit(key.Phases)));

    private readonly ILGenerator il;
    private readonly int rowBytes;
    private readonly LocalBuilder tile;
    private readonly LocalBuilder position;

    private TileKernel(ILGenerator il, int rowBytes)
    {
        (this.il, this.rowBytes) = (il, rowBytes);
        tile = KernelFactory.LoadAddresses(il, 1)[0];
        position = il.DeclareLocal(typeof(nint));
    }

    /// <summary>The kernel of some phases, all of one type whose lanes have 32 or 64 bits; equal ones share it.</summary>
    public static Kernel Get(ValueList<TilePhase> phases, int rowBytes) => Cache.Get((phases, rowBytes));

    private static Fingerprint NameOf(ValueList<TilePhase> phases, int rowBytes)
    {
        Fingerprint all = Fingerprint.Of(rowBytes);
        foreach (TilePhase phase in phases) all = all.With(phase.Body).With(phase.Writes);
        return all;
    }

    private void Emit(ValueList<TilePhase> phases)
    {
        foreach (TilePhase phase in phases) Loop(phase);
        il.Emit(OpCodes.Ret);
    }

    private void Loop(TilePhase phase)
    {
        ScalarFunction legal = StepLegalizer.Run(phase.Body);
        (ScalarFunction body, List<RareBlock> rare) = RareBlocks.Run(legal, s => legal.Steps[s].Op == ScalarOp.Constant);
        KernelFactory.Note(il, () => $"phase: {LoopPrinter.Counted(legal.OperationCount, "operation")}, giving rows {string.Join(", ", phase.Writes.ToArray())}");
        VectorEmitter emitter = new(il, body, rare, this, 1, onlyChooses: true);
        emitter.EmitHoisted();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stloc, position);
        EmittedLoop.Frame(il, turn: () =>
        {
            emitter.EmitRound(0);
            // A row may be read until the end of the round.
            for (int o = 0; o < phase.Writes.Count; o++) Transfer(emitter.Registers(body.Results[o]), phase.Writes[o], body.Outputs[o], isStore: true);
            EmittedLoop.Advance(il, position, VectorInstructions.Lanes);
        }, test: next =>
        {
            il.Emit(OpCodes.Ldloc, position);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Blt, next);
        });
    }

    private void Transfer(LocalBuilder[] registers, int row, DType type, bool isStore)
    {
        Type element = VectorInstructions.Element(type);
        for (int p = 0; p < registers.Length; p++)
        {
            MapKernel.ElementAddress(il, tile, position, type.Size, p * VectorEmitter.BytesOfPart(type) + row * rowBytes);
            if (isStore)
            {
                il.Emit(OpCodes.Ldloc, registers[p]);
                VectorMemory.Store(il, element);
            }
            else
            {
                VectorMemory.Load(il, element);
                il.Emit(OpCodes.Stloc, registers[p]);
            }
        }
    }

    public void Load(ScalarStep input, LocalBuilder[] registers) => Transfer(registers, input.A, input.DType, isStore: false);

    public void After(int step)
    {
    }
}
