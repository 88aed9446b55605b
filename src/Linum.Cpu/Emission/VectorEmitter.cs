using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Writes a loop over whole vectors. All lanes have one width: 32 bits (float32, int32, uint32), or 64 bits (float64, int64, uint64); bools are masks of that width in 32-bit bodies.
/// A body that mixes widths, or has a step without a vector form, is left to the loop over single elements.
/// </summary>
internal sealed class VectorEmitter
{
    private readonly ILGenerator il;
    private readonly MapKernelKey key;
    private readonly LocalBuilder[] addresses;
    private readonly LocalBuilder position;
    private readonly ScalarFunction f;
    private readonly int lanes;
    private readonly LocalBuilder[] locals;

    public VectorEmitter(ILGenerator il, MapKernelKey key, LocalBuilder[] addresses, LocalBuilder position)
    {
        (this.il, this.key, this.addresses, this.position) = (il, key, addresses, position);
        f = key.Body;
        lanes = VectorInstructions.Width / LaneBits(f);
        locals = new LocalBuilder[f.Steps.Count];
        for (int i = 0; i < locals.Length; i++) locals[i] = il.DeclareLocal(VectorInstructions.Of(VectorInstructions.Element(f.Steps[i].DType)));
    }

    private static int LaneBits(ScalarFunction f)
    {
        foreach (ScalarStep s in f.Steps)
            if (s.DType is DType.Float64 or DType.Int64 or DType.UInt64) return 64;
        return 32;
    }

    /// <summary>Whether every step has a vector form.</summary>
    public static bool Supports(ScalarFunction f)
    {
        bool wide = LaneBits(f) == 64;
        foreach (DType type in f.Inputs)
            if (type.Components > 1) return false;
        foreach (DType type in f.Outputs)
            if (type.Components > 1 || (wide && type == DType.Bool)) return false;
        for (int i = 0; i < f.Steps.Count; i++)
        {
            ScalarStep s = f.Steps[i];
            bool lane = wide ? s.DType is DType.Float64 or DType.Int64 or DType.UInt64 : s.DType is DType.Float32 or DType.Int32 or DType.UInt32 or DType.Bool;
            bool mask = wide && s.DType == DType.Bool && s.Op is ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual or ScalarOp.And or ScalarOp.Or or ScalarOp.Xor or ScalarOp.Not;
            if (!(lane || (mask && s.DType == DType.Bool)) || !HasVectorForm(f, s, wide)) return false;
        }

        return f.Steps.Count > 0;
    }

    private static bool HasVectorForm(ScalarFunction f, ScalarStep s, bool wide)
    {
        if (s.Op is ScalarOp.Input or ScalarOp.Constant) return true;
        if (s.Op == ScalarOp.Index) return !wide;
        DType type = f.Steps[s.A].DType;
        bool floating = type.IsFloat;
        return s.Op switch
        {
            ScalarOp.Remainder or ScalarOp.PopulationCount or ScalarOp.LeadingZeroCount => false,
            ScalarOp.Divide => floating,
            ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical or ScalarOp.ShiftRightArithmetic =>
                f.Steps[s.B].Op == ScalarOp.Constant && (ulong)f.Steps[s.B].Bits < (ulong)(type.Size * 8) && (s.Op != ScalarOp.ShiftRightArithmetic || type.IsSigned),
            ScalarOp.Convert => !wide || (type, s.DType) is (DType.Int64, DType.Float64) or (DType.UInt64, DType.Float64) or (DType.Float64, DType.Int64) or (DType.Int64, DType.UInt64) or (DType.UInt64, DType.Int64),
            _ => true,
        };
    }

    private System.Reflection.MethodInfo Op(string name, DType type, int parameters) => VectorInstructions.Get(name, VectorInstructions.Element(type), parameters);

    public void EmitLoop()
    {
        for (int i = 0; i < locals.Length; i++)
        {
            ScalarStep s = f.Steps[i];
            if (s.Op == ScalarOp.Constant)
            {
                if (s.DType == DType.Bool) il.Emit(OpCodes.Ldc_I4, s.Bits != 0 ? -1 : 0);
                else ScalarEmitter.Constant(il, s);
                il.Emit(OpCodes.Call, Op("Create", s.DType, 1));
                il.Emit(OpCodes.Stloc, locals[i]);
            }
            else if (s.Op == ScalarOp.Input && key.Scalars[s.A])
            {
                il.Emit(OpCodes.Ldloc, addresses[s.A]);
                ScalarEmitter.Load(il, s.DType);
                if (s.DType == DType.Bool) il.Emit(OpCodes.Neg);
                il.Emit(OpCodes.Call, Op("Create", s.DType, 1));
                il.Emit(OpCodes.Stloc, locals[i]);
            }
        }

        LocalBuilder last = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldc_I4, lanes);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, last);
        Label test = il.DefineLabel(), body = il.DefineLabel();
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(body);
        for (int i = 0; i < locals.Length; i++)
        {
            ScalarStep s = f.Steps[i];
            if (s.Op == ScalarOp.Constant || (s.Op == ScalarOp.Input && key.Scalars[s.A])) continue;
            Step(s);
            il.Emit(OpCodes.Stloc, locals[i]);
        }

        for (int o = 0; o < f.Outputs.Count; o++)
        {
            DType type = f.Outputs[o];
            il.Emit(OpCodes.Ldloc, locals[f.Results[o]]);
            MapKernel.ElementAddress(il, addresses[f.Inputs.Count + o], position, type.Size, 0);
            il.Emit(OpCodes.Call, type == DType.Bool ? VectorInstructions.StoreBools : Op("Store", type, 2));
        }

        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Ldc_I4, lanes);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, position);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Ldloc, last);
        il.Emit(OpCodes.Ble, body);
    }

    private void Step(ScalarStep s)
    {
        switch (s.Op)
        {
            case ScalarOp.Input:
                MapKernel.ElementAddress(il, addresses[s.A], position, f.Inputs[s.A].Size, 0);
                il.Emit(OpCodes.Call, s.DType == DType.Bool ? VectorInstructions.LoadBools : Op("Load", s.DType, 1));
                return;
            case ScalarOp.Index:
                MapKernel.PushIndex(il, s.A, key.LastAxis, position);
                il.Emit(OpCodes.Conv_I4);
                il.Emit(OpCodes.Call, s.A == key.LastAxis ? VectorInstructions.Iota : Op("Create", DType.Int32, 1));
                return;
        }

        DType type = f.Steps[s.A].DType;
        if (s.Op == ScalarOp.Select)
        {
            // The mask has int lanes; select works on lanes of the result's type.
            il.Emit(OpCodes.Ldloc, locals[s.A]);
            As(DType.Int32, s.DType);
            il.Emit(OpCodes.Ldloc, locals[s.B]);
            il.Emit(OpCodes.Ldloc, locals[s.C]);
            il.Emit(OpCodes.Call, Op("ConditionalSelect", s.DType, 3));
            return;
        }

        il.Emit(OpCodes.Ldloc, locals[s.A]);
        if (s.Op is ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical or ScalarOp.ShiftRightArithmetic)
        {
            il.Emit(OpCodes.Ldc_I4, (int)f.Steps[s.B].Bits);
            il.Emit(OpCodes.Call, Op(s.Op.ToString(), type, 2));
            return;
        }

        if (s.B >= 0) il.Emit(OpCodes.Ldloc, locals[s.B]);
        if (s.C >= 0) il.Emit(OpCodes.Ldloc, locals[s.C]);
        switch (s.Op)
        {
            case ScalarOp.Add or ScalarOp.Subtract or ScalarOp.Multiply or ScalarOp.Divide or ScalarOp.Max or ScalarOp.Min or ScalarOp.Xor: il.Emit(OpCodes.Call, Op(s.Op.ToString(), type, 2)); break;
            case ScalarOp.And: il.Emit(OpCodes.Call, Op("BitwiseAnd", type, 2)); break;
            case ScalarOp.Or: il.Emit(OpCodes.Call, Op("BitwiseOr", type, 2)); break;
            case ScalarOp.Not: il.Emit(OpCodes.Call, Op("OnesComplement", type, 1)); break;
            case ScalarOp.Negate: il.Emit(OpCodes.Call, Op("Negate", type, 1)); break;
            case ScalarOp.Abs: if (!type.IsUnsigned) il.Emit(OpCodes.Call, Op("Abs", type, 1)); break;
            case ScalarOp.Sqrt: il.Emit(OpCodes.Call, Op("Sqrt", type, 1)); break;
            case ScalarOp.FusedMultiplyAdd: il.Emit(OpCodes.Call, Op("FusedMultiplyAdd", type, 3)); break;
            case ScalarOp.Floor or ScalarOp.Ceiling or ScalarOp.Truncate: if (type.IsFloat) il.Emit(OpCodes.Call, Op(s.Op.ToString(), type, 1)); break;
            case ScalarOp.RoundEven: if (type.IsFloat) il.Emit(OpCodes.Call, Op("Round", type, 1)); break;
            case ScalarOp.Equal: Compare("Equals", type, false); break;
            case ScalarOp.NotEqual: Compare("Equals", type, true); break;
            case ScalarOp.Less: Compare("LessThan", type, false); break;
            case ScalarOp.LessOrEqual: Compare("LessThanOrEqual", type, false); break;
            case ScalarOp.Bitcast: As(type, s.DType); break;
            case ScalarOp.Convert: Convert(type, s.DType); break;
        }
    }

    private void Compare(string name, DType type, bool negate)
    {
        il.Emit(OpCodes.Call, Op(name, type, 2));
        As(type, DType.Int32);
        if (negate) il.Emit(OpCodes.Call, Op("OnesComplement", DType.Int32, 1));
    }

    /// <summary>The same register as lanes of another type.</summary>
    private void As(DType from, DType to)
    {
        Type a = VectorInstructions.Element(from), b = VectorInstructions.Element(to);
        if (a == b) return;
        il.Emit(OpCodes.Call, VectorInstructions.Get(b.Name switch { "Single" => "AsSingle", "Double" => "AsDouble", "UInt32" => "AsUInt32", "Int32" => "AsInt32", "UInt64" => "AsUInt64", _ => "AsInt64" }, a, 1));
    }

    private void Convert(DType from, DType to)
    {
        if (from == DType.Bool)
        {
            // A mask is all ones or zero: keep the lowest bit.
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Call, Op("Create", DType.Int32, 1));
            il.Emit(OpCodes.Call, Op("BitwiseAnd", DType.Int32, 2));
            Convert(DType.Int32, to);
            return;
        }

        if (to == DType.Bool)
        {
            LocalBuilder zero = il.DeclareLocal(VectorInstructions.Of(VectorInstructions.Element(from)));
            il.Emit(OpCodes.Ldloca, zero);
            il.Emit(OpCodes.Initobj, zero.LocalType);
            il.Emit(OpCodes.Ldloc, zero);
            Compare("Equals", from, true);
            return;
        }

        if (from == to) return;
        if (from.IsFloat == to.IsFloat) As(from, to);
        else il.Emit(OpCodes.Call, VectorInstructions.Get(to switch { DType.Float32 => "ConvertToSingle", DType.Float64 => "ConvertToDouble", DType.Int32 => "ConvertToInt32", DType.UInt32 => "ConvertToUInt32", DType.Int64 => "ConvertToInt64", _ => "ConvertToUInt64" }, VectorInstructions.Element(from), 1));
    }
}
