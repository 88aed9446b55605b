using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What computes the tiles of a matrix product: interpreted until its kernel is worth emitting.</summary>
internal sealed unsafe class TileLoop
{
    /// <summary>So many multiply-adds count as one of the steps that <see cref="FirstRuns"/> counts: it is what they take more than in a kernel that is to be worth one. With 8 first steps of a perceptron and a transformer took as long (three turns, 2026-11-28).</summary>
    private const long Cheap = 4;

    /// <summary>A call takes as long as so many of these.</summary>
    private const long Call = 256;

    private static readonly KernelCache<TileKey, TileLoop> Cache = new(k => new(k));

    private readonly TileKey key;
    private readonly LateKernel late;

    private TileLoop(TileKey key)
    {
        this.key = key;
        late = new(1, () => ContractionKernel.Emit(key), Interpreter(key), countsRuns: false);
    }

    /// <summary>The loop of a key.</summary>
    public static TileLoop Get(TileKey key) => Cache.Get(key);

    /// <summary>The kernel; null if it has not been emitted.</summary>
    public Kernel? Known => late.Known;

    /// <summary>Computes tiles; see <see cref="ContractionKernel"/>. Returns the kernel if there is one by now.</summary>
    public Kernel? Run(nint* buffers, bool adds, nint length, TileCall* call)
    {
        Kernel? kernel = late.Known;
        if (kernel is null)
        {
            if (late.Interprets(Elements(call->Tiles * call->Pieces * length, 1), buffers, adds ? 1 : 0, length, (nint*)call)) return null;
            kernel = late.Prepare();
        }

        kernel(buffers, adds ? 1 : 0, length, (nint*)call);
        return kernel;
    }

    /// <summary>Says that a program will go so many steps along k in tiles; see <see cref="LateKernel.Expect"/>.</summary>
    /// <param name="steps">The steps, in all tiles together.</param>
    /// <param name="calls">In so many calls.</param>
    public void Expect(long steps, long calls) => late.Expect(Elements(steps, calls));

    private int Rows => key.Rows == 1 ? 1 : (key.Rows + TileInterpreter<float>.Rows - 1) / TileInterpreter<float>.Rows * TileInterpreter<float>.Rows;

    private long Elements(long steps, long calls) => steps * Rows * key.Registers * (key.Width / 8 / key.Type.Size) / Cheap + calls * Call;

    private static Func<IKernelInterpreter>? Interpreter(TileKey key) => key.IsBrain ? null : key.Type switch
    {
        DType.Float32 => () => new TileInterpreter<float>(key),
        DType.Float64 => () => new TileInterpreter<double>(key),
        DType.Int32 => () => new TileInterpreter<int>(key),
        DType.UInt32 => () => new TileInterpreter<uint>(key),
        DType.Int64 => () => new TileInterpreter<long>(key),
        DType.UInt64 => () => new TileInterpreter<ulong>(key),
        _ => null,
    };
}
