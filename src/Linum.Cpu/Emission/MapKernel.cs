using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What a map kernel is made from: two maps that agree in this share one kernel, whatever their shapes.</summary>
/// <param name="Body">What is computed.</param>
/// <param name="Scalars">Which inputs are one value for all elements.</param>
/// <param name="LastAxis">The axis along which elements run, for bodies that ask for positions; else -1.</param>
/// <param name="OneByOne">Whether elements must be computed one after the other: then nothing behind the end is touched, and an element may depend on the one before.</param>
/// <param name="Streams">Whether results go past the caches; see <see cref="Bulk.StreamsAll"/>.</param>
/// <param name="HasConstants">Whether the last input is a <see cref="ConstantTable"/>.</param>
/// <param name="IsSeries">Whether it computes one map after the other, as a <see cref="SeriesTable"/> lists them.</param>
/// <param name="Strides">How far inputs go on from one element to the next (<see cref="StridedLoads.Listed"/>).</param>
/// <param name="IsWhole">Whether it has its long rare blocks; else a <see cref="RareRest"/> goes on where one is asked for.</param>
internal sealed record MapKernelKey(
    ScalarFunction Body, ValueList<bool> Scalars, int LastAxis, bool OneByOne = false, bool Streams = false, bool HasConstants = false, bool IsSeries = false, ValueList<int> Strides = default, bool IsWhole = false)
{
    /// <summary>For the kernel's name.</summary>
    public Fingerprint Fingerprint => Fingerprint.Of(LastAxis, OneByOne ? 1 : 0, Streams ? 1 : 0, HasConstants ? 1 : 0, (IsSeries ? 1 : 0) + (IsWhole ? 2 : 0)).With(Scalars).WithAny(Strides).With(Body);
}

/// <summary>Emits elementwise kernels: a loop over vectors where every step has a vector form, else a loop over single elements.</summary>
internal static class MapKernel
{
    /// <summary>A kernel takes about 5 KiB; those in use are kept by the programs that use them.</summary>
    private const int Capacity = 8192;

    private static readonly KernelCache<MapKernelKey, MapLoop> Cache = new(key => new(key), Capacity);

    /// <summary>The loop for a body; equal bodies share one.</summary>
    public static MapLoop Get(MapKernelKey key) => Cache.Get(key);

    /// <summary>Emits the kernel for a body.</summary>
    public static EmittedMap Emit(MapKernelKey key)
    {
        Fingerprint name = key.Fingerprint;
        ScalarFunction legal = StepLegalizer.Run(key.Body);
        bool isVector = !key.OneByOne && VectorSupport.Covers(key.Body);
        MapKernelKey asked = key;
        if (isVector) key = key with { Body = legal };
        RareRest? rest = null;
        Kernel kernel = KernelFactory.Create("map", name, il =>
        {
            RareExits? exits = isVector && !key.IsWhole ? new(il, asked) : null;
            exits?.Begin();
            int arrays = key.Body.Inputs.Count + key.Body.Outputs.Count;
            LocalBuilder position = il.DeclareLocal(typeof(nint));
            if (key.IsSeries)
            {
                SeriesTable.EmitLoop(il, arrays, key.HasConstants ? key.Body.Inputs.Count - 1 : -1, position, addresses => Prepared(il, key, isVector, addresses, position, exits));
            }
            else
            {
                LocalBuilder[] addresses = KernelFactory.LoadAddresses(il, arrays);
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(OpCodes.Stloc, position);
                Prepared(il, key, isVector, addresses, position, exits)();
            }

            il.Emit(OpCodes.Ret);
            rest = exits?.Rest;
        });
        return new(kernel, rest);
    }

    /// <summary>Writes what stands once before all loops, and returns what writes the loop from the position to the kernel's end.</summary>
    private static Action Prepared(ILGenerator il, MapKernelKey key, bool isVector, LocalBuilder[] addresses, LocalBuilder position, RareExits? exits)
    {
        if (!isVector) return () => EmitScalarLoop(il, key, addresses, position);
        Action loops = () =>
        {
            Func<Label>? exit = exits is null ? null : () => exits.From(position);
            void Loop(int vectors) => new VectorEmitter(il, key.Body, key.Scalars, key.LastAxis, addresses, position, axis => PushIndex(il, axis, key.LastAxis, position), vectors, hoistsOperations: true, key.Strides, exit).EmitLoop(key.Streams);
            bool[] hoisted = HoistedSteps.Of(key.Body, key.Scalars, key.LastAxis, operations: true);
            int vectors = Interleaving.Of(key.Body, step => hoisted[step]);
            if (vectors > 1) Loop(vectors);
            Loop(1);
        };
        if (CutStages.Run(key.Body, f => HoistedSteps.Of(f, key.Scalars, key.LastAxis, operations: true)) is { } plan)
        {
            StagedLoop staged = new(il, plan, key.Scalars, key.Strides, key.LastAxis, addresses, position, key.Streams, exits);
            staged.EmitMemory();
            loops = staged.Emit;
        }

        return () =>
        {
            loops();
            exits?.End(addresses);
            if (key.Streams) il.Emit(OpCodes.Call, Bulk.Barrier);
        };
    }

    private static void EmitScalarLoop(ILGenerator il, MapKernelKey key, LocalBuilder[] addresses, LocalBuilder position)
    {
        ScalarFunction f = key.Body;
        var locals = new LocalBuilder[f.Steps.Count];
        for (int i = 0; i < locals.Length; i++) locals[i] = il.DeclareLocal(ScalarEmitter.TypeOf(f.Steps[i].DType));
        // Constants and scalar inputs are the same in every round.
        for (int i = 0; i < locals.Length; i++)
        {
            ScalarStep s = f.Steps[i];
            if (s.Op == ScalarOp.Constant)
            {
                ScalarEmitter.Constant(il, s);
                il.Emit(OpCodes.Stloc, locals[i]);
            }
            else if (s.Op == ScalarOp.Input && key.Scalars[s.A])
            {
                il.Emit(OpCodes.Ldloc, addresses[s.A]);
                il.Emit(OpCodes.Ldc_I4, s.B * s.DType.Size);
                il.Emit(OpCodes.Add);
                ScalarEmitter.Load(il, s.DType);
                il.Emit(OpCodes.Stloc, locals[i]);
            }
        }

        EmittedLoop.Emit(il, position, () => EmitElement(il, key, addresses, position, locals));
    }

    private static void EmitElement(ILGenerator il, MapKernelKey key, LocalBuilder[] addresses, LocalBuilder position, LocalBuilder[] locals)
    {
        ScalarFunction f = key.Body;
        for (int i = 0; i < locals.Length; i++)
        {
            ScalarStep s = f.Steps[i];
            if (s.Op == ScalarOp.Constant || (s.Op == ScalarOp.Input && key.Scalars[s.A])) continue;
            if (s.Op == ScalarOp.Input)
            {
                ElementAddress(il, addresses[s.A], position, f.Inputs[s.A].Size * StridedLoads.Of(key.Strides, s.A), s.B * s.DType.Size);
                ScalarEmitter.Load(il, s.DType);
            }
            else if (s.Op == ScalarOp.Index)
            {
                PushIndex(il, s.A, key.LastAxis, position);
                il.Emit(ScalarEmitter.TypeOf(s.DType) == typeof(long) ? OpCodes.Conv_I8 : OpCodes.Conv_I4);
            }
            else
            {
                ScalarEmitter.Step(il, f, s, locals);
            }

            il.Emit(OpCodes.Stloc, locals[i]);
        }

        for (int o = 0, r = 0; o < f.Outputs.Count; o++)
        {
            for (int c = 0; c < f.Outputs[o].Components; c++)
            {
                ElementAddress(il, addresses[f.Inputs.Count + o], position, f.Outputs[o].Size, c * f.Outputs[o].Component.Size);
                il.Emit(OpCodes.Ldloc, locals[f.Results[r++]]);
                ScalarEmitter.Store(il, f.Outputs[o].Component);
            }
        }
    }

    /// <summary>Pushes the position of the element along an axis.</summary>
    internal static void PushIndex(ILGenerator il, int axis, int lastAxis, LocalBuilder position)
    {
        if (axis == lastAxis) il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Ldc_I4, axis * sizeof(long));
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldind_I);
        if (axis == lastAxis) il.Emit(OpCodes.Add);
    }

    internal static void ElementAddress(ILGenerator il, LocalBuilder address, LocalBuilder position, int size, int offset)
    {
        il.Emit(OpCodes.Ldloc, address);
        il.Emit(OpCodes.Ldloc, position);
        if (size != 1)
        {
            il.Emit(OpCodes.Ldc_I4, size);
            il.Emit(OpCodes.Mul);
        }

        il.Emit(OpCodes.Add);
        if (offset != 0)
        {
            il.Emit(OpCodes.Ldc_I4, offset);
            il.Emit(OpCodes.Add);
        }
    }
}
