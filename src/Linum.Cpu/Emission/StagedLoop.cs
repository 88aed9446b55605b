using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Writes a map in stages: block after block, and for each of them a loop per stage, with rows of working memory on the stack between them.</summary>
/// <param name="il">Where to write.</param>
/// <param name="plan">The stages.</param>
/// <param name="scalars">Which inputs are one value for all elements.</param>
/// <param name="strides">How far inputs go on from one element to the next.</param>
/// <param name="lastAxis">The axis along which elements run.</param>
/// <param name="addresses">The addresses of inputs and outputs.</param>
/// <param name="position">The number of the first element of the round.</param>
/// <param name="streams">Whether results go past the caches.</param>
/// <param name="exits">Where to go if a long rare block is asked for; null if such blocks stand in the loops.</param>
internal sealed class StagedLoop(ILGenerator il, StagePlan plan, ValueList<bool> scalars, ValueList<int> strides, int lastAxis, LocalBuilder[] addresses, LocalBuilder position, bool streams, RareExits? exits = null)
{
    private const int Alignment = 64;

    private readonly LocalBuilder[] rows = [.. plan.Rows.ToArray().Select(_ => il.DeclareLocal(typeof(nint)))];
    private readonly LocalBuilder memory = il.DeclareLocal(typeof(nint));

    /// <summary>Writes what takes the working memory: once in a kernel, for it is given back only at its end.</summary>
    public void EmitMemory()
    {
        il.Emit(OpCodes.Ldc_I4, plan.Offset(plan.Rows.Count) + Alignment);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Localloc);
        il.Emit(OpCodes.Ldc_I4, Alignment - 1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I4, -Alignment);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.And);
        il.Emit(OpCodes.Stloc, memory);
    }

    /// <summary>Writes the loops from the position to the kernel's last element.</summary>
    public void Emit()
    {
        LocalBuilder block = il.DeclareLocal(typeof(nint)), end = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Stloc, block);
        EmittedLoop.Frame(il, Turn, next =>
        {
            il.Emit(OpCodes.Ldloc, block);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Blt, next);
        });

        void Turn()
        {
            Label cut = il.DefineLabel();
            il.Emit(OpCodes.Ldloc, block);
            il.Emit(OpCodes.Ldc_I4, plan.Block);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, end);
            il.Emit(OpCodes.Ldloc, end);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ble, cut);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Stloc, end);
            il.MarkLabel(cut);
            for (int r = 0; r < rows.Length; r++) PlaceRow(r, block);
            for (int s = 0; s < plan.Stages.Count; s++) EmitStage(plan.Stages[s], block, end, isLast: s == plan.Stages.Count - 1);
            il.Emit(OpCodes.Ldloc, end);
            il.Emit(OpCodes.Stloc, block);
        }
    }

    /// <summary>A row's address such that the block's elements are found by their numbers.</summary>
    private void PlaceRow(int row, LocalBuilder block)
    {
        il.Emit(OpCodes.Ldloc, memory);
        il.Emit(OpCodes.Ldc_I4, plan.Offset(row));
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldloc, block);
        il.Emit(OpCodes.Ldc_I4, plan.Rows[row].Size);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, rows[row]);
    }

    private void EmitStage(Stage stage, LocalBuilder block, LocalBuilder end, bool isLast)
    {
        KernelFactory.Note(il, () => $"stage over blocks of {plan.Block} elements: {LoopPrinter.Counted(stage.Body.OperationCount, "operation")}, giving {(isLast ? "the results" : LoopPrinter.Counted(stage.Gives.Count, "kept row"))}");
        il.Emit(OpCodes.Ldloc, block);
        il.Emit(OpCodes.Stloc, position);
        ValueList<bool> same = [.. stage.Reads.ToArray().Select(read => read >= 0 && scalars[read])];
        LocalBuilder[] arrays = [.. stage.Reads.ToArray().Select(read => read >= 0 ? addresses[read] : rows[~read]), .. isLast ? addresses[^stage.Body.Outputs.Count..] : stage.Gives.ToArray().Select(row => rows[row])];
        ValueList<int> walked = strides.Count == 0 ? strides : [.. stage.Reads.ToArray().Select(read => read >= 0 ? StridedLoads.Of(strides, read) : 1)];
        // Before the last stage nothing of the block is stored; in it the elements before the round are.
        Func<Label>? exit = exits is null ? null : () => exits.From(isLast ? position : block);
        bool[] hoisted = HoistedSteps.Of(stage.Body, same, lastAxis, operations: true);
        int vectors = Interleaving.Of(stage.Body, step => hoisted[step]);
        if (vectors > 1) Loop(vectors);
        Loop(1);

        void Loop(int vectors) =>
            new VectorEmitter(il, stage.Body, same, lastAxis, arrays, position, axis => MapKernel.PushIndex(il, axis, lastAxis, position), vectors, hoistsOperations: true, walked, exit).EmitLoop(streams && isLast, end);
    }
}
