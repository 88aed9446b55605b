namespace Linum.Cpu;

/// <summary>Where a call of a tile kernel reads and writes: the numbers in its last argument, all of them bytes or counts.</summary>
internal unsafe struct TileCall
{
    /// <summary>From one row to the next in A, where A is read along lines.</summary>
    public nint RowA;

    /// <summary>From one k to the next in A, where A is read along columns.</summary>
    public nint StepA;

    /// <summary>From one k to the next in B.</summary>
    public nint StepB;

    /// <summary>From one row to the next in C.</summary>
    public nint RowC;

    /// <summary>How many tiles there are, one below the other or one beside the other.</summary>
    public nint Tiles;

    /// <summary>From one tile to the next in A.</summary>
    public nint TileA;

    /// <summary>From one tile to the next in C.</summary>
    public nint TileC;

    /// <summary>How many pieces k has. In B they follow each other.</summary>
    public nint Pieces;

    /// <summary>Where each piece begins in A.</summary>
    public nint* PieceA;

    /// <summary>From one tile to the next in B: 0 for tiles one below the other, which have their columns in common.</summary>
    public nint TileB;
}
