using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What a kernel of matrix products is made for.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Rows">Rows of its tile.</param>
/// <param name="Registers">Registers per row of its tile.</param>
/// <param name="Lines">Whether the elements of a row of A follow each other along k; else those of a column of A do, from row to row.</param>
/// <param name="Width">Bits of a register.</param>
/// <param name="IsBrain">Whether B is bfloat16, of which every register is made float32 as it is read.</param>
internal readonly record struct TileKey(DType Type, int Rows, int Registers, bool Lines, int Width, bool IsBrain = false);

/// <summary>
/// Emits the innermost part of matrix products: a tile of C, some rows by a few registers, kept in registers while it runs along k. Each element of C is one chain of (for floats: fused)
/// multiply-adds in the order of k, so neither the tile nor the registers' width changes a bit. Of complex numbers it is two chains: the elements of B times the real parts of A, and times the imaginary parts;
/// they meet at the end (<see cref="PairJoin"/>), so that no number is taken apart in the loop.
/// </summary>
internal sealed class ContractionKernel
{
    /// <summary>Registers per row of the ordinary tile.</summary>
    public const int Registers = 2;

    /// <summary>Rows of A that are found from one address: the others are one and two steps away.</summary>
    private const int RowsPerAddress = 3;

    private readonly ILGenerator il;
    private readonly TileKey key;
    private readonly DType component;
    private readonly int chains;
    private readonly Type element;
    private readonly Type vector;
    private readonly int bytes;
    private readonly int unroll;
    private readonly LocalBuilder a, b, c, k, tiles, rowC, stepB;
    private readonly LocalBuilder[] lines;
    private readonly LocalBuilder[,,] sums;
    private readonly LocalBuilder? rowA, rowA2, stepA;

    private ContractionKernel(ILGenerator il, TileKey key)
    {
        (this.il, this.key) = (il, key);
        (component, chains) = (key.Type.Component, key.Type.Components);
        unroll = UnrollOf(key);
        element = VectorInstructions.Element(component);
        (vector, bytes) = (VectorInstructions.Of(element, key.Width), key.Width / 8);
        LocalBuilder[] addresses = KernelFactory.LoadAddresses(il, 3);
        (a, c, b, k) = (addresses[0], addresses[2], Local(), Local());
        if (key.Lines && key.Rows > 1) rowA = Number(0);
        if (key.Lines && key.Rows > 2)
        {
            rowA2 = Local();
            Push(rowA!);
            Push(rowA!);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, rowA2);
        }

        if (!key.Lines) stepA = Number(1);
        (stepB, rowC, tiles) = (Number(2), Number(3), Number(4));
        lines = [.. Enumerable.Range(0, key.Lines ? (key.Rows + RowsPerAddress - 1) / RowsPerAddress : 1).Select(_ => Local())];
        sums = new LocalBuilder[key.Rows, key.Registers, chains];
        for (int r = 0; r < key.Rows; r++)
            for (int v = 0; v < key.Registers; v++)
                for (int p = 0; p < chains; p++) sums[r, v, p] = il.DeclareLocal(vector);
    }

    /// <summary>Rows of the ordinary tile of real numbers: with its registers of B and one of A it fits the register file.</summary>
    public static int Rows { get; } = VectorInstructions.HasManyRegisters ? 12 : 6;

    /// <summary>Rows of the ordinary tile: of complex numbers, which have two sums each, half as many.</summary>
    public static int RowsOf(DType type) => Rows / type.Components;

    /// <summary>Elements of a register.</summary>
    public static int Lanes(DType type) => VectorInstructions.Width / 8 / type.Size;

    /// <summary>Bits of the registers that so many columns are computed in: half a register, or a quarter, where that has room for all: a processor that works on halves of 512 bits does twice as many of 256 (AMD EPYC of the fourth generation: 333,333 rows of 3 by 3 272 -> 184 µs). Not of complex numbers.</summary>
    public static int WidthFor(DType type, long columns)
    {
        int width = VectorInstructions.Width;
        if (!type.IsComplex)
            while (width > 128 && columns <= width / 2 / 8 / type.Size) width /= 2;
        return width;
    }

    /// <summary>Columns of the ordinary tile.</summary>
    public static int Columns(DType type) => Registers * Lanes(type);

    /// <summary>
    /// A kernel over <c>end</c> steps of k in each piece. Buffers: A, B, C; numbers: a <see cref="TileCall"/>. With <c>begin</c> 1 it adds to what is in C.
    /// </summary>
    public static Kernel Emit(TileKey key) => KernelFactory.Create("contract", Fingerprint.Of((long)key.Type, key.Rows, key.Registers, key.Width, (key.Lines ? 1 : 0) + (key.IsBrain ? 2 : 0)), il => new ContractionKernel(il, key).Emit());

    /// <summary>
    /// Steps of k per turn. They were four, at the same speed but compiled in twice the time (1.3 ms and 0.65 for a tile of 24 registers). By one step such tiles are up to 1.3 % slower (convolutions of 70 ms, minima of five
    /// turns, 2026-11-28), lower ones do little of the work; with 16 registers 64³ takes 5.0 µs for 4.7.
    /// </summary>
    private static int UnrollOf(TileKey key) => !VectorInstructions.HasManyRegisters || key.Rows * key.Registers == RowsOf(key.Type) * Registers ? 2 : 1;

    private void Emit()
    {
        LocalBuilder piece = Local(), pieces = Local(), firstB = Local();
        PushArgument(0, 1);
        il.Emit(OpCodes.Stloc, firstB);
        Label tile = il.DefineLabel(), zero = il.DefineLabel(), start = il.DefineLabel(), next = il.DefineLabel();
        il.MarkLabel(tile);
        if (chains == 1)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Brfalse, zero);
            EachSum(LoadSum);
            il.Emit(OpCodes.Br, start);
        }

        il.MarkLabel(zero);
        foreach (LocalBuilder sum in sums)
        {
            il.Emit(OpCodes.Call, vector.GetProperty("Zero")!.GetMethod!);
            il.Emit(OpCodes.Stloc, sum);
        }

        il.MarkLabel(start);
        Push(firstB);
        il.Emit(OpCodes.Stloc, b);
        PushNumber(7);
        il.Emit(OpCodes.Stloc, pieces);
        PushNumber(8);
        il.Emit(OpCodes.Stloc, piece);

        il.MarkLabel(next);
        EmitLines(piece);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Stloc, k);
        if (unroll > 1) EmitLoop(unroll);
        EmitLoop(1);
        AddConstant(piece, sizeof(long));
        AddConstant(pieces, -1);
        BranchIfMore(pieces, 0, next);

        if (chains == 1) EachSum(StoreSum);
        else EmitJoined();
        Advance(a, 5);
        Advance(firstB, 9);
        Advance(c, 6);
        AddConstant(tiles, -1);
        BranchIfMore(tiles, 0, tile);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>Addresses of rows of A at the beginning of a piece.</summary>
    private void EmitLines(LocalBuilder piece)
    {
        Push(a);
        Push(piece);
        il.Emit(OpCodes.Ldind_I);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, lines[0]);
        for (int i = 1; i < lines.Length; i++)
        {
            Push(lines[i - 1]);
            Push(rowA!);
            il.Emit(OpCodes.Add);
            Push(rowA2!);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, lines[i]);
        }
    }

    /// <summary>The loop along k, so many steps per turn.</summary>
    private void EmitLoop(int unroll)
    {
        Label test = il.DefineLabel(), body = il.DefineLabel();
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(body);
        for (int u = 0; u < unroll; u++) EmitStep(u);
        if (key.Lines)
            foreach (LocalBuilder line in lines) AddConstant(line, unroll * key.Type.Size);
        AddConstant(k, -unroll);
        il.MarkLabel(test);
        BranchIfMore(k, unroll - 1, body);
    }

    /// <summary>One k: a register of A at a time meets all registers of B.</summary>
    private void EmitStep(int ahead)
    {
        var columns = new LocalBuilder[key.Registers];
        for (int v = 0; v < columns.Length; v++)
        {
            columns[v] = il.DeclareLocal(vector);
            Push(b);
            PushConstantOffset(key.IsBrain ? v * bytes / 2 : v * bytes);
            if (key.IsBrain) LoadBrain();
            else VectorMemory.Load(il, element, key.Width);
            il.Emit(OpCodes.Stloc, columns[v]);
        }

        for (int r = 0; r < key.Rows; r++)
        {
            for (int p = 0; p < chains; p++)
            {
                LocalBuilder x = il.DeclareLocal(vector);
                PushOfA(r, ahead, p);
                ScalarEmitter.Load(il, component);
                il.Emit(OpCodes.Call, VectorInstructions.Get("Create", element, 1, key.Width));
                il.Emit(OpCodes.Stloc, x);
                for (int v = 0; v < columns.Length; v++) MultiplyAdd(x, columns[v], sums[r, v, p]);
            }
        }

        Push(b);
        Push(stepB);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, b);
        if (key.Lines) return;
        Push(lines[0]);
        Push(stepA!);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, lines[0]);
    }

    /// <summary>The bits of bfloat16 are the upper half of those of float32.</summary>
    private void LoadBrain()
    {
        il.Emit(OpCodes.Call, NarrowInstructions.Load(DType.BFloat16));
        il.Emit(OpCodes.Ldc_I4, 16);
        il.Emit(OpCodes.Call, VectorInstructions.Get("ShiftLeft", typeof(int), 2));
        VectorInstructions.As(il, DType.Int32, DType.Float32);
    }

    private void PushOfA(int row, int ahead, int part)
    {
        if (!key.Lines)
        {
            Push(lines[0]);
            PushConstantOffset(row * key.Type.Size + part * component.Size);
            return;
        }

        Push(lines[row / RowsPerAddress]);
        if (row % RowsPerAddress > 0)
        {
            Push(row % RowsPerAddress == 1 ? rowA! : rowA2!);
            il.Emit(OpCodes.Add);
        }

        PushConstantOffset(ahead * key.Type.Size + part * component.Size);
    }

    private void MultiplyAdd(LocalBuilder left, LocalBuilder right, LocalBuilder sum)
    {
        bool isFloat = component.IsFloat;
        if (!isFloat) Push(sum);
        Push(left);
        Push(right);
        if (isFloat)
        {
            Push(sum);
            il.Emit(OpCodes.Call, VectorInstructions.Get("FusedMultiplyAdd", element, 3, key.Width));
        }
        else
        {
            il.Emit(OpCodes.Call, VectorInstructions.Get("Multiply", element, 2, key.Width));
            il.Emit(OpCodes.Call, VectorInstructions.Get("Add", element, 2, key.Width));
        }

        il.Emit(OpCodes.Stloc, sum);
    }

    /// <summary>Joins the two sums of each complex number: what is in C already is added to it then, so that each block of k is a sum of its own.</summary>
    private void EmitJoined()
    {
        Label alone = il.DefineLabel(), end = il.DefineLabel();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Brfalse, alone);
        EachSum((r, v) => StoreJoined(r, v, adds: true));
        il.Emit(OpCodes.Br, end);
        il.MarkLabel(alone);
        EachSum((r, v) => StoreJoined(r, v, adds: false));
        il.MarkLabel(end);
    }

    private void LoadSum(int row, int register)
    {
        VectorMemory.Load(il, element, key.Width);
        il.Emit(OpCodes.Stloc, sums[row, register, 0]);
    }

    private void StoreSum(int row, int register)
    {
        Push(sums[row, register, 0]);
        VectorMemory.Store(il, element, key.Width);
    }

    private void StoreJoined(int row, int register, bool adds)
    {
        if (adds)
        {
            il.Emit(OpCodes.Dup);
            VectorMemory.Load(il, element, key.Width);
        }

        Push(sums[row, register, 0]);
        Push(sums[row, register, 1]);
        il.Emit(OpCodes.Call, PairJoin.Of(component));
        if (adds) il.Emit(OpCodes.Call, VectorInstructions.Get("Add", element, 2, key.Width));
        VectorMemory.Store(il, element, key.Width);
    }

    /// <summary>Does something with the address of each register of the tile of C.</summary>
    private void EachSum(Action<int, int> atAddress)
    {
        LocalBuilder row = Local();
        Push(c);
        il.Emit(OpCodes.Stloc, row);
        for (int r = 0; r < key.Rows; r++)
        {
            for (int v = 0; v < key.Registers; v++)
            {
                Push(row);
                PushConstantOffset(v * bytes);
                atAddress(r, v);
            }

            if (r == key.Rows - 1) break;
            Push(row);
            Push(rowC);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, row);
        }
    }

    private LocalBuilder Local() => il.DeclareLocal(typeof(nint));

    private void Push(LocalBuilder local) => il.Emit(OpCodes.Ldloc, local);

    private void PushArgument(int argument, int number)
    {
        il.Emit(OpCodes.Ldarg, (short)argument);
        PushConstantOffset(number * sizeof(long));
        il.Emit(OpCodes.Ldind_I);
    }

    private void PushNumber(int number) => PushArgument(3, number);

    private LocalBuilder Number(int number)
    {
        LocalBuilder local = Local();
        PushNumber(number);
        il.Emit(OpCodes.Stloc, local);
        return local;
    }

    /// <summary>Adds to the address on the stack.</summary>
    private void PushConstantOffset(int offset)
    {
        if (offset == 0) return;
        il.Emit(OpCodes.Ldc_I4, offset);
        il.Emit(OpCodes.Add);
    }

    private void AddConstant(LocalBuilder local, int value)
    {
        Push(local);
        il.Emit(OpCodes.Ldc_I4, value);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, local);
    }

    private void Advance(LocalBuilder address, int number)
    {
        Push(address);
        PushNumber(number);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, address);
    }

    private void BranchIfMore(LocalBuilder local, int than, Label target)
    {
        Push(local);
        il.Emit(OpCodes.Ldc_I4, than);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Bgt, target);
    }
}
