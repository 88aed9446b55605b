namespace Linum.Cpu;

/// <summary>Where a place of the kernel begins to be read.</summary>
/// <param name="Address">What it multiplies for the first line of results.</param>
/// <param name="Step">Bytes from there to what it multiplies for the next line; 0 where it meets zeros around the image.</param>
internal readonly record struct Tap(nint Address, nint Step)
{
    /// <summary>The same so many steps on.</summary>
    public Tap Moved(int steps) => this with { Address = Address + steps * Step };
}

/// <summary>What <see cref="DepthwiseTile"/> computes.</summary>
internal unsafe struct DepthwiseCall
{
    /// <summary>The places of the kernel. While lines are computed they move with them.</summary>
    public Tap* Taps;

    /// <summary>How many there are.</summary>
    public int Count;

    /// <summary>The step of all places, if they have the same; else 0.</summary>
    public nint Step;

    /// <summary>The factors: for each place of the kernel one after the other.</summary>
    public nint Weights;

    /// <summary>Bytes from the factors of a place to those of the next.</summary>
    public nint WeightLine;

    /// <summary>Whether each element of a line has a factor of its own; else a whole register of equal ones is there for each place.</summary>
    public bool WeightsMove;

    /// <summary>How many lines of results there are.</summary>
    public int Lines;

    /// <summary>How many elements a line has: at least a register of 32 bytes.</summary>
    public int Elements;

    /// <summary>Bytes of a line.</summary>
    public nint Bytes;

    /// <summary>The first line of results.</summary>
    public nint To;

    /// <summary>Bytes from line to line.</summary>
    public nint ToStep;

    /// <summary>Whether results go past the caches: then lines begin and continue at multiples of 64 bytes.</summary>
    public bool Streams;
}
