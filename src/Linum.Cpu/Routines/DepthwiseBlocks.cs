namespace Linum.Cpu;

/// <summary>
/// Depthwise convolutions in blocks of rows and places, see <see cref="DepthwiseKernel"/>: four rows at once read a line of the image half as often from the second cache as one after the
/// other, and each of its registers is read once for all places of the kernel that meet it. 3×3, [64, 56, 56, 64] floats past the caches: 3.8 -> 2.2 ms with 512 bits and 3.7 -> 2.6 ms with
/// 256 (minima of three turns with <see cref="DepthwiseTile"/>, which is left what has no blocks; 2026-11-26).
/// </summary>
internal sealed unsafe class DepthwiseBlocks
{
    /// <summary>Rows of a block.</summary>
    public const int Rows = 4;

    /// <summary>Larger kernels would be larger programs than they are worth.</summary>
    private const int MostTaps = 49;

    /// <summary>
    /// Beyond this a block has two places: the JIT compiler takes 10 ms for 400 multiply-adds, and with 784 it does not keep sums in registers any more (7×7: 477 µs, and 85 with two places; 120
    /// without blocks).
    /// </summary>
    private const int FewTaps = 12;

    /// <summary>Lines that a block needs, and places of each.</summary>
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
        Places = PlacesOf(shape);
        block = KeyOf(shape, Places, line);
        single = KeyOf(shape, 1, line);
    }

    /// <summary>Places in each row of a block: as many results as registers hold, with one register of the image and, where there are 32, the factors.</summary>
    public int Places { get; }

    /// <summary>Bytes of working memory for a number of lines.</summary>
    public nint Room(int lines) => (lines + TableLines) * sizeof(Tap) + PatchBytes;

    private int TableLines => block.Lines + Rows;

    private nint PatchBytes => block.Lines * single.LinePlaces * line;

    private static int PlacesOf(ConvolutionShape shape) => VectorInstructions.HasManyRegisters && shape.Taps <= FewTaps ? 4 : 2;

    private static DepthwiseKey KeyOf(ConvolutionShape shape, int places, nint line)
    {
        (ConvolutionShape.Axis rows, ConvolutionShape.Axis row) = (shape.Rows, shape.Row);
        return new(shape.Type, Rows, places, rows.Taps, row.Taps, rows.Stride, row.Stride, rows.TapDilation, row.TapDilation, (int)line, false);
    }

    /// <summary>Whether there are registers for blocks, and the convolution has them.</summary>
    public static bool Suits(ConvolutionShape shape) =>
        shape.OuterTaps == 1 && shape.Taps <= MostTaps && shape.Rows.Places >= Rows && shape.Row.Places >= PlacesOf(shape)
        && KeyOf(shape, PlacesOf(shape), 0) is { Lines: <= MostLines, LinePlaces: <= MostLines };

    /// <summary>Some rows of results.</summary>
    /// <param name="call">What to compute: factors, results, elements.</param>
    /// <param name="lines">The lines of the padded image that they need: where place 0 of each is or would be.</param>
    /// <param name="zeros">Where zeros are, for all places of lines outside of the image.</param>
    /// <param name="count">How many rows of results: at least <see cref="Rows"/>.</param>
    /// <param name="rowStep">Bytes from row to row of results.</param>
    /// <param name="from">The first place all of whose factors are there.</param>
    /// <param name="behind">The place behind the last of these, at least <see cref="Rows"/> further on.</param>
    public void Run(ref DepthwiseCall call, Tap* lines, nint zeros, int count, nint rowStep, int from, int behind)
    {
        int given = rows.Needed(count);
        Tap* table = lines + given;
        Kernel inside = DepthwiseKernel.Get(block with { Streams = call.Streams }), alone = DepthwiseKernel.Get(single with { Streams = call.Streams });
        for (int first = 0; first < count; first += Rows)
        {
            int at = Math.Min(first, count - Rows);
            Tap* image = lines + at * rows.Stride;
            nint to = call.To + at * rowStep;
            for (int next = from; next < behind; next += Places)
            {
                int place = Math.Min(next, behind - Places);
                for (int i = 0; i < block.Lines; i++) table[i] = image[i].Moved(place * row.Stride);
                for (int q = 0; q < Rows; q++) table[block.Lines + q] = lines[Math.Min((at + Rows + q) * rows.Stride + block.Lines - 1 - (Rows - 1) * rows.Stride, given - 1)].Moved(place * row.Stride);
                Call(inside, ref call, table, to + place * call.ToStep, rowStep);
            }

            for (int place = 0; place < from; place++) Edge(alone, ref call, image, zeros, table, to, place, rowStep);
            for (int place = behind; place < row.Places; place++) Edge(alone, ref call, image, zeros, table, to, place, rowStep);
        }
    }

    /// <summary>A place near the image's end, in all rows of a block.</summary>
    private void Edge(Kernel kernel, ref DepthwiseCall call, Tap* image, nint zeros, Tap* table, nint to, int place, nint rowStep)
    {
        Patch(ref call, image, zeros, table, place);
        Call(kernel, ref call, table, to + place * call.ToStep, rowStep);
    }

    private static void Call(Kernel kernel, ref DepthwiseCall call, Tap* table, nint to, nint rowStep)
    {
        nint* buffers = stackalloc nint[3], extra = stackalloc nint[2];
        (buffers[0], buffers[1], buffers[2]) = (call.Weights, to, (nint)table);
        (extra[0], extra[1]) = (call.ToStep, rowStep);
        kernel(buffers, 0, call.Bytes, extra);
    }

    /// <summary>What a place near the image's end meets, with the zeros.</summary>
    private void Patch(ref DepthwiseCall call, Tap* image, nint zeros, Tap* table, int place)
    {
        nint patch = (nint)(table + TableLines);
        int bytes = (int)call.Bytes;
        for (int i = 0; i < block.Lines; i++)
        {
            table[i] = new(patch, line);
            for (int j = 0; j < single.LinePlaces; j++, patch += line)
            {
                int padded = place * row.Stride + j;
                Span<byte> target = new((void*)patch, bytes);
                if (image[i].Address != zeros && row.Source(padded) >= 0) new Span<byte>((void*)image[i].Moved(padded).Address, bytes).CopyTo(target);
                else target.Clear();
            }
        }

        // There is nothing to ask for.
        for (int q = 0; q < Rows; q++) table[block.Lines + q] = table[0];
    }
}
