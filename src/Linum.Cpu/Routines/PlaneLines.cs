using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Copies lines of an image of one feature with the zeros around and between their elements. Where the kernel moves by more than one place, those that it meets in turn are put side by
/// side: first those from place 0 on, then those from place 1 on, and so on.
/// </summary>
internal sealed unsafe class PlaneLines
{
    private readonly ConvolutionShape.Axis row;
    private readonly ImageLines lines;
    private readonly int size;
    private readonly int stride;
    private readonly int first;
    private readonly int behind;
    private readonly bool quick;

    public PlaneLines(ConvolutionShape shape)
    {
        (row, size, stride) = (shape.Row, shape.Size, shape.Row.Stride);
        // One feature at a time: what lies beside it does not matter.
        lines = new(shape, size);
        Phase = lines.Places / stride + 1;
        Bytes = (nint)stride * Phase * size;
        (first, behind) = (Math.Max(0, -row.Low), Math.Min(row.Inputs, lines.Places - row.Low));
        quick = row.InputDilation == 1 && row.StepX == size && behind > first && (stride == 1 || (stride == 2 && size == 4));
    }

    /// <summary>Places side by side.</summary>
    public int Phase { get; }

    /// <summary>Bytes of a line as it is copied.</summary>
    public nint Bytes { get; }

    /// <summary>Bytes of working memory.</summary>
    public nint Between => lines.Bytes(1);

    /// <summary>Where a place of the padded line is, in bytes.</summary>
    public nint Offset(int place) => (nint)(place % stride * Phase + place / stride) * size;

    /// <summary>A line of zeros.</summary>
    public void Clear(nint to) => new Span<byte>((void*)to, checked((int)Bytes)).Clear();

    /// <summary>One line.</summary>
    /// <param name="from">The line in the image: its element 0.</param>
    /// <param name="to">Where to.</param>
    /// <param name="between">Working memory.</param>
    public void Copy(nint from, nint to, nint between)
    {
        if (quick)
        {
            if (stride == 1) Run((byte*)from + first * size, (byte*)to + (first + row.Low) * size, (behind - first) * size);
            else Pairs((uint*)from, (uint*)to);
            for (int place = first + row.Low - 1; place >= 0; place--) Zero(to, place);
            for (int place = behind + row.Low; place < lines.Places; place++) Zero(to, place);
            return;
        }

        lines.Copy(from, stride == 1 ? to : between, 1, 1);
        if (stride == 1) return;
        if (size == 4) Apart((uint*)between, (uint*)to);
        else Apart((ulong*)between, (ulong*)to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Zero(nint to, int place)
    {
        nint at = to + (stride == 1 ? place * size : ((place & 1) * Phase + (place >> 1)) * size);
        if (size == 4) *(uint*)at = 0;
        else *(ulong*)at = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(byte* from, byte* to, int bytes)
    {
        int last = bytes - 32, i = 0;
        for (; i < last; i += 32) Vector256.Load(from + i).Store(to + i);
        if (last >= 0) Vector256.Load(from + last).Store(to + last);
        else for (; i < bytes; i += 4) *(uint*)(to + i) = *(uint*)(from + i);
    }

    /// <summary>Every other place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pairs(uint* from, uint* to)
    {
        int begin = first + ((first + row.Low) & 1), last = begin + ((behind - 16 - begin) & ~1), i = begin;
        uint* even = to + (begin + row.Low) / 2, odd = even + Phase;
        if (begin > first) odd[-1] = from[first];
        if (behind - begin >= 16)
        {
            Vector256<uint> order = Vector256.Create(0u, 2, 4, 6, 1, 3, 5, 7);
            for (i = begin; ; i = Math.Min(i + 16, last))
            {
                Vector256<uint> a = Vector256.Shuffle(Vector256.Load(from + i), order), b = Vector256.Shuffle(Vector256.Load(from + i + 8), order);
                Vector256.Create(a.GetLower(), b.GetLower()).Store(even + (i - begin) / 2);
                Vector256.Create(a.GetUpper(), b.GetUpper()).Store(odd + (i - begin) / 2);
                if (i == last) break;
            }

            i += 16;
        }

        for (; i < behind; i++) (((i - begin) & 1) == 0 ? even : odd)[(i - begin) >> 1] = from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apart<T>(T* from, T* to)
        where T : unmanaged
    {
        int count = lines.Places;
        for (int phase = 0; phase < stride; phase++)
        {
            T* target = to + (long)phase * Phase;
            for (int i = phase; i < count; i += stride) *target++ = from[i];
        }
    }
}
