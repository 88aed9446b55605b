namespace Linum.Cpu;

/// <summary>
/// Depthwise convolutions in blocks of four rows by four places: with registers for that, a line of the image is read from the second cache for every other row of the result in place of every
/// one, and each register of it once in place of nine times (3×3, [64, 56, 56, 64] floats: BEFORE -> AFTER ms). See <see cref="DepthwiseTile"/> for fewer registers.
/// </summary>
internal sealed unsafe class DepthwiseBlocks
{
    /// <summary>Rows of a block, and places in each: results that registers hold beside the kernel's factors.</summary>
    public const int Side = 4;

    /// <summary>Larger kernels would be larger programs than they are worth.</summary>
    private const int MostTaps = 49;

    /// <summary>The same of lines and of places in them.</summary>
    private const int MostLines = 32;

    private readonly ConvolutionShape.Axis rows;
    private readonly ConvolutionShape.Axis row;
    private readonly DepthwiseKey block;
    private readonly DepthwiseKey single;
    private readonly nint line;

    /// <param name="shape">The convolution.</param>
    /// <param name="line">Bytes of the factors of a place of the kernel.</param>
    public DepthwiseBlocks(ConvolutionShape shape, nint line)
    {
        (rows, row, this.line) = (shape.Rows, shape.Row, line);
        block = KeyOf(shape, Side, line);
        single = KeyOf(shape, 1, line);
    }

    /// <summary>Bytes of working memory for a number of lines.</summary>
    public nint Room(int lines) => (lines + TableLines) * sizeof(Tap) + PatchBytes;

    private int TableLines => block.Lines + Side;

    private nint PatchBytes => block.Lines * single.LinePlaces * line;

    private static DepthwiseKey KeyOf(ConvolutionShape shape, int places, nint line)
    {
        (ConvolutionShape.Axis rows, ConvolutionShape.Axis row) = (shape.Rows, shape.Row);
        return new(shape.Type, Side, places, rows.Taps, row.Taps, rows.Stride, row.Stride, rows.TapDilation, row.TapDilation, (int)line, false);
    }

    /// <summary>Whether there are registers for blocks, and the convolution has them.</summary>
    public static bool Suits(ConvolutionShape shape) =>
        VectorInstructions.Width == 512 && shape.OuterTaps == 1 && shape.Taps <= MostTaps && shape.Rows.Places >= Side && shape.Row.Places >= Side
        && KeyOf(shape, Side, 0) is { Lines: <= MostLines, LinePlaces: <= MostLines };

    /// <summary>Some rows of results.</summary>
    /// <param name="call">What to compute: factors, results, elements.</param>
    /// <param name="lines">The lines of the padded image that they need: where place 0 of each is or would be; a step of 0 where they are zeros.</param>
    /// <param name="count">How many rows of results: at least <see cref="Side"/>.</param>
    /// <param name="rowStep">Bytes from row to row of results.</param>
    /// <param name="from">The first place all of whose factors are there.</param>
    /// <param name="behind">The place behind the last of these, at least <see cref="Side"/> further on.</param>
    public void Run(ref DepthwiseCall call, Tap* lines, int count, nint rowStep, int from, int behind)
    {
        int given = rows.Needed(count);
        Tap* table = lines + given;
        nint patch = (nint)(table + TableLines);
        Kernel inside = DepthwiseKernel.Get(block with { Streams = call.Streams }), alone = DepthwiseKernel.Get(single with { Streams = call.Streams });
        for (int first = 0; first < count; first += Side)
        {
            int at = Math.Min(first, count - Side);
            Tap* image = lines + at * rows.Stride;
            nint to = call.To + at * rowStep;
            for (int next = from; next < behind; next += Side)
            {
                int place = Math.Min(next, behind - Side);
                for (int i = 0; i < block.Lines; i++) table[i] = image[i].Moved(place * row.Stride);
                for (int q = 0; q < Side; q++) table[block.Lines + q] = lines[Math.Min((at + Side + q) * rows.Stride + block.Lines - 1 - (Side - 1) * rows.Stride, given - 1)].Moved(place * row.Stride);
                Call(inside, ref call, table, to + place * call.ToStep, rowStep);
            }

            for (int place = 0; place < row.Places; place = place == from - 1 ? behind : place + 1)
            {
                if (place >= from && place < behind) continue;
                Patch(ref call, image, table, patch, place);
                Call(alone, ref call, table, to + place * call.ToStep, rowStep);
            }
        }
    }

    private static void Call(Kernel kernel, ref DepthwiseCall call, Tap* table, nint to, nint rowStep)
    {
        nint* buffers = stackalloc nint[3], extra = stackalloc nint[2];
        (buffers[0], buffers[1], buffers[2]) = (call.Weights, to, (nint)table);
        (extra[0], extra[1]) = (call.ToStep, rowStep);
        kernel(buffers, 0, call.Bytes, extra);
    }

    /// <summary>What a place near the image's end meets, with the zeros.</summary>
    private void Patch(ref DepthwiseCall call, Tap* image, Tap* table, nint patch, int place)
    {
        int bytes = (int)call.Bytes;
        for (int i = 0; i < block.Lines; i++)
        {
            table[i] = new(patch, line);
            for (int j = 0; j < single.LinePlaces; j++, patch += line)
            {
                int padded = place * row.Stride + j;
                Span<byte> target = new((void*)patch, bytes);
                if (image[i].Step != 0 && row.Source(padded) >= 0) new Span<byte>((void*)image[i].Moved(padded).Address, bytes).CopyTo(target);
                else target.Clear();
            }
        }

        // There is nothing to ask for.
        for (int q = 0; q < Side; q++) table[block.Lines + q] = table[0];
    }
}
