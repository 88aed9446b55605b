namespace Linum.Cpu;

/// <summary>
/// How many programs run at this moment, on all threads. While one does, small memory that is given up is left to the collector, which finds it when no program can reach it any more; so
/// a program need not count itself as a user of each small array that it reads: two counts for each of fifty were a twelfth of the time of a call (2026-11-26).
/// </summary>
internal static class ActiveRuns
{
    /// <summary>Threads count in different lines of the caches, so that they do not wait for each other.</summary>
    private const int Lines = 16, LineInts = 16;

    private static readonly int[] Counts = new int[(Lines + 1) * LineInts];

    /// <summary>Whether a program runs.</summary>
    public static bool Any => AreMoreThan(0);

    /// <summary>Whether so many programs run and another one.</summary>
    public static bool AreMoreThan(int number)
    {
        int sum = 0;
        for (int line = 0; line < Lines; line++) sum += Volatile.Read(ref Counts[(line + 1) * LineInts]);
        return sum > number;
    }

    /// <summary>A program begins: from here on it sees whether an array was given up, or who gives it up sees the program.</summary>
    /// <returns>What <see cref="Leave"/> wants.</returns>
    public static int Enter()
    {
        int place = ((Environment.CurrentManagedThreadId & (Lines - 1)) + 1) * LineInts;
        Interlocked.Increment(ref Counts[place]);
        return place;
    }

    /// <summary>A program has ended.</summary>
    public static void Leave(int place) => Interlocked.Decrement(ref Counts[place]);
}
