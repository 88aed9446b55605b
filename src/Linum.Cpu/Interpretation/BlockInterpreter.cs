using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Runs a <see cref="BlockProgram"/>.</summary>
/// <param name="program">The steps.</param>
/// <param name="memory">The program's memory: <see cref="BlockProgram.MemoryBytes"/>, of this run alone.</param>
/// <param name="inputs">The addresses of the inputs' elements number 0.</param>
/// <param name="strides">Per input how many bytes its elements are apart.</param>
internal readonly unsafe ref struct BlockInterpreter(BlockProgram program, byte* memory, nint* inputs, nint* strides)
{
    /// <summary>What is there before all blocks.</summary>
    /// <param name="count">How many elements the largest of the blocks will have.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(int count)
    {
        // Registers reach behind the end.
        int n = Math.Min((count + 7) & ~7, BlockProgram.Elements);
        foreach (ref readonly BlockStep s in program.Before.AsSpan())
        {
            if (s.Op == ScalarOp.Constant) ElementSteps.Fill(s.Type.Size, s.Bits, memory + s.Result, n);
            else ElementSteps.Copy(s.Type.Size, (byte*)inputs[s.A] + s.B * s.Type.Size, 0, memory + s.Result, s.Type.Size, n);
        }
    }

    /// <summary>Computes a block.</summary>
    /// <param name="first">The number of its first element.</param>
    /// <param name="n">How many it has.</param>
    /// <param name="positions">Per axis the position of the elements, but for <paramref name="axis"/>.</param>
    /// <param name="axis">The axis along which elements run.</param>
    /// <param name="start">The position of element 0 along it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(nint first, int n, nint* positions, int axis, nint start)
    {
        ReadOnlySpan<BlockStep> steps = program.Steps;
        for (int i = 0; i < steps.Length; i++)
        {
            ref readonly BlockStep s = ref steps[i];
            byte* r = memory + s.Result;
            switch (s.Op)
            {
                case ScalarOp.Select when s.Skips > 0:
                    if (!ElementSteps.Any(memory + s.A, n)) i += s.Skips;
                    break;
                case ScalarOp.Input:
                    ElementSteps.Copy(s.Type.Size, (byte*)(inputs[s.A] + first * strides[s.A]) + s.B * s.Type.Size, strides[s.A], r, s.Type.Size, n);
                    break;
                case ScalarOp.Index:
                    ElementSteps.Index(s.Type, s.A == axis ? start + first : positions[s.A], s.A == axis ? 1 : 0, r, n);
                    break;
                default:
                    Compute(s, memory + s.A, memory + s.B, memory + s.C, r, n);
                    break;
            }
        }
    }

    /// <summary>Where a component of a result is after a block.</summary>
    public byte* Result(int component) => memory + program.Results[component];

    /// <summary>Computes a step with operands for a block; whole registers are read and written.</summary>
    public static void Compute(in BlockStep s, byte* a, byte* b, byte* c, byte* r, int n)
    {
        if (!IsQuick(s, a, b, c, r, n)) ElementSteps.ByDefinition(s, a, b, c, r, n);
    }

    /// <summary>How many quick steps take as long as a step does.</summary>
    public static int Weight(in BlockStep s) => s.Op is ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index || IsQuick(s, null, null, null, null, 0) ? 1 : 64;

    /// <summary>Computes a step if there is quick code for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsQuick(in BlockStep s, byte* a, byte* b, byte* c, byte* r, int n)
    {
        switch (s.Op)
        {
            case ScalarOp.Select:
                ElementSteps.Select(s.Type.Size, a, b, c, r, n);
                return true;
            case ScalarOp.Bitcast:
                ElementSteps.Copy(s.Type.Size, a, s.Type.Size, r, s.Type.Size, n);
                return true;
            case ScalarOp.Convert:
                return ElementSteps.Convert(s.From, s.Type, a, r, n);
            case ScalarOp.ShiftLeft or ScalarOp.ShiftRightLogical:
                return ElementSteps.Shift(s.Op, s.Type, a, b, r, n);
            case ScalarOp.Equal or ScalarOp.NotEqual or ScalarOp.Less or ScalarOp.LessOrEqual:
                return Compare(s, a, b, r, n);
        }

        return s.From switch
        {
            DType.Float32 => LaneSteps<float>.Run(s.Op, (float*)a, (float*)b, (float*)c, (float*)r, n),
            DType.Float64 => LaneSteps<double>.Run(s.Op, (double*)a, (double*)b, (double*)c, (double*)r, n),
            DType.Int32 => LaneSteps<int>.Run(s.Op, (int*)a, (int*)b, (int*)c, (int*)r, n),
            DType.UInt32 => LaneSteps<uint>.Run(s.Op, (uint*)a, (uint*)b, (uint*)c, (uint*)r, n),
            DType.Int64 => LaneSteps<long>.Run(s.Op, (long*)a, (long*)b, (long*)c, (long*)r, n),
            DType.UInt64 => LaneSteps<ulong>.Run(s.Op, (ulong*)a, (ulong*)b, (ulong*)c, (ulong*)r, n),
            DType.Bool => Logical(s.Op, a, b, r, n),
            _ => false,
        };
    }

    /// <summary>Bools are bytes that are 0 or 1.</summary>
    private static bool Logical(ScalarOp op, byte* a, byte* b, byte* r, int n)
    {
        switch (op)
        {
            case ScalarOp.Or or ScalarOp.Add or ScalarOp.Max: for (int i = 0; i < n; i++) r[i] = (byte)(a[i] | b[i]); return true;
            case ScalarOp.And or ScalarOp.Multiply or ScalarOp.Min: for (int i = 0; i < n; i++) r[i] = (byte)(a[i] & b[i]); return true;
            case ScalarOp.Xor: for (int i = 0; i < n; i++) r[i] = (byte)(a[i] ^ b[i]); return true;
            case ScalarOp.Not: for (int i = 0; i < n; i++) r[i] = (byte)(a[i] ^ 1); return true;
            default: return false;
        }
    }

    private static bool Compare(in BlockStep s, byte* a, byte* b, byte* r, int n)
    {
        switch (s.From)
        {
            case DType.Float32: LaneSteps<float>.Compare(s.Op, (float*)a, (float*)b, r, n); return true;
            case DType.Float64: LaneSteps<double>.Compare(s.Op, (double*)a, (double*)b, r, n); return true;
            case DType.Int32: LaneSteps<int>.Compare(s.Op, (int*)a, (int*)b, r, n); return true;
            case DType.UInt32: LaneSteps<uint>.Compare(s.Op, (uint*)a, (uint*)b, r, n); return true;
            default: return false;
        }
    }
}
