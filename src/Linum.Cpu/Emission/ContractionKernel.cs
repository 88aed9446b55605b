using System.Collections.Concurrent;
using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Emits the innermost part of matrix products: a tile of C, some rows by two registers, kept in registers while it runs along k. Each element of C is one chain of (for floats: fused)
/// multiply-adds in the order of k, so neither the tile nor the registers' width changes a bit.
/// </summary>
internal static class ContractionKernel
{
    /// <summary>Registers per row of the tile.</summary>
    private const int RegistersPerRow = 2;

    private static readonly ConcurrentDictionary<(DType, int), Lazy<Kernel>> Cache = new();

    /// <summary>Rows of a tile: with two registers of B and one of A this uses 15 of the 16 registers that every processor has.</summary>
    public const int Rows = 6;

    /// <summary>Columns of a tile.</summary>
    public static int Columns(DType type) => RegistersPerRow * VectorInstructions.Width / 8 / type.Size;

    /// <summary>Whether matrices of a type can be multiplied this way.</summary>
    public static bool Supports(DType type) => type is DType.Float32 or DType.Float64 or DType.Int32 or DType.UInt32 or DType.Int64 or DType.UInt64;

    /// <summary>
    /// A kernel over <c>end</c> steps of k. Buffers: A, B, C; numbers: bytes from one row to the next in A, from one k to the next in A and in B, from one row to the next in C.
    /// With <c>begin</c> 1 it adds to what is in C.
    /// </summary>
    public static Kernel Get(DType type, int rows) => Cache.GetOrAdd((type, rows), static k => new Lazy<Kernel>(() => Emit(k.Item1, k.Item2))).Value;

    private static Kernel Emit(DType type, int rows) => KernelFactory.Create("contract", il =>
    {
        Type element = VectorInstructions.Element(type), vector = VectorInstructions.Of(element);
        int bytes = VectorInstructions.Width / 8;
        LocalBuilder[] addresses = KernelFactory.LoadAddresses(il, 3);
        LocalBuilder b = addresses[1], c = addresses[2], rowA = Number(0), stepA = Number(1), stepB = Number(2), stepC = Number(3), k = il.DeclareLocal(typeof(nint)), offset = il.DeclareLocal(typeof(nint));
        var lines = new LocalBuilder[rows];
        var sums = new LocalBuilder[rows, RegistersPerRow];
        Label zero = il.DefineLabel(), start = il.DefineLabel(), test = il.DefineLabel(), body = il.DefineLabel();
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < RegistersPerRow; v++) sums[r, v] = il.DeclareLocal(vector);

        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Brfalse, zero);
        EachSum((r, v) =>
        {
            AddressOfSum(r, v);
            il.Emit(OpCodes.Call, VectorInstructions.Get("Load", element, 1));
            il.Emit(OpCodes.Stloc, sums[r, v]);
        });
        il.Emit(OpCodes.Br, start);
        il.MarkLabel(zero);
        EachSum((r, v) =>
        {
            il.Emit(OpCodes.Call, vector.GetProperty("Zero")!.GetMethod!);
            il.Emit(OpCodes.Stloc, sums[r, v]);
        });
        il.MarkLabel(start);
        for (int r = 0; r < rows; r++)
        {
            lines[r] = il.DeclareLocal(typeof(nint));
            il.Emit(OpCodes.Ldloc, r == 0 ? addresses[0] : lines[r - 1]);
            if (r > 0)
            {
                il.Emit(OpCodes.Ldloc, rowA);
                il.Emit(OpCodes.Add);
            }

            il.Emit(OpCodes.Stloc, lines[r]);
        }

        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, offset);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Stloc, k);
        il.Emit(OpCodes.Br, test);

        il.MarkLabel(body);
        var columns = new LocalBuilder[RegistersPerRow];
        for (int v = 0; v < RegistersPerRow; v++)
        {
            columns[v] = il.DeclareLocal(vector);
            Address(b, v * bytes);
            il.Emit(OpCodes.Call, VectorInstructions.Get("Load", element, 1));
            il.Emit(OpCodes.Stloc, columns[v]);
        }

        LocalBuilder x = il.DeclareLocal(vector);
        for (int r = 0; r < rows; r++)
        {
            il.Emit(OpCodes.Ldloc, lines[r]);
            il.Emit(OpCodes.Ldloc, offset);
            il.Emit(OpCodes.Add);
            ScalarEmitter.Load(il, type);
            il.Emit(OpCodes.Call, VectorInstructions.Get("Create", element, 1));
            il.Emit(OpCodes.Stloc, x);
            for (int v = 0; v < RegistersPerRow; v++) MultiplyAdd(x, columns[v], sums[r, v]);
        }

        Advance(offset, stepA);
        Advance(b, stepB);
        il.Emit(OpCodes.Ldloc, k);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, k);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, k);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Bgt, body);
        EachSum((r, v) =>
        {
            il.Emit(OpCodes.Ldloc, sums[r, v]);
            AddressOfSum(r, v);
            il.Emit(OpCodes.Call, VectorInstructions.Get("Store", element, 2));
        });
        il.Emit(OpCodes.Ret);

        LocalBuilder Number(int i)
        {
            LocalBuilder number = il.DeclareLocal(typeof(nint));
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Ldc_I4, i * sizeof(long));
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Stloc, number);
            return number;
        }

        void EachSum(Action<int, int> emit)
        {
            for (int r = 0; r < rows; r++)
                for (int v = 0; v < RegistersPerRow; v++) emit(r, v);
        }

        void Address(LocalBuilder address, int offset)
        {
            il.Emit(OpCodes.Ldloc, address);
            if (offset == 0) return;
            il.Emit(OpCodes.Ldc_I4, offset);
            il.Emit(OpCodes.Add);
        }

        void AddressOfSum(int r, int v)
        {
            il.Emit(OpCodes.Ldloc, c);
            il.Emit(OpCodes.Ldloc, stepC);
            il.Emit(OpCodes.Ldc_I4, r);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldc_I4, v * bytes);
            il.Emit(OpCodes.Add);
        }

        void MultiplyAdd(LocalBuilder left, LocalBuilder right, LocalBuilder sum)
        {
            if (!type.IsFloat) il.Emit(OpCodes.Ldloc, sum);
            il.Emit(OpCodes.Ldloc, left);
            il.Emit(OpCodes.Ldloc, right);
            if (type.IsFloat)
            {
                il.Emit(OpCodes.Ldloc, sum);
                il.Emit(OpCodes.Call, VectorInstructions.Get("FusedMultiplyAdd", element, 3));
            }
            else
            {
                il.Emit(OpCodes.Call, VectorInstructions.Get("Multiply", element, 2));
                il.Emit(OpCodes.Call, VectorInstructions.Get("Add", element, 2));
            }

            il.Emit(OpCodes.Stloc, sum);
        }

        void Advance(LocalBuilder address, LocalBuilder step)
        {
            il.Emit(OpCodes.Ldloc, address);
            il.Emit(OpCodes.Ldloc, step);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, address);
        }
    });
}
