using System.Reflection.Emit;

namespace Linum.Cpu;

/// <summary>Where the loops of a map kernel go when a long rare block is asked for: behind them, to a call of the kernel's <see cref="RareRest"/>.</summary>
/// <param name="il">Where to write.</param>
/// <param name="key">The kernel.</param>
internal sealed class RareExits(ILGenerator il, MapKernelKey key)
{
    private readonly Dictionary<LocalBuilder, Label> exits = [];
    private LocalBuilder? memory;

    /// <summary>What goes on; null as long as no exit was asked for.</summary>
    public RareRest? Rest { get; private set; }

    /// <summary>Writes what stands at the kernel's beginning, if it computes several maps: their addresses are not in its first argument.</summary>
    public void Begin()
    {
        if (!key.IsSeries) return;
        memory = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, memory);
    }

    /// <summary>Where to jump so that everything from an element on is left to the rest; nothing of it may be stored.</summary>
    /// <param name="first">Holds the element's number.</param>
    public Label From(LocalBuilder first)
    {
        Rest ??= RareRest.For(key with { IsSeries = false, IsWhole = true });
        if (!exits.TryGetValue(first, out Label exit)) exits[first] = exit = il.DefineLabel();
        return exit;
    }

    /// <summary>Writes the calls, behind the loops.</summary>
    /// <param name="addresses">The addresses of inputs and outputs.</param>
    public void End(LocalBuilder[] addresses)
    {
        if (Rest is null) return;
        Label done = il.DefineLabel();
        il.Emit(OpCodes.Br, done);
        foreach ((LocalBuilder first, Label exit) in exits)
        {
            il.MarkLabel(exit);
            KernelFactory.Note(il, () => "a rare block is asked for: the kernel that has it goes on");
            if (memory is not null) WriteAddresses(memory, addresses);
            il.Emit(OpCodes.Ldc_I8, Rest.Number);
            if (memory is null) il.Emit(OpCodes.Ldarg_0);
            else il.Emit(OpCodes.Ldloc, memory);
            il.Emit(OpCodes.Ldloc, first);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Call, RareRest.Method);
            il.Emit(OpCodes.Br, done);
        }

        il.MarkLabel(done);
        exits.Clear();
    }

    /// <summary>Memory on the stack is given back at the kernel's end only, so it is taken when it is first needed and kept.</summary>
    private void WriteAddresses(LocalBuilder memory, LocalBuilder[] addresses)
    {
        Label taken = il.DefineLabel();
        il.Emit(OpCodes.Ldloc, memory);
        il.Emit(OpCodes.Brtrue, taken);
        il.Emit(OpCodes.Ldc_I4, addresses.Length * sizeof(long));
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Localloc);
        il.Emit(OpCodes.Stloc, memory);
        il.MarkLabel(taken);
        for (int i = 0; i < addresses.Length; i++)
        {
            il.Emit(OpCodes.Ldloc, memory);
            il.Emit(OpCodes.Ldc_I4, i * sizeof(long));
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldloc, addresses[i]);
            il.Emit(OpCodes.Stind_I);
        }
    }
}
