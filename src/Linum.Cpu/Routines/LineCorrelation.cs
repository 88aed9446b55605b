using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Convolutions of few channels with few results and many terms each, as derivatives by a kernel of one channel are: neighbours along a line of the image times neighbours along a line of the kernel, a register of them at once, for
/// some places together. Lines are cut into pieces that stay in the first cache; each part adds up some pieces, what parts have is added in their order, and then what the lanes of a register have. As products of matrices with one
/// column they took 22 ms for a line of 10⁶ floats and three places, and 34 ms for twenty (2026-11-28).
/// </summary>
/// <remarks>The order in which products are added follows from the shape: in a part every eighth of a line (of eight bytes, every fourth), features, lines; then parts, then lanes.</remarks>
internal sealed unsafe class LineCorrelation : IRoutine
{
    /// <summary>So many pairs of channels at most: for each the lines are read once. Kernels of 5 by 5 for 128 images of 64 by 64, from one channel to eight: 11.5 ms as a product and 3.9; of 20 by 20 0.9 and 1.3, to four 0.98 and 0.77.</summary>
    private const int MostPairs = 8, MostPairsOfShort = 4;

    /// <summary>So many results at most: each part has a register of sums for each.</summary>
    private const long MostResults = 512;

    /// <summary>Shorter lines are not worth the call for each; some longer ones for fewer pairs.</summary>
    private const int ShortestLine = 16, LongLine = 32;

    /// <summary>Elements of a piece of a line; the last one has what is left over too, so that none is shorter than a register.</summary>
    private const int Piece = 1024;

    /// <summary>Pieces are shared out in at most so many parts.</summary>
    private const int MostParts = 32;

    /// <summary>A part has at least so many products.</summary>
    private const long PartProducts = 1 << 16;

    private const int Register = DepthwiseTile.Register;

    private readonly ConvolutionShape shape;
    private readonly Partition partition;
    private readonly Action<int, nint> part;
    private readonly int lanes;
    private readonly int pieces;
    private readonly int longest;
    private readonly long outerPlaces;
    private readonly long outerTaps;
    private readonly long allPieces;
    private readonly int parts;
    private readonly int lineElements;
    private readonly nint sumBytes;

    private struct Call
    {
        public nint X;
        public nint Kernel;
        public nint Sums;
    }

    public LineCorrelation(ConvolutionShape shape, Partition partition)
    {
        (this.shape, this.partition, part) = (shape, partition, Part);
        lanes = Register / shape.Size;
        (outerPlaces, outerTaps) = (shape.OuterPlaces, shape.OuterTaps);
        pieces = Math.Max(1, shape.Row.Taps / Piece);
        longest = shape.Row.Taps - (pieces - 1) * Piece;
        allPieces = shape.Features * outerTaps * shape.Rows.Taps * pieces;
        parts = (int)Math.Clamp(Math.Min(allPieces, shape.Products / PartProducts), 1, MostParts);
        lineElements = longest + (shape.Row.Places - 1) * shape.Row.Stride;
        sumBytes = (nint)(shape.Examples * shape.Outputs * shape.Places * Register);
    }

    /// <summary>Whether a convolution is one of these.</summary>
    public static bool Suits(ConvolutionShape shape) => shape.Groups == 1 && !shape.IsSpread && shape.Row is { TapDilation: 1, Taps: >= ShortestLine } row && row.Places < row.Taps
        && shape.Examples * (long)shape.Outputs <= (row.Taps < LongLine ? MostPairsOfShort : MostPairs) && shape.Examples * shape.Outputs * shape.Places <= MostResults;

    public long WorkingBytes => shape.Products == 0 ? 0 : parts * (long)sumBytes + (partition.Parts > 1 ? WorkerPool.Instance.Threads(parts, partition.Workers) : 1) * PartBytes;

    /// <summary>Results that read one line of the kernel, for a pair of channels and a place along the axes before rows.</summary>
    private int Places => shape.Rows.Places * shape.Row.Places;

    /// <summary>What a part takes: pieces of lines of the image and of the kernel, and the ends of both that do not fill a register, for each place.</summary>
    private long PartBytes => (shape.Rows.Places * (long)lineElements + shape.Outputs * longest) * shape.Size + (Places + 1) * Register;

    /// <summary>Convolves.</summary>
    public void Run(nint* arrays)
    {
        if (shape.IsEmpty(arrays[2])) return;
        using Scratch sums = new(parts * (long)sumBytes);
        Call call = new() { X = arrays[0] + shape.OffsetX, Kernel = arrays[1] + shape.OffsetKernel, Sums = sums.Address };
        if (partition.Parts > 1 && parts > 1) WorkerPool.Instance.Run(parts, partition.Workers, part, (nint)(&call));
        else for (int i = 0; i < parts; i++) Part(i, (nint)(&call));
        for (int number = 1; number < parts; number++) CorrelationTile.Add(sums.Address, sums.Address + number * sumBytes, sumBytes, shape.Type);
        Results(sums.Address, arrays[2] + shape.OffsetY);
    }

    /// <summary>Some pieces of lines of the kernel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Part(int item, nint shared)
    {
        Call* call = (Call*)shared;
        nint sums = call->Sums + item * sumBytes;
        new Span<byte>((void*)sums, (int)sumBytes).Clear();
        using Scratch memory = new(PartBytes);
        ConvolutionShape.Axis rows = shape.Rows, row = shape.Row;
        nint lineBytes = lineElements * shape.Size, kernels = memory.Address + rows.Places * lineBytes, ends = kernels + shape.Outputs * longest * shape.Size, pair = (nint)(shape.Places * Register);
        nint* x = stackalloc nint[2 * Places];
        nint* kernel = stackalloc nint[shape.Outputs];
        for (int i = 0; i < Places; i++) x[Places + i] = ends + (i + 1) * Register;
        for (long number = allPieces * item / parts, behind = allPieces * (item + 1) / parts; number < behind; number++)
        {
            int piece = (int)(number % pieces), first = piece * Piece, count = piece == pieces - 1 ? longest : Piece, tap = (int)(number / pieces % rows.Taps);
            long line = number / pieces / rows.Taps, outer = line % outerTaps, feature = line / outerTaps;
            nint k = call->Kernel + (nint)(feature * shape.FeatureKernel + tap * rows.StepKernel + first * row.StepKernel) + shape.TapOffset(outer * rows.Taps * row.Taps);
            for (int output = 0; output < shape.Outputs; output++) kernel[output] = Line(k + (nint)(output * shape.OutputKernel), row.StepKernel, count, kernels + output * longest * shape.Size);
            for (int example = 0; example < shape.Examples; example++)
            {
                nint image = call->X + (nint)(feature * shape.FeatureX + example * shape.ExampleX), to = sums + example * shape.Outputs * pair;
                for (long place = 0; place < outerPlaces; place++, to += Places * Register)
                {
                    nint? plane = shape.OuterX(place, outer);
                    for (int r = 0; r < rows.Places; r++)
                    {
                        int source = rows.Source(tap * rows.TapDilation + r * rows.Stride);
                        nint read = Image(source >= 0 && plane is nint at ? image + at + (nint)(source * rows.StepX) : null, first - row.Low, count, memory.Address + r * lineBytes);
                        for (int p = 0; p < row.Places; p++) x[r * row.Places + p] = read + p * row.Stride * (nint)shape.Size;
                    }

                    Add(x, kernel, count, ends, to, pair);
                }
            }
        }
    }

    /// <summary>As many bytes that are not kept as a register has, and as many that are.</summary>
    private static ReadOnlySpan<byte> Kept =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    ];

    /// <summary>What pieces of lines add to the sums of all places of all outputs.</summary>
    /// <param name="x">For each place where it meets the first element of the image; behind these, where its end has room.</param>
    /// <param name="kernel">For each output where the kernel is.</param>
    /// <param name="count">How many elements each meets.</param>
    /// <param name="ends">Room for the end of the kernel, before those of the image.</param>
    /// <param name="sums">The sums of the first output.</param>
    /// <param name="pair">Bytes from there to the sums of the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(nint* x, nint* kernel, int count, nint ends, nint sums, nint pair)
    {
        int left = count % lanes * shape.Size;
        nint end = (nint)(count * shape.Size - Register);
        // The last elements that are left over, with zeros in place of those before them.
        Vector256<byte> kept = Vector256.LoadUnsafe(in Kept[0], (nuint)left);
        for (int i = 0; left > 0 && i < Places; i++) (Vector256.Load((byte*)(x[i] + end)) & kept).Store((byte*)x[Places + i]);

        CorrelationCall call = new() { Places = Places, StepX = Register, StepKernel = Register, Bytes = Register, Sums = sums };
        for (int output = 0; output < shape.Outputs; output++, call.Sums += pair)
        {
            call.X = x;
            (call.Kernel, call.Count) = (kernel[output], count / lanes);
            CorrelationTile.Run(call, shape.Type);
            if (left == 0) continue;
            (Vector256.Load((byte*)(kernel[output] + end)) & kept).Store((byte*)ends);
            call.X = x + Places;
            (call.Kernel, call.Count) = (ends, 1);
            CorrelationTile.Run(call, shape.Type);
        }
    }

    /// <summary>A piece of a line of the image, from an element on that may lie before it, as far as all places need it; zeros where there is none.</summary>
    private nint Image(nint? line, int first, int count, nint to)
    {
        ConvolutionShape.Axis row = shape.Row;
        int needed = count + (row.Places - 1) * row.Stride, begin = Math.Max(first, 0), end = Math.Min(first + needed, row.Inputs);
        if (line is nint all && begin == first && end == first + needed) return Line(all + (nint)(first * row.StepX), row.StepX, needed, to);
        NativeMemory.Clear((void*)to, (nuint)(needed * (long)shape.Size));
        if (line is nint some && begin < end) Copy(some + (nint)(begin * row.StepX), row.StepX, end - begin, to + (begin - first) * shape.Size);
        return to;
    }

    /// <summary>Elements side by side: where they are, or a copy.</summary>
    private nint Line(nint from, long step, int count, nint to)
    {
        if (step == shape.Size) return from;
        Copy(from, step, count, to);
        return to;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy(nint from, long step, int count, nint to)
    {
        if (step == shape.Size) Unsafe.CopyBlockUnaligned((void*)to, (void*)from, (uint)(count * shape.Size));
        else if (shape.Size == 4) for (int i = 0; i < count; i++) ((uint*)to)[i] = *(uint*)(from + (nint)(i * step));
        else for (int i = 0; i < count; i++) ((ulong*)to)[i] = *(ulong*)(from + (nint)(i * step));
    }

    /// <summary>The sums of registers, where they belong.</summary>
    private void Results(nint sums, nint y)
    {
        for (int pair = 0; pair < shape.Examples * shape.Outputs; pair++)
        {
            nint target = y + (nint)(pair / shape.Outputs * shape.ExampleY + pair % shape.Outputs * shape.OutputY);
            for (long place = 0; place < shape.Places; place++, sums += Register)
            {
                long rest = place / shape.Row.Places;
                nint to = target + shape.OuterY(rest / shape.Rows.Places) + (nint)(rest % shape.Rows.Places * shape.Rows.StepY + place % shape.Row.Places * shape.Row.StepY);
                switch (shape.Type)
                {
                    case DType.Float32: *(float*)to = Total((float*)sums); break;
                    case DType.Float64: *(double*)to = Total((double*)sums); break;
                    default:
                        if (shape.Size == 4) *(int*)to = Total((int*)sums);
                        else *(long*)to = Total((long*)sums);
                        break;
                }
            }
        }
    }

    /// <summary>The lanes of a register added, halves first.</summary>
    private static T Total<T>(T* lanes)
        where T : unmanaged, INumberBase<T>
    {
        for (int half = Register / sizeof(T) / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++) lanes[i] += lanes[half + i];
        return lanes[0];
    }
}
