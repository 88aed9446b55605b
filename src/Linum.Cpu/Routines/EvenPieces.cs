namespace Linum.Cpu;

/// <summary>Cuts of a length into pieces that are alike.</summary>
internal static class EvenPieces
{
    /// <summary>The length of pieces none of which is longer than another length, before it is rounded up.</summary>
    /// <param name="length">What is cut.</param>
    /// <param name="most">How long a piece may be.</param>
    /// <param name="unit">All but the last piece are a multiple of this.</param>
    public static long LengthOf(long length, long most, long unit)
    {
        long pieces = Math.Max(1, (length + most - 1) / most);
        return ((length + pieces - 1) / pieces + unit - 1) / unit * unit;
    }
}
