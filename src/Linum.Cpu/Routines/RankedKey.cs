using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A key and where it was.</summary>
internal readonly record struct RankedKey(ulong Key, int Rank) : IComparable<RankedKey>
{
    public int CompareTo(RankedKey other) => Key != other.Key ? Key < other.Key ? -1 : 1 : Rank.CompareTo(other.Rank);
}
