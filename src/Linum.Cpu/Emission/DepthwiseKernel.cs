using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What a kernel of depthwise convolutions is made for: a block of places of the result, some rows by some places in a row.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Rows">Rows of the block.</param>
/// <param name="Places">Places in each of its rows.</param>
/// <param name="RowTaps">Places of the convolution's kernel along rows.</param>
/// <param name="Taps">Its places in a row.</param>
/// <param name="RowStride">Lines of the image from one row of the result to the next.</param>
/// <param name="Stride">Places of the image from one place of the result to the next.</param>
/// <param name="RowDilation">Lines from one row of the kernel to the next.</param>
/// <param name="Dilation">Places of the image from one place of the kernel to the next.</param>
/// <param name="FactorLine">Bytes from the factors of a place of the kernel to those of the next.</param>
/// <param name="Streams">Whether results go past the caches.</param>
internal readonly record struct DepthwiseKey(DType Type, int Rows, int Places, int RowTaps, int Taps, int RowStride, int Stride, int RowDilation, int Dilation, int FactorLine, bool Streams)
{
    /// <summary>Lines of the image that the block needs.</summary>
    public int Lines => (Rows - 1) * RowStride + (RowTaps - 1) * RowDilation + 1;

    /// <summary>Places that it needs of each line.</summary>
    public int LinePlaces => (Places - 1) * Stride + (Taps - 1) * Dilation + 1;

    /// <summary>For the kernel's name.</summary>
    public Fingerprint Fingerprint => Fingerprint.Of((long)Type, Rows, Places, RowTaps, Taps, RowStride, Stride, RowDilation, Dilation, FactorLine, Streams ? 1 : 0);
}

/// <summary>
/// Emits blocks of depthwise convolutions, features side by side in registers. What is read of the image meets all places of the kernel that it has to meet, in all results of the block,
/// before the next is read; each result is one chain of (for floats: fused) multiply-adds in the order of the kernel's places all the same, so the block changes no bit.
/// </summary>
internal sealed class DepthwiseKernel
{
    /// <summary>Places of the kernel whose factors stay in registers beside a block's results.</summary>
    private const int KeptFactors = 12;

    private static readonly KernelCache<DepthwiseKey, Kernel> Cache = new(k => KernelFactory.Create("depthwise", k.Fingerprint, il => new DepthwiseKernel(il, k).Emit()));

    private readonly ILGenerator il;
    private readonly DepthwiseKey key;
    private readonly Type element;
    private readonly LocalBuilder factors, result, lines, position, last, at, place;
    private readonly LocalBuilder[,] sums;
    private readonly LocalBuilder[] kept;

    private DepthwiseKernel(ILGenerator il, DepthwiseKey key)
    {
        (this.il, this.key, element) = (il, key, VectorInstructions.Element(key.Type));
        LocalBuilder[] addresses = KernelFactory.LoadAddresses(il, 3);
        (factors, result, lines) = (addresses[0], addresses[1], addresses[2]);
        (position, last, at, place) = (Local(), Local(), Local(), Local());
        sums = new LocalBuilder[key.Rows, key.Places];
        for (int q = 0; q < key.Rows; q++)
            for (int p = 0; p < key.Places; p++) sums[q, p] = il.DeclareLocal(VectorInstructions.Of(element));
        kept = new LocalBuilder[key.RowTaps * key.Taps];
        for (int t = 0; t < kept.Length; t++) kept[t] = il.DeclareLocal(VectorInstructions.Of(element));
    }

    /// <summary>
    /// A kernel over the bytes <c>begin</c> to <c>end</c> of the features of each place, at least a register of them: where they are no whole registers, the last one is computed from so far
    /// back that it ends with them. Buffers: factors, the first result, address and step of each line of the image and then of each line to ask for ahead, one per row. Extra: bytes from place
    /// to place in the result, and from row to row. Who has results go past the caches has to see to it that later stores wait for them.
    /// </summary>
    public static Kernel Get(DepthwiseKey key) => Cache.Get(key);

    private bool KeepsFactors => VectorInstructions.HasManyRegisters && kept.Length <= KeptFactors;

    private void Emit()
    {
        int bytes = VectorInstructions.Width / 8;
        il.Emit(OpCodes.Ldarg_2);
        PushConstant(bytes);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, last);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stloc, position);
        EmittedLoop.Frame(il, turn: () =>
        {
            il.Emit(OpCodes.Ldloc, position);
            il.Emit(OpCodes.Ldloc, last);
            il.Emit(OpCodes.Call, typeof(Math).GetMethod(nameof(Math.Min), [typeof(nint), typeof(nint)])!);
            il.Emit(OpCodes.Stloc, at);
            Block();
            EmittedLoop.Advance(il, position, bytes);
        }, test: next =>
        {
            il.Emit(OpCodes.Ldloc, position);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Blt, next);
        });
        il.Emit(OpCodes.Ret);
    }

    private void Block()
    {
        if (KeepsFactors) KeepFactors();
        foreach (LocalBuilder sum in sums)
        {
            il.Emit(OpCodes.Call, VectorInstructions.Zero(element));
            il.Emit(OpCodes.Stloc, sum);
        }

        for (int line = 0; line < key.Lines; line++)
        {
            Line(line);
            // Requests are spread over the block, so that they do not wait for each other.
            if (line >= key.Lines - key.Rows) Ask(key.Lines + line - (key.Lines - key.Rows));
        }

        Store();
    }

    private void KeepFactors()
    {
        for (int tap = 0; tap < kept.Length; tap++)
        {
            PushFactor(tap);
            il.Emit(OpCodes.Stloc, kept[tap]);
        }
    }

    private void PushFactor(int tap)
    {
        il.Emit(OpCodes.Ldloc, factors);
        il.Emit(OpCodes.Ldloc, at);
        il.Emit(OpCodes.Add);
        PushConstant(tap * key.FactorLine);
        il.Emit(OpCodes.Add);
        VectorMemory.Load(il, element);
    }

    /// <summary>A line of the image, place after place.</summary>
    private void Line(int line)
    {
        LocalBuilder step = Begin(line), x = il.DeclareLocal(VectorInstructions.Of(element));
        for (int j = 0; j < key.LinePlaces; j++)
        {
            if (j > 0) Sum(place, step, place);
            bool isRead = false;
            for (int t = 0; t < kept.Length; t++)
            {
                for (int s = 0; s < sums.Length; s++)
                {
                    (int q, int p) = (s / key.Places, s % key.Places);
                    if (q * key.RowStride + t / key.Taps * key.RowDilation != line || p * key.Stride + t % key.Taps * key.Dilation != j) continue;
                    if (!isRead)
                    {
                        il.Emit(OpCodes.Ldloc, place);
                        VectorMemory.Load(il, element);
                        il.Emit(OpCodes.Stloc, x);
                        isRead = true;
                    }

                    MultiplyAdd(x, t, sums[q, p]);
                }
            }
        }
    }

    /// <summary>The place where a line begins, and the step to its next place.</summary>
    private LocalBuilder Begin(int line)
    {
        LocalBuilder step = Local();
        for (int part = 0; part < 2; part++)
        {
            il.Emit(OpCodes.Ldloc, lines);
            PushConstant((2 * line + part) * sizeof(long));
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Stloc, part == 0 ? place : step);
        }

        Sum(place, at, place);
        return step;
    }

    private void Ask(int line)
    {
        if (!Sse.IsSupported) return;
        LocalBuilder step = Begin(line);
        for (int j = 0; j < key.Places * key.Stride; j++)
        {
            if (j > 0) Sum(place, step, place);
            il.Emit(OpCodes.Ldloc, place);
            il.Emit(OpCodes.Call, typeof(Sse).GetMethod(nameof(Sse.Prefetch1))!);
        }
    }

    private void MultiplyAdd(LocalBuilder x, int tap, LocalBuilder sum)
    {
        if (!key.Type.IsFloat) il.Emit(OpCodes.Ldloc, sum);
        il.Emit(OpCodes.Ldloc, x);
        if (KeepsFactors) il.Emit(OpCodes.Ldloc, kept[tap]);
        else PushFactor(tap);
        if (key.Type.IsFloat)
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

    private void Store()
    {
        LocalBuilder row = Local();
        Sum(result, at, row);
        for (int q = 0; q < key.Rows; q++)
        {
            if (q > 0) Advance(row, 1);
            il.Emit(OpCodes.Ldloc, row);
            il.Emit(OpCodes.Stloc, place);
            for (int p = 0; p < key.Places; p++)
            {
                if (p > 0) Advance(place, 0);
                il.Emit(OpCodes.Ldloc, place);
                il.Emit(OpCodes.Ldloc, sums[q, p]);
                if (key.Streams) VectorMemory.Stream(il, element);
                else VectorMemory.Store(il, element);
            }
        }
    }

    private LocalBuilder Local() => il.DeclareLocal(typeof(nint));

    private void PushConstant(int value)
    {
        il.Emit(OpCodes.Ldc_I4, value);
        il.Emit(OpCodes.Conv_I);
    }

    private void PushExtra(int number)
    {
        il.Emit(OpCodes.Ldarg_3);
        PushConstant(number * sizeof(long));
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldind_I);
    }

    private void Sum(LocalBuilder a, LocalBuilder b, LocalBuilder to)
    {
        il.Emit(OpCodes.Ldloc, a);
        il.Emit(OpCodes.Ldloc, b);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, to);
    }

    private void Advance(LocalBuilder address, int number)
    {
        il.Emit(OpCodes.Ldloc, address);
        PushExtra(number);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, address);
    }
}
