using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Emits what becomes of the values of a loop over a row: stored, combined with what rows before gave, or combined over the row in registers of partial results. In rounds that may
/// reach behind the row's end, lanes there are left out.
/// </summary>
internal sealed class RowSinks
{
    private readonly ILGenerator il;
    private readonly RowPhase phase;
    private readonly VectorEmitter emitter;
    private readonly Func<RowSink, LocalBuilder> addressOf;
    private readonly LocalBuilder position;
    private readonly LocalBuilder length;
    private readonly bool streams;
    private readonly LocalBuilder[][] partials;

    /// <summary>Elements of the row that lie at or behind the beginning of a vector.</summary>
    private readonly LocalBuilder rest;

    private readonly QuickExtremes? quick;

    public RowSinks(ILGenerator il, RowPhase phase, VectorEmitter emitter, Func<RowSink, LocalBuilder> addressOf, LocalBuilder position, LocalBuilder length, bool streams, QuickExtremes? quick = null)
    {
        (this.il, this.phase, this.emitter, this.addressOf, this.position, this.length, this.streams, this.quick) = (il, phase, emitter, addressOf, position, length, streams, quick);
        partials = new LocalBuilder[phase.Sinks.Count][];
        rest = il.DeclareLocal(typeof(nint));
    }

    /// <summary>Whether anything is combined: over the row or with what rows before gave.</summary>
    public bool Combines => phase.Sinks.ToArray().Any(s => s.Kind is RowSinkKind.Reduce or RowSinkKind.Columns);

    private DType TypeOf(int sink) => phase.Body.Outputs[sink];

    private static MethodInfo Op(string name, DType type, int parameters) => VectorInstructions.Get(name, VectorInstructions.Element(type), parameters);

    /// <summary>Before the loop: partial results of nothing, so many as a round has elements.</summary>
    public void Start(int elements)
    {
        quick?.Start();
        for (int s = 0; s < partials.Length; s++)
        {
            if (phase.Sinks[s].Kind != RowSinkKind.Reduce) continue;
            DType type = TypeOf(s);
            partials[s] = new LocalBuilder[elements * RegisterCombination.LaneOf(type).Size * 8 / VectorInstructions.Width];
            for (int r = 0; r < partials[s].Length; r++)
            {
                partials[s][r] = il.DeclareLocal(VectorInstructions.Of(VectorInstructions.Element(type)));
                Identity(phase.Sinks[s].Combine, type);
                il.Emit(OpCodes.Stloc, partials[s][r]);
            }
        }
    }

    private void Identity(ReduceKind kind, DType type)
    {
        ScalarEmitter.Constant(il, RegisterCombination.Identity(kind, type));
        il.Emit(OpCodes.Call, Op("Create", type, 1));
    }

    /// <summary>After a round for the vector so many elements after the position.</summary>
    /// <param name="ahead">How many.</param>
    /// <param name="whole">Whether the vector lies in the row.</param>
    public void Emit(int ahead, bool whole)
    {
        if (!whole) SetRest(ahead);
        for (int s = 0; s < partials.Length; s++)
        {
            LocalBuilder[] parts = emitter.Output(s);
            switch (phase.Sinks[s].Kind)
            {
                case RowSinkKind.Reduce: Reduce(s, parts, ahead, whole); break;
                case RowSinkKind.Columns: Columns(s, parts, ahead, whole); break;
                // Rows of working memory have room behind their end.
                case RowSinkKind.Scratch: Store(TypeOf(s), parts, addressOf(phase.Sinks[s]), ahead, true, false); break;
                default: Store(TypeOf(s), parts, addressOf(phase.Sinks[s]), ahead, whole, streams); break;
            }
        }
    }

    private void SetRest(int ahead)
    {
        il.Emit(OpCodes.Ldloc, length);
        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Sub);
        if (ahead > 0)
        {
            il.Emit(OpCodes.Ldc_I4, ahead);
            il.Emit(OpCodes.Sub);
        }

        il.Emit(OpCodes.Stloc, rest);
    }

    private void Reduce(int s, LocalBuilder[] parts, int ahead, bool whole)
    {
        DType type = TypeOf(s);
        string operation = RegisterCombination.Operation(phase.Sinks[s].Combine, type);
        int laneBytes = RegisterCombination.LaneOf(type).Size, first = ahead * laneBytes * 8 / VectorInstructions.Width;
        for (int p = 0; p < parts.Length; p++)
        {
            LocalBuilder total = partials[s][first + p];
            if (whole && quick is not null && QuickExtremes.Covers(phase.Sinks[s], type))
            {
                quick.Combine(phase.Sinks[s].Combine, type, parts[p], total);
                continue;
            }

            il.Emit(OpCodes.Ldloc, total);
            if (whole)
            {
                il.Emit(OpCodes.Ldloc, parts[p]);
            }
            else
            {
                il.Emit(OpCodes.Ldloc, rest);
                il.Emit(OpCodes.Ldc_I4, p * (VectorInstructions.Width / 8) / laneBytes);
                il.Emit(OpCodes.Sub);
                LanesInside(RegisterCombination.LaneOf(type));
                il.Emit(OpCodes.Ldloc, parts[p]);
                Identity(phase.Sinks[s].Combine, type);
                il.Emit(OpCodes.Call, Op("ConditionalSelect", type, 3));
            }

            il.Emit(OpCodes.Call, Op(operation, type, 2));
            il.Emit(OpCodes.Stloc, total);
        }
    }

    /// <summary>Before rows of so many elements: what is combined over rows is read into registers.</summary>
    public void StartColumns(int elements)
    {
        for (int s = 0; s < partials.Length; s++)
        {
            DType type = TypeOf(s);
            partials[s] = new LocalBuilder[elements * type.Size * 8 / VectorInstructions.Width];
            for (int p = 0; p < partials[s].Length; p++)
            {
                partials[s][p] = il.DeclareLocal(VectorInstructions.Of(VectorInstructions.Element(type)));
                MapKernel.ElementAddress(il, addressOf(phase.Sinks[s]), position, type.Size, p * VectorEmitter.BytesOfPart(type));
                VectorMemory.Load(il, type);
                il.Emit(OpCodes.Stloc, partials[s][p]);
            }
        }
    }

    /// <summary>In such a row, after a round for what lies so many elements after its beginning.</summary>
    public void CombineColumns(int ahead)
    {
        for (int s = 0; s < partials.Length; s++) Reduce(s, emitter.Output(s), ahead, whole: true);
    }

    /// <summary>Behind them: the lanes that are in the row are stored.</summary>
    public void FinishColumns(int elements)
    {
        for (int ahead = 0; ahead < elements; ahead += emitter.RoundElements)
        {
            SetRest(ahead);
            for (int s = 0; s < partials.Length; s++)
            {
                int parts = emitter.RoundElements * TypeOf(s).Size * 8 / VectorInstructions.Width, first = ahead / emitter.RoundElements * parts;
                Store(TypeOf(s), partials[s][first..(first + parts)], addressOf(phase.Sinks[s]), ahead, whole: false, past: false);
            }
        }
    }

    /// <summary>From the number of elements left on the stack, a mask of the lanes that hold one.</summary>
    private void LanesInside(DType type)
    {
        // Small enough for an int32, and not too small either.
        il.Emit(OpCodes.Ldc_I4, 1 << 20);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Call, typeof(Math).GetMethod(nameof(Math.Min), [typeof(nint), typeof(nint)])!);
        il.Emit(OpCodes.Conv_I4);
        il.Emit(OpCodes.Call, typeof(RowSinks).GetMethod($"{(type.Size == 4 ? nameof(Narrow512) : nameof(Wide512))[..^3]}{VectorInstructions.Width}", BindingFlags.NonPublic | BindingFlags.Static)!);
        VectorInstructions.As(il, type.Size == 4 ? DType.Int32 : DType.Int64, type);
    }

    private void Columns(int s, LocalBuilder[] parts, int ahead, bool whole)
    {
        DType type = TypeOf(s);
        LocalBuilder address = addressOf(phase.Sinks[s]);
        var sums = new LocalBuilder[parts.Length];
        for (int p = 0; p < parts.Length; p++)
        {
            sums[p] = il.DeclareLocal(parts[p].LocalType);
            MapKernel.ElementAddress(il, address, position, type.Size, ahead * type.Size + p * VectorEmitter.BytesOfPart(type));
            VectorMemory.Load(il, type);
            il.Emit(OpCodes.Ldloc, parts[p]);
            il.Emit(OpCodes.Call, Op(RegisterCombination.Operation(phase.Sinks[s].Combine, type), type, 2));
            il.Emit(OpCodes.Stloc, sums[p]);
        }

        Store(type, sums, address, ahead, whole, false);
    }

    private void Store(DType type, LocalBuilder[] parts, LocalBuilder address, int ahead, bool whole, bool past)
    {
        Label end = il.DefineLabel(), part = il.DefineLabel();
        if (!whole)
        {
            il.Emit(OpCodes.Ldloc, rest);
            il.Emit(OpCodes.Ldc_I4, emitter.RoundElements);
            il.Emit(OpCodes.Blt, part);
        }

        for (int p = 0; p < parts.Length; p++)
        {
            MapKernel.ElementAddress(il, address, position, type.Size, ahead * type.Size + p * VectorEmitter.BytesOfPart(type));
            il.Emit(OpCodes.Ldloc, parts[p]);
            VectorMemory.Store(il, type, past);
        }

        if (whole) return;
        il.Emit(OpCodes.Br, end);
        il.MarkLabel(part);
        for (int p = 0; p < parts.Length; p++)
        {
            il.Emit(OpCodes.Ldloc, parts[p]);
            MapKernel.ElementAddress(il, address, position, type.Size, ahead * type.Size + p * VectorEmitter.BytesOfPart(type));
            il.Emit(OpCodes.Ldloc, rest);
            if (p > 0)
            {
                il.Emit(OpCodes.Ldc_I4, p * VectorEmitter.BytesOfPart(type) / type.Size);
                il.Emit(OpCodes.Sub);
            }

            if (type.Components == 2)
            {
                il.Emit(OpCodes.Ldc_I4_2);
                il.Emit(OpCodes.Mul);
            }

            il.Emit(OpCodes.Call, StoreFirst(type));
        }

        il.MarkLabel(end);
    }

    private static MethodInfo StoreFirst(DType type)
    {
        if (NarrowInstructions.IsNarrow(type)) return NarrowInstructions.StoreFirst(type);
        MethodInfo Find(string name) => typeof(RowSinks).GetMethod($"{name}{VectorInstructions.Width}", BindingFlags.NonPublic | BindingFlags.Static)!;
        return type == DType.Bool ? Find("StoreBools") : Find("Store").MakeGenericMethod(VectorInstructions.Element(type.Component));
    }

    /// <summary>After the loop: partial results become values per row.</summary>
    /// <param name="pushValue">Pushes the address of a value.</param>
    /// <param name="exact">Where to go if the quick way did not do.</param>
    public void Finish(Action<int> pushValue, Label exact)
    {
        quick?.LeaveIfUnordered(exact);
        for (int s = 0; s < partials.Length; s++)
        {
            if (phase.Sinks[s].Kind != RowSinkKind.Reduce) continue;
            RegisterCombination.Emit(il, phase.Sinks[s].Combine, TypeOf(s), partials[s]);
            if (quick is not null && QuickExtremes.Covers(phase.Sinks[s], TypeOf(s))) quick.LeaveIfZero(TypeOf(s), exact);
            if (TypeOf(s) == DType.Bool)
            {
                // In memory a bool is 1 and not a mask.
                il.Emit(OpCodes.Ldc_I4_1);
                il.Emit(OpCodes.Call, VectorInstructions.Get("Create", typeof(int), 1, 128));
                il.Emit(OpCodes.Call, VectorInstructions.Get("BitwiseAnd", typeof(int), 2, 128));
            }

            Type element = VectorInstructions.Element(TypeOf(s));
            LocalBuilder combined = il.DeclareLocal(VectorInstructions.Of(element, 128));
            il.Emit(OpCodes.Stloc, combined);
            pushValue(phase.Sinks[s].Number);
            il.Emit(OpCodes.Ldloc, combined);
            VectorMemory.Store(il, element, 128);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Narrow512(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Narrow256(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Narrow128(int count) => Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Wide512(int count) => Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Wide256(int count) => Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> Wide128(int count) => Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count));

    /// <summary>Stores the first elements of a register, as many as it has and not more than that.</summary>
    private static unsafe void Store512<T>(Vector512<T> value, byte* to, nint count)
        where T : unmanaged
    {
        if (Avx512F.IsSupported)
        {
            if (sizeof(T) == 4) Avx512F.MaskStore((int*)to, Narrow512((int)count), value.AsInt32());
            else Avx512F.MaskStore((long*)to, Wide512((int)count), value.AsInt64());
            return;
        }

        Store256(value.GetLower(), to, count);
        Store256(value.GetUpper(), to + sizeof(Vector256<T>), count - Vector256<T>.Count);
    }

    private static unsafe void Store256<T>(Vector256<T> value, byte* to, nint count)
        where T : unmanaged
    {
        Store128(value.GetLower(), to, count);
        Store128(value.GetUpper(), to + sizeof(Vector128<T>), count - Vector128<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Store128<T>(Vector128<T> value, byte* to, nint count)
        where T : unmanaged
    {
        nint bytes = count * sizeof(T);
        if (bytes >= sizeof(Vector128<T>))
        {
            value.StoreUnsafe(ref *(T*)to);
            return;
        }

        if (bytes <= 0) return;
        Vector128<ulong> rest = value.AsUInt64();
        if ((bytes & 8) != 0)
        {
            Unsafe.WriteUnaligned(to, rest.GetElement(0));
            rest = Vector128.CreateScalar(rest.GetElement(1));
            to += 8;
        }

        if ((bytes & 4) != 0) Unsafe.WriteUnaligned(to, (uint)rest.GetElement(0));
    }

    private static unsafe void StoreBools512(Vector512<int> mask, byte* to, nint count)
    {
        for (int i = 0; i < Math.Min(16, count); i++) to[i] = (byte)(mask[i] & 1);
    }

    private static unsafe void StoreBools256(Vector256<int> mask, byte* to, nint count)
    {
        for (int i = 0; i < Math.Min(8, count); i++) to[i] = (byte)(mask[i] & 1);
    }

    private static unsafe void StoreBools128(Vector128<int> mask, byte* to, nint count)
    {
        for (int i = 0; i < Math.Min(4, count); i++) to[i] = (byte)(mask[i] & 1);
    }
}
