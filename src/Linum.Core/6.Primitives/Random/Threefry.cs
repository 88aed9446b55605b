namespace Linum.Extending;

/// <summary>
/// The block function of threefry-2x32 with 20 rounds as scalar steps: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
/// </summary>
internal static class Threefry
{
    private static readonly int[][] Rotations = [[13, 15, 26, 6], [17, 29, 16, 24]];

    /// <summary>Two random words from two key words and two counter words.</summary>
    public static (Scalar First, Scalar Second) Block(Scalar key0, Scalar key1, Scalar counter0, Scalar counter1)
    {
        Scalar[] keys = [key0, key1, key0 ^ key1 ^ key0.Constant(0x1BD11BDA)];
        Scalar x = counter0 + keys[0], y = counter1 + keys[1];
        for (int group = 1; group <= 5; group++)
        {
            foreach (int rotation in Rotations[(group - 1) % 2])
            {
                x += y;
                y = Scalar.Binary(ScalarOp.ShiftLeft, y, rotation) | Scalar.Binary(ScalarOp.ShiftRightLogical, y, 32 - rotation);
                y ^= x;
            }

            x += keys[group % 3];
            y += keys[(group + 1) % 3] + key0.Constant(group);
        }

        return (x, y);
    }

    /// <summary>
    /// Word number <paramref name="index"/> of the list that the numbers 0 to count - 1 are turned into: number j is paired with number j + h, where h is half the count rounded up
    /// (a missing one is 0); the first words of all pairs come first, then the second ones.
    /// </summary>
    public static Scalar ListWord(Scalar key0, Scalar key1, Scalar index, long count)
    {
        double half = (count + 1) / 2;
        Scalar inFirst = index < half, pair = inFirst.Select(index, index - half), partner = pair + half;
        (Scalar first, Scalar second) = Block(key0, key1, pair, (partner < (double)count).Select(partner, 0));
        return inFirst.Select(first, second);
    }

    /// <summary>The words of the counter of each element of an array: its row-major number as 64 bits, high word first.</summary>
    /// <param name="builder">Where to write.</param>
    /// <param name="shape">The sizes of the axes that are counted.</param>
    /// <param name="firstAxis">The output axis that the first of them is.</param>
    public static (Scalar High, Scalar Low) Counter(ScalarBuilder builder, Shape shape, int firstAxis)
    {
        DType wide = shape.Count > uint.MaxValue ? DType.UInt64 : DType.UInt32;
        Scalar number = builder.Constant(0, wide);
        bool first = true;
        for (int i = 0; i < shape.Rank; i++)
        {
            if (shape[i] == 1) continue;
            Scalar index = builder.Index(firstAxis + i, DType.Int32).ConvertTo(wide);
            number = first ? index : number * builder.Constant(shape[i], wide) + index;
            first = false;
        }

        return wide == DType.UInt32
            ? (builder.Constant(0, DType.UInt32), number)
            : (Scalar.Binary(ScalarOp.ShiftRightLogical, number, 32).ConvertTo(DType.UInt32), number.ConvertTo(DType.UInt32));
    }
}
