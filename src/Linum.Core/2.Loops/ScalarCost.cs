namespace Linum.Extending;

/// <summary>What steps of scalar functions cost, counted in operations, for choices between computing again and storing.</summary>
internal static class ScalarCost
{
    /// <summary>
    /// So many operations may be done again for each byte that is not stored and read. To store and read a number of 4 bytes takes 1 to 3 cycles where memory gives a thread 10 to 20 GB/s;
    /// an operation, two of which begin in a cycle with eight numbers each, takes 1/16.
    /// </summary>
    public const int OperationsPerByte = 2;

    /// <summary>A division or a root takes as long as so many other operations.</summary>
    private const int SlowOperation = 6;

    /// <summary>A division of integers, a remainder or a count of bits is so many operations in a loop over vectors.</summary>
    private const int SeveralOperations = 16;

    /// <summary>A step counted in operations: none for what is only read, two for one of 64 bits, which takes two registers.</summary>
    public static int Weight(ScalarStep step) => step.Op switch
    {
        ScalarOp.Input or ScalarOp.Constant or ScalarOp.Index => 0,
        ScalarOp.Remainder or ScalarOp.PopulationCount or ScalarOp.LeadingZeroCount => SeveralOperations,
        ScalarOp.Divide when step.DType.IsInteger => SeveralOperations,
        _ => step.DType.Size == 8 ? 2 : 1,
    };

    /// <summary>The same by the time that a step takes.</summary>
    public static int Time(ScalarStep step) => step.Op is ScalarOp.Divide or ScalarOp.Sqrt ? Math.Max(SlowOperation, Weight(step)) : Weight(step);
}
