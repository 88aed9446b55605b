using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Linum.Cpu;

/// <summary>
/// Copies lines of an image with the zeros around and between their elements: place after place, at each place some features side by side. All that reads them then runs through memory in
/// order, whatever the layout of the image, its padding and its dilation.
/// </summary>
internal sealed unsafe class ImageLines
{
    private readonly ConvolutionShape.Axis row;
    private readonly int size;
    private readonly int places;
    private readonly long featureStep;
    private readonly int first;
    private readonly int behind;

    /// <param name="shape">The convolution.</param>
    /// <param name="featureStep">Bytes from feature to feature in the image.</param>
    public ImageLines(ConvolutionShape shape, long featureStep)
    {
        (row, size, this.featureStep) = (shape.Row, shape.Size, featureStep);
        places = row.Needed(row.Places);
        // The elements that fall between the first place and the last.
        first = Math.Max(0, (-row.Low + row.InputDilation - 1) / row.InputDilation);
        int last = places - 1 - row.Low;
        behind = last < 0 ? 0 : Math.Min(row.Inputs, last / row.InputDilation + 1);
    }

    /// <summary>Places of a line.</summary>
    public int Places => places;

    /// <summary>Bytes of a line with so many features per place.</summary>
    public nint Bytes(int width) => (nint)places * width * size;

    /// <summary>One line.</summary>
    /// <param name="from">The line in the image: its element 0, the first feature.</param>
    /// <param name="to">Where to.</param>
    /// <param name="features">How many features there are.</param>
    /// <param name="width">How many features wide a place is; the rest is zeros.</param>
    public void Copy(nint from, nint to, int features, int width)
    {
        if (behind - first < places || width > features) Clear(to, width);
        if (behind <= first) return;
        byte* source = (byte*)from + first * (nint)row.StepX, target = (byte*)to + (nint)(first * row.InputDilation + row.Low) * width * size;
        nint step = (nint)row.InputDilation * width * size;
        long count = behind - first;
        if (featureStep == size && row.StepX == (long)features * size && features == width && row.InputDilation == 1) Unsafe.CopyBlockUnaligned(target, source, (uint)(count * features * size));
        else if (featureStep == size || features == 1) Each(source, target, step, features * size, count);
        else if (row.StepX == size) TransposedTile.Copy(source, (nint)featureStep, target, step, count, features, size);
        else Single(source, target, step, features, count);
    }

    /// <summary>A line of zeros.</summary>
    public void Clear(nint to, int width) => NativeMemory.Clear((void*)to, (nuint)Bytes(width));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Each(byte* source, byte* target, nint step, int bytes, long count)
    {
        for (long i = 0; i < count; i++, source += row.StepX, target += step)
        {
            if (bytes > 128)
            {
                Unsafe.CopyBlockUnaligned(target, source, (uint)bytes);
                continue;
            }

            int b = 0;
            for (; b + 16 <= bytes; b += 16) Vector128.Store(Vector128.Load(source + b), target + b);
            if ((bytes & 8) != 0)
            {
                *(ulong*)(target + b) = *(ulong*)(source + b);
                b += 8;
            }

            if ((bytes & 4) != 0) *(uint*)(target + b) = *(uint*)(source + b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Single(byte* source, byte* target, nint step, int features, long count)
    {
        for (long i = 0; i < count; i++, source += row.StepX, target += step)
        {
            for (int f = 0; f < features; f++)
            {
                if (size == 4) ((uint*)target)[f] = *(uint*)(source + f * featureStep);
                else ((ulong*)target)[f] = *(ulong*)(source + f * featureStep);
            }
        }
    }
}
