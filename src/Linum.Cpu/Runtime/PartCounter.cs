namespace Linum.Cpu;

/// <summary>Hands out the parts of a range, one after the other. Who takes the first one in a turn begins it, so nobody has to set it back.</summary>
/// <param name="state">Where the turn and the number of parts left in it are: on a line of memory of their own.</param>
internal readonly unsafe struct PartCounter(long* state)
{
    /// <summary>The next part; -1 if there is none, or the turn is over.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="length">How many parts the range has in it.</param>
    public int Next(int turn, int length)
    {
        while (true)
        {
            long seen = Volatile.Read(ref *state);
            int ahead = turn - (int)(seen >> 32), left = ahead > 0 ? length : (int)seen;
            if (ahead < 0 || left == 0) return -1;
            if (Interlocked.CompareExchange(ref *state, ((long)turn << 32) | (uint)(left - 1), seen) == seen) return length - left;
        }
    }
}
